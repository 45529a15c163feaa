package dev.millrace.testkit;

import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A question to which a way answered otherwise than the oracle, and why that is seen. */
record Difference<K, F>(
    ViewShape<K, F> shape,
    Way way,
    Sight sight,
    List<Reading> facts,
    List<Ask> asks,
    Ask ask,
    String what) {

  /** How often a smaller history is tried. */
  private static final int MOST_TRIES = 2_000;

  /** Compares what a way found; the first difference fails the test, made small. */
  static <K, F> void requireNone(
      ViewShape<K, F> shape,
      Way way,
      Sight sight,
      List<Reading> facts,
      List<Ask> asks,
      List<OracleAnswer> expected,
      List<Found> found) {
    for (int i = 0; i < asks.size(); i++) {
      Optional<String> what = found.get(i).differenceFrom(expected.get(i), shape.definition());
      if (what.isPresent()) {
        Difference<K, F> difference =
            new Difference<>(shape, way, sight, facts, asks, asks.get(i), what.get());
        throw new AssertionError(difference.shrunk().toString());
      }
    }
  }

  /** The same with fewer questions and facts, as far as they are not needed. */
  private Difference<K, F> shrunk() {
    Difference<K, F> smallest = with(facts, List.of(ask)).orElse(this);
    for (int round = 0; round < 2; round++) {
      Difference<K, F> before = smallest;
      smallest =
          before.fewer(before.asks, (found, questions) -> found.with(found.facts, questions));
      smallest = smallest.fewer(smallest.facts, (found, others) -> found.with(others, found.asks));
    }
    return smallest;
  }

  /** Leaves out of some rows what is not needed, in ever smaller pieces. */
  private <R> Difference<K, F> fewer(
      List<R> rows, BiFunction<Difference<K, F>, List<R>, Optional<Difference<K, F>>> with) {
    Difference<K, F> smallest = this;
    List<R> left = rows;
    int tries = 0;
    for (int size = Math.max(1, left.size() / 2); size >= 1; size /= 2) {
      for (int from = 0; from < left.size() && tries < MOST_TRIES; tries++) {
        List<R> fewer = new ArrayList<>(left);
        fewer.subList(from, Math.min(left.size(), from + size)).clear();
        Optional<Difference<K, F>> smaller = with.apply(smallest, fewer);
        if (smaller.isPresent()) {
          smallest = smaller.get();
          left = fewer;
        } else {
          from += size;
        }
      }
    }
    return smallest;
  }

  /** The difference that there is with other facts and questions, if there is one. */
  private Optional<Difference<K, F>> with(List<Reading> others, List<Ask> questions) {
    List<OracleAnswer> expected = Expected.ofAsks(shape, others, questions, sight);
    List<Found> found = way.answers(shape, others, questions, sight);
    for (int i = 0; i < questions.size(); i++) {
      Optional<String> differs = found.get(i).differenceFrom(expected.get(i), shape.definition());
      if (differs.isPresent()) {
        return Optional.of(
            new Difference<>(
                shape, way, sight, others, questions, questions.get(i), differs.get()));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(way.title()).append(", ").append(sight).append(": ").append(what);
    text.append("\n").append(shape);
    text.append("\nasked ").append(RowValue.text(ask));
    if (asks.size() > 1) {
      text.append(", among");
      asks.forEach(each -> text.append("\n  ").append(RowValue.text(each)));
    }
    text.append("\nfacts");
    facts.forEach(fact -> text.append("\n  ").append(RowValue.text(fact)));
    return text.toString();
  }
}
