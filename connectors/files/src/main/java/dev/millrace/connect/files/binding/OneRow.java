package dev.millrace.connect.files.binding;

import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;

/**
 * The one row from which an element that stands inside another is built: its components are
 * appended to columns as those of any row. For one thread.
 */
public final class OneRow {
  private final Shape<?> shape;
  private final ColumnBuilder[] columns;

  public OneRow(Shape<?> shape) {
    this.shape = shape;
    this.columns = new ColumnBuilder[shape.components().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = shape.builder(i, 1);
    }
  }

  /** By the components' indices, and empty: each takes one value before {@link #build}. */
  public ColumnBuilder[] emptied() {
    for (ColumnBuilder column : columns) {
      column.truncate(0);
    }
    return columns;
  }

  /**
   * The element.
   *
   * @throws RuntimeException when its constructor throws it
   */
  public Object build() {
    Column[] built = new Column[columns.length];
    for (int i = 0; i < built.length; i++) {
      built[i] = columns[i].build();
    }
    Provenance nobody = Provenance.of("", new long[1], new long[1]);
    return Block.ofColumns(shape, built, 1, nobody).row(0);
  }
}
