package dev.millrace.connect.files.avro;

import dev.millrace.record.ColumnBuilder;
import java.util.List;

/** Reads a record, field by field in the file's order, into columns. */
final class RecordReader {
  /** A reader's column when it has none, because it only passes over bytes. */
  static final int NONE = -1;

  /** What becomes of a field, or of a run of fields that nobody reads. */
  record Step(ValueReader reader, int column) {}

  private final ValueReader[] readers;
  private final int[] columns;

  RecordReader(List<Step> steps) {
    readers = steps.stream().map(Step::reader).toArray(ValueReader[]::new);
    columns = steps.stream().mapToInt(Step::column).toArray();
  }

  /**
   * Appends one value to each column that is read; where something is wrong with a value, its
   * column has none.
   *
   * @return whether nothing was wrong
   */
  boolean read(DatumInput in, ColumnBuilder[] into, Faults faults) throws MalformedException {
    boolean good = true;
    for (int i = 0; i < readers.length; i++) {
      int column = columns[i];
      good &= readers[i].read(in, into[column == NONE ? 0 : column], faults);
    }
    return good;
  }
}
