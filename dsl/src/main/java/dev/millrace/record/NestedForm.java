package dev.millrace.record;

/** A nested element: its components in turn. */
record NestedForm(RowCode code, long weight) implements ValueForm {
  static NestedForm of(ValueType type) {
    Shape<?> shape = type.nested();
    if (shape == null) {
      throw new AssertionError(type);
    }
    return new NestedForm(shape.code(), 16 + 32L * shape.components().size());
  }

  @Override
  public void write(Object value, ByteOutput out) {
    code.encode(value, out);
  }

  @Override
  public Object read(ByteInput in) {
    return code.decode(in);
  }

  @Override
  public long weigh(Object value) {
    return weight;
  }
}
