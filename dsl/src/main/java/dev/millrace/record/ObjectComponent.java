package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/** A component whose values stay objects, text among them. */
record ObjectComponent(Component component, ValueForm form, String label) implements ComponentForm {
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
    return ((ObjectColumn) columns[component.index()]).get(row);
  }

  @Override
  public void write(Column column, int row, ByteOutput out) {
    ObjectColumn objects = (ObjectColumn) column;
    if (!objects.isUtf8(row)) {
      writeObject(objects.get(row), out);
      return;
    }
    if (component.nullable()) {
      out.writeByte(1);
    }
    objects.writeUtf8(row, out);
  }

  @Override
  public void read(ByteInput in, ColumnBuilder into) {
    if (component.nullable() && !ValueForm.readFlag(in)) {
      into.appendNull();
    } else if (component.kind() == Kind.STRING) {
      int length = in.readLength();
      int from = in.position();
      in.skip(length);
      if (!Utf8.isWellFormed(in.array(), from, from + length)) {
        throw new CorruptDataException(label + ": text is not UTF-8");
      }
      into.appendUtf8(in.array(), from, from + length);
    } else {
      into.appendObject(form.read(in));
    }
  }

  @Override
  public @Nullable Object value(Column column, int row) {
    return ((ObjectColumn) column).get(row);
  }

  @Override
  public void append(@Nullable Object value, ColumnBuilder into) {
    if (value == null) {
      into.appendNull();
    } else {
      into.appendObject(value);
    }
  }

  @Override
  public ColumnBuilder builder(int rows) {
    return component.kind() == Kind.STRING
        ? new TextColumnBuilder(this, rows)
        : new ObjectColumnBuilder(this, rows);
  }

  private void writeNull(ByteOutput out) {
    if (!component.nullable()) {
      throw ComponentForm.nullIn(label);
    }
    out.writeByte(0);
  }
}
