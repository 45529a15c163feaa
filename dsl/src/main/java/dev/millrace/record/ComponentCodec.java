package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/**
 * The binary form of one component's values. The same bytes as inside the row's {@link Codec}: a
 * presence byte where the component is nullable, then the value. Equal values have equal bytes, and
 * unequal ones do not, so encoded keys can be compared as bytes.
 */
public interface ComponentCodec {
  void write(Column column, int row, ByteOutput out);

  /** Appends the value to a builder of the same component type. */
  void read(ByteInput in, ColumnBuilder into);

  /** The value of a row as a Java object, null where it is null. Boxes: not for hot loops. */
  @Nullable Object value(Column column, int row);

  /**
   * Appends a Java object of the component's class, or null where it may be null.
   *
   * @throws ClassCastException when the object is of another class
   */
  void append(@Nullable Object value, ColumnBuilder into);
}
