package dev.millrace.record;

/**
 * The binary form of one kind of value, never null, as an object.
 *
 * <p>Every value takes at least one byte. A count of values that exceeds the bytes left is
 * therefore damage, found before anything is allocated.
 *
 * <p>The forms are Java records for a reason: the JIT takes the fields of a record as constants
 * where the record itself is one, and so compiles a row's codec down to its components' bytes.
 */
interface ValueForm {
  void write(Object value, ByteOutput out);

  Object read(ByteInput in);

  /** Bytes on the heap, roughly. */
  long weigh(Object value);

  /**
   * The form of a type.
   *
   * @param label names the component in errors: {@code InvoiceLine.country}
   */
  static ValueForm of(ValueType type, String label) {
    return switch (type.kind().storage()) {
      case LONGS -> LongForm.of(type, label);
      case DOUBLES -> new DoubleForm(type.kind() == Kind.FLOAT);
      case OBJECTS -> ofObject(type, label);
    };
  }

  private static ValueForm ofObject(ValueType type, String label) {
    return switch (type.kind()) {
      case STRING -> new TextForm(label);
      case DECIMAL -> new DecimalForm();
      case BYTES -> new BytesForm();
      case FLOATS -> new FloatsForm();
      case NESTED -> NestedForm.of(type);
      case OPTIONAL -> new OptionalForm(of(type.elements().get(0), label));
      case LIST -> new ListForm(of(type.elements().get(0), label), label);
      case MAP -> new MapForm(of(type.elements().get(0), label), label);
      default -> throw new AssertionError(type.kind());
    };
  }

  /** Reads a presence or truth byte. */
  static boolean readFlag(ByteInput in) {
    byte flag = in.readByte();
    if ((flag & ~1) != 0) {
      throw new CorruptDataException("a flag is " + flag + ", neither 0 nor 1");
    }
    return flag == 1;
  }
}
