package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/**
 * What all column builders share: the count of rows, the nulls, and the refusal of wrong appends.
 */
abstract class CheckedColumnBuilder implements ColumnBuilder {
  private final Component component;
  private final String label;
  private final NullRows nulls = new NullRows();
  private int size;

  CheckedColumnBuilder(Component component, String label) {
    this.component = component;
    this.label = label;
  }

  /** The index of a row about to be appended. */
  final int nextRow() {
    return size++;
  }

  /** The index of the first of {@code rows} about to be appended. */
  final int nextRows(int rows) {
    int first = size;
    size = Math.addExact(size, rows);
    return first;
  }

  static int grown(int capacity) {
    return Math.max(16, Math.addExact(capacity, capacity));
  }

  /** Appends the row that stands under a null. */
  abstract void appendBlank();

  /** Rows from {@code size} on are forgotten. */
  abstract void truncated(int size);

  /** A column of exactly {@code size} rows; what the builder keeps is no longer shared with it. */
  abstract Column take(int size, boolean @Nullable [] nulls);

  final Component component() {
    return component;
  }

  @Override
  public void appendLong(long value) {
    throw wrong("appendLong");
  }

  @Override
  public void appendDouble(double value) {
    throw wrong("appendDouble");
  }

  @Override
  public void appendUtf8(byte[] bytes, int from, int to) {
    throw wrong("appendUtf8");
  }

  @Override
  public void appendObject(Object value) {
    throw wrong("appendObject");
  }

  @Override
  public final void appendNull() {
    nulls.add(size, grown(size), component, label);
    appendBlank();
  }

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final void truncate(int newSize) {
    if (newSize < 0 || newSize > size) {
      throw new IllegalArgumentException("cannot truncate " + size + " rows to " + newSize);
    }
    if (newSize < size) {
      nulls.truncate(newSize);
      truncated(newSize);
      size = newSize;
    }
  }

  @Override
  public final Column build() {
    Column column = take(size, nulls.take(size));
    size = 0;
    return column;
  }

  private IllegalStateException wrong(String method) {
    return new IllegalStateException(
        method + " on " + label + ", which is stored as " + component.kind().storage());
  }
}
