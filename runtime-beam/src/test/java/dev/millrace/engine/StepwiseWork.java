package dev.millrace.engine;

import dev.millrace.plan.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * A shuffle group of a stream, without a runner: works now and then, as far as times are complete,
 * and between keeps its buckets, of which each turn gets only those it has to look at.
 */
final class StepwiseWork {
  private final Step.Barrier step;
  private final Stage stage;
  private final Limits limits;
  private final Random random;
  private final List<byte[]> arrived = new ArrayList<>();
  private final TreeMap<Integer, OrderedWork.Kept> kept = new TreeMap<>();

  StepwiseWork(Step.Barrier step, Stage stage, Limits limits, Random random) {
    this.step = step;
    this.stage = stage;
    this.limits = limits;
    this.random = random;
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
    Arrivals counted = Arrivals.of(step, stage);
    for (Arrival each : arrivals) {
      if (random.nextInt(3) == 0) {
        work(each.time());
      }
      counted.count(each.packed());
      arrived.add(each.packed());
    }
    work(Long.MAX_VALUE);
    if (!kept.isEmpty()) {
      throw new AssertionError("kept for ever: " + kept.keySet());
    }
  }

  private void work(long before) throws IOException {
    try (OrderedWork work = OrderedWork.of(step, stage, limits)) {
      for (byte[] packed : arrived) {
        work.take(packed);
      }
      arrived.clear();
      BitSet buckets = (BitSet) work.arrived().clone();
      for (OrderedWork.Kept each : kept.values()) {
        if (each.due() <= before) {
          buckets.set(each.bucket());
        }
      }
      for (int bucket : buckets.stream().toArray()) {
        OrderedWork.Kept earlier = kept.remove(bucket);
        if (earlier != null) {
          work.take(earlier.entries());
        }
      }
      work.advance(before);
      for (OrderedWork.Kept each : work.kept()) {
        if (!buckets.get(each.bucket())) {
          throw new AssertionError("a bucket that was not asked for: " + each.bucket());
        }
        if (each.due() <= before || each.due() == Long.MAX_VALUE) {
          throw new AssertionError("at " + before + " kept until " + each.due());
        }
        kept.put(each.bucket(), each);
      }
    }
  }
}
