package dev.millrace.engine;

import dev.millrace.plan.Step;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * A shuffle group of a stream, without a runner: works now and then, as far as times are complete,
 * and has nothing between but its cells.
 */
final class StepwiseWork {
  private final Step.Barrier step;
  private final Stage stage;
  private final Limits limits;
  private final Random random;
  private final long pace;
  private final CellsInMemory waiting = new CellsInMemory();
  private final CellsInMemory kept = new CellsInMemory();

  StepwiseWork(Step.Barrier step, Stage stage, Limits limits, Random random) {
    this.step = step;
    this.stage = stage;
    this.limits = limits;
    this.random = random;
    this.pace = 1L + random.nextInt(5_000_000);
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
    work(Long.MAX_VALUE);
    if (waiting.size() + kept.size() > 0) {
      throw new AssertionError("kept for ever: " + waiting.size() + " and " + kept.size());
    }
  }

  private OrderedGroup group() {
    return new OrderedGroup(step, stage, limits, pace, waiting, kept);
  }

  private void work(long before) throws IOException {
    group().workOff(before);
    long due = group().due();
    if (due <= before - pace) {
      throw new AssertionError("at " + before + " something was left that was due at " + due);
    }
  }
}
