package dev.millrace.engine;

import dev.millrace.plan.FactWindow;
import dev.millrace.plan.Step;
import dev.millrace.plan.Times;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * A shuffle group of a stream, without a runner: works now and then, as far as times are complete,
 * and has nothing between but its cells.
 */
final class StepwiseWork {
  private static final long LONG_AFTER = 3_600_000_000L;

  private final Step.Barrier step;
  private final Stage stage;
  private final Limits limits;
  private final Random random;
  private final Turns turns;
  private final CellsInMemory waiting = new CellsInMemory();
  private final CellsInMemory kept = new CellsInMemory();

  StepwiseWork(Step.Barrier step, Stage stage, Limits limits, Random random) {
    this.step = step;
    this.stage = stage;
    this.limits = limits;
    this.random = random;
    // Half of them divide the times of rows, so that edges are met.
    boolean isOnEdges = random.nextBoolean();
    long pace = isOnEdges ? 50_000L * (1 + random.nextInt(8)) : 1L + random.nextInt(5_000_000);
    this.turns = new Turns(isOnEdges ? 0 : (long) (pace * random.nextDouble()), pace);
  }

  /**
   * What came out of the shuffle.
   *
   * @param time before which nothing is in any array from here on, in microseconds
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Arrival(long time, byte[] packed) {}

  /** Takes all arrivals, and gives all results. */
  void run(List<Arrival> arrivals) throws IOException {
    for (Arrival each : arrivals) {
      if (random.nextInt(3) == 0) {
        work(each.time());
      }
      long before = group().due();
      boolean isEarlier = group().arrive(each.packed());
      long due = group().due();
      if (isEarlier != due < before) {
        throw new AssertionError("due at " + before + ", then at " + due);
      }
    }
    work(Times.plus(lastTime(arrivals), LONG_AFTER));
    if (!keepsForEver() && waiting.size() + kept.size() > 0) {
      throw new AssertionError("kept long after: " + waiting.size() + " and " + kept.size());
    }
    work(Long.MAX_VALUE);
    if (waiting.size() + kept.size() > 0) {
      throw new AssertionError("kept for ever: " + waiting.size() + " and " + kept.size());
    }
  }

  private static long lastTime(List<Arrival> arrivals) {
    return arrivals.isEmpty() ? 0 : arrivals.get(arrivals.size() - 1).time();
  }

  private boolean keepsForEver() {
    return step instanceof Step.AsOf asOf
        && asOf.uses().stream().anyMatch(use -> use.view().reach() == FactWindow.FOREVER);
  }

  private OrderedGroup group() {
    return new OrderedGroup(step, stage, limits, turns, waiting, kept);
  }

  private void work(long before) throws IOException {
    group().workOff(before);
    long due = group().due();
    if (before < Long.MAX_VALUE && due <= turns.before(before)) {
      throw new AssertionError("at " + before + " something was left that was due at " + due);
    }
  }
}
