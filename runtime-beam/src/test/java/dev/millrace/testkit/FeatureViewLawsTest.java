package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.millrace.beam.Runner;
import dev.millrace.testkit.Readings.Size;
import dev.millrace.testkit.RunOfViews.Outcome;
import dev.millrace.testkit.RunOfViews.Pair;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;

/**
 * The equality that SEMANTICS promises: a view's features are the same from the oracle, which scans
 * all facts for every question, from the evaluator, from a batch and from a stream; bit for bit,
 * statuses included.
 */
class FeatureViewLawsTest {
  /** How often a smaller history is tried in this process, and in a run. */
  private static final int TRIES = 4_000;

  private static final int RUNS = 80;

  private static final List<Way> WAYS = new ArrayList<>();

  static {
    WAYS.addAll(List.of(ServingWay.values()));
    WAYS.addAll(List.of(MergingWay.values()));
  }

  private final Map<String, Long> questions = new TreeMap<>();

  private void count(String mode, long asked) {
    questions.merge(mode, asked, Long::sum);
  }

  private void askAllWays(ViewShape<?, ?> shape, Readings history) {
    Map<Sight, List<OracleAnswer>> expected = new HashMap<>();
    for (Way way : WAYS) {
      for (Sight sight : List.of(Sight.SERVED, shape.asked())) {
        if (way.canSee(sight)) {
          List<OracleAnswer> answers =
              expected.computeIfAbsent(
                  sight, each -> Expected.ofAsks(shape, history.facts(), history.asks(), each));
          ask(shape, way, sight, history, answers);
        }
      }
      if (way.canAskSelf()) {
        askSelf(shape, way, history);
      }
    }
  }

  private void ask(
      ViewShape<?, ?> shape, Way way, Sight sight, Readings history, List<OracleAnswer> expected) {
    List<Found> found = way.answers(shape, history.facts(), history.asks(), sight);
    if (firstDifference(shape, expected, found, history.asks()).isPresent()) {
      throw Difference.failure(
          way.title() + ", " + sight + "\n" + shape,
          (facts, asks) ->
              firstDifference(
                  shape,
                  Expected.ofAsks(shape, facts, asks, sight),
                  way.answers(shape, facts, asks, sight),
                  asks),
          history.facts(),
          history.asks(),
          TRIES);
    }
    count(way.title(), found.size());
  }

  private void askSelf(ViewShape<?, ?> shape, Way way, Readings history) {
    Sight sight = shape.selfAsked();
    Difference.Trial trial =
        (facts, asks) ->
            firstDifference(
                shape,
                Expected.ofFacts(shape, facts, sight),
                way.selfAnswers(shape, facts, sight),
                facts);
    if (trial.differs(history.facts(), List.of()).isPresent()) {
      throw Difference.failure(
          way.title() + ", a fact asks, " + sight + "\n" + shape,
          trial,
          history.facts(),
          List.of(),
          TRIES);
    }
    count(way.title(), history.facts().size());
  }

  private static Optional<String> firstDifference(
      ViewShape<?, ?> shape, List<OracleAnswer> expected, List<Found> found, List<?> asked) {
    for (int i = 0; i < asked.size(); i++) {
      Object row = asked.get(i);
      Optional<String> what = found.get(i).differenceFrom(expected.get(i), shape.definition());
      if (what.isPresent()) {
        return what.map(text -> text + "\nasked by " + RowValue.text(row));
      }
    }
    return Optional.empty();
  }

  private void run(List<Pair> pairs, boolean isStream, Runner runner, Readings history) {
    String mode = (isStream ? "stream, " : "batch, ") + runner;
    PipelineOptions options = runner.options("--blockRows=16");
    RunOfViews run = new RunOfViews(pairs, isStream, options);
    Outcome outcome = run.run(history.facts(), history.asks());
    outcome
        .wrong()
        .ifPresent(
            wrong -> {
              RunOfViews alone =
                  new RunOfViews(List.of(pairs.get(wrong.pair())), isStream, options);
              throw Difference.failure(
                  mode,
                  (facts, asks) -> alone.run(facts, asks).wrong().map(RunOfViews.Wrong::what),
                  history.facts(),
                  history.asks(),
                  RUNS);
            });
    count(mode, outcome.questions());
    count(mode + ", late rows", outcome.late());
  }

  @Test
  void theEvaluatorAndTheMergeAnswerAsTheOracle() {
    for (int seed = 0; seed < 60; seed++) {
      Readings history = Readings.of(seed, new Size(4, 100, 100, 3_000));
      for (ViewShape<?, ?> shape : Pair.of(seed).shapes()) {
        askAllWays(shape, history);
      }
    }
    questions.forEach((way, asked) -> assertThat(way, asked, greaterThanOrEqualTo(10_000L)));
    System.out.println(questions);
  }

  @Test
  void batchesAndStreamsAnswerAsTheOracle() {
    List<Pair> pairs = LongStream.range(100, 104).mapToObj(Pair::of).toList();
    Readings inTime = Readings.of(1, new Size(40, 1_000, 1_500, 3_000));
    Readings late = Readings.of(2, new Size(20, 500, 500, 10_000));
    for (boolean isStream : new boolean[] {false, true}) {
      run(pairs, isStream, Runner.DIRECT, inTime);
      run(pairs, isStream, Runner.DIRECT, late);
    }
    System.out.println(questions);
  }
}
