package dev.millrace.engine;

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
  private final SortedMap<String, Frontier> bySteps = new TreeMap<>();

  Frontiers(StagePlan plan, Units units) {
    this.units = units;
    for (Step.Timestamps step : plan.timestamps()) {
      bySteps.put(step.name(), new Frontier(step.lateness(), units));
    }
  }

  Frontier of(Step.Timestamps step) {
    return bySteps.get(step.name());
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

  /** A step that was added since begins with no frontier. */
  void restore(Map<String, Long> saved) {
    bySteps.forEach((step, frontier) -> frontier.raise(saved.getOrDefault(step, Frontier.NONE)));
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
