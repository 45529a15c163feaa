package dev.millrace.connect;

import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;

/** Where a reader puts values that nobody needs: they are dropped. */
final class UnreadColumn implements ColumnBuilder {
  private final Component component;

  UnreadColumn(Component component) {
    this.component = component;
  }

  @Override
  public void appendLong(long value) {}

  @Override
  public void appendDouble(double value) {}

  @Override
  public void appendUtf8(byte[] bytes, int from, int to) {}

  @Override
  public void appendObject(Object value) {}

  /** Refuses what a column that is read refuses. */
  @Override
  public void appendNull() {
    if (!component.nullable()) {
      throw new NullPointerException(component.name() + " is not nullable");
    }
  }

  @Override
  public int size() {
    return 0;
  }

  @Override
  public void truncate(int size) {}

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public Column build() {
    throw new IllegalStateException(component.name() + " was not read");
  }
}
