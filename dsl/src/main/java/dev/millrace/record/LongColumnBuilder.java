package dev.millrace.record;

import java.util.Arrays;

/** Collects longs. */
final class LongColumnBuilder extends CheckedColumnBuilder {
  private final LongForm form;
  private final long least;
  private final long greatest;
  private final boolean isGrained;
  private long[] values;

  LongColumnBuilder(LongComponent component, int rows) {
    super(component.component(), component.label());
    this.form = component.form();
    this.least = form.least();
    this.greatest = form.greatest();
    this.isGrained = form.grain() > 1;
    this.values = new long[rows];
  }

  /**
   * @throws IllegalArgumentException when no value of the component's type is stored as this
   */
  @Override
  public void appendLong(long value) {
    if (value < least || value > greatest || isGrained) {
      form.require(value);
    }
    int row = nextRow();
    if (row == values.length) {
      values = Arrays.copyOf(values, grown(row));
    }
    values[row] = value;
  }

  @Override
  public void appendLongs(long[] from, int start, int end) {
    form.require(from, start, end);
    int first = nextRows(end - start);
    if (size() > values.length) {
      values = Arrays.copyOf(values, Math.max(size(), grown(values.length)));
    }
    System.arraycopy(from, start, values, first, end - start);
  }

  @Override
  void appendBlank() {
    int row = nextRow();
    if (row == values.length) {
      values = Arrays.copyOf(values, grown(row));
    }
    values[row] = 0;
  }

  @Override
  void truncated(int size) {}

  @Override
  public long bytes() {
    return (long) Long.BYTES * size();
  }

  @Override
  Column take(int size, boolean[] nulls) {
    long[] taken = values.length == size ? values : Arrays.copyOf(values, size);
    values = taken == values ? new long[size] : values;
    return new LongColumn(taken, nulls);
  }
}
