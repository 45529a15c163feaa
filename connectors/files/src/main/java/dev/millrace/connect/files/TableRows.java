package dev.millrace.connect.files;

import dev.millrace.connect.InputBatch;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.record.ColumnBuilder;

/**
 * Turns tables of fields into rows, column by column, up to the first row with a field that is no
 * value of its component.
 */
final class TableRows {
  /** Appends a field that has to be looked at more closely, or returns false: it is no value. */
  interface CloserLook {
    boolean append(int component, FieldTable.Cursor field);
  }

  private final TextValue[] values;

  /** The field of each component; -1 for one that has none and is always looked at closely. */
  private final int[] fieldOf;

  private final FolderValues folders;
  private final CloserLook closerLook;

  /** The columns' sizes before the table. */
  private final int[] sizes;

  /** How many records to take at once: fewer behind one that was not accepted. */
  private int ahead = FieldTable.MOST_ROWS;

  TableRows(TextValue[] values, int[] fieldOf, FolderValues folders, CloserLook closerLook) {
    this.values = values;
    this.fieldOf = fieldOf;
    this.folders = folders;
    this.closerLook = closerLook;
    this.sizes = new int[values.length];
  }

  /** How many records a table should have, where there is room for so many. */
  int most(int room) {
    return Math.min(room, ahead);
  }

  /**
   * Accepts the rows of a table up to the first that has a fault, and passes them.
   *
   * @return how many
   */
  int accept(
      FieldTable fields, RecordScanner scanner, ColumnBuilder[] columns, InputBatch<?> batch) {
    if (fields.rows == 0) {
      return 0;
    }
    int scanned = fields.rows;
    byte[] bytes = scanner.in.bytes();
    for (int i = 0; i < columns.length; i++) {
      sizes[i] = columns[i].size();
      fields.rows = append(i, bytes, fields, columns[i]);
    }
    int good = fields.rows;
    if (good < scanned) {
      takeBack(good, columns);
    }
    ahead = good < scanned ? Math.max(1, good) : Math.min(FieldTable.MOST_ROWS, 2 * ahead);
    folders.appendTo(batch, good);
    batch.acceptAll(fields.positions, bytes, fields.recordStarts, fields.recordEnds, good);
    scanner.pass(fields);
    return good;
  }

  /** Appends the values of a component up to the first that is none; returns how many. */
  private int append(int i, byte[] bytes, FieldTable fields, ColumnBuilder column) {
    int field = fieldOf[i];
    int row = 0;
    while (row < fields.rows) {
      if (field >= 0) {
        row = values[i].appendAll(bytes, fields, field, row, column);
      }
      if (row == fields.rows || !closerLook.append(i, fields.column(Math.max(0, field), row))) {
        return row;
      }
      row++;
    }
    return row;
  }

  /** Takes values back from columns that have more than those of the first rows of the table. */
  private void takeBack(int rows, ColumnBuilder[] columns) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].size() > sizes[i] + rows) {
        columns[i].truncate(sizes[i] + rows);
      }
    }
  }
}
