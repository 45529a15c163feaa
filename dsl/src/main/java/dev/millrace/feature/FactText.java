package dev.millrace.feature;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times of facts for people. */
final class FactText {
  private FactText() {}

  /** UTC; the ends of time are words. */
  static String time(long micros) {
    if (micros == Long.MIN_VALUE) {
      return "the beginning";
    }
    return micros == Long.MAX_VALUE
        ? "the end"
        : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
