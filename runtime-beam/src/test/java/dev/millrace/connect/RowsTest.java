package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Rejection;
import dev.millrace.record.ByteInput;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsTest {
  record Line(String stockCode, @Nullable String description, int quantity, List<String> tags) {}

  record Other(long number) {}

  private static final Shape<Line> SHAPE = Shape.of(Line.class);
  private static final List<Line> LINES =
      List.of(
          new Line("10002", "mug", 3, List.of("a")),
          new Line("", null, -1, List.of()),
          new Line("10003", "größe \u20ac", Integer.MIN_VALUE, List.of("x", "", "y")),
          new Line("10004", null, 0, List.of()),
          new Line("10005", "cup", 7, List.of("b")));

  @TempDir Path folder;

  @Test
  void aSourceGivesItsRowsInOrderWithPositionsFromZero() throws IOException {
    SourceBinding<Line> source = Rows.source(Line.class, LINES);
    InputPartition partition = source.partitions(SHAPE, 1 << 20).get(0);
    assertThat(partition.name(), is("rows"));
    assertThat(partition.extents(), hasSize(1));
    RecordingBatch<Line> batch = new RecordingBatch<>(SHAPE, 100);
    try (RowReader<Line> reader =
        source.open(SHAPE, Projection.all(SHAPE), partition.extents().get(0))) {
      assertThat(reader.read(batch), is(false));
    }
    assertThat(batch.positions(), contains(0L, 1L, 2L, 3L, 4L));
    assertThat(batch.rows(), is(LINES));
  }

  @Test
  void theRawBytesAreTheCanonicalEncoding() throws IOException {
    RecordingBatch<Line> batch = new RecordingBatch<>(SHAPE, 100);
    SourceBinding<Line> source = Rows.source(Line.class, LINES);
    read(source, source.partitions(SHAPE, 1).get(0).extents(), batch);
    for (int i = 0; i < LINES.size(); i++) {
      assertThat(SHAPE.codec().decode(new ByteInput(batch.raw().get(i))), is(LINES.get(i)));
    }
  }

  @Test
  void positionsAndRowsDoNotDependOnTheCut() throws IOException {
    SourceBinding<Line> source = Rows.source(Line.class, LINES);
    for (long extentBytes : new long[] {1, 10, 20, 1000}) {
      InputPartition partition = source.partitions(SHAPE, extentBytes).get(0);
      RecordingBatch<Line> batch = new RecordingBatch<>(SHAPE, 100);
      read(source, partition.extents(), batch);
      assertThat(batch.positions(), contains(0L, 1L, 2L, 3L, 4L));
      assertThat(batch.rows(), is(LINES));
      assertThat(
          partition.extents().stream().mapToLong(Extent::bytes).sum(), is(partition.bytes()));
    }
    assertThat(source.partitions(SHAPE, 1).get(0).extents(), hasSize(5));
  }

  @Test
  void aFullBatchStopsTheReaderAndTheNextOneGoesOn() throws IOException {
    SourceBinding<Line> source = Rows.source(Line.class, LINES);
    Extent all = source.partitions(SHAPE, 1 << 20).get(0).extents().get(0);
    List<Line> rows = new ArrayList<>();
    List<Boolean> more = new ArrayList<>();
    try (RowReader<Line> reader = source.open(SHAPE, Projection.all(SHAPE), all)) {
      do {
        RecordingBatch<Line> batch = new RecordingBatch<>(SHAPE, 2);
        more.add(reader.read(batch));
        rows.addAll(batch.rows());
      } while (more.get(more.size() - 1));
    }
    assertThat(more, contains(true, true, false));
    assertThat(rows, is(LINES));
  }

  @Test
  void theDigestIsOverTheBytesOfTheExtent() throws Exception {
    SourceBinding<Line> source = Rows.source(Line.class, LINES);
    Extent second = source.partitions(SHAPE, 1).get(0).extents().get(1);
    RecordingBatch<Line> batch = new RecordingBatch<>(SHAPE, 9);
    try (RowReader<Line> reader = source.open(SHAPE, Projection.all(SHAPE), second)) {
      reader.read(batch);
      ContentHash hash = new ContentHash();
      hash.update(batch.raw().get(0), 0, batch.raw().get(0).length);
      assertThat(reader.contentHash(), is(hash.text()));
    }
  }

  @Test
  void severalPartitionsHaveNamesAndPositionsOfTheirOwn() throws IOException {
    SourceBinding<Line> source =
        Rows.partitioned(Line.class, List.of(LINES.subList(0, 2), List.of(), LINES.subList(2, 5)));
    List<InputPartition> partitions = source.partitions(SHAPE, 1 << 20);
    assertThat(
        partitions.stream().map(InputPartition::name).toList(),
        contains("rows-0", "rows-1", "rows-2"));
    assertThat(partitions.get(1).extents(), empty());
    RecordingBatch<Line> batch = new RecordingBatch<>(SHAPE, 100);
    read(source, partitions.get(2).extents(), batch);
    assertThat(batch.positions(), contains(0L, 1L, 2L));
    assertThat(batch.rows(), is(LINES.subList(2, 5)));
    assertThat(source.describe(), is("rows in memory (5 in 3 partitions)"));
  }

  @Test
  void aSourceTravelsToAnotherJvm() throws Exception {
    SourceBinding<Line> source = Rows.source(Line.class, LINES);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(source);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject(), is(source));
    }
    assertThat(source, not(Rows.source(Line.class, LINES.subList(0, 4))));
  }

  @Test
  void aNullRowIsNamedByItsIndex() {
    NullPointerException refused =
        assertThrows(
            NullPointerException.class,
            () -> Rows.source(Line.class, Arrays.asList(LINES.get(0), null)));
    assertThat(refused.getMessage(), is("row 1 of rows is null"));
  }

  @Test
  @SuppressWarnings("unchecked")
  void rowsOfAnotherShapeAreAProblemBeforeTheyAreRead() {
    SourceBinding<Line> wrong =
        (SourceBinding<Line>) (SourceBinding<?>) Rows.source(Other.class, List.of(new Other(1)));
    assertThat(
        wrong.check("lines", SHAPE).get(0).toString(),
        is(
            "[MR-B022] source 'lines': the rows are Other(number: long). Why: the port's rows are"
                + " Line(stockCode: String, description: String?, quantity: int, tags:"
                + " List<String>). Fix: make the rows with the port's type."));
    assertThrows(
        CorruptDataException.class,
        () -> wrong.open(SHAPE, Projection.all(SHAPE), new Extent("rows", 0, 1, 0)));
    assertThat(Rows.source(Line.class, LINES).check("lines", SHAPE), empty());
  }

  @Test
  void whatASinkWroteIsReadBackInTheOrderOfItsParts() throws IOException {
    write(folder.resolve("part-1.rows"), LINES.subList(3, 5), Selection.all(2));
    write(folder.resolve("part-0.rows"), LINES.subList(0, 3), Selection.all(3));
    write(folder.resolve("part-2.rows"), List.of(), Selection.all(0));
    Files.writeString(folder.resolve("manifest.json"), "{}");
    assertThat(Rows.read(SHAPE, folder), is(LINES));
  }

  @Test
  void onlySelectedRowsAreWritten() throws IOException {
    write(folder.resolve("a.rows"), LINES, Selection.of(new int[] {1, 4}, 2));
    assertThat(Rows.read(SHAPE, folder), contains(LINES.get(1), LINES.get(4)));
  }

  @Test
  void aDamagedPartIsNamedAndNeverReadAsRows() throws IOException {
    Path part = folder.resolve("a.rows");
    write(part, LINES, Selection.all(5));
    byte[] whole = Files.readAllBytes(part);
    for (int length = 0; length < whole.length; length++) {
      Files.write(part, Arrays.copyOf(whole, length));
      CorruptDataException damaged =
          assertThrows(CorruptDataException.class, () -> Rows.read(SHAPE, folder));
      assertThat(damaged.getMessage(), startsWith(part + ": "));
    }
    Files.write(part, Arrays.copyOf(whole, whole.length + 1));
    assertThat(
        assertThrows(CorruptDataException.class, () -> Rows.read(SHAPE, folder)).getMessage(),
        endsWith("1 bytes follow the last row"));
    Files.write(part, whole);
    assertThrows(CorruptDataException.class, () -> Rows.read(Shape.of(Other.class), folder));
    assertThrows(NoSuchFileException.class, () -> Rows.read(SHAPE, folder.resolve("not-there")));
  }

  @Test
  void rejectionsAreRowsLikeOthers() throws IOException {
    Shape<Rejection> shape = Shape.of(Rejection.class);
    Rejection rejection =
        new Rejection(
            "lines",
            "a.csv",
            7,
            1,
            2,
            "validate:lines",
            Rejection.Stage.VALIDATE,
            List.of(new Rejection.Failure("quantity not 0", "f", "not 0", null)),
            new byte[] {1, 2},
            null,
            Instant.EPOCH,
            1,
            "d",
            null,
            null);
    SourceBinding<Rejection> source = Rows.source(Rejection.class, List.of(rejection));
    RecordingBatch<Rejection> batch = new RecordingBatch<>(shape, 9);
    try (RowReader<Rejection> reader =
        source.open(
            shape, Projection.all(shape), source.partitions(shape, 1).get(0).extents().get(0))) {
      reader.read(batch);
    }
    Rejection read = batch.rows().get(0);
    assertThat(read.failures(), is(rejection.failures()));
    assertThat(read.raw(), is(rejection.raw()));
    assertThat(read.exception() == null, is(true));
  }

  private static void read(
      SourceBinding<Line> source, List<Extent> extents, RecordingBatch<Line> batch)
      throws IOException {
    for (Extent extent : extents) {
      try (RowReader<Line> reader = source.open(SHAPE, Projection.all(SHAPE), extent)) {
        assertThat(reader.read(batch), is(false));
      }
    }
  }

  private static void write(Path part, List<Line> lines, Selection selection) throws IOException {
    SourceBinding<Line> source = Rows.source(Line.class, lines);
    RecordingBatch<Line> batch = new RecordingBatch<>(SHAPE, 100);
    read(source, source.partitions(SHAPE, 1).get(0).extents(), batch);
    SinkBinding<Line> sink = Rows.sink(part.getParent());
    assertThat(part.toString(), endsWith(sink.extension()));
    try (OutputStream out = Files.newOutputStream(part)) {
      try (RowWriter<Line> writer = sink.writer(SHAPE, out)) {
        writer.write(batch.block(), selection);
      }
    }
  }
}
