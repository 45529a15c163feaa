package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.files.avro.AvroSource;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no step reads is passed over where nothing of it can be refused, and only there. */
class AvroProjectionTest {
  @TempDir Path folder;

  record Wide(String name, int quantity, List<Integer> parts, @Nullable Long more) {}

  private static final Schema SCHEMA =
      AvroFiles.record(
          """
          'name': 'bytes', 'parts': {'type': 'array', 'items': 'int'}, 'quantity': 'int', 'more': ['null', 'long']
          """);

  static final class Batch implements InputBatch<Object> {
    private final Shape<Object> shape;
    final ColumnBuilder[] columns;
    final List<Long> positions = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();

    Batch(Shape<Object> shape, Projection projection) {
      this.shape = shape;
      this.columns = new ColumnBuilder[shape.components().size()];
      Arrays.setAll(columns, i -> projection.builder(shape, i, 16));
    }

    @Override
    public Shape<Object> shape() {
      return shape;
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public ColumnBuilder column(int component) {
      return columns[component];
    }

    @Override
    public void accept(long position, byte[] raw, int from, int to) {
      positions.add(position);
    }

    @Override
    public void reject(
        long position,
        byte[] raw,
        int from,
        int to,
        Stage stage,
        List<Failure> why,
        @Nullable Throwable exception) {
      failures.addAll(why);
      for (ColumnBuilder column : columns) {
        column.truncate(Math.min(column.size(), positions.size()));
      }
    }
  }

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private Batch read(String... components) throws IOException {
    Path file = folder.resolve("in.avro");
    AvroFiles.write(
        file,
        SCHEMA,
        AvroFiles.row(SCHEMA, ByteBuffer.wrap(new byte[] {'a'}), List.of(1, 2), 5, null),
        AvroFiles.row(SCHEMA, ByteBuffer.wrap(new byte[] {-1}), List.of(), 6, 7L),
        AvroFiles.row(SCHEMA, ByteBuffer.wrap(new byte[0]), List.of(), 7, 8L));
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Wide.class);
    List<Component> wanted =
        Arrays.stream(components).map(each -> shape.component(each).orElseThrow()).toList();
    AvroSource source = Files.avro(file.toString());
    Extent extent = source.partitions(shape, 1000).get(0).extents().get(0);
    Projection projection = Projection.of(shape, wanted);
    Batch batch = new Batch(shape, projection);
    try (RowReader<Object> reader = source.open(shape, projection, extent)) {
      assertThat(reader.read(batch), equalTo(false));
    }
    return batch;
  }

  @Test
  void whatIsNeededHasValues() throws IOException {
    Batch batch = read("quantity");
    LongColumn quantity = (LongColumn) batch.columns[1].build();
    assertThat(List.of(quantity.get(0), quantity.get(1)), equalTo(List.of(5L, 7L)));
  }

  @Test
  void whichRecordsAreRejectedDoesNotDependOnWhatIsNeeded() throws IOException {
    for (Batch batch : List.of(read(), read("more"), read("name", "quantity", "parts", "more"))) {
      assertThat(batch.positions, equalTo(List.of(1L, 3L)));
      assertThat(
          batch.failures.stream().map(Failure::rule).toList(), equalTo(List.of("name is String")));
    }
  }
}
