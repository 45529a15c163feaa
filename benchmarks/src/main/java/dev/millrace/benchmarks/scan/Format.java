package dev.millrace.benchmarks.scan;

import java.time.Duration;
import java.util.Locale;

/** What is scanned. */
public enum Format {
  CSV,
  JSONL;

  static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  /** As it stands in the names of programs and files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static long dayOf(long millis) {
    return Math.floorDiv(millis, DAY_MILLIS) * DAY_MILLIS;
  }
}
