package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that a reader gives: its rows and its rejects, in the order in which they come. */
final class Gathered<T> implements InputBatch<T> {
  record Reject(long position, String raw, Stage stage, List<String> rules) {}

  final List<Long> positions = new ArrayList<>();
  final List<String> raws = new ArrayList<>();
  final List<Reject> rejects = new ArrayList<>();
  private final Shape<T> shape;
  private final ColumnBuilder[] columns;
  private final int most;

  Gathered(Shape<T> shape, int most) {
    this.shape = shape;
    this.most = most;
    this.columns = new ColumnBuilder[shape.components().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = shape.builder(i, 16);
    }
  }

  /** What a bounded topic gives, one partition after the other. */
  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  static <T> Gathered<T> from(SourceBinding<Object> source, Class<T> type) throws IOException {
    Shape<Object> shape = (Shape<Object>) Shape.of(type);
    Gathered<Object> all = new Gathered<>(shape, 3);
    for (InputPartition partition : source.partitions(shape, 1 << 12)) {
      for (Extent extent : partition.extents()) {
        try (RowReader<Object> reader = source.open(shape, Projection.all(shape), extent)) {
          boolean more = true;
          while (more) {
            all.room = all.positions.size() + all.rejects.size() + all.most;
            more = reader.read(all);
          }
        }
      }
    }
    return (Gathered<T>) all;
  }

  private int room = Integer.MAX_VALUE;

  List<T> rows() {
    Column[] built = new Column[columns.length];
    for (int i = 0; i < built.length; i++) {
      built[i] = columns[i].build();
    }
    int size = positions.size();
    Provenance nobody = Provenance.of("", new long[size], new long[size]);
    Block<T> block = Block.ofColumns(shape, built, size, nobody);
    List<T> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
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
    return room() == 0;
  }

  @Override
  public int room() {
    return Math.max(0, room - positions.size() - rejects.size());
  }

  @Override
  public ColumnBuilder column(int component) {
    return columns[component];
  }

  @Override
  public void accept(long position, byte[] raw, int from, int to) {
    positions.add(position);
    raws.add(new String(Arrays.copyOfRange(raw, from, to), UTF_8));
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
    for (ColumnBuilder column : columns) {
      if (column.size() > positions.size()) {
        column.truncate(positions.size());
      }
    }
    rejects.add(
        new Reject(
            position,
            new String(Arrays.copyOfRange(raw, from, to), UTF_8),
            stage,
            failures.stream().map(Failure::rule).toList()));
  }
}
