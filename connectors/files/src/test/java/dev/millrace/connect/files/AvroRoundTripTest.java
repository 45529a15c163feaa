package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.Extent;
import dev.millrace.connect.files.Rows.Deep;
import dev.millrace.connect.files.Rows.Flat;
import dev.millrace.connect.files.Rows.One;
import dev.millrace.connect.files.Rows.Pair;
import dev.millrace.connect.files.avro.AvroSink;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

/** What is written to Avro is read back, bit for bit, however it is compressed and cut. */
class AvroRoundTripTest {
  private static Path folder = Path.of("");

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = java.nio.file.Files.createTempDirectory("avro-round-trip");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    java.nio.file.Files.deleteIfExists(folder.resolve("part"));
    java.nio.file.Files.delete(folder);
  }

  private static Path part() {
    return folder.resolve("part");
  }

  private static AvroSink codec(Random random) {
    AvroSink sink = Files.avroTo("out");
    return switch (random.nextInt(5)) {
      case 0 -> sink.uncompressed();
      case 1 -> sink.deflate(1 + random.nextInt(9));
      case 2 -> sink.snappy();
      case 3 -> sink.zstandard(1 + random.nextInt(5));
      default -> sink;
    };
  }

  private static <T> void roundTrip(
      AvroSink sink, Class<T> type, List<T> rows, Function<T, String> canonical)
      throws IOException {
    java.nio.file.Files.write(part(), AvroFiles.bytes(sink, type, rows));
    Gathered<T> read = AvroFiles.gather(Files.avro(part().toString()), type);
    assertThat(read.rejects.toString(), read.rejects, empty());
    assertThat(
        read.values().stream().map(canonical).toList(),
        equalTo(rows.stream().map(canonical).toList()));
  }

  @Property(tries = 300, seed = "1")
  void flatRows(@ForAll long seed) throws IOException {
    roundTrip(codec(new Random(seed)), Flat.class, RoundTripTest.flats(seed), Flat::canonical);
  }

  @Property(tries = 300, seed = "2")
  void deepRows(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    AvroSink sink = codec(random);
    List<Deep> rows = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      rows.add(RoundTripTest.deep(random));
    }
    roundTrip(sink, Deep.class, rows, Deep::canonical);
  }

  record Prices(List<BigDecimal> all, Map<String, BigDecimal> named, BigDecimal one) {}

  @Test
  void aDecimalKeepsItsScaleHoweverLargeOrSmallItIs() throws IOException {
    makeFolder();
    List<BigDecimal> all =
        List.of(
            new BigDecimal("1.00"),
            new BigDecimal("1E+2147483647"),
            new BigDecimal("-1E-2147483647"),
            new BigDecimal("0E+7"),
            new BigDecimal("-" + "9".repeat(2000)));
    List<Prices> rows = List.of(new Prices(all, Map.of("x", all.get(1)), all.get(2)));
    roundTrip(Files.avroTo("out"), Prices.class, rows, Prices::toString);
    removeFolder();
  }

  @Test
  void aFileWithoutRowsIsAWholeFile() throws IOException {
    makeFolder();
    roundTrip(Files.avroTo("out"), Pair.class, List.of(), Pair::toString);
    assertThat(AvroFiles.read(part()), empty());
    removeFolder();
  }

  @Test
  void equalRowsGiveEqualBytesAndOtherRowsAnotherMarker() throws IOException {
    List<Pair> rows = List.of(new Pair("a", null), new Pair(null, "é"));
    byte[] first = AvroFiles.bytes(Files.avroTo("out"), Pair.class, rows);
    assertThat(AvroFiles.bytes(Files.avroTo("out"), Pair.class, rows), equalTo(first));
    byte[] other = AvroFiles.bytes(Files.avroTo("out"), Pair.class, rows.subList(0, 1));
    assertThat(tail(other).equals(tail(first)), equalTo(false));
  }

  private static String tail(byte[] file) {
    int from = file.length - AvroFiles.SYNC_BYTES;
    return java.util.Arrays.toString(java.util.Arrays.copyOfRange(file, from, file.length));
  }

  @Test
  void rowsAndPositionsDoNotDependOnTheCut() throws IOException {
    makeFolder();
    List<One> rows = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      rows.add(new One("row number " + i));
    }
    byte[] bytes = AvroFiles.bytes(Files.avroTo("out").uncompressed(), One.class, rows);
    java.nio.file.Files.write(part(), bytes);
    String path = part().toString();
    Gathered<One> whole = Gathered.from(Files.avro(path), One.class, Long.MAX_VALUE, 1000);
    assertThat(whole.extents, hasSize(1));
    for (long extentBytes : new long[] {1, 70_000, 200_000}) {
      Gathered<One> cut = Gathered.from(Files.avro(path), One.class, extentBytes, 999);
      assertThat(cut.transcript().equals(whole.transcript()), equalTo(true));
      assertThat(cut.extents.get(0).start(), equalTo(0L));
      long end = 0;
      for (Extent extent : cut.extents) {
        assertThat(extent.start(), equalTo(end));
        end = extent.end();
      }
      assertThat(end, equalTo((long) bytes.length));
      assertThat(cut.extents.size() > 2, equalTo(true));
    }
    assertThat(whole.rows.get(0).position(), equalTo(1L));
    assertThat(whole.rows.get(39_999).position(), equalTo(40_000L));
    removeFolder();
  }

  @Test
  void textThatUtf8CannotCarryNamesTheRow() {
    List<Pair> rows = List.of(new Pair("fine", "😀"), new Pair("x\uD83D", "y"));
    IOException refused =
        assertThrows(
            IOException.class, () -> AvroFiles.bytes(Files.avroTo("out"), Pair.class, rows));
    assertThat(
        refused.getMessage(),
        containsString("of in.csv cannot be written: component 'a' has an unpaired surrogate"));
  }

  @Test
  void theRawBytesOfARowAreItsRecord() throws IOException {
    makeFolder();
    java.nio.file.Files.write(
        part(), AvroFiles.bytes(Files.avroTo("o"), Pair.class, List.of(new Pair("ab", null))));
    Gathered<Pair> read = AvroFiles.gather(Files.avro(part().toString()), Pair.class);
    assertThat(
        read.rows.stream().map(Gathered.Row::raw).toList(), contains("\u0002\u0004ab\u0000"));
    removeFolder();
  }
}
