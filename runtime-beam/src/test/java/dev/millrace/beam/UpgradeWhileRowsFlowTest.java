package dev.millrace.beam;

import static dev.millrace.beam.Shop.ANSWERS;
import static dev.millrace.beam.Shop.FIRSTS;
import static dev.millrace.beam.Shop.ITEMS;
import static dev.millrace.beam.Shop.SUMS;
import static dev.millrace.beam.Shop.changed;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.beam.Shop.Definition;
import dev.millrace.upgrade.Upgrade;
import dev.millrace.upgrade.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream is stopped with a savepoint while its readers read, so that it holds rows on their way,
 * and goes on: what happens is what {@link Upgrade} has said.
 */
@Timeout(900)
class UpgradeWhileRowsFlowTest {
  @TempDir static Path folder;

  private static StoppedShop shop;

  @BeforeAll
  static void stopWithASavepoint() throws Exception {
    shop = StoppedShop.whileRowsFlow(folder);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (shop != null) {
      shop.close();
      shop = null;
    }
  }

  private static void givesWhatABatchGives(Definition definition) throws Exception {
    assertThat(shop.sink(SUMS), equalTo(shop.batch(definition, SUMS)));
    assertThat(shop.sink(ITEMS), equalTo(shop.batch(definition, ITEMS)));
    assertThat(shop.sink(FIRSTS), equalTo(shop.batch(definition, FIRSTS)));
    assertThat(shop.sink(ANSWERS), equalTo(shop.batch(definition, ANSWERS)));
  }

  @Test
  void theSameDefinitionGoesOnAsIfNothingHadBeen() throws Exception {
    Definition same = new Definition();

    assertThat(shop.verdict(same), is(Verdict.SAME));
    shop.goesOn(same);
    givesWhatABatchGives(same);
  }

  @Test
  void stepsInAnotherOrderGetTheRowsThatWereOnTheirWay() throws Exception {
    Definition reordered = changed(each -> each.itemsFirst = true);

    assertThat(shop.verdict(reordered), is(Verdict.SAME));
    shop.goesOn(reordered);
    givesWhatABatchGives(reordered);
  }

  @Test
  void aStepThatWouldMissTheRowsThatAreOnTheirWayToItIsRefused() throws Exception {
    Definition rewired = changed(each -> each.sumsOfFirsts = true);

    assertThat(shop.verdict(rewired, "aggregate:sums"), is(Verdict.INCOMPATIBLE));
    shop.isRefused(rewired, "[MR-U004] aggregate:sums");
  }
}
