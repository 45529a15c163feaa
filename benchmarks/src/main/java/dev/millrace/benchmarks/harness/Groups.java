package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.input.Input;
import dev.millrace.benchmarks.input.OrderColumns;
import java.util.Locale;

/**
 * Into how many groups orders are added up: a group is a customer in a minute. How many rows a
 * group has decides what folding before a shuffle is worth.
 */
public enum Groups {
  /** Ten thousand customers: twelve rows of the input to a group, however many rows. */
  MANY(Long.MAX_VALUE),
  /** About 100,000 groups over all rows asked for. */
  MIDDLE(100_000),
  /** About 10,000. */
  FEW(10_000);

  private final long groups;

  Groups(long groups) {
    this.groups = groups;
  }

  /**
   * How many customers that takes. The smaller of two runs has the same, so that its groups have as
   * many rows each. Never more than with {@link #MANY}.
   *
   * @param rows asked for, of the larger run
   */
  int customers(long rows) {
    double minutes = Math.max(1.0, (double) rows / OrderColumns.ROWS_PER_MINUTE);
    return (int) Math.max(1, Math.min(Input.CUSTOMERS, Math.round(groups / minutes)));
  }

  /** As it stands in options and in the report. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
