package dev.millrace.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects objects other than text. */
final class ObjectColumnBuilder extends CheckedColumnBuilder {
  private final ValueForm form;
  private @Nullable Object[] values;
  private long bytes;

  ObjectColumnBuilder(ObjectComponent component, int rows) {
    super(component.component(), component.label());
    this.form = component.form();
    this.values = new Object[rows];
  }

  /**
   * @throws ClassCastException when the value is not of the component's class
   */
  @Override
  public void appendObject(Object value) {
    append(component().type().javaClass().cast(value));
    bytes += form.weigh(value);
  }

  @Override
  void appendBlank() {
    append(null);
  }

  @Override
  void truncated(int newSize) {
    for (int row = newSize; row < size(); row++) {
      Object value = values[row];
      bytes -= value == null ? 0 : form.weigh(value);
      values[row] = null;
    }
  }

  @Override
  public long bytes() {
    return bytes + 8L * size();
  }

  @Override
  Column take(int size, boolean @Nullable [] nulls) {
    @Nullable Object[] taken = values.length == size ? values : Arrays.copyOf(values, size);
    values = new Object[values.length];
    bytes = 0;
    return new ObjectColumn(taken, nulls);
  }

  private void append(@Nullable Object value) {
    int row = nextRow();
    if (row == values.length) {
      values = Arrays.copyOf(values, grown(row));
    }
    values[row] = value;
  }
}
