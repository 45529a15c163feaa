package dev.millrace.connect.files.avro;

import dev.millrace.record.ColumnBuilder;

/**
 * Reads one value of a field. After a call the input is behind the value, whatever became of it,
 * unless it is malformed.
 */
abstract class ValueReader {
  /**
   * Appends the value to {@code out}; or appends nothing, notes why, and returns false.
   *
   * @throws MalformedException when the bytes are no value of the field's type
   */
  abstract boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException;

  /**
   * False promises that no value of the field's type is refused: then one that no step needs can be
   * passed over, and the same records are rejected whether it is needed or not.
   */
  boolean mayRefuse() {
    return true;
  }
}
