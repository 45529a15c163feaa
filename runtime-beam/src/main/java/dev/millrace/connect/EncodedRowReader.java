package dev.millrace.connect;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Shape;

/** Reads an extent of encoded rows, straight into columns. */
final class EncodedRowReader<T> implements RowReader<T> {
  private final RowsPartition partition;
  private final Extent extent;
  private final ComponentCodec[] codecs;
  private final ByteInput in;
  private int next;

  EncodedRowReader(Shape<T> shape, RowsPartition partition, Extent extent) {
    this.partition = partition;
    this.extent = extent;
    this.next = Math.toIntExact(extent.firstPosition());
    this.in = new ByteInput(partition.bytes());
    this.codecs = new ComponentCodec[shape.components().size()];
    for (int i = 0; i < codecs.length; i++) {
      codecs[i] = shape.codec(i);
    }
  }

  @Override
  public boolean read(InputBatch<T> batch) {
    while (hasNext() && !batch.isFull()) {
      int from = partition.start(next);
      int to = partition.end(next);
      in.reset(partition.bytes(), from, to - from);
      for (int i = 0; i < codecs.length; i++) {
        codecs[i].read(in, batch.column(i));
      }
      batch.accept(next, partition.bytes(), from, to);
      next++;
    }
    return hasNext();
  }

  /** The number of the next row. */
  int next() {
    return next;
  }

  private boolean hasNext() {
    return next < partition.rows() && partition.start(next) < extent.end();
  }

  @Override
  public String contentHash() {
    ContentHash hash = new ContentHash();
    hash.update(partition.bytes(), (int) extent.start(), (int) extent.end());
    return hash.text();
  }

  @Override
  public void close() {}
}
