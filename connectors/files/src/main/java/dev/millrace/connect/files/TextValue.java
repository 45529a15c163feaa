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

  /**
   * Appends the values of a column of fields, row by row, and stops at the first that has to be
   * looked at more closely: one that is as long as null, or is no value. A kind of value that is
   * met often has the loop again, in its own words: so the JIT compiles it with its {@link
   * #append}.
   *
   * @param first of the rows
   * @return the row it stopped at; {@code fields.rows} when it did not
   */
  int appendAll(byte[] b, FieldTable fields, int column, int first, ColumnBuilder out) {
    FieldTable.Cursor field = fields.column(column, first);
    while (field.isValue() && append(b, field.from, field.to, out)) {
      field.next();
    }
    return field.row;
  }

  /** What the text should have been, after {@link #append} returned false. */
  abstract String expected();

  /** Whether empty text is a value, as it is for strings only. */
  boolean takesEmptyText() {
    return false;
  }
}
