package dev.millrace.connect.files.parquet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that others wrote give the values that others mean. */
class ForeignFilesTest {
  private static final int ROWS = 3000;
  private static final String COLUMNS =
      """
      required boolean flag; required int32 whole; optional int32 maybeWhole; required int64 large;
      optional int64 maybeLarge; required float single; required double real;
      optional double maybeReal; required binary text (STRING); optional binary note (STRING);
      required binary colour (ENUM); required fixed_len_byte_array(3) code;
      """;

  @TempDir Path folder;

  enum Colour {
    RED,
    GREEN
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Mixed(
      boolean flag,
      int whole,
      @Nullable Integer maybeWhole,
      long large,
      @Nullable Long maybeLarge,
      float single,
      double real,
      @Nullable Double maybeReal,
      String text,
      @Nullable String note,
      Colour colour,
      byte[] code) {
    String canonical() {
      List<Object> all = new ArrayList<>(Arrays.asList(flag, whole, maybeWhole, large, maybeLarge));
      all.addAll(Arrays.asList(single, real, maybeReal, text, note, colour, Arrays.toString(code)));
      return all.toString();
    }
  }

  private static Mixed mixed(Random random) {
    int spread = 1 << random.nextInt(31);
    byte[] code = new byte[3];
    random.nextBytes(code);
    return new Mixed(
        random.nextInt(5) == 0,
        random.nextInt(spread) - spread / 2,
        random.nextBoolean() ? null : random.nextInt(10),
        random.nextLong() >> random.nextInt(64),
        random.nextInt(100) < 97 ? null : random.nextLong(),
        random.nextInt(50) / 8f,
        random.nextGaussian(),
        random.nextInt(3) == 0 ? null : random.nextInt(9) / 4.0,
        "text " + random.nextInt(spread) + "é".repeat(random.nextInt(3)),
        random.nextBoolean() ? null : "shared prefix " + random.nextInt(40),
        random.nextBoolean() ? Colour.RED : Colour.GREEN,
        code);
  }

  private static void fill(Group group, Mixed row) {
    group.append("flag", row.flag).append("whole", row.whole).append("large", row.large);
    group.append("single", row.single).append("real", row.real).append("text", row.text);
    group.append("colour", row.colour.name());
    group.append("code", Binary.fromConstantByteArray(row.code));
    Foreign.ifNotNull(row.maybeWhole, v -> group.append("maybeWhole", v));
    Foreign.ifNotNull(row.maybeLarge, v -> group.append("maybeLarge", v));
    Foreign.ifNotNull(row.maybeReal, v -> group.append("maybeReal", v));
    Foreign.ifNotNull(row.note, v -> group.append("note", v));
  }

  static List<Foreign> writers() {
    List<Foreign> writers = new ArrayList<>();
    for (WriterVersion version : WriterVersion.values()) {
      for (boolean dictionary : new boolean[] {true, false}) {
        for (CompressionCodecName codec :
            List.of(
                CompressionCodecName.UNCOMPRESSED,
                CompressionCodecName.SNAPPY,
                CompressionCodecName.ZSTD,
                CompressionCodecName.GZIP)) {
          writers.add(new Foreign(version, dictionary, !dictionary, codec));
        }
      }
      writers.add(new Foreign(version, false, false, CompressionCodecName.ZSTD));
    }
    return writers;
  }

  @ParameterizedTest
  @MethodSource("writers")
  void everyEncodingAndCompressionIsReadAlike(Foreign writer) throws IOException {
    Random random = new Random(7);
    List<Mixed> rows = Stream.generate(() -> mixed(random)).limit(ROWS).toList();
    Path file = folder.resolve("a.parquet");
    writer.write(file, COLUMNS, ROWS, (group, i) -> fill(group, rows.get(i)));
    assertThat(Footer.read(file).groups().size(), greaterThan(2));
    Reading<Mixed> read = Reading.of(ParquetSource.of(file.toString()), Mixed.class, 1, 777);
    assertThat(read.rejects, empty());
    assertThat(
        read.rows.stream().map(Mixed::canonical).toList(),
        equalTo(rows.stream().map(Mixed::canonical).toList()));
  }

  private <T> List<T> read(String columns, int rows, Foreign.Row row, Class<T> type)
      throws IOException {
    return reading(columns, rows, row, type).rows;
  }

  private <T> Reading<T> reading(String columns, int rows, Foreign.Row row, Class<T> type)
      throws IOException {
    Path file = folder.resolve("b.parquet");
    Foreign.PLAIN.write(file, columns, rows, row);
    return Reading.of(ParquetSource.of(file.toString()), type);
  }

  record Times(Instant a, Instant b, Instant c, Instant d, LocalDate e) {}

  @Test
  void timesAreFlooredToMicroseconds() throws IOException {
    ByteBuffer julian = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    julian.putLong(3_723_000_001_999L).putInt(2_440_588 - 1);
    List<Times> rows =
        read(
            "required int64 a (TIMESTAMP(MILLIS,true)); required int64 b (TIMESTAMP(MICROS,true));"
                + " required int64 c (TIMESTAMP(NANOS,true)); required int96 d;"
                + " required int32 e (DATE);",
            1,
            (group, i) ->
                group
                    .append("a", -1L)
                    .append("b", -1L)
                    .append("c", -1L)
                    .append("d", Binary.fromConstantByteArray(julian.array()))
                    .append("e", -1),
            Times.class);
    assertThat(
        rows,
        contains(
            new Times(
                Instant.parse("1969-12-31T23:59:59.999Z"),
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("1969-12-31T01:02:03.000001Z"),
                LocalDate.of(1969, 12, 31))));
  }

  record Local(Instant at) {}

  @Test
  void aLocalTimeIsOnTheClockOfTheZoneAndOneThatWasSkippedIsRejected() throws IOException {
    Path file = folder.resolve("local.parquet");
    List<String> locals = List.of("2024-07-01T12:00:00Z", "2024-03-31T01:30:00Z");
    Foreign.PLAIN.write(
        file,
        "required int64 at (TIMESTAMP(MICROS,false));",
        2,
        (group, i) -> group.append("at", Instant.parse(locals.get(i)).toEpochMilli() * 1000));
    Reading<Local> read =
        Reading.of(ParquetSource.of(file.toString()).zone(ZoneId.of("Europe/London")), Local.class);
    assertThat(read.rows, contains(new Local(Instant.parse("2024-07-01T11:00:00Z"))));
    assertThat(read.rejects.get(0).position(), equalTo(2L));
    assertThat(read.rejects.get(0).told(), equalTo("at is Instant: 1711848600000000"));
  }

  record Amounts(
      BigDecimal a, BigDecimal b, BigDecimal c, BigDecimal d, BigDecimal e, BigDecimal f) {}

  @Test
  void decimalsHaveTheScaleOfTheirColumn() throws IOException {
    byte[] large = new BigInteger("-123456789012345678901234567890").toByteArray();
    byte[] fixed = new byte[16];
    Arrays.fill(fixed, (byte) -1);
    System.arraycopy(large, 0, fixed, 16 - large.length, large.length);
    List<Amounts> rows =
        read(
            "required int32 a (DECIMAL(9,2)); required int64 b (DECIMAL(18,0));"
                + " required fixed_len_byte_array(16) c (DECIMAL(38,10));"
                + " required binary d (DECIMAL(38,3)); required binary e (STRING);"
                + " required int32 f;",
            1,
            (group, i) ->
                group
                    .append("a", -1250)
                    .append("b", 7L)
                    .append("c", Binary.fromConstantByteArray(fixed))
                    .append("d", Binary.fromConstantByteArray(large))
                    .append("e", "1.50E+3")
                    .append("f", -5),
            Amounts.class);
    assertThat(
        rows,
        contains(
            new Amounts(
                new BigDecimal("-12.50"),
                new BigDecimal("7"),
                new BigDecimal("-12345678901234567890.1234567890"),
                new BigDecimal("-123456789012345678901234567.890"),
                new BigDecimal("1.50E+3"),
                new BigDecimal("-5"))));
  }

  record Wide(long a, long b, double c, double d, int e, char f, double g) {}

  @Test
  void narrowerColumnsAreWidened() throws IOException {
    List<Wide> rows =
        read(
            "required int32 a; required int32 b (INTEGER(32,false)); required float c;"
                + " required int32 d; required int32 e (INTEGER(16,false));"
                + " required int32 f (INTEGER(16,false)); required int32 g (INTEGER(8,true));",
            1,
            (group, i) ->
                group
                    .append("a", -1)
                    .append("b", -1)
                    .append("c", 0.1f)
                    .append("d", Integer.MIN_VALUE)
                    .append("e", 65535)
                    .append("f", 65)
                    .append("g", -8),
            Wide.class);
    assertThat(rows, contains(new Wide(-1, 4294967295L, 0.1f, -2147483648.0, 65535, 'A', -8.0)));
  }

  record Item(int id) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Lists(
      List<String> modern,
      List<Integer> twoLevel,
      List<Item> groups,
      List<Long> bare,
      Map<String, Integer> counts,
      float[] vector) {
    String canonical() {
      return List.of(modern, twoLevel, groups, bare, counts, Arrays.toString(vector)).toString();
    }
  }

  @Test
  void listsAndMapsAreReadInAllTheirForms() throws IOException {
    List<Lists> rows =
        read(
            """
            optional group modern (LIST) { repeated group list { optional binary element (STRING); } }
            required group twoLevel (LIST) { repeated int32 array; }
            required group groups (LIST) { repeated group array { required int32 id; } }
            repeated int64 bare;
            required group counts (MAP) { repeated group map { required binary k (STRING); optional int32 v; } }
            required group vector (LIST) { repeated group list { required float element; } }
            """,
            3,
            (group, i) -> {
              Group modern = group.addGroup("modern");
              Group twoLevel = group.addGroup("twoLevel");
              Group groups = group.addGroup("groups");
              Group counts = group.addGroup("counts");
              Group vector = group.addGroup("vector");
              for (int k = 0; k < i; k++) {
                modern.addGroup("list").append("element", "e" + k);
                twoLevel.append("array", k);
                groups.addGroup("array").append("id", k);
                group.append("bare", (long) k);
                counts.addGroup("map").append("k", "key" + k).append("v", k);
                vector.addGroup("list").append("element", k + 0.5f);
              }
            },
            Lists.class);
    assertThat(
        rows.stream().map(Lists::canonical).toList(),
        contains(
            "[[], [], [], [], {}, []]",
            "[[e0], [0], [Item[id=0]], [0], {key0=0}, [0.5]]",
            "[[e0, e1], [0, 1], [Item[id=0], Item[id=1]], [0, 1], {key0=0, key1=1}, [0.5, 1.5]]"));
  }

  record Strict(int id, String name, Colour colour, @Nullable List<String> words) {}

  @Test
  void aRowWithValuesThatDoNotFitIsRejectedWithAllOfThem() throws IOException {
    Reading<Strict> read =
        reading(
            """
            optional int32 id; optional binary name; required binary colour (STRING);
            optional group words (LIST) { repeated group list { optional binary element (STRING); } }
            """,
            4,
            (group, i) -> {
              group.append("colour", i == 2 ? "BLUE" : "RED");
              if (i != 1) {
                group.append("id", i);
              }
              byte[] name = {'n', (byte) (i == 1 ? 0xC3 : 'x')};
              group.append("name", Binary.fromConstantByteArray(name));
              if (i == 3) {
                group.addGroup("words").addGroup("list");
              }
            },
            Strict.class);
    assertThat(read.rows, contains(new Strict(0, "nx", Colour.RED, null)));
    assertThat(read.positions, contains(1L));
    assertThat(
        read.rejects.stream().map(reject -> reject.position() + " " + reject.told()).toList(),
        contains(
            "2 id is int: null; name is String: bytes 0x6ec3",
            "3 colour is Colour: BLUE",
            "4 words is String: null"));
    assertThat(read.rejects.get(1).failures().get(0).expected(), equalTo("one of RED, GREEN"));
  }

  record Counts(Map<String, Integer> counts) {}

  @Test
  void aKeyThatComesTwiceRejectsItsRow() throws IOException {
    Reading<Counts> read =
        reading(
            "required group counts (MAP) { repeated group key_value { required binary key (STRING);"
                + " required int32 value; } }",
            2,
            (group, i) -> {
              Group counts = group.addGroup("counts");
              counts.addGroup("key_value").append("key", "a").append("value", 1);
              counts.addGroup("key_value").append("key", i == 0 ? "a" : "b").append("value", 2);
            },
            Counts.class);
    assertThat(read.rows, contains(new Counts(Map.of("a", 1, "b", 2))));
    assertThat(read.rejects.get(0).told(), equalTo("counts is Map<String, Integer>: 'a' twice"));
  }
}
