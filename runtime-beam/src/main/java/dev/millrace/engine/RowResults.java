package dev.millrace.engine;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.Shape;

/** Rows that went through a shuffle whole, with their ids and times, as columns again. */
final class RowResults implements Results {
  private final Shape<?> shape;
  private final DecodedColumns columns;
  private final RowIds ids = new RowIds();

  RowResults(Shape<?> shape) {
    this.shape = shape;
    this.columns = new DecodedColumns(shape, shape.components());
  }

  void add(RowKey key, ByteInput row) {
    columns.read(row);
    ids.add(key.idHigh(), key.idLow(), key.time());
  }

  @Override
  public int size() {
    return ids.size();
  }

  @Override
  public Block<?> take() {
    int size = size();
    return Block.ofColumns(shape, columns.take(), size, ids.take(""));
  }
}
