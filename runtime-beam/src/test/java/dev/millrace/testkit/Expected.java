package dev.millrace.testkit;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.testkit.OracleFact.Bits;
import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the oracle answers to questions about a history. */
final class Expected {
  private Expected() {}

  /** To rows that ask, in their order. */
  static <K> List<OracleAnswer> ofAsks(
      ViewShape<K, ?> shape, List<Reading> facts, List<Ask> asks, Sight sight) {
    Map<K, Oracle> oracles = oracles(shape, placed(shape.definition(), facts), facts);
    Oracle nobody = new Oracle(shape.definition(), List.of());
    return IntStream.range(0, asks.size())
        .parallel()
        .mapToObj(
            i -> {
              Ask ask = asks.get(i);
              K key = shape.key().of(ask);
              return answer(
                  shape.key().isPresent(key) ? oracles.getOrDefault(key, nobody) : null,
                  nobody,
                  OracleQuestion.of(Readings.micros(ask.at()), sight.bound(), sight.knowledge()));
            })
        .toList();
  }

  /** To facts themselves, of which the places are given. */
  static <K> List<OracleAnswer> ofFacts(
      ViewShape<K, ?> shape, List<Reading> facts, List<Integer> asking, Sight sight) {
    List<OracleFact> placed = placed(shape.definition(), facts);
    Map<K, Oracle> oracles = oracles(shape, placed, facts);
    Oracle nobody = new Oracle(shape.definition(), List.of());
    return asking.stream()
        .parallel()
        .map(
            i -> {
              K key = shape.key().of(facts.get(i));
              OracleFact self = placed.get(i);
              OracleQuestion question =
                  sight.bound().isOfSelf()
                      ? OracleQuestion.ofSelf(self, sight.bound(), sight.knowledge())
                      : OracleQuestion.of(self.eventTime(), sight.bound(), sight.knowledge());
              return answer(shape.key().isPresent(key) ? oracles.get(key) : null, nobody, question);
            })
        .toList();
  }

  private static OracleAnswer answer(
      @Nullable Oracle oracle, Oracle nobody, OracleQuestion question) {
    return oracle == null ? nobody.answerWithoutKey() : oracle.answer(question);
  }

  private static List<OracleFact> placed(ViewDefinition view, List<Reading> facts) {
    List<OracleFact> placed = new ArrayList<>();
    for (Reading fact : facts) {
      placed.add(OracleFact.of(view, fact, new Bits(0, placed.size())));
    }
    return placed;
  }

  private static <K> Map<K, Oracle> oracles(
      ViewShape<K, ?> shape, List<OracleFact> placed, List<Reading> facts) {
    Map<K, List<OracleFact>> byKey = new HashMap<>();
    for (int i = 0; i < placed.size(); i++) {
      K key = shape.key().of(facts.get(i));
      if (shape.key().isPresent(key)) {
        byKey.computeIfAbsent(key, each -> new ArrayList<>()).add(placed.get(i));
      }
    }
    Map<K, Oracle> oracles = new HashMap<>();
    byKey.forEach((key, all) -> oracles.put(key, new Oracle(shape.definition(), all)));
    return oracles;
  }
}
