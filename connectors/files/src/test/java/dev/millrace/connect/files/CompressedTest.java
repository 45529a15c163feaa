package dev.millrace.connect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Rejection;
import dev.millrace.connect.ContentHash;
import dev.millrace.connect.Extent;
import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Rows.Order;
import dev.millrace.connect.files.binding.DamagedFileException;
import dev.millrace.connect.files.binding.ListedFile;
import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are compressed as a whole: what they hold is read as if they were not. */
class CompressedTest {
  @TempDir Path folder;

  /** Rows, rejects, blank lines, a record of two lines, no line end at the end. */
  private static String text(String format, int rows) {
    StringBuilder text = new StringBuilder(format.equals("csv") ? "quantity,price,note\n" : "");
    for (int i = 0; i < rows; i++) {
      boolean bad = i % 7 == 3;
      long cents = i * 2_654_435_761L % 1_000_000_007L;
      String quantity = bad ? "many" : String.valueOf(i);
      text.append(
          format.equals("csv")
              ? quantity + "," + cents + ".25," + (i % 5 == 0 ? "\"two\nlines é\"" : "x") + "\n"
              : "{\"quantity\":" + (bad ? "true" : quantity) + ",\"price\":" + cents + ".25}\n");
      text.append(i % 11 == 0 ? "\n" : "");
    }
    return text.substring(0, text.length() - 1);
  }

  private static SourceBinding<Object> source(String format, String path) {
    return format.equals("csv") ? Files.csv(path) : Files.jsonl(path);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    java.nio.file.Files.write(file, bytes);
    return file;
  }

  private Gathered<Order> read(String format, Path file) throws IOException {
    return Gathered.from(source(format, file.toString()), Order.class, 100, 500);
  }

  private String transcript(Gathered<Order> read) {
    return read.transcript().replaceAll("partition=[^,]*", "partition=p");
  }

  private DamagedFileException damaged(Compression compression, byte[] stored) throws IOException {
    Path file = file("damaged.jsonl" + compression.suffix(), stored);
    return assertThrows(DamagedFileException.class, () -> read("jsonl", file));
  }

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static Shape<Object> shape() {
    return (Shape<Object>) (Shape<?>) Shape.of(Order.class);
  }

  private static List<Problem> check(SourceBinding<Object> source) {
    return source.check("lines", shape());
  }

  @ParameterizedTest
  @CsvSource({"csv,GZIP", "csv,ZSTD", "jsonl,GZIP", "jsonl,ZSTD"})
  void rowsRejectsAndPositionsAreThoseOfThePlainFile(String format, Compression compression)
      throws Exception {
    for (int rows : new int[] {1, 3, 50, 20_000}) {
      byte[] content = text(format, rows).getBytes(UTF_8);
      byte[] stored = Packed.bytes(compression, content);
      Gathered<Order> plain = read(format, file("plain." + format, content));
      Path file = file("packed." + format + compression.suffix(), stored);
      Gathered<Order> packed = read(format, file);
      assertThat(packed.rows.size(), greaterThan(0));
      assertThat(transcript(packed).equals(transcript(plain)), equalTo(true));
      assertThat(check(source(format, file.toString())), empty());
      assertThat("one part of the file", packed.extents, hasSize(1));
      ContentHash hash = new ContentHash();
      hash.update(stored, 0, stored.length);
      assertThat(packed.hashes, equalTo(List.of(hash.text())));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aFileOfSeveralStreamsIsReadToItsEnd(Compression compression) throws IOException {
    byte[] content = text("csv", 5000).getBytes(UTF_8);
    int first = content.length / 3;
    byte[] stored =
        Packed.joined(
            Packed.bytes(compression, Arrays.copyOf(content, first)),
            Packed.bytes(compression, new byte[0]),
            Packed.bytes(compression, Arrays.copyOfRange(content, first, content.length)));
    Gathered<Order> read = read("csv", file("in.csv" + compression.suffix(), stored));
    assertThat(transcript(read), equalTo(transcript(read("csv", file("in.csv", content)))));
  }

  @Test
  void aZstdFileMayBeginWithAFrameThatIsSkipped() throws IOException {
    byte[] skipped = {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3};
    byte[] content = text("jsonl", 10).getBytes(UTF_8);
    Path file = file("in.jsonl.zst", Packed.joined(skipped, Packed.zstdFrame(content), skipped));
    assertThat(check(Files.jsonl(file.toString())), empty());
    assertThat(read("jsonl", file).rows, hasSize(9));
  }

  @Test
  void aGzipHeaderMayHaveAllItsParts() throws IOException {
    byte[] plain = Packed.bytes(Compression.GZIP, "{\"quantity\":1,\"price\":2}".getBytes(UTF_8));
    byte[] header =
        Packed.joined(
            new byte[] {0x1F, (byte) 0x8B, 8, 0x1F, 9, 9, 9, 9, 2, 3, 3, 0, 'a', 'b', 'c'},
            "name\0comment\0".getBytes(UTF_8));
    CRC32 checksum = new CRC32();
    checksum.update(header);
    byte[] checked = {(byte) checksum.getValue(), (byte) (checksum.getValue() >> 8)};
    byte[] body = Arrays.copyOfRange(plain, 10, plain.length);
    Path file = file("in.jsonl.gz", Packed.joined(header, checked, body));
    assertThat(read("jsonl", file).values(), equalTo(List.of(new Order(1, 2, null))));
    checked[0]++;
    assertThat(
        damaged(Compression.GZIP, Packed.joined(header, checked, body)).what(),
        containsString("at byte 30: the header's checksum of a gzip member does not fit"));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aFileThatIsCutOffAnywhereFails(Compression compression) throws IOException {
    byte[] first = Packed.bytes(compression, text("jsonl", 5).concat("\n").getBytes(UTF_8));
    byte[] second = Packed.bytes(compression, text("jsonl", 8).getBytes(UTF_8));
    byte[] whole = Packed.joined(first, second);
    for (int size = 0; size < whole.length; size++) {
      byte[] cut = Arrays.copyOf(whole, size);
      if (size == first.length) {
        // Nobody can know that another member was to follow.
        Path file = file("cut.jsonl" + compression.suffix(), cut);
        assertThat(read("jsonl", file).rows, hasSize(4));
      } else {
        assertThat(
            damaged(compression, cut).what(),
            containsString("is damaged at byte " + size + ": it ends before its compressed"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aFlippedBitFailsOrMakesNoDifference(Compression compression) throws IOException {
    byte[] stored = Packed.bytes(compression, text("jsonl", 8).getBytes(UTF_8));
    Path file = file("in.jsonl" + compression.suffix(), stored);
    String whole = read("jsonl", file).transcript();
    int failures = 0;
    for (int i = 0; i < stored.length; i++) {
      byte[] flipped = stored.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      java.nio.file.Files.write(file, flipped);
      try {
        assertThat(read("jsonl", file).transcript(), equalTo(whole));
      } catch (DamagedFileException e) {
        assertThat(e.getMessage(), startsWith("[MR-C114] " + file + " is damaged at byte "));
        failures++;
      }
    }
    assertThat(failures, greaterThan(stored.length - 10));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void whatFollowsTheLastStreamIsNotPassedOver(Compression compression) throws IOException {
    byte[] stored = Packed.bytes(compression, text("jsonl", 20).getBytes(UTF_8));
    for (String tail : new String[] {"\0", "\0\0\0\0\0\0\0\0", "\n", "more of something else"}) {
      byte[] behind = Packed.joined(stored, tail.getBytes(UTF_8));
      assertThat(damaged(compression, behind).what(), containsString("is damaged at byte "));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void whatComesBeforeADamageIsGiven(Compression compression) throws IOException {
    byte[] first = Packed.bytes(compression, "{}\n".repeat(1000).getBytes(UTF_8));
    Path file =
        file("in.jsonl" + compression.suffix(), Packed.joined(first, "else".getBytes(UTF_8)));
    int lines = 0;
    try (ByteWindow in = new ByteWindow("in", file, 0, first.length + 4)) {
      LineScanner scanner = new LineScanner(in, 1, 100);
      while (lines < 1000) {
        assertThat(scanner.next(), equalTo(true));
        lines++;
      }
      assertThrows(DamagedFileException.class, scanner::next);
      assertThrows(DamagedFileException.class, scanner::next);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void cuttingIntoExtentsUnpacksNothing(Compression compression) throws IOException {
    byte[] stored = Packed.bytes(compression, text("csv", 100).getBytes(UTF_8));
    Path file = file("in.csv" + compression.suffix(), Arrays.copyOf(stored, 30));
    assertThat(
        Files.csv(file.toString()).partitions(shape(), 10).get(0).extents(),
        equalTo(
            List.of(
                new Extent(file.toString(), 0, 30, 1).withVersion(ListedFile.at(file).version()))));
  }

  @Test
  void aZstdWindowOfMoreThan128MegabytesIsRefused() throws IOException {
    byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) ((28 - 10) << 3), 1, 0, 0};
    assertThat(damaged(Compression.ZSTD, frame).what(), containsString("requires too much memory"));
  }

  @Test
  void aNameAndAContentThatDoNotFitAreAProblem() throws IOException {
    byte[] text = text("csv", 3).getBytes(UTF_8);
    String[][] cases = {
      {"a.csv.gz", "NONE", "a.csv.gz does not begin as gzip does"},
      {"b.csv.zst", "GZIP", "b.csv.zst does not begin as zstd does"},
      {"c.csv", "GZIP", "c.csv is compressed with gzip"},
      {"d.csv", "ZSTD", "let its name end in .zst"},
    };
    for (String[] each : cases) {
      Path file = file(each[0], Packed.bytes(Compression.valueOf(each[1]), text));
      List<Problem> problems = check(Files.csv(file.toString()));
      assertThat(problems, hasSize(1));
      assertThat(problems.get(0).toString(), startsWith("[MR-C113] lines: " + folder));
      assertThat(problems.get(0).toString(), containsString(each[2]));
    }
    Path nothing = file("e.jsonl.gz", new byte[0]);
    assertThat(check(Files.jsonl(nothing.toString())).toString(), containsString("MR-C113"));
    assertThat(damaged(Compression.GZIP, new byte[0]).what(), containsString("at byte 0"));
  }

  @Test
  void aDamageThatShowsInTheFirstBytesIsToldBeforeTheFirstRow() throws IOException {
    byte[] stored = Packed.bytes(Compression.GZIP, text("csv", 10).getBytes(UTF_8));
    for (String format : new String[] {"csv", "jsonl"}) {
      Path file = file("a." + format + ".gz", Arrays.copyOf(stored, 15));
      List<Problem> problems = check(source(format, file.toString()));
      assertThat(problems, hasSize(1));
      assertThat(
          problems.get(0).toString(),
          containsString("a." + format + ".gz is damaged at byte 15: it ends before its"));
      assertThat(problems.get(0).toString(), startsWith("[MR-C114] lines: "));
    }
  }

  @Test
  void textThatIsCompressedIsUtf8WithOrWithoutAMark() throws IOException {
    byte[] utf16 = {(byte) 0xFF, (byte) 0xFE, 'a', 0};
    Path wide = file("a.jsonl.gz", Packed.bytes(Compression.GZIP, utf16));
    assertThat(check(Files.jsonl(wide.toString())).toString(), containsString("is UTF-16"));
    byte[] marked = "\uFEFFquantity,price,note\n1,2,x".getBytes(UTF_8);
    Path file = file("a.csv.zst", Packed.bytes(Compression.ZSTD, marked));
    assertThat(check(Files.csv(file.toString())), empty());
    assertThat(read("csv", file).values(), equalTo(List.of(new Order(1, 2, "x"))));
  }

  @Test
  void aFolderMeansItsCompressedFilesToo() throws IOException {
    byte[] text = "quantity,price,note\n1,2,x\n".getBytes(UTF_8);
    for (String name : new String[] {"a.csv", "b.csv.gz", "c.csv.zst", "d.csv.bz2", "e.gz"}) {
      Path file = folder.resolve(name);
      java.nio.file.Files.write(file, Packed.bytes(Compression.of(file), text));
    }
    Gathered<Order> read = read("csv", folder);
    assertThat(
        read.rows.stream().map(row -> name(row.partition())).toList(),
        equalTo(List.of("a.csv", "b.csv.gz", "c.csv.zst")));
  }

  private static String name(String partition) {
    return String.valueOf(Path.of(partition).getFileName());
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aSinkWritesThePlainBytesCompressedTheSameEveryTime(Compression compression)
      throws IOException {
    Order[] rows = new Order[3000];
    Arrays.setAll(rows, i -> new Order(i, i / 4.0, "note " + i));
    List<SinkBinding<Object>> plain = List.of(Files.csvTo("out"), Files.jsonlTo("out"));
    List<SinkBinding<Object>> packed =
        List.of(
            Files.csvTo("out").compression(compression).delimiter(','),
            Files.jsonlTo("out").compression(compression).column("note", "note"));
    for (int i = 0; i < plain.size(); i++) {
      byte[] stored = written(packed.get(i), Order.class, rows);
      byte[] content = written(plain.get(i), Order.class, rows);
      assertThat(Packed.content(compression, stored), equalTo(content));
      assertThat(written(packed.get(i), Order.class, rows), equalTo(stored));
      assertThat(stored.length * 2 < content.length, equalTo(true));
      assertThat(
          packed.get(i).extension(), equalTo(plain.get(i).extension() + compression.suffix()));
    }
    if (compression == Compression.GZIP) {
      byte[] time = Arrays.copyOfRange(written(packed.get(0), Order.class, rows), 4, 8);
      assertThat(time, equalTo(new byte[4]));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void rejectionsAreCompressedToo(Compression compression) throws IOException {
    Rejection[] rejections = {rejection(), rejection()};
    RejectionSink sink = Files.rejected("out").compression(compression);
    byte[] stored = written(sink, Rejection.class, rejections);
    byte[] content = written(Files.rejected("out"), Rejection.class, rejections);
    assertThat(Packed.content(compression, stored), equalTo(content));
    assertThat(sink.extension(), equalTo(".jsonl" + compression.suffix()));
    assertThat(sink.equals(Files.rejected("out")), equalTo(false));
  }

  private static Rejection rejection() {
    return new Rejection(
        "lines",
        "in.csv",
        7,
        1,
        2,
        "read:lines",
        Rejection.Stage.READ,
        List.of(),
        new byte[] {'x'},
        null,
        Instant.EPOCH,
        1,
        "d",
        null,
        null);
  }

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static <T> byte[] written(SinkBinding<?> sink, Class<T> type, T[] rows)
      throws IOException {
    Shape<T> shape = Shape.of(type);
    Provenance who = Provenance.of("in", new long[rows.length], new long[rows.length]);
    Block<T> block = Block.ofRows(shape, rows, Selection.all(rows.length), who);
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            throw new AssertionError("the engine closes the stream");
          }
        };
    try (RowWriter<T> writer = ((SinkBinding<T>) sink).writer(shape, out)) {
      writer.write(block, Selection.all(rows.length));
    }
    return out.toByteArray();
  }
}
