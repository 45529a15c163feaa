package dev.millrace.beam;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a stream that was stopped with a savepoint, once for all tests of a class. */
@Timeout(900)
abstract class AfterSavepoint {
  @TempDir static Path folder;

  static StoppedShop shop;

  @BeforeAll
  static void stopWithASavepoint() throws Exception {
    shop = StoppedShop.in(folder);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (shop != null) {
      shop.close();
      shop = null;
    }
  }
}
