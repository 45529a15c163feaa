package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.millrace.servers.Waiting;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Behind the shuffle, in a JVM whose heap is smaller than the groups: with a budget it passes,
 * without one it fails.
 */
class SpillTest {
  private static final long BUDGET = 6L << 20;

  /** Of all visitors: where all are equally frequent, the least is the most frequent one. */
  private static final long LEAST =
      LongStream.range(0, 3_000_000).map(row -> row * 0x9E3779B97F4A7C15L).min().orElseThrow();

  @TempDir Path folder;

  @Test
  void aHotKeyWithMoreDistinctValuesThanTheHeapHoldsIsCountedAndRanked() throws Exception {
    assertThat(
        merge("hot", BUDGET),
        containsString("1 groups, 3000000 distinct, least " + LEAST + ", 3000000 rows"));
  }

  @Test
  void withoutSpillingTheHotKeyExhaustsTheSameHeap() throws Exception {
    assertThat(merge("hot", Long.MAX_VALUE), containsString("OutOfMemoryError"));
  }

  @Test
  void moreKeysThanTheHeapHoldsAreMerged() throws Exception {
    assertThat(
        merge("keys", BUDGET),
        containsString("1000000 groups, 3000000 distinct, least " + LEAST + ", 3000000 rows"));
  }

  @Test
  void withoutSpillingTheKeysExhaustTheSameHeap() throws Exception {
    assertThat(merge("keys", Long.MAX_VALUE), containsString("OutOfMemoryError"));
  }

  private String merge(String what, long budget) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx56m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                SpillMain.class.getName(),
                what,
                Long.toString(budget),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = Waiting.patiently().output(process);
    assertThat(said, not(containsString("Could not find or load")));
    return said;
  }
}
