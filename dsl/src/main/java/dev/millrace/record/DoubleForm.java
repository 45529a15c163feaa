package dev.millrace.record;

/**
 * Doubles as eight bytes, floats as four: the bits as they are, so that -0.0 is kept, but one NaN
 * for all.
 */
record DoubleForm(boolean single) implements ValueForm {
  double toDouble(Object value) {
    return single ? (Float) value : (Double) value;
  }

  Object toValue(double stored) {
    // Not a conditional expression: it would widen the Float.
    if (single) {
      return (float) stored;
    }
    return stored;
  }

  void writeDouble(double stored, ByteOutput out) {
    if (single) {
      out.writeInt(Float.floatToIntBits((float) stored));
    } else {
      out.writeDouble(stored);
    }
  }

  double readDouble(ByteInput in) {
    return single ? Float.intBitsToFloat(in.readInt()) : in.readDouble();
  }

  @Override
  public void write(Object value, ByteOutput out) {
    writeDouble(toDouble(value), out);
  }

  @Override
  public Object read(ByteInput in) {
    return toValue(readDouble(in));
  }

  @Override
  public long weigh(Object value) {
    return 16;
  }
}
