package dev.millrace.benchmarks.scan;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the columns that a reader of Millrace fills, without the ids and bytes of records. */
final class ScannedColumns implements InputBatch<Object> {
  /** As many rows as the engine has in a block. */
  private static final int MOST = 2_048;

  private static final long MICROS_PER_MILLI = 1_000;

  private final Shape<Object> shape;
  private final ColumnBuilder[] columns;
  private final int country;
  private final int at;
  private final int price;
  private int rows;

  ScannedColumns(Shape<Object> shape, Projection projection) {
    this.shape = shape;
    this.columns =
        shape.components().stream()
            .map(component -> projection.builder(shape, component.index(), MOST))
            .toArray(ColumnBuilder[]::new);
    this.country = indexOf(shape, "country");
    this.at = indexOf(shape, "at");
    this.price = indexOf(shape, "price");
  }

  private static int indexOf(Shape<Object> shape, String name) {
    return shape.components().stream()
        .filter(component -> component.name().equals(name))
        .findFirst()
        .orElseThrow()
        .index();
  }

  @Override
  public Shape<Object> shape() {
    return shape;
  }

  @Override
  public boolean isFull() {
    return rows >= MOST;
  }

  @Override
  public int room() {
    return MOST - rows;
  }

  @Override
  public ColumnBuilder column(int component) {
    return columns[component];
  }

  @Override
  public void accept(long position, byte[] raw, int from, int to) {
    rows++;
  }

  @Override
  public void acceptAll(long[] positions, byte[] raw, int[] starts, int[] ends, int count) {
    rows += count;
  }

  @Override
  public void accept(long firstPosition, int count) {
    rows += count;
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
    throw new IllegalStateException("record " + position + " was rejected: " + failures);
  }

  /** Adds up what was taken and begins again. */
  void drainTo(DayTotals<String> days) {
    ObjectColumn countries = (ObjectColumn) columns[country].build();
    LongColumn times = (LongColumn) columns[at].build();
    DoubleColumn prices = (DoubleColumn) columns[price].build();
    for (int row = 0; row < rows; row++) {
      days.add(
          String.valueOf(countries.get(row)),
          Math.floorDiv(times.get(row), MICROS_PER_MILLI),
          prices.get(row));
    }
    rows = 0;
  }
}
