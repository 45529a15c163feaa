package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.files.Rows.Colour;
import dev.millrace.connect.files.avro.AvroSource;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose schema is not the shape's: what is read, what is rejected, what is a problem. */
class AvroEvolutionTest {
  @TempDir Path folder;

  record OfByte(byte v) {}

  record OfInt(int v) {}

  record OfLong(long v) {}

  record OfFloat(float v) {}

  record OfDouble(double v) {}

  record OfText(String v) {}

  @SuppressWarnings("ArrayRecordComponent")
  record OfBytes(byte[] v) {
    @Override
    public String toString() {
      return Arrays.toString(v);
    }
  }

  record OfInstant(Instant v) {}

  record OfDay(LocalDate v) {}

  record OfDuration(Duration v) {}

  record OfDecimal(BigDecimal v) {}

  record OfEnum(Colour v) {}

  record OfChar(char v) {}

  record OfOptional(Optional<String> v) {}

  record OfNullable(@Nullable Long v) {}

  record OfList(List<Short> v) {}

  private Path file(String name) {
    return folder.resolve(name);
  }

  private AvroSource source() {
    return Files.avro(folder.toString());
  }

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static Shape<Object> shape(Class<?> type) {
    return (Shape<Object>) Shape.of(type);
  }

  private void write(String type, @Nullable Object... values) throws IOException {
    Schema schema = AvroFiles.record("'v': " + type);
    GenericRecord[] rows =
        Arrays.stream(values)
            .map(each -> AvroFiles.row(schema, new Object[] {each}))
            .toArray(GenericRecord[]::new);
    AvroFiles.write(file("in.avro"), schema, rows);
  }

  private <T> List<T> read(Class<T> type) throws IOException {
    assertThat(source().check("p", shape(type)), empty());
    Gathered<T> all = AvroFiles.gather(source(), type);
    assertThat(all.rejects.toString(), all.rejects, empty());
    return all.values();
  }

  private String rejects(Class<?> type) throws IOException {
    assertThat(source().check("p", shape(type)), empty());
    Gathered<?> all = AvroFiles.gather(source(), type);
    StringBuilder text = new StringBuilder();
    for (Gathered.Reject each : all.rejects) {
      text.append(each.stage()).append(' ').append(each.position());
      each.failures()
          .forEach(
              f ->
                  text.append(": ")
                      .append(f.rule())
                      .append(", not ")
                      .append(f.observed())
                      .append("; expected ")
                      .append(f.expected()));
      text.append('\n');
    }
    return text.toString();
  }

  private String problem(Class<?> type) {
    List<Problem> problems = source().check("p", shape(type));
    assertThat(problems.toString(), problems, hasSize(1));
    return problems.get(0).toString().replace(folder + "/", "");
  }

  @Test
  void numbersAreWidenedAsAvroDoesIt() throws IOException {
    write("'int'", Integer.MAX_VALUE, -1);
    assertThat(read(OfLong.class), contains(new OfLong(Integer.MAX_VALUE), new OfLong(-1)));
    assertThat(read(OfFloat.class), contains(new OfFloat(0x1p31f), new OfFloat(-1f)));
    assertThat(read(OfDouble.class), contains(new OfDouble(2147483647.0), new OfDouble(-1)));
    write("'long'", Long.MAX_VALUE, (1L << 53) + 1);
    assertThat(read(OfFloat.class), contains(new OfFloat(0x1p63f), new OfFloat(0x1p53f)));
    assertThat(read(OfDouble.class), contains(new OfDouble(0x1p63), new OfDouble(0x1p53)));
    write("'float'", 0.1f);
    assertThat(read(OfDouble.class), contains(new OfDouble((double) 0.1f)));
  }

  @Test
  void numbersAreNotNarrowed() throws IOException {
    write("'long'", 1L);
    assertThat(
        problem(OfInt.class),
        equalTo(
            "[MR-C132] p: in.avro has field 'v' as long, and component 'v' is int. Why: a component"
                + " of that type is read from int. Fix: give the component another type and"
                + " convert it in a map step, or write the file with another schema."));
    write("'double'", 1.0);
    assertThat(problem(OfFloat.class), containsString("'v' as double, and component 'v' is float"));
    assertThat(problem(OfLong.class), containsString("'v' as double, and component 'v' is long"));
    write("'string'", "1");
    assertThat(problem(OfLong.class), containsString("'v' as string, and component 'v' is long"));
  }

  @Test
  void aSmallNumberThatIsTooLargeIsRejectedAndTheNextIsRead() throws IOException {
    write("'int'", 127, 128, -128, -129);
    assertThat(
        rejects(OfByte.class),
        equalTo(
            """
            PARSE 2: v is byte, not 128; expected -128 to 127
            PARSE 4: v is byte, not -129; expected -128 to 127
            """));
  }

  @Test
  void textAndBytesAreReadAsEachOther() throws IOException {
    write("'string'", "é");
    assertThat(read(OfBytes.class).toString(), equalTo("[[-61, -87]]"));
    write("'bytes'", ByteBuffer.wrap("é".getBytes(StandardCharsets.UTF_8)));
    assertThat(read(OfText.class), contains(new OfText("é")));
    write("'bytes'", ByteBuffer.wrap(new byte[] {'a', (byte) 0xC0, (byte) 0x80}));
    assertThat(
        rejects(OfText.class),
        equalTo("PARSE 1: v is String, not bytes 61c080; expected well-formed UTF-8\n"));
  }

  @Test
  void timesAreExactMicroseconds() throws IOException {
    write("{'type': 'long', 'logicalType': 'timestamp-millis'}", -1L, Long.MAX_VALUE);
    assertThat(
        rejects(OfInstant.class),
        containsString("PARSE 2: v is Instant, not 9223372036854775807; expected a time within"));
    assertThat(
        AvroFiles.gather(source(), OfInstant.class).values(),
        contains(new OfInstant(Instant.EPOCH.minusMillis(1))));
    write("{'type': 'long', 'logicalType': 'timestamp-nanos'}", -1L, 1999L);
    assertThat(
        read(OfInstant.class),
        contains(
            new OfInstant(Instant.EPOCH.minusNanos(1000)),
            new OfInstant(Instant.EPOCH.plusNanos(1000))));
    write("'long'", 0L);
    assertThat(
        problem(OfInstant.class), containsString("'v' as long, and component 'v' is Instant"));
  }

  @Test
  void localTimesNeedAZone() throws IOException {
    // 2021-03-28 01:30 was skipped in London; 2021-10-31 01:30 came twice.
    write(
        "{'type': 'long', 'logicalType': 'local-timestamp-millis'}",
        millis("2021-07-01T12:00:00Z"),
        millis("2021-03-28T01:30:00Z"),
        millis("2021-10-31T01:30:00Z"));
    assertThat(
        problem(OfInstant.class),
        containsString("[MR-C108] p: in.avro has field 'v' as local times, and component 'v'"));
    AvroSource zoned = source().zone(ZoneId.of("Europe/London"));
    assertThat(zoned.check("p", shape(OfInstant.class)), empty());
    Gathered<OfInstant> all = AvroFiles.gather(zoned, OfInstant.class);
    assertThat(
        all.values(),
        contains(
            new OfInstant(Instant.parse("2021-07-01T11:00:00Z")),
            new OfInstant(Instant.parse("2021-10-31T00:30:00Z"))));
    assertThat(all.rejects.get(0).position(), is(2L));
    assertThat(all.rejects.get(0).failures().get(0).observed(), equalTo("2021-03-28T01:30"));
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @Test
  void datesAndDurationsKeepTheirUnits() throws IOException {
    write("{'type': 'int', 'logicalType': 'date'}", -1, Integer.MAX_VALUE);
    assertThat(
        read(OfDay.class),
        contains(
            new OfDay(LocalDate.of(1969, 12, 31)),
            new OfDay(LocalDate.ofEpochDay(Integer.MAX_VALUE))));
    write("{'type': 'int', 'logicalType': 'time-millis'}", 86_399_999);
    assertThat(read(OfDuration.class), contains(new OfDuration(Duration.ofMillis(86_399_999))));
    write("{'type': 'long', 'logicalType': 'time-micros'}", 1L);
    assertThat(read(OfDuration.class), contains(new OfDuration(Duration.ofNanos(1000))));
    write("'long'", 1L);
    assertThat(problem(OfDuration.class), containsString("is read from duration, duration-nanos"));
  }

  @Test
  void aDurationOfMonthsHasNoLength() throws IOException {
    Schema schema =
        AvroFiles.record(
            "'v': {'type': 'fixed', 'name': 'D', 'size': 12, 'logicalType': 'duration'}");
    AvroFiles.write(file("in.avro"), schema, duration(schema, 0, 2, 5), duration(schema, 1, 0, 0));
    assertThat(
        AvroFiles.gather(source(), OfDuration.class).values(),
        contains(new OfDuration(Duration.ofDays(2).plusMillis(5))));
    assertThat(
        rejects(OfDuration.class),
        containsString("PARSE 2: v is Duration, not 1 months, 0 days, 0 ms"));
  }

  private static GenericRecord duration(Schema schema, int months, int days, int millis) {
    byte[] bytes = new byte[12];
    bytes[0] = (byte) months;
    bytes[4] = (byte) days;
    bytes[8] = (byte) millis;
    return AvroFiles.row(schema, new GenericData.Fixed(schema.getField("v").schema(), bytes));
  }

  @Test
  void decimalsAreExact() throws IOException {
    write(
        "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 3}",
        ByteBuffer.wrap(new byte[] {-1}),
        ByteBuffer.wrap(new byte[] {1, 0}),
        ByteBuffer.wrap(new byte[0]));
    assertThat(
        AvroFiles.gather(source(), OfDecimal.class).values(),
        contains(new OfDecimal(new BigDecimal("-0.001")), new OfDecimal(new BigDecimal("0.256"))));
    assertThat(
        rejects(OfDecimal.class),
        equalTo("PARSE 3: v is BigDecimal, not 0 bytes; expected a number of 1 to 1000 bytes\n"));
    write("'string'", "1.50", "ten");
    assertThat(
        rejects(OfDecimal.class),
        equalTo("PARSE 2: v is BigDecimal, not ten; expected a decimal number\n"));
    write("'double'", 1.5);
    assertThat(problem(OfDecimal.class), containsString("as double, and component 'v' is BigDec"));
  }

  @Test
  void aSymbolThatTheShapeDoesNotHaveIsRejected() throws IOException {
    String type = "{'type': 'enum', 'name': 'C', 'symbols': ['BLUE', 'RED', 'GREEN']}";
    Schema schema = AvroFiles.record("'v': " + type);
    Schema colour = schema.getField("v").schema();
    AvroFiles.write(
        file("in.avro"),
        schema,
        AvroFiles.row(schema, new GenericData.EnumSymbol(colour, "GREEN")),
        AvroFiles.row(schema, new GenericData.EnumSymbol(colour, "BLUE")),
        AvroFiles.row(schema, new GenericData.EnumSymbol(colour, "RED")));
    assertThat(
        rejects(OfEnum.class),
        equalTo("PARSE 2: v is Colour, not BLUE; expected one of RED, GREEN, DARK_BLUE\n"));
    assertThat(
        AvroFiles.gather(source(), OfEnum.class).values(),
        contains(new OfEnum(Colour.GREEN), new OfEnum(Colour.RED)));
    assertThat(
        read(OfText.class), contains(new OfText("GREEN"), new OfText("BLUE"), new OfText("RED")));
    write("'string'", "DARK_BLUE", "RED");
    assertThat(read(OfEnum.class), contains(new OfEnum(Colour.DARK_BLUE), new OfEnum(Colour.RED)));
  }

  @Test
  void aUnionWithNullIsReadInEitherOrder() throws IOException {
    for (String union : List.of("['null', 'long']", "['long', 'null']")) {
      write(union, 5L, null);
      assertThat(read(OfNullable.class), contains(new OfNullable(5L), new OfNullable(null)));
      assertThat(
          rejects(OfLong.class),
          equalTo("PARSE 2: v is long, not null; expected a value; the field is null\n"));
    }
    write("['string', 'null']", "a", null);
    assertThat(
        read(OfOptional.class),
        contains(new OfOptional(Optional.of("a")), new OfOptional(Optional.empty())));
    write("'string'", "a");
    assertThat(read(OfOptional.class), contains(new OfOptional(Optional.of("a"))));
    write("['string']", "a");
    assertThat(read(OfText.class), contains(new OfText("a")));
    write("'null'", new Object[] {null});
    assertThat(read(OfNullable.class), contains(new OfNullable(null)));
  }

  @Test
  void otherUnionsAreAProblemOnlyWhereTheyAreRead() throws IOException {
    write("['null', 'int', 'string']", 1);
    assertThat(
        problem(OfNullable.class),
        containsString("[MR-C132] p: in.avro has field 'v' as a union of null, int, string. Why"));
    write("['int', 'string']", 1);
    assertThat(problem(OfInt.class), containsString("'v' as a union of int, string"));
  }

  @Test
  void aBadItemOfAListNamesItsPath() throws IOException {
    write(
        "{'type': 'array', 'items': ['int', 'null']}",
        List.of(1, 2),
        Arrays.asList(1, null, 100_000));
    assertThat(
        rejects(OfList.class),
        equalTo("PARSE 2: v[] is Short, not null; expected a value; the field is null\n"));
  }

  @Test
  void aCharacterIsOneCharacter() throws IOException {
    write("'string'", "é", "ab", "", "😀");
    assertThat(
        rejects(OfChar.class),
        equalTo(
            """
            PARSE 2: v is char, not ab; expected one character
            PARSE 3: v is char, not ; expected one character
            PARSE 4: v is char, not 😀; expected one character
            """));
  }

  record Two(int quantity, @Nullable String note) {}

  @Test
  void aFieldThatAnOlderFileLacksMustBeDeclaredOptional() throws IOException {
    Schema old = AvroFiles.record("'quantity': 'int'");
    Schema now = AvroFiles.record("'note': 'string', 'quantity': 'int', 'extra': 'double'");
    AvroFiles.write(file("a.avro"), old, AvroFiles.row(old, 1));
    AvroFiles.write(file("b.avro"), old, AvroFiles.row(old, 2));
    AvroFiles.write(file("c.avro"), now, AvroFiles.row(now, "n", 3, 0.5));
    assertThat(
        problem(Two.class),
        equalTo(
            "[MR-C104] p: a.avro (and 1 other file) has no field for component 'note'; its fields"
                + " are quantity. Why: every row would be without it. Fix: name its field:"
                + " columns: {note: …}, in Java column(\"note\", \"…\"), or a name it had:"
                + " alias(\"note\", \"…\"), or allow files without it: optional: [note], in Java"
                + " optional(\"note\")."));
    AvroSource optional = source().optional("note");
    assertThat(optional.check("p", shape(Two.class)), empty());
    assertThat(
        AvroFiles.gather(optional, Two.class).values(),
        contains(new Two(1, null), new Two(2, null), new Two(3, "n")));
    assertThat(
        optional.notices("p", shape(Two.class)),
        contains("No component reads these fields: extra."));
  }

  @Test
  void aFieldIsFoundByItsOlderNamesAndByItsOwnAliases() throws IOException {
    Schema first = AvroFiles.record("'qty': 'int', 'note': 'string'");
    Schema second = AvroFiles.record("'amount': 'int', 'note': 'string'");
    Schema third =
        AvroFiles.schema(
            "{'type': 'record', 'name': 'Row', 'fields': [{'name': 'n', 'type': 'int', 'aliases':"
                + " ['quantity']}, {'name': 'NOTE', 'type': 'string'}]}");
    AvroFiles.write(file("a.avro"), first, AvroFiles.row(first, 1, "a"));
    AvroFiles.write(file("b.avro"), second, AvroFiles.row(second, 2, "b"));
    AvroFiles.write(file("c.avro"), third, AvroFiles.row(third, 3, "c"));
    AvroSource aliased = source().alias("quantity", "qty").alias("quantity", "amount");
    assertThat(aliased.check("p", shape(Two.class)), empty());
    assertThat(
        AvroFiles.gather(aliased, Two.class).values(),
        contains(new Two(1, "a"), new Two(2, "b"), new Two(3, "c")));
  }

  record Inner(int x, @Nullable String label) {}

  record Outer(Inner point, Map<String, Inner> named) {}

  @Test
  void nestedRecordsEvolveToo() throws IOException {
    Schema schema =
        AvroFiles.record(
            "'point': {'type': 'record', 'name': 'P', 'fields': [{'name': 'z', 'type': 'string'},"
                + " {'name': 'x', 'type': ['null', 'int']}]}, 'named': {'type': 'map', 'values':"
                + " 'P'}");
    Schema point = schema.getField("point").schema();
    GenericRecord good = AvroFiles.row(point, "skipped", 4);
    GenericRecord bad = AvroFiles.row(point, "skipped", null);
    AvroFiles.write(
        file("in.avro"),
        schema,
        AvroFiles.row(schema, good, Map.of("a", good)),
        AvroFiles.row(schema, bad, Map.of("b", bad)));
    assertThat(
        rejects(Outer.class),
        equalTo(
            "PARSE 2: point.x is int, not null; expected a value; the field is null"
                + ": named{}.x is int, not null; expected a value; the field is null\n"));
    Inner four = new Inner(4, null);
    assertThat(
        AvroFiles.gather(source(), Outer.class).values(),
        contains(new Outer(four, Map.of("a", four))));
    assertThat(
        source().notices("p", shape(Outer.class)),
        contains("No component reads these fields: named{}.z, point.z."));
  }

  record Positive(int v) {
    Positive {
      if (v < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  record Holder(Positive v) {}

  @Test
  void whatAConstructorRefusesIsRejected() throws IOException {
    write(
        "{'type': 'record', 'name': 'P', 'fields': [{'name': 'v', 'type': 'int'}]}",
        inner(1),
        inner(-1));
    assertThat(
        rejects(Holder.class),
        containsString("PARSE 2: v is Positive, not java.lang.IllegalArgumentException: negative"));
  }

  private static GenericRecord inner(int value) {
    Schema schema =
        AvroFiles.schema(
            "{'type': 'record', 'name': 'P', 'fields': [{'name': 'v', 'type': 'int'}]}");
    return AvroFiles.row(schema, value);
  }

  @Test
  void allFailuresOfARecordAreTold() throws IOException {
    Schema schema = AvroFiles.record("'quantity': ['null', 'int'], 'note': 'bytes'");
    AvroFiles.write(
        file("in.avro"), schema, AvroFiles.row(schema, null, ByteBuffer.wrap(new byte[] {-1})));
    assertThat(
        rejects(Two.class),
        equalTo(
            "PARSE 1: quantity is int, not null; expected a value; the field is null"
                + ": note is String, not bytes ff; expected well-formed UTF-8\n"));
  }

  @Test
  void aFileOfAnotherFormatIsAProblem() throws IOException {
    java.nio.file.Files.writeString(file("in.avro"), "PAR1 or so");
    assertThat(
        problem(Two.class),
        containsString("[MR-C131] p: in.avro is no Avro file: it does not start with Obj and 1."));
    java.nio.file.Files.writeString(file("in.avro"), "");
    assertThat(problem(Two.class), containsString("[MR-C131]"));
    assertThrows(IOException.class, () -> AvroFiles.gather(source(), Two.class));
  }

  @Test
  void anUnknownCodecIsAProblem() throws IOException {
    Schema schema = AvroFiles.record("'quantity': 'int', 'note': 'string'");
    AvroFiles.write(
        file("in.avro"), schema, org.apache.avro.file.CodecFactory.bzip2Codec(), List.of());
    assertThat(
        problem(Two.class),
        containsString("[MR-C133] p: in.avro is compressed with the codec 'bz"));
  }

  @Test
  void whatIsNoRecordIsAProblem() throws IOException {
    try (var writer =
        new org.apache.avro.file.DataFileWriter<Object>(
            new org.apache.avro.generic.GenericDatumWriter<>())) {
      writer.create(AvroFiles.schema("'string'"), file("in.avro").toFile());
    }
    assertThat(problem(Two.class), containsString("in.avro holds string, not records."));
  }
}
