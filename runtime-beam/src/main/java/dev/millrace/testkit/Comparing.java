package dev.millrace.testkit;

import dev.millrace.plan.Bound;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.testkit.History.Asked;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks one of the ways and the oracle, and compares. Not thread-safe. */
final class Comparing {
  private final ViewDefinition view;
  private final DrawnRows rows;
  private final IdentityHashMap<History, List<OracleAnswer>> known = new IdentityHashMap<>();

  Comparing(ViewDefinition view, DrawnRows rows) {
    this.view = view;
    this.rows = rows;
  }

  /** A history without the questions whose answer does not fit a long. */
  History answerable(History history) {
    Oracle oracle = new Oracle(view, rows.facts(history));
    List<Asked> asked = new ArrayList<>();
    List<OracleAnswer> answers = new ArrayList<>();
    for (Asked each : history.asked()) {
      answer(oracle, each)
          .ifPresent(
              answer -> {
                asked.add(each);
                answers.add(answer);
              });
    }
    History left = asked.size() == history.asked().size() ? history : history.asking(asked);
    known.put(left, answers);
    return left;
  }

  private static Optional<OracleAnswer> answer(Oracle oracle, Asked asked) {
    OracleQuestion question = OracleQuestion.of(asked.at(), Bound.CLOSED, Knowledge.AS_SERVED);
    try {
      return Optional.of(asked.hasKey() ? oracle.answer(question) : oracle.answerWithoutKey());
    } catch (ArithmeticException doesNotFit) {
      return Optional.empty();
    } catch (IllegalStateException thrown) {
      throw new AssertionError(
          "A function of the view does not take a fact that was drawn: "
              + thrown.getMessage()
              + ". Give the values that a column can have: .with(Fact::column, value1, value2)",
          thrown);
    }
  }

  /**
   * What the oracle expects of a failure when it is asked once more; empty for what does not fit.
   */
  Optional<OracleAnswer.Feature> expected(Failure failure) {
    Oracle oracle = new Oracle(view, rows.facts(failure.history()));
    return answer(oracle, failure.asked()).map(each -> each.of(failure.feature()));
  }

  /** Of each history the first failure, or the first that {@code wanted} is true of. */
  List<Optional<Failure>> failures(Way way, List<History> histories, Predicate<Component> wanted) {
    List<History> asked = histories.stream().map(this::known).toList();
    List<List<Found>> found = way.answer(asked);
    List<Optional<Failure>> failures = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      failures.add(Optional.ofNullable(failure(way, asked.get(i), found.get(i), wanted)));
    }
    return failures;
  }

  private History known(History history) {
    return known.containsKey(history) ? history : answerable(history);
  }

  private @Nullable Failure failure(
      Way way, History history, List<Found> found, Predicate<Component> wanted) {
    List<OracleAnswer> expected = known.getOrDefault(history, List.of());
    for (int i = 0; i < expected.size(); i++) {
      for (Component feature : view.features().components()) {
        OracleAnswer.Feature one = expected.get(i).of(feature);
        if (wanted.test(feature) && !found.get(i).agrees(feature, one)) {
          History asking = history.asking(List.of(history.asked().get(i)));
          return new Failure(way, asking, feature, one, found.get(i));
        }
      }
    }
    return null;
  }
}
