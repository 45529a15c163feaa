package dev.millrace.connect;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@link InputBatch} of a few rows that remembers what a reader did with it. */
final class RecordingBatch<T> implements InputBatch<T> {
  private final Shape<T> shape;
  private final int most;
  private final List<ColumnBuilder> columns = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();
  private final List<byte[]> raw = new ArrayList<>();

  RecordingBatch(Shape<T> shape, int most) {
    this.shape = shape;
    this.most = most;
    shape.components().forEach(c -> columns.add(shape.builder(c.index(), most)));
  }

  List<Long> positions() {
    return positions;
  }

  List<byte[]> raw() {
    return raw;
  }

  Block<T> block() {
    int size = positions.size();
    Column[] built = columns.stream().map(ColumnBuilder::build).toArray(Column[]::new);
    Provenance nobody = Provenance.of("", new long[size], new long[size]);
    return Block.ofColumns(shape, built, size, nobody);
  }

  List<T> rows() {
    Block<T> block = block();
    List<T> rows = new ArrayList<>();
    for (int i = 0; i < block.size(); i++) {
      rows.add(block.row(i));
    }
    return rows;
  }

  @Override
  public Shape<T> shape() {
    return shape;
  }

  @Override
  public boolean isFull() {
    return positions.size() == most;
  }

  @Override
  public ColumnBuilder column(int component) {
    return columns.get(component);
  }

  @Override
  public void accept(long position, byte[] bytes, int from, int to) {
    positions.add(position);
    raw.add(Arrays.copyOfRange(bytes, from, to));
  }

  @Override
  public void reject(
      long position,
      byte[] bytes,
      int from,
      int to,
      Stage stage,
      List<Failure> failures,
      @Nullable Throwable exception) {
    throw new AssertionError("rows in memory are never refused");
  }
}
