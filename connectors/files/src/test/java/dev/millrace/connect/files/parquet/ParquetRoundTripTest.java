package dev.millrace.connect.files.parquet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** What is written is read back, bit for bit, and equal rows give equal bytes. */
class ParquetRoundTripTest {
  private static Path folder = Path.of("");

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("parquet-round-trip");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    Files.deleteIfExists(part());
    Files.delete(folder);
  }

  private static Path part() {
    return folder.resolve("part.parquet");
  }

  private static ParquetSource source() {
    return ParquetSource.of(part().toString());
  }

  private static List<String> canonical(List<Every> rows) {
    return rows.stream().map(Every::canonical).toList();
  }

  @Property(tries = 60, seed = "1")
  void everyKindOfValue(
      @ForAll long seed,
      @ForAll @IntRange(max = 200) int rows,
      @ForAll PageCompression compression,
      @ForAll @IntRange(min = 1, max = 200) int batchRows)
      throws IOException {
    List<Every> written = Every.rows(new Random(seed), rows);
    ParquetSink sink = ParquetSink.of("out").compression(compression).rowGroupBytes(4000);
    Written.to(part(), sink, Every.class, written);
    Reading<Every> read = Reading.of(source(), Every.class, 10_000, batchRows);
    assertThat(read.rejects, empty());
    assertThat(canonical(read.rows), equalTo(canonical(written)));
    assertThat(read.positions, equalTo(LongStream.rangeClosed(1, rows).boxed().toList()));
  }

  @Property(tries = 30, seed = "2")
  void equalRowsGiveEqualBytesHoweverTheyComeInBlocks(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int blockRows) throws IOException {
    List<Every> rows = Every.rows(new Random(seed), 700);
    ParquetSink sink = ParquetSink.of("out").rowGroupBytes(50_000);
    byte[] bytes = Written.bytes(sink, Every.class, rows, 700);
    assertThat(Written.bytes(sink, Every.class, rows, blockRows), equalTo(bytes));
  }

  record Plain(long id, double price, @Nullable String note) {}

  private static Plain plain(long i) {
    return new Plain(i, i * 0.5, i % 3 == 0 ? null : "note " + i % 7);
  }

  private static List<Plain> plains(int count) {
    List<Plain> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(plain(i));
    }
    return rows;
  }

  @Property(tries = 1)
  void aFileOfSeveralRowGroupsIsCutIntoExtentsThatGiveTheSameRows() throws IOException {
    List<Plain> rows = plains(100_000);
    Written.to(part(), ParquetSink.of("out").rowGroupBytes(60_000), Plain.class, rows);
    assertThat(Footer.read(part()).groups().size(), greaterThan(5));
    Reading<Plain> whole = Reading.of(source(), Plain.class);
    Reading<Plain> cut = Reading.of(source(), Plain.class, 70_000, 1000);
    assertThat(whole.extents, hasSize(1));
    assertThat(cut.extents.size(), greaterThan(2));
    assertThat(whole.rows, equalTo(rows));
    assertThat(cut.rows, equalTo(rows));
    assertThat(cut.positions, equalTo(whole.positions));
    long next = 0;
    for (var extent : cut.extents) {
      assertThat(extent.start(), equalTo(next));
      next = extent.end();
    }
    assertThat(next, equalTo(Files.size(part())));
  }

  @Property(tries = 1)
  void anEmptyPartIsAFile() throws IOException {
    Written.to(part(), ParquetSink.of("out"), Every.class, List.of());
    Reading<Every> read = Reading.of(source(), Every.class);
    assertThat(read.rows, empty());
    assertThat(read.hashes, hasSize(1));
  }

  record Texts(@Nullable String a, @Nullable LocalDate day) {}

  private static String refused(Texts row) {
    return assertThrows(
            IOException.class,
            () -> Written.bytes(ParquetSink.of("out"), Texts.class, List.of(row), 1))
        .getMessage();
  }

  @Property(tries = 1)
  void whatNoColumnCanCarryNamesTheRow() {
    String surrogate = refused(new Texts("x\uD83D", null));
    assertThat(
        surrogate,
        startsWith(
            "Row 00000000000000000000000000000000 of in.csv cannot be written: component 'a' has an"
                + " unpaired surrogate at index 1"));
    assertThat(refused(new Texts("?\uDE00", null)), containsString("at index 1"));
    assertThat(
        refused(new Texts(null, LocalDate.MAX)),
        containsString("component 'day' is +999999999-12-31, which is more than 32 bits of days"));
  }
}
