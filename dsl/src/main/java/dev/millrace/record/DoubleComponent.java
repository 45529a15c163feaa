package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/** A component whose values are stored as doubles. */
record DoubleComponent(Component component, DoubleForm form, String label)
    implements ComponentForm {
  void writeDouble(double value, ByteOutput out) {
    form.writeDouble(value, out);
  }

  double readDouble(ByteInput in) {
    return form.readDouble(in);
  }

  double doubleAt(@Nullable Column[] columns, int row) {
    return at(columns).get(row);
  }

  void writeObject(@Nullable Object value, ByteOutput out) {
    if (value == null) {
      writeNull(out);
      return;
    }
    if (component.nullable()) {
      out.writeByte(1);
    }
    form.write(value, out);
  }

  @Nullable Object readObject(ByteInput in) {
    return component.nullable() && !ValueForm.readFlag(in) ? null : form.read(in);
  }

  @Nullable Object objectAt(@Nullable Column[] columns, int row) {
    DoubleColumn column = at(columns);
    return column.isNull(row) ? null : form.toValue(column.get(row));
  }

  @Override
  public void write(Column column, int row, ByteOutput out) {
    if (column.isNull(row)) {
      writeNull(out);
      return;
    }
    if (component.nullable()) {
      out.writeByte(1);
    }
    form.writeDouble(((DoubleColumn) column).get(row), out);
  }

  @Override
  public void read(ByteInput in, ColumnBuilder into) {
    if (component.nullable() && !ValueForm.readFlag(in)) {
      into.appendNull();
    } else {
      into.appendDouble(form.readDouble(in));
    }
  }

  @Override
  public @Nullable Object value(Column column, int row) {
    return column.isNull(row) ? null : form.toValue(((DoubleColumn) column).get(row));
  }

  @Override
  public void append(@Nullable Object value, ColumnBuilder into) {
    if (value == null) {
      into.appendNull();
    } else {
      into.appendDouble(((Number) value).doubleValue());
    }
  }

  @Override
  public ColumnBuilder builder(int rows) {
    return new DoubleColumnBuilder(this, rows);
  }

  private DoubleColumn at(@Nullable Column[] columns) {
    return (DoubleColumn) columns[component.index()];
  }

  private void writeNull(ByteOutput out) {
    if (!component.nullable()) {
      throw ComponentForm.nullIn(label);
    }
    out.writeByte(0);
  }
}
