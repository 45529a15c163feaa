package dev.millrace.testkit;

import dev.millrace.testkit.Reading.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A history and questions to which something answers otherwise than the oracle.
 *
 * @param what was asked, expected and found
 */
record Difference(String title, Trial trial, List<Reading> facts, List<Ask> asks, String what) {

  /** Something that answers, beside the oracle. */
  interface Trial {
    /** The first difference between the two; empty when there is none. */
    Optional<String> differs(List<Reading> facts, List<Ask> asks);
  }

  /**
   * Fails a test with a difference, made small.
   *
   * @param mostTries how often smaller histories may be tried
   */
  static AssertionError failure(String title, Trial trial, Readings history, int mostTries) {
    Optional<String> what = trial.differs(history.facts(), history.asks());
    return new AssertionError(
        what.isEmpty()
            ? title + ": a difference that does not come again with the same history"
            : new Difference(title, trial, history.facts(), history.asks(), what.get())
                .shrunk(mostTries)
                .toString());
  }

  /** The same with fewer questions and facts, as far as they are not needed. */
  private Difference shrunk(int mostTries) {
    Difference smallest = this;
    for (int round = 0; round < 2; round++) {
      smallest = smallest.fewer(smallest.asks, mostTries / 4, Difference::withAsks);
      smallest = smallest.fewer(smallest.facts, mostTries / 4, Difference::withFacts);
    }
    return smallest;
  }

  private Optional<Difference> withAsks(List<Ask> others) {
    return trial.differs(facts, others).map(text -> with(facts, others, text));
  }

  private Optional<Difference> withFacts(List<Reading> others) {
    return trial.differs(others, asks).map(text -> with(others, asks, text));
  }

  private Difference with(List<Reading> otherFacts, List<Ask> otherAsks, String text) {
    return new Difference(title, trial, otherFacts, otherAsks, text);
  }

  /** Leaves out of some rows what is not needed, in ever smaller pieces. */
  private <R> Difference fewer(
      List<R> rows, int mostTries, BiFunction<Difference, List<R>, Optional<Difference>> with) {
    Difference smallest = this;
    List<R> left = rows;
    int tries = 0;
    for (int size = left.size(); size >= 1; size /= 2) {
      for (int from = 0; from < left.size() && tries < mostTries; tries++) {
        List<R> fewer = new ArrayList<>(left);
        fewer.subList(from, Math.min(left.size(), from + size)).clear();
        Optional<Difference> smaller = with.apply(smallest, fewer);
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

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(title).append("\n").append(what).append("\nasks");
    asks.forEach(each -> text.append("\n  ").append(RowValue.text(each)));
    text.append("\nfacts");
    facts.forEach(each -> text.append("\n  ").append(RowValue.text(each)));
    return text.toString();
  }
}
