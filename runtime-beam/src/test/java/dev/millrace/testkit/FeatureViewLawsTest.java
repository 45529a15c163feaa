package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.millrace.testkit.ViewShape.Sight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The equality that SEMANTICS promises: a view's features are the same from the oracle, which scans
 * all facts for every question, from the evaluator, from a batch and from a stream; bit for bit,
 * statuses included.
 */
class FeatureViewLawsTest {
  private static final List<Way> WAYS = new ArrayList<>();

  static {
    WAYS.addAll(List.of(ServingWay.values()));
    WAYS.addAll(List.of(MergingWay.values()));
  }

  private final Map<String, Long> questions = new TreeMap<>();

  private void ask(ViewShape<?, ?> shape, Readings history) {
    Map<Sight, List<OracleAnswer>> expected = new HashMap<>();
    for (Way way : WAYS) {
      for (Sight sight : List.of(Sight.SERVED, shape.asked(), shape.selfAsked())) {
        if (way.canSee(sight)) {
          ask(shape, history, way, sight, expected);
        }
      }
    }
  }

  private <K, F> void ask(
      ViewShape<K, F> shape,
      Readings history,
      Way way,
      Sight sight,
      Map<Sight, List<OracleAnswer>> expected) {
    List<OracleAnswer> answers =
        expected.computeIfAbsent(
            sight, each -> Expected.ofAsks(shape, history.facts(), history.asks(), each));
    List<Found> found = way.answers(shape, history.facts(), history.asks(), sight);
    Difference.requireNone(shape, way, sight, history.facts(), history.asks(), answers, found);
    questions.merge(way.title(), (long) found.size(), Long::sum);
  }

  @Test
  void theEvaluatorAndTheMergeAnswerAsTheOracle() {
    for (int seed = 0; seed < 60; seed++) {
      Readings history = Readings.of(seed, new Readings.Size(4, 100, 250, 3_000));
      ask(ViewShapes.numbers(seed), history);
      ask(ViewShapes.things(seed), history);
    }
    questions.forEach((way, asked) -> assertThat(way, asked, greaterThanOrEqualTo(10_000L)));
    System.out.println(questions);
  }
}
