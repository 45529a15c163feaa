package dev.millrace.engine;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.util.Arrays;

/** Rows that went through a shuffle whole, with their ids and times, as columns again. */
final class RowResults implements Results {
  private final Shape<?> shape;
  private final ComponentCodec[] codecs;
  private final ColumnBuilder[] columns;
  private long[] idHigh = new long[64];
  private long[] idLow = new long[64];
  private long[] times = new long[64];
  private int size;

  RowResults(Shape<?> shape) {
    this.shape = shape;
    this.codecs =
        shape.components().stream()
            .map(component -> shape.codec(component.index()))
            .toArray(ComponentCodec[]::new);
    this.columns =
        shape.components().stream()
            .map(component -> shape.builder(component.index(), 64))
            .toArray(ColumnBuilder[]::new);
  }

  @Override
  public int size() {
    return size;
  }

  void add(RowKey key, ByteInput row) {
    if (size == times.length) {
      idHigh = Arrays.copyOf(idHigh, 2 * size);
      idLow = Arrays.copyOf(idLow, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    for (int i = 0; i < codecs.length; i++) {
      codecs[i].read(row, columns[i]);
    }
    idHigh[size] = key.idHigh();
    idLow[size] = key.idLow();
    times[size++] = key.time();
  }

  @Override
  public Block<?> take() {
    Column[] built = Arrays.stream(columns).map(ColumnBuilder::build).toArray(Column[]::new);
    Provenance provenance =
        Provenance.of("", Arrays.copyOf(idHigh, size), Arrays.copyOf(idLow, size))
            .at(Arrays.copyOf(times, size));
    Block<?> block = Block.ofColumns(shape, built, size, provenance);
    size = 0;
    return block;
  }
}
