package dev.millrace.connect.files;

import dev.millrace.record.ColumnBuilder;

/**
 * Reads one kind of value from text and appends it to a column. The text is well-formed UTF-8. An
 * instance may remember the last value it read; it belongs to one reader.
 */
abstract class TextValue {
  /** The type's name in a rule: {@code int}. */
  final String typeName;

  TextValue(String typeName) {
    this.typeName = typeName;
  }

  /** Appends one value, or nothing and returns false when the text is not one. */
  abstract boolean append(byte[] b, int from, int to, ColumnBuilder out);

  /** What the text should have been, after {@link #append} returned false. */
  abstract String expected();

  /** Whether empty text is a value, as it is for strings only. */
  boolean takesEmptyText() {
    return false;
  }
}
