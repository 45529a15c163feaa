package dev.millrace.engine;

import dev.millrace.aggregate.PayloadHash;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Shape;

/** Rows in their codec's form, and its hash. Not thread-safe. */
final class RowBytes {
  private final ComponentCodec[] codecs;
  private final Column[] columns;
  private final ByteOutput bytes = new ByteOutput();
  private final PayloadHash hash = new PayloadHash();

  RowBytes(Shape<?> shape) {
    codecs =
        shape.components().stream()
            .map(component -> shape.codec(component.index()))
            .toArray(ComponentCodec[]::new);
    columns = new Column[codecs.length];
  }

  /** Turns to another block. */
  void turnTo(Block<?> block) {
    for (int i = 0; i < columns.length; i++) {
      columns[i] = block.column(i);
    }
  }

  /** Turns to a row of the block. */
  void read(int row) {
    bytes.clear();
    for (int i = 0; i < columns.length; i++) {
      codecs[i].write(columns[i], row, bytes);
    }
  }

  /** Writes 128 bits of a hash of the row. */
  void writeHash(ByteOutput out) {
    hash.of(bytes.array(), 0, bytes.size());
    out.writeLong(hash.high());
    out.writeLong(hash.low());
  }

  /** Writes a length and the row. */
  void write(ByteOutput out) {
    out.writeVarLong(bytes.size());
    out.writeBytes(bytes.array(), 0, bytes.size());
  }

  /** Writes the row alone. */
  void writeTo(ByteOutput out) {
    out.writeBytes(bytes.array(), 0, bytes.size());
  }
}
