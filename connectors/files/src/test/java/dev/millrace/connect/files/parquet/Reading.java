package dev.millrace.connect.files.parquet;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
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

/** Everything that a source gives, with positions: what the engine would see. */
final class Reading<T> {
  record Reject(long position, Stage stage, List<Failure> failures) {
    /** {@code quantity is int: 70000}. */
    String told() {
      return String.join("; ", failures.stream().map(f -> f.rule() + ": " + f.observed()).toList());
    }
  }

  final List<T> rows = new ArrayList<>();
  final List<Long> positions = new ArrayList<>();
  final List<Reject> rejects = new ArrayList<>();

  /** Positions of rows that were skipped, ascending. */
  final List<Long> skipped = new ArrayList<>();

  final List<Extent> extents = new ArrayList<>();
  final List<String> hashes = new ArrayList<>();
  long bytesRead;

  static <T> Reading<T> of(ParquetSource source, Class<T> type) throws IOException {
    return of(source, type, Long.MAX_VALUE, 1000);
  }

  static <T> Reading<T> of(ParquetSource source, Class<T> type, long extentBytes, int batchRows)
      throws IOException {
    return of(source, type, Projection.all(Shape.of(type)), extentBytes, batchRows);
  }

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  static <T> Reading<T> of(
      ParquetSource source, Class<T> type, Projection projection, long extentBytes, int batchRows)
      throws IOException {
    Reading<T> all = new Reading<>();
    Shape<T> shape = Shape.of(type);
    Shape<Object> any = (Shape<Object>) shape;
    for (InputPartition partition : source.partitions(any, extentBytes)) {
      for (Extent extent : partition.extents()) {
        all.extents.add(extent);
        try (ParquetReader reader = source.openParquet(shape, projection, extent)) {
          boolean more = true;
          while (more) {
            Batch<T> batch = new Batch<>(shape, projection, batchRows, all);
            more = reader.read((InputBatch<Object>) (InputBatch<?>) batch);
            batch.drain();
          }
          all.hashes.add(reader.contentHash());
          all.bytesRead += reader.bytesRead();
        }
      }
    }
    return all;
  }

  private static final class Batch<T> implements InputBatch<T> {
    private final Shape<T> shape;
    private final Projection projection;
    private final int capacity;
    private final Reading<T> to;
    private final ColumnBuilder[] columns;
    private final List<Long> accepted = new ArrayList<>();
    private int records;

    Batch(Shape<T> shape, Projection projection, int capacity, Reading<T> to) {
      this.shape = shape;
      this.projection = projection;
      this.capacity = capacity;
      this.to = to;
      this.columns = new ColumnBuilder[shape.components().size()];
      Arrays.setAll(columns, i -> projection.builder(shape, i, 16));
    }

    @Override
    public Shape<T> shape() {
      return shape;
    }

    @Override
    public boolean isFull() {
      return records >= capacity;
    }

    @Override
    public int room() {
      return capacity - records;
    }

    @Override
    public ColumnBuilder column(int component) {
      return columns[component];
    }

    @Override
    public void accept(long position, byte[] raw, int from, int end) {
      if (isFull()) {
        throw new AssertionError("more rows than there is room for");
      }
      records++;
      accepted.add(position);
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
      records++;
      to.rejects.add(new Reject(position, stage, List.copyOf(failures)));
    }

    @Override
    public void skip(long firstPosition, long count) {
      if (projection.conditions().isEmpty() || isFull()) {
        throw new AssertionError("no condition allows to skip rows, or there is no room");
      }
      records += (int) count;
      for (long i = 0; i < count; i++) {
        to.skipped.add(firstPosition + i);
      }
    }

    void drain() {
      int size = accepted.size();
      to.positions.addAll(accepted);
      @Nullable Column[] built = new Column[columns.length];
      for (int i = 0; i < built.length; i++) {
        if (!projection.needs(i)) {
          continue;
        }
        if (columns[i].size() != size) {
          throw new AssertionError("column " + i + " has " + columns[i].size() + " of " + size);
        }
        built[i] = columns[i].build();
      }
      if (projection.isAll()) {
        Provenance nobody = Provenance.of("", new long[size], new long[size]);
        Block<T> block = Block.ofColumns(shape, built, size, nobody);
        for (int i = 0; i < size; i++) {
          to.rows.add(block.row(i));
        }
      }
    }
  }
}
