package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.beam.Runner;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.Bound;
import dev.millrace.testkit.AskedViews.Mode;
import dev.millrace.testkit.Readings.Size;
import dev.millrace.testkit.RunOfViews.Pair;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The equality that SEMANTICS promises: a view's features are the same from the oracle, which scans
 * all facts for every question, from the evaluator, from a batch and from a stream; bit for bit,
 * statuses included. Views and histories are generated from seeds.
 *
 * <p>The long form asks as many questions as {@code -Dmillrace.questions} says, of the evaluator,
 * and again of batches and streams: see docs/testing.md.
 */
class FeatureViewLawsTest {
  private static final long LATENESS = RunOfViews.LATENESS;

  /** So far behind that a few rows are late. */
  private static final long MORE_THAN_LATENESS = LATENESS + 2 * ViewWindows.STEP;

  /** The ten views from this seed on have all that a view can have: a test says so. */
  private static final long FIRST_WITH_ALL_TRAITS = 637;

  private final AskedViews views = new AskedViews();

  private static List<Pair> pairs(long firstSeed, int pairs) {
    return LongStream.range(firstSeed, firstSeed + pairs).mapToObj(Pair::of).toList();
  }

  private void askInProcess(long seed, Size size) {
    Readings history = Readings.of(seed, size);
    Pair.of(seed).shapes().forEach(shape -> views.askInProcess(shape, history));
  }

  @Test
  void theEvaluatorAndTheMergeAnswerAsTheOracle() {
    for (int seed = 0; seed < 52; seed++) {
      askInProcess(seed, Size.of(4, 60, 60, LATENESS));
    }
    assertThat(views.shapes(), greaterThanOrEqualTo(100));
    assertThat(views.functions(), is(EnumSet.allOf(AggregateFunction.class)));
    assertThat(views.statuses(), is(EnumSet.allOf(FeatureStatus.class)));
    assertThat(views.traits(), is(EnumSet.allOf(ViewTrait.class)));
    assertThat(views.bounds(), is(EnumSet.allOf(Bound.class)));
    views.assertAtLeast("evaluator", 20_000);
    views.assertAtLeast("merge", 20_000);
  }

  @Test
  void longHistoriesAnswerAsTheOracle() {
    askLongHistories(1_000, 2);
    views.assertAtLeast("evaluator", 150);
  }

  /** Thousands of facts of one key: as many as a window holds, and over a long time. */
  private void askLongHistories(long firstSeed, int seeds) {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      askInProcess(seed, new Size(1, 4_000, 6, 40, LATENESS));
      askInProcess(seed, new Size(1, 4_000, 6, 4_000, LATENESS));
    }
  }

  @Test
  void batchesAndStreamsAnswerAsTheOracle() {
    Readings history = Readings.of(1, Size.of(15, 400, 450, MORE_THAN_LATENESS));
    List<Pair> pairs = pairs(FIRST_WITH_ALL_TRAITS, 5);
    views.askInRun(pairs, Mode.BATCH_OF_SEGMENTS, Runner.DIRECT, history);
    views.askInRun(pairs, Mode.STREAM, Runner.DIRECT, history);
    views.askInRun(pairs.subList(0, 2), Mode.BATCH_OF_SEGMENTS, Runner.FLINK, history);
    views.askInRun(pairs.subList(0, 2), Mode.STREAM, Runner.FLINK, history);
    views.assertAtLeast("batch of segments, DIRECT", 8_000);
    views.assertAtLeast("batch of segments, FLINK", 3_000);
    views.assertAtLeast("stream, DIRECT", 8_000);
    views.assertAtLeast("stream, FLINK", 3_000);
    assertThat(views.late(), greaterThan(0L));
    assertThat(views.functions(), is(EnumSet.allOf(AggregateFunction.class)));
    assertThat(views.traits(), is(EnumSet.allOf(ViewTrait.class)));
    assertThat(views.bounds(), is(EnumSet.allOf(Bound.class)));
  }

  @Test
  @EnabledIfSystemProperty(named = "millrace.questions", matches = "[0-9]+")
  void asManyQuestionsAsWanted() {
    long wanted = Long.getLong("millrace.questions");
    for (long seed = 10_000; views.questions("evaluator") < wanted; seed++) {
      askInProcess(seed, Size.of(4, 80, 250, LATENESS));
    }
    askLongHistories(20_000, 20);
    askRuns(wanted);
    System.out.println(views);
    for (String mode : List.of("evaluator", "batch", "stream")) {
      views.assertAtLeast(mode, wanted);
      views.assertViewsAtLeast(mode, 100);
    }
  }

  /** A quarter of the runs is Flink's, and each time other views are asked. */
  private void askRuns(long wanted) {
    Runner[] runners = {Runner.DIRECT, Runner.DIRECT, Runner.DIRECT, Runner.FLINK};
    int run = 0;
    while (Math.min(views.questions("batch"), views.questions("stream")) < wanted) {
      long seed = 30_000 + 4L * run;
      List<Pair> pairs = pairs(seed, 4);
      Runner runner = runners[run % runners.length];
      Readings inTime = Readings.of(seed, Size.of(100, 2_000, 3_000, LATENESS));
      Readings late = Readings.of(seed, Size.of(30, 2_000, 3_000, MORE_THAN_LATENESS));
      boolean isEven = run / runners.length % 2 == 0;
      views.askInRun(pairs, isEven ? Mode.BATCH_OF_SEGMENTS : Mode.BATCH, runner, inTime);
      views.askInRun(pairs, Mode.STREAM, runner, late);
      run++;
    }
  }
}
