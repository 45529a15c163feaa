package dev.millrace.benchmarks.sales;

import java.io.Serializable;
import java.time.Duration;

/**
 * What is asked of the programs of this package.
 *
 * @param windowMillis how long a window is; 0 for none: every sale goes to the sink
 * @param discounts whether a function that nobody can look into changes each valid sale
 */
public record SalesJob(long windowMillis, boolean discounts) implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final SalesJob BY_MINUTE = new SalesJob(Duration.ofMinutes(1).toMillis(), false);
  public static final SalesJob BY_DAY = new SalesJob(Duration.ofDays(1).toMillis(), false);
  public static final SalesJob DISCOUNTED_BY_MINUTE =
      new SalesJob(Duration.ofMinutes(1).toMillis(), true);
  public static final SalesJob EACH = new SalesJob(0, false);

  /** The start of the window that holds a time. */
  long windowStart(long millis) {
    return Math.floorDiv(millis, windowMillis) * windowMillis;
  }

  public boolean isWindowed() {
    return windowMillis > 0;
  }
}
