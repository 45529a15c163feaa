package dev.millrace.record;

import java.util.Arrays;

/** Collects doubles. */
final class DoubleColumnBuilder extends CheckedColumnBuilder {
  private double[] values;

  DoubleColumnBuilder(DoubleComponent component, int rows) {
    super(component.component(), component.label());
    this.values = new double[rows];
  }

  @Override
  public void appendDouble(double value) {
    int row = nextRow();
    if (row == values.length) {
      values = Arrays.copyOf(values, grown(row));
    }
    values[row] = value;
  }

  @Override
  public void appendDoubles(double[] from, int start, int end) {
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
    values[row] = 0.0;
  }

  @Override
  void truncated(int size) {}

  @Override
  public long bytes() {
    return (long) Double.BYTES * size();
  }

  @Override
  Column take(int size, boolean[] nulls) {
    double[] taken = values.length == size ? values : Arrays.copyOf(values, size);
    values = taken == values ? new double[size] : values;
    return new DoubleColumn(taken, nulls);
  }
}
