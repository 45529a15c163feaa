package dev.millrace.connect;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Shape;

/** Plays a partition of encoded rows as a stream that ends. Resumes at the next row. */
final class RowsStream<T> implements StreamReader<T> {
  private static final byte FORMAT_VERSION = 1;

  private final EncodedRowReader<T> rows;

  private RowsStream(EncodedRowReader<T> rows) {
    this.rows = rows;
  }

  static <T> RowsStream<T> of(Shape<T> shape, RowsPartition partition, byte[] resumePoint) {
    int next = resumePoint.length == 0 ? 0 : next(new ByteInput(resumePoint));
    int start = next < partition.rows() ? partition.start(next) : partition.bytes().length;
    Extent rest = new Extent(partition.name(), start, partition.bytes().length, next);
    return new RowsStream<>(new EncodedRowReader<>(shape, partition, rest));
  }

  private static int next(ByteInput in) {
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new CorruptDataException("a resume point of format " + version);
    }
    return (int) in.readVarLong();
  }

  @Override
  public Reading read(InputBatch<T> batch) {
    return rows.read(batch) ? Reading.MORE : Reading.ENDED;
  }

  @Override
  public byte[] resumePoint() {
    ByteOutput out = new ByteOutput();
    out.writeByte(FORMAT_VERSION);
    out.writeVarLong(rows.next());
    return out.toByteArray();
  }

  @Override
  public void close() {}
}
