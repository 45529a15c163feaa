package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.List;

/** Columns that are read from encoded rows, one row after the other. Not thread-safe. */
final class DecodedColumns {
  private final ComponentCodec[] codecs;
  private final ColumnBuilder[] columns;

  /**
   * @param components of the shape, in the order they stand in an encoded row
   */
  DecodedColumns(Shape<?> shape, List<Component> components) {
    this.codecs =
        components.stream()
            .map(component -> shape.codec(component.index()))
            .toArray(ComponentCodec[]::new);
    this.columns =
        components.stream()
            .map(component -> shape.builder(component.index(), 64))
            .toArray(ColumnBuilder[]::new);
  }

  /** Adds a row. */
  void read(ByteInput row) {
    for (int i = 0; i < codecs.length; i++) {
      codecs[i].read(row, columns[i]);
    }
  }

  /** The codec of the component at a place in the encoded row. */
  ComponentCodec codec(int place) {
    return codecs[place];
  }

  /** All rows so far; begins again. */
  Column[] take() {
    return Arrays.stream(columns).map(ColumnBuilder::build).toArray(Column[]::new);
  }
}
