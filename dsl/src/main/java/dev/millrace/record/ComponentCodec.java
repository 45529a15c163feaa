package dev.millrace.record;

/**
 * The binary form of one component's values. The same bytes as inside the row's {@link Codec}: a
 * presence byte where the component is nullable, then the value. Equal values have equal bytes, and
 * unequal ones do not, so encoded keys can be compared as bytes.
 */
public interface ComponentCodec {
  void write(Column column, int row, ByteOutput out);

  /** Appends the value to a builder of the same component type. */
  void read(ByteInput in, ColumnBuilder into);
}
