package dev.millrace.benchmarks.clickstream;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.Combine;

/** Adds up the events of a session. */
final class Visit extends Combine.CombineFn<Event, Visit.Sum, Visit.Sum> {
  private static final long serialVersionUID = 1L;

  /** What a visit came to. */
  record Sum(long first, long last, long events, long purchases, double revenue)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    Sum plus(Sum other) {
      return new Sum(
          Math.min(first, other.first),
          Math.max(last, other.last),
          events + other.events,
          purchases + other.purchases,
          revenue + other.revenue);
    }
  }

  @Override
  public Sum createAccumulator() {
    return new Sum(Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, 0);
  }

  @Override
  public Sum addInput(Sum sum, Event event) {
    return sum.plus(
        new Sum(
            event.micros(),
            event.micros(),
            1,
            event.isPurchase() ? 1 : 0,
            event.isPurchase() ? event.price() : 0));
  }

  @Override
  public Sum mergeAccumulators(Iterable<Sum> sums) {
    Sum all = createAccumulator();
    for (Sum each : sums) {
      all = all.plus(each);
    }
    return all;
  }

  @Override
  public Sum extractOutput(Sum sum) {
    return sum;
  }
}
