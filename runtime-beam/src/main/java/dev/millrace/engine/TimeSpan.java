package dev.millrace.engine;

/**
 * A window of event time as runners know it: whole milliseconds since 1970 UTC, the end not in it.
 * Drives watermarks and nothing else (SEMANTICS S1).
 */
public record TimeSpan(long startMillis, long endMillis) {
  private static final long MICROS = 1000;

  /** The times that runners know. */
  private static final long LEAST_MILLIS = Long.MIN_VALUE / MICROS;

  private static final long GREATEST_MILLIS = Long.MAX_VALUE / MICROS;

  /** All time: the one window of a batch. */
  public static final TimeSpan ALL = new TimeSpan(LEAST_MILLIS, GREATEST_MILLIS);

  /**
   * The smallest span that holds all of a window, given in microseconds: it closes when the
   * frontier has passed the window's end, and no row of the window is late for it.
   */
  static TimeSpan of(long startMicros, long endMicros) {
    return new TimeSpan(Math.floorDiv(startMicros, MICROS), ceilingMillis(endMicros));
  }

  /** From a time on, given in microseconds: for what belongs to no window. */
  static TimeSpan since(long micros) {
    return new TimeSpan(Math.floorDiv(micros, MICROS), GREATEST_MILLIS);
  }

  /** The last millisecond in it. */
  public long lastMillis() {
    return endMillis - 1;
  }

  private static long ceilingMillis(long micros) {
    return -Math.floorDiv(-micros, MICROS);
  }
}
