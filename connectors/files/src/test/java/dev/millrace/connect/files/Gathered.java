package dev.millrace.connect.files;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Everything that a source gives: its rows and its rejects, with where they came from. */
final class Gathered<T> {
  record Row<T>(String partition, long position, String raw, T value) {}

  record Reject(String partition, long position, String raw, Stage stage, List<Failure> failures) {
    List<String> rules() {
      return failures.stream().map(Failure::rule).toList();
    }
  }

  final List<Row<T>> rows = new ArrayList<>();
  final List<Reject> rejects = new ArrayList<>();
  final List<String> hashes = new ArrayList<>();
  final List<Extent> extents = new ArrayList<>();

  static <T> Gathered<T> from(SourceBinding<Object> source, Class<T> type) throws IOException {
    return from(source, type, Long.MAX_VALUE, 1000);
  }

  static <T> Gathered<T> from(
      SourceBinding<Object> source, Class<T> type, long extentBytes, int batchRows)
      throws IOException {
    return from(source, type, extentBytes, batchRows, false);
  }

  /** With batches that let a reader hand over as many records at once as they have room for. */
  static <T> Gathered<T> manyAtOnce(
      SourceBinding<Object> source, Class<T> type, long extentBytes, int batchRows)
      throws IOException {
    return from(source, type, extentBytes, batchRows, true);
  }

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private static <T> Gathered<T> from(
      SourceBinding<Object> source, Class<T> type, long extentBytes, int batchRows, boolean many)
      throws IOException {
    Gathered<T> all = new Gathered<>();
    Shape<T> shape = Shape.of(type);
    Shape<Object> any = (Shape<Object>) shape;
    for (InputPartition partition : source.partitions(any, extentBytes)) {
      for (Extent extent : partition.extents()) {
        all.extents.add(extent);
        try (RowReader<T> reader = (RowReader<T>) source.open(any, Projection.all(any), extent)) {
          boolean more = true;
          while (more) {
            Batch<T> batch = new Batch<>(shape, extent.partition(), batchRows, many, all);
            more = reader.read(batch);
            batch.drain();
          }
          all.hashes.add(reader.contentHash());
        }
      }
    }
    return all;
  }

  List<T> values() {
    return rows.stream().map(Row::value).toList();
  }

  /** What must not depend on how the input was cut. */
  String transcript() {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(row).append('\n'));
    rejects.forEach(reject -> text.append(reject).append('\n'));
    return text.toString();
  }

  private static final class Batch<T> implements InputBatch<T> {
    private final Shape<T> shape;
    private final String partition;
    private final int capacity;
    private final boolean many;
    private final Gathered<T> to;
    private final ColumnBuilder[] columns;
    private final List<Long> positions = new ArrayList<>();
    private final List<String> raws = new ArrayList<>();

    Batch(Shape<T> shape, String partition, int capacity, boolean many, Gathered<T> to) {
      this.shape = shape;
      this.partition = partition;
      this.capacity = capacity;
      this.many = many;
      this.to = to;
      this.columns = new ColumnBuilder[shape.components().size()];
      Arrays.setAll(columns, i -> shape.builder(i, 16));
    }

    @Override
    public Shape<T> shape() {
      return shape;
    }

    @Override
    public boolean isFull() {
      return positions.size() >= capacity;
    }

    @Override
    public int room() {
      return many ? capacity - positions.size() : InputBatch.super.room();
    }

    @Override
    public ColumnBuilder column(int component) {
      return columns[component];
    }

    @Override
    public void accept(long position, byte[] raw, int from, int end) {
      acceptAll(new long[] {position}, raw, new int[] {from}, new int[] {end}, 1);
    }

    @Override
    public void accept(long firstPosition, int rows) {
      long[] at = LongStream.range(firstPosition, firstPosition + rows).toArray();
      acceptAll(at, new byte[0], new int[rows], new int[rows], rows);
    }

    @Override
    public void acceptAll(long[] at, byte[] raw, int[] starts, int[] ends, int count) {
      for (int i = 0; i < count; i++) {
        positions.add(at[i]);
        raws.add(new String(raw, starts[i], ends[i] - starts[i], StandardCharsets.ISO_8859_1));
      }
      for (ColumnBuilder column : columns) {
        if (column.size() != positions.size()) {
          throw new AssertionError("a row without a value in every column");
        }
      }
    }

    @Override
    public void reject(
        long position,
        byte[] raw,
        int from,
        int end,
        Stage stage,
        List<Failure> failures,
        @Nullable Throwable exception) {
      for (ColumnBuilder column : columns) {
        column.truncate(positions.size());
      }
      String text = new String(raw, from, end - from, StandardCharsets.ISO_8859_1);
      to.rejects.add(new Reject(partition, position, text, stage, List.copyOf(failures)));
    }

    void drain() {
      int size = positions.size();
      Column[] built = new Column[columns.length];
      Arrays.setAll(built, i -> columns[i].build());
      Provenance nobody = Provenance.of(partition, new long[size], new long[size]);
      Block<T> block = Block.ofColumns(shape, built, size, nobody);
      for (int i = 0; i < size; i++) {
        to.rows.add(new Row<>(partition, positions.get(i), raws.get(i), block.row(i)));
      }
    }
  }
}
