package dev.millrace.benchmarks.micro;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a reader gives, as the engine does but for ids and raw bytes. */
final class ColumnsBatch<T> implements InputBatch<T> {
  private static final int MOST = 2_000;

  private final Shape<T> shape;
  private final Projection projection;
  private final ColumnBuilder[] columns;
  private final Column[] built;
  private int size;
  private long rows;

  ColumnsBatch(Shape<T> shape, Projection projection) {
    this.shape = shape;
    this.projection = projection;
    this.columns =
        shape.components().stream()
            .map(component -> projection.builder(shape, component.index(), MOST))
            .toArray(ColumnBuilder[]::new);
    this.built = new Column[columns.length];
  }

  @Override
  public Shape<T> shape() {
    return shape;
  }

  @Override
  public boolean isFull() {
    return size == MOST;
  }

  @Override
  public int room() {
    return MOST - size;
  }

  @Override
  public ColumnBuilder column(int component) {
    return columns[component];
  }

  @Override
  public void acceptAll(long[] positions, byte[] raw, int[] starts, int[] ends, int count) {
    size += count;
  }

  @Override
  public void accept(long position, byte[] raw, int from, int to) {
    size++;
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
    throw new IllegalStateException("a line of the input was rejected: " + failures);
  }

  /** Makes columns of what was taken and begins again. */
  void drain() {
    for (int c = 0; c < columns.length; c++) {
      if (projection.needs(c)) {
        built[c] = columns[c].build();
      }
    }
    rows += size;
    size = 0;
  }

  long rows() {
    return rows;
  }
}
