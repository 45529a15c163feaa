package dev.millrace.connect.files.avro;

import dev.millrace.record.Column;
import dev.millrace.record.ObjectColumn;
import java.util.Objects;

/** Writes the values of a component as a field's type. */
abstract class ValueWriter {
  /** Writes the value at a row, which is not null unless this writer is made for that. */
  void write(Column column, int row, DatumOutput out) throws UnwritableException {
    write(Objects.requireNonNull(((ObjectColumn) column).get(row)), out);
  }

  /** Writes a value as a Java object: of a list, a map, an Optional. */
  abstract void write(Object value, DatumOutput out) throws UnwritableException;
}
