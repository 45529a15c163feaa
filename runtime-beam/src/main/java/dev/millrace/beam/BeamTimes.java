package dev.millrace.beam;

import dev.millrace.engine.TimeSpan;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
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

  /** The one window of what has no windows of its own: all times that elements can have. */
  static final IntervalWindow ALWAYS =
      new IntervalWindow(BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE.maxTimestamp());

  /** The first whole millisecond at which all earlier times are complete up to {@code micros}. */
  static Instant complete(long micros) {
    Instant ceiling = element(-Math.floorDiv(-micros, 1000) * 1000);
    return ceiling.isAfter(ALWAYS.maxTimestamp()) ? ALWAYS.maxTimestamp() : ceiling;
  }

  /** A watermark in microseconds: everything before it is complete. */
  static long micros(Instant watermark) {
    return watermark.isBefore(ALWAYS.maxTimestamp())
        ? watermark.getMillis() * 1000
        : Long.MAX_VALUE;
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
