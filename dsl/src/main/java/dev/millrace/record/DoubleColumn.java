package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/** Doubles, and floats widened. A null row holds 0.0. */
public final class DoubleColumn extends Column {
  private final double[] values;

  public DoubleColumn(double[] values, boolean @Nullable [] nulls) {
    super(nulls);
    this.values = values;
  }

  public double get(int row) {
    return values[row];
  }

  /** The backing array, for loops; not to be written. */
  public double[] array() {
    return values;
  }
}
