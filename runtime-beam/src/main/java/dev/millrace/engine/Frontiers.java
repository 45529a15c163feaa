package dev.millrace.engine;

import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The frontiers of one partition: one for each {@code timestamps} step behind its source. Theirs is
 * the least of them. A source without such a step has none, and keeps everything waiting until it
 * ends.
 */
final class Frontiers {
  private final Units units;

  /** By step and column: frontiers of another column are other frontiers. */
  private final SortedMap<String, Frontier> bySteps = new TreeMap<>();

  Frontiers(StagePlan plan, Units units) {
    this.units = units;
    for (Step.Timestamps step : plan.timestamps()) {
      bySteps.put(key(step), new Frontier(step.lateness(), units));
    }
  }

  private static String key(Step.Timestamps step) {
    return step.name() + " by " + step.column().name();
  }

  Frontier of(Step.Timestamps step) {
    return bySteps.get(key(step));
  }

  /** The least frontier; {@link Frontier#NONE} before every step has one. */
  long least() {
    return bySteps.values().stream().mapToLong(Frontier::at).min().orElse(Frontier.NONE);
  }

  void raise(long to) {
    bySteps.values().forEach(frontier -> frontier.raise(to));
  }

  SortedMap<String, Long> save() {
    SortedMap<String, Long> saved = new TreeMap<>();
    bySteps.forEach((step, frontier) -> saved.put(step, frontier.at()));
    return saved;
  }

  /**
   * Brings back what {@link #save} gave.
   *
   * @throws StepFailedException when a step has no frontier there: rows that were late would be
   *     accepted, into windows that are closed
   */
  void restore(Map<String, Long> saved) {
    bySteps.forEach(
        (step, frontier) -> {
          Long at = saved.get(step);
          if (at == null && !saved.isEmpty()) {
            throw unknown(step, saved);
          }
          frontier.raise(at == null ? Frontier.NONE : at);
        });
  }

  private static StepFailedException unknown(String step, Map<String, Long> saved) {
    return new StepFailedException(
        new Problem(
            RunCode.STATE_REFUSED,
            step,
            "The savepoint has no frontier of it, only of " + String.join(", ", saved.keySet()),
            "without one, rows that were late before would be accepted into windows that are"
                + " closed",
            "keep the step's name and column, or begin a new run, without the savepoint"));
  }

  /**
   * How the positions of the block that has just passed divide into units.
   *
   * @param before the frontiers before the block
   */
  Cuts cuts(SortedMap<String, Long> before) {
    Map<String, Long> now = new TreeMap<>(before);
    long unit = units.of(leastOf(now));
    Cuts cuts = Cuts.whole(unit);
    for (Moved moved : moves()) {
      now.put(moved.step(), moved.advance().frontier());
      long reached = units.of(leastOf(now));
      if (reached != unit) {
        unit = reached;
        cuts = cuts.then(moved.advance().position(), unit);
      }
    }
    return cuts;
  }

  private record Moved(String step, Frontier.Advance advance) {}

  private List<Moved> moves() {
    List<Moved> moves = new ArrayList<>();
    bySteps.forEach(
        (step, frontier) ->
            frontier.takeAdvances().forEach(advance -> moves.add(new Moved(step, advance))));
    moves.sort(Comparator.comparingLong(moved -> moved.advance().position()));
    return moves;
  }

  private static long leastOf(Map<String, Long> frontiers) {
    return frontiers.values().stream().mapToLong(Long::longValue).min().orElse(Frontier.NONE);
  }
}
