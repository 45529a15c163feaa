package dev.millrace.testkit;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.testkit.ServedWay.Manner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The histories of a contract, and the ways in which they are asked. */
final class ContractRun {
  private final ViewDefinition view;
  private final DrawnRows rows;
  private final ValuePools pools;
  private final DrawnKeys keys;
  private final Comparing comparing;
  private final List<History> histories;
  private final String toRepeat;

  ContractRun(
      ViewDefinition view, Map<Integer, List<@Nullable Object>> given, long seed, int histories) {
    if (view.key().contains(view.time())) {
      throw new IllegalArgumentException(
          view.title() + " is keyed by its event time: there is no history of a key to draw");
    }
    this.view = view;
    this.rows = new DrawnRows(view);
    this.pools = new ValuePools(view, given);
    this.keys = new DrawnKeys(view, pools, rows, Math.max(histories, 100));
    this.comparing = new Comparing(view, rows);
    this.histories =
        HistoryDraw.draw(view, rows, pools, keys, seed, histories).stream()
            .map(comparing::answerable)
            .toList();
    this.toRepeat = "FeatureContract.of(..).seed(" + seed + "L).histories(" + histories + ")";
  }

  /**
   * All ways.
   *
   * @param evaluators what is asked in a plain JVM
   * @param joined what is asked by pipelines
   */
  List<Way> ways(Supplier<Served> evaluators, ViewDefinition joined) {
    List<Way> ways = new ArrayList<>();
    for (Manner manner : Manner.values()) {
      ways.add(new ServedWay(manner, rows, evaluators));
    }
    for (JoinedWay.Delivery delivery : JoinedWay.Delivery.values()) {
      ways.add(new JoinedWay(delivery, joined, rows, simplest()));
    }
    return ways;
  }

  private DrawnFact simplest() {
    List<@Nullable Object> values = new ArrayList<>();
    for (Component column : view.facts().components()) {
      values.add(pools.simplest(column));
    }
    return new DrawnFact(values);
  }

  /**
   * Asks all histories in one way; tests that run at the same time wait for each other.
   *
   * @throws AssertionError with the smallest failure and its cause
   */
  synchronized void check(Way way) {
    Optional<Failure> failure =
        comparing.failures(way, histories, feature -> true).stream()
            .flatMap(Optional::stream)
            .min(Comparator.comparing(each -> each.history().facts().size()));
    if (failure.isPresent()) {
      Failure smallest = new Shrinking(view, rows, pools, keys, comparing).shrink(failure.get());
      Cause cause = new CauseSearch(view, rows, pools, keys, comparing).of(smallest);
      throw new AssertionError(FailureText.of(view, rows, smallest, cause, toRepeat));
    }
  }

  /** How many questions are asked in each way. */
  int questions() {
    return histories.stream().mapToInt(history -> history.asked().size()).sum();
  }
}
