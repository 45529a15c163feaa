package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/**
 * Whole numbers, and what {@link Kind} stores as one: booleans, enum ordinals, times, days. A null
 * row holds 0.
 */
public final class LongColumn extends Column {
  private final long[] values;

  public LongColumn(long[] values, boolean @Nullable [] nulls) {
    super(nulls);
    this.values = values;
  }

  public long get(int row) {
    return values[row];
  }

  /** The backing array, for loops; not to be written. */
  public long[] array() {
    return values;
  }
}
