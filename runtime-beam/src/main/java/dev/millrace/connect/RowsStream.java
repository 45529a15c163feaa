package dev.millrace.connect;

import dev.millrace.record.Shape;

/** Plays a partition of encoded rows as a stream that ends. Resumes at the next row. */
final class RowsStream<T> implements StreamReader<T> {
  private final EncodedRowReader<T> rows;

  private RowsStream(EncodedRowReader<T> rows) {
    this.rows = rows;
  }

  static <T> RowsStream<T> of(Shape<T> shape, RowsPartition partition, byte[] resumePoint) {
    int next = Math.toIntExact(ResumeNumber.fromBytes(resumePoint));
    int start = next < partition.rows() ? partition.start(next) : partition.bytes().length;
    Extent rest = new Extent(partition.name(), start, partition.bytes().length, next);
    return new RowsStream<>(new EncodedRowReader<>(shape, partition, rest));
  }

  @Override
  public Reading read(InputBatch<T> batch) {
    return rows.read(batch) ? Reading.MORE : Reading.ENDED;
  }

  @Override
  public byte[] resumePoint() {
    return ResumeNumber.toBytes(rows.next());
  }

  @Override
  public void close() {}
}
