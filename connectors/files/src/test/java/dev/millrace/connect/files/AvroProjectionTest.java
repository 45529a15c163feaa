package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

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

/** What the plan does not read is neither decoded nor checked. */
class AvroProjectionTest {
  @TempDir Path folder;

  record Wide(String name, int quantity, List<Integer> parts, @Nullable Long more) {}

  /** Bad text, a null where none may be and another type, in columns that nobody may look at. */
  private static final Schema SCHEMA =
      AvroFiles.record(
          """
          'name': 'bytes', 'parts': {'type': 'array', 'items': ['null', 'int']}, 'quantity': 'int', 'more': 'double'
          """);

  private static final class Batch implements InputBatch<Object> {
    private final Shape<Object> shape;
    private final ColumnBuilder[] columns;
    private final List<Long> positions = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    Batch(Shape<Object> shape) {
      this.shape = shape;
      this.columns = new ColumnBuilder[shape.components().size()];
      Arrays.setAll(columns, i -> shape.builder(i, 16));
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
    }
  }

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private Batch read(String... components) throws IOException {
    Path file = folder.resolve("in.avro");
    ByteBuffer bad = ByteBuffer.wrap(new byte[] {-1});
    AvroFiles.write(
        file,
        SCHEMA,
        AvroFiles.row(SCHEMA, bad.duplicate(), Arrays.asList(1, null), 5, 0.5),
        AvroFiles.row(SCHEMA, bad.duplicate(), List.of(), 6, 0.5));
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Wide.class);
    List<Component> wanted =
        Arrays.stream(components).map(each -> shape.component(each).orElseThrow()).toList();
    AvroSource source = Files.avro(file.toString());
    Extent extent = source.partitions(shape, 1000).get(0).extents().get(0);
    Batch batch = new Batch(shape);
    try (RowReader<Object> reader = source.open(shape, Projection.of(shape, wanted), extent)) {
      assertThat(reader.read(batch), equalTo(false));
    }
    return batch;
  }

  @Test
  void onlyWhatIsReadHasValues() throws IOException {
    Batch batch = read("quantity");
    assertThat(batch.failures, empty());
    assertThat(batch.positions, equalTo(List.of(1L, 2L)));
    LongColumn quantity = (LongColumn) batch.columns[1].build();
    assertThat(List.of(quantity.get(0), quantity.get(1)), equalTo(List.of(5L, 6L)));
    assertThat(
        batch.columns[0].size() + batch.columns[2].size() + batch.columns[3].size(), equalTo(0));
  }

  @Test
  void nothingReadIsStillCounted() throws IOException {
    assertThat(read().positions, hasSize(2));
  }

  @Test
  void whatIsReadIsChecked() throws IOException {
    assertThat(
        read("name", "parts").failures.stream().map(Failure::rule).toList(),
        equalTo(List.of("name is String", "parts[] is Integer", "name is String")));
  }
}
