package dev.millrace.beam;

import static dev.millrace.beam.Shop.ANSWERS;
import static dev.millrace.beam.Shop.ITEMS;
import static dev.millrace.beam.Shop.SUMS;
import static dev.millrace.beam.Shop.changed;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.beam.Shop.Definition;
import dev.millrace.upgrade.Upgrade;
import dev.millrace.upgrade.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A stream is stopped with a savepoint, steps that keep state are changed, and it goes on: what
 * happens is what {@link Upgrade} has said.
 */
class UpgradeTest extends AfterSavepoint {
  @Test
  void theSavepointOfARunIsRefusedWhenAnotherRunHasBegunSince() throws Exception {
    shop.isRefusedAfterAnotherRun(new Definition(), "[MR-O018]");
  }

  @Test
  void theSameDefinitionGoesOnAtAnotherParallelismAsIfNothingHadBeen() throws Exception {
    Definition same = new Definition();

    assertThat(shop.verdict(same), is(Verdict.SAME));
    shop.goesOn(same, "--parallelism=3");
    assertThat(shop.sink(SUMS), equalTo(shop.batch(same, SUMS)));
    assertThat(shop.sink(ITEMS), equalTo(shop.batch(same, ITEMS)));
    assertThat(shop.sink(ANSWERS), equalTo(shop.batch(same, ANSWERS)));
  }

  @Test
  void stepsInAnotherOrderAreTheSameSteps() throws Exception {
    Definition reordered = changed(each -> each.itemsFirst = true);

    assertThat(shop.verdict(reordered), is(Verdict.SAME));
    shop.goesOn(reordered);
    assertThat(shop.sink(SUMS), equalTo(shop.batch(reordered, SUMS)));
    assertThat(shop.sink(ITEMS), equalTo(shop.batch(reordered, ITEMS)));
    assertThat(shop.sink(ANSWERS), equalTo(shop.batch(reordered, ANSWERS)));
  }

  @Test
  void anAddedFeatureIsAnsweredFromTheFactsThatAreKept() throws Exception {
    Definition more = changed(each -> each.most = true);

    assertThat(shop.verdict(more, "asOf:asks"), is(Verdict.COMPATIBLE));
    shop.goesOn(more);
    List<String> answers = shop.sink(ANSWERS);
    List<String> old = answers.stream().filter(each -> !each.contains("most")).toList();
    List<String> now = answers.stream().filter(each -> each.contains("most")).toList();
    assertThat(old.size(), greaterThan(100));
    assertThat(now.size(), greaterThan(100));
    List<String> all = shop.batch(more, ANSWERS);
    assertThat(answers.size(), is(all.size()));
    assertThat("new answers", all.containsAll(now), is(true));
    assertThat("old answers", shop.batch(new Definition(), ANSWERS).containsAll(old), is(true));
    assertThat(shop.sink(SUMS), equalTo(shop.batch(more, SUMS)));
  }

  @Test
  void aFeatureThatLooksFurtherBackThanFactsWereKeptIsRefused() throws Exception {
    Definition further =
        changed(
            each -> {
              each.most = true;
              each.mostOver = Duration.ofHours(4);
            });

    assertThat(shop.verdict(further, "asOf:asks"), is(Verdict.INCOMPATIBLE));
    shop.isRefused(further, "[MR-U004] asOf:asks");
    shop.failsWhenForced(further, "[MR-R018]");
  }

  @Test
  void anotherWindowIsRefused() throws Exception {
    Definition wider = changed(each -> each.window = Duration.ofHours(2));

    assertThat(shop.verdict(wider, "aggregate:sums"), is(Verdict.INCOMPATIBLE));
    shop.isRefused(wider, "[MR-U004] aggregate:sums");
    shop.failsWhenForced(wider, "[MR-R018]");
  }

  @Test
  void aRenamedStepLosesItsStateAndSaysSo() throws Exception {
    Definition renamed = changed(each -> each.sums = "totals");

    assertThat(shop.verdict(renamed, "aggregate:sums"), is(Verdict.STATE_LOST));
    assertThat(shop.verdict(renamed, "aggregate:totals"), is(Verdict.STATE_LOST));
    shop.isRefused(renamed, "[MR-U005] aggregate:sums");
    shop.goesOn(renamed, "--allowNonRestoredState=true");
    List<String> sums = shop.sink(SUMS);
    assertThat(sums, not(equalTo(shop.batch(renamed, SUMS))));
    assertThat(sums, equalTo(shop.sumsWithoutWhatWasOpen(renamed)));
    assertThat(shop.sink(ITEMS), equalTo(shop.batch(renamed, ITEMS)));
    assertThat(shop.sink(ANSWERS), equalTo(shop.batch(renamed, ANSWERS)));
  }

  @Test
  void otherShuffleGroupsAndUnitsAreRefused() throws Exception {
    shop.isRefused(new Definition(), "[MR-U004] aggregate:sums", "--shuffleGroups=8");
    shop.failsWhenForced(new Definition(), "[MR-R018]", "--shuffleGroups=8");
    shop.isRefused(new Definition(), "[MR-U004] publish", "--publishEveryMillis=1800000");
    shop.failsWhenForced(new Definition(), "[MR-R018]", "--publishEveryMillis=1800000");
  }
}
