package dev.millrace.connect.files.parquet;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch of one column that takes whatever comes, and knows how much that was at most. */
final class Largest implements InputBatch<Object> {
  private final ColumnBuilder column = Shape.of(DamagedFilesTest.One.class).builder(0, 16);
  long rows;
  long bytes;

  @Override
  @SuppressWarnings("unchecked") // a batch of Object may be of any shape
  public Shape<Object> shape() {
    return (Shape<Object>) (Shape<?>) Shape.of(DamagedFilesTest.One.class);
  }

  @Override
  public boolean isFull() {
    return column.size() >= 4096;
  }

  @Override
  public int room() {
    return 4096 - column.size();
  }

  @Override
  public ColumnBuilder column(int component) {
    return column;
  }

  @Override
  public void accept(long position, byte[] raw, int from, int to) {
    rows++;
  }

  @Override
  public void reject(
      long position,
      byte[] raw,
      int from,
      int to,
      Stage stage,
      List<Failure> failures,
      @Nullable Throwable exception) {
    throw new AssertionError(failures);
  }

  void take() {
    bytes = Math.max(bytes, column.bytes());
    column.truncate(0);
  }
}
