package dev.millrace.beam;

import dev.millrace.engine.TimeSpan;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Instant;

/** Times as Beam has them: milliseconds, floored (SEMANTICS S1, S7). */
final class BeamTimes {
  private BeamTimes() {}

  /** A watermark: {@code Long.MIN_VALUE} for none yet, {@code Long.MAX_VALUE} for the end. */
  static Instant frontier(long micros) {
    return micros == Long.MAX_VALUE ? BoundedWindow.TIMESTAMP_MAX_VALUE : element(micros);
  }

  /** The time of an element that is not earlier than a frontier. */
  static Instant element(long micros) {
    Instant floor = Instant.ofEpochMilli(Math.floorDiv(micros, 1000));
    if (floor.isBefore(BoundedWindow.TIMESTAMP_MIN_VALUE)) {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }
    return floor.isAfter(BoundedWindow.TIMESTAMP_MAX_VALUE)
        ? BoundedWindow.TIMESTAMP_MAX_VALUE
        : floor;
  }

  static IntervalWindow window(TimeSpan span) {
    return new IntervalWindow(
        Instant.ofEpochMilli(span.startMillis()), Instant.ofEpochMilli(span.endMillis()));
  }

  static TimeSpan span(BoundedWindow window) {
    if (window instanceof IntervalWindow interval) {
      return new TimeSpan(interval.start().getMillis(), interval.end().getMillis());
    }
    throw new IllegalStateException("a stream's window is an interval, not " + window);
  }
}
