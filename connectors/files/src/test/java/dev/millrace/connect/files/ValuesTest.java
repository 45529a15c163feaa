package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.files.Rows.Order;
import dev.millrace.connect.files.Rows.Visit;
import dev.millrace.connect.files.binding.OneValue;
import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What text means as a value, and what is refused. */
class ValuesTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  @TempDir Path folder;

  private String file(String text) throws IOException {
    Path file = folder.resolve("in.csv");
    java.nio.file.Files.writeString(file, text);
    return file.toString();
  }

  private static @Nullable Object parse(Kind kind, Class<?> type, String text) {
    return parse(kind, type, text, TimeFormat.ISO);
  }

  private static @Nullable Object parse(Kind kind, Class<?> type, String text, TimeFormat times) {
    ValueType valueType = new ValueType(kind, type, List.of(), null);
    OneValue cell = new OneValue(valueType);
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    boolean good = TextValues.of(valueType, times).append(bytes, 1, bytes.length - 1, cell);
    return good ? cell.get() : null;
  }

  @Test
  void everyBadColumnOfARecordIsNamed() throws IOException {
    Gathered<Order> read =
        Gathered.from(
            Files.csv(file("quantity,price,note\nabc,,x\n2147483648,1.5,\n7,2,\n")), Order.class);
    assertThat(read.values(), contains(new Order(7, 2, null)));
    Gathered.Reject first = read.rejects.get(0);
    assertThat(first.stage(), equalTo(Stage.PARSE));
    assertThat(first.raw(), equalTo("abc,,x"));
    assertThat(first.rules(), contains("quantity is int", "price is double"));
    Failure quantity = first.failures().get(0);
    assertThat(quantity.expected(), equalTo("an integer from -2147483648 to 2147483647"));
    assertThat(quantity.observed(), equalTo("abc"));
    assertThat(first.failures().get(1).observed(), nullValue());
    assertThat(read.rejects.get(1).failures().get(0).observed(), equalTo("2147483648"));
  }

  @Test
  void nullTextIsNullOnlyWithoutQuotes() throws IOException {
    CsvSource source =
        Files.csv(file("quantity,price,note\n1,1,NA\n2,2,\"NA\"\n3,3,\n")).nullText("NA");
    assertThat(
        Gathered.from(source, Order.class).values(),
        contains(new Order(1, 1, null), new Order(2, 2, "NA"), new Order(3, 3, "")));
  }

  @Test
  void aQuotedEmptyFieldIsNullWhereNoEmptyValueExists() throws IOException {
    Gathered<Order> read =
        Gathered.from(Files.csv(file("quantity,price,note\n\"\",\"1\",\"\"\n")), Order.class);
    assertThat(read.rejects.get(0).rules(), contains("quantity is int"));
  }

  @Test
  void integersAreExactOrRefused() {
    for (String good :
        List.of(
            "0",
            "-0",
            "+5",
            "007",
            "9223372036854775807",
            "-9223372036854775808",
            "0000000000000000000000012")) {
      assertThat(good, parse(Kind.LONG, long.class, good), equalTo(Long.parseLong(good)));
    }
    for (String bad :
        List.of(
            "",
            "-",
            "+",
            " 1",
            "1 ",
            "1.0",
            "1e3",
            "0x1",
            "9223372036854775808",
            "-9223372036854775809",
            "1_000",
            "١",
            "--1",
            "99999999999999999999999")) {
      assertThat(bad, parse(Kind.LONG, long.class, bad), nullValue());
    }
    assertThat(parse(Kind.BYTE, byte.class, "128"), nullValue());
    assertThat(parse(Kind.SHORT, short.class, "-32768"), equalTo((Object) Short.MIN_VALUE));
  }

  @Test
  void doublesAreWhatThePlatformParses() {
    Random random = new Random(42);
    for (int i = 0; i < 200_000; i++) {
      String text = number(random);
      double expected = Double.parseDouble(text);
      float expectedSingle = Float.parseFloat(text);
      assertThat(
          text,
          bits(parse(Kind.DOUBLE, double.class, text)),
          equalTo(Double.doubleToRawLongBits(expected)));
      Object single = parse(Kind.FLOAT, float.class, text);
      assertThat(
          text,
          Float.floatToRawIntBits((Float) java.util.Objects.requireNonNull(single)),
          equalTo(Float.floatToRawIntBits(expectedSingle)));
    }
  }

  private static long bits(@Nullable Object value) {
    return Double.doubleToRawLongBits((Double) java.util.Objects.requireNonNull(value));
  }

  private static String number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 ->
          Double.toString(
              Double.longBitsToDouble(
                  (random.nextLong() & ~(0x7FFL << 52)) | ((long) random.nextInt(2047) << 52)));
      case 1 -> String.format("%d.%02d", random.nextInt(100_000) - 50_000, random.nextInt(100));
      case 2 -> Long.toString(random.nextLong() >> random.nextInt(63));
      case 3 -> (random.nextBoolean() ? "-" : "") + "." + random.nextInt(1_000_000_000);
      case 4 -> random.nextInt(1000) + "." + "0".repeat(random.nextInt(25)) + random.nextInt(1000);
      default -> (1L << 53) + random.nextInt(9) - 4 + "." + "5".repeat(random.nextInt(3));
    };
  }

  @Test
  void whatIsNoPlainNumberIsNoDouble() {
    for (String bad :
        List.of(
            "",
            ".",
            "-",
            "-.",
            "1d",
            "1f",
            "0x1p3",
            " 1",
            "1 ",
            "nan",
            "inf",
            "1e",
            "1e+",
            "e5",
            "1.2.3",
            "1,5",
            "--1",
            "Infinity1")) {
      assertThat(bad, parse(Kind.DOUBLE, double.class, bad), nullValue());
    }
    for (String good :
        List.of(
            "NaN", "Infinity", "-Infinity", "1.", ".5", "+1", "1E5", "1e-400", "1e400", "-0.0")) {
      assertThat(
          good, parse(Kind.DOUBLE, double.class, good), equalTo((Object) Double.parseDouble(good)));
    }
  }

  @Test
  void aConstantIsSpeltExactlyAndTheOthersAreNamed() {
    assertThat(
        parse(Kind.ENUM, Rows.Colour.class, "DARK_BLUE"), equalTo((Object) Rows.Colour.DARK_BLUE));
    assertThat(parse(Kind.ENUM, Rows.Colour.class, "red"), nullValue());
    TextValue colours =
        TextValues.of(new ValueType(Kind.ENUM, Rows.Colour.class, List.of(), null), TimeFormat.ISO);
    assertThat(colours.expected(), equalTo("one of RED, GREEN, DARK_BLUE"));
  }

  @Test
  void timesAreWhatThePlatformParses() {
    Random random = new Random(3);
    TimeFormat london = TimeFormat.ISO.withZone(LONDON).withTimePattern("yyyy-MM-dd HH:mm:ss");
    DateTimeFormatter pattern = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    for (int i = 0; i < 20_000; i++) {
      LocalDateTime local =
          LocalDateTime.of(1950, 1, 1, 0, 0).plusSeconds((long) (random.nextDouble() * 4e9));
      Object read = parse(Kind.INSTANT, Instant.class, pattern.format(local), london);
      boolean inGap = LONDON.getRules().getValidOffsets(local).isEmpty();
      Object expected =
          inGap
              ? null
              : ZonedDateTime.ofLocal(local, LONDON, null).withEarlierOffsetAtOverlap().toInstant();
      assertThat(local.toString(), read, equalTo(expected));
    }
  }

  @Test
  void oneReaderOfTimesRemembersNothingWrong() {
    ValueType type = new ValueType(Kind.INSTANT, Instant.class, List.of(), null);
    TextValue times = TextValues.of(type, TimeFormat.ISO.withZone(LONDON));
    OneValue cell = new OneValue(type);
    Random random = new Random(5);
    LocalDateTime local = LocalDateTime.of(2011, 3, 26, 0, 0);
    for (int i = 0; i < 20_000; i++) {
      local = local.plusMinutes(random.nextInt(4) * 7L);
      byte[] text = local.toString().getBytes(StandardCharsets.US_ASCII);
      boolean read = times.append(text, 0, text.length, cell);
      boolean inGap = LONDON.getRules().getValidOffsets(local).isEmpty();
      assertThat(local.toString(), read, equalTo(!inGap));
      if (read) {
        Instant expected =
            ZonedDateTime.ofLocal(local, LONDON, null).withEarlierOffsetAtOverlap().toInstant();
        assertThat(local.toString(), cell.get(), equalTo(expected));
      }
    }
  }

  @Test
  void aTimeSkippedInSpringIsRejectedAndOneThatCameTwiceInAutumnIsTheEarlier() throws IOException {
    String text =
        "who,at\na,2011-03-27 00:59:59\nb,2011-03-27 01:30:00\nc,2011-03-27 02:00:00\nd,2011-10-30 01:30:00\ne,2011-10-30 02:00:00\n";
    CsvSource source = Files.csv(file(text)).zone(LONDON).timePattern("yyyy-MM-dd HH:mm:ss");
    Gathered<Visit> read = Gathered.from(source, Visit.class);
    assertThat(
        read.values(),
        contains(
            new Visit("a", Instant.parse("2011-03-27T00:59:59Z")),
            new Visit("c", Instant.parse("2011-03-27T01:00:00Z")),
            new Visit("d", Instant.parse("2011-10-30T00:30:00Z")),
            new Visit("e", Instant.parse("2011-10-30T02:00:00Z"))));
    assertThat(read.rejects, hasSize(1));
    assertThat(read.rejects.get(0).stage(), equalTo(Stage.PARSE));
    assertThat(
        read.rejects.get(0).failures().get(0).expected(),
        equalTo("a local time that exists in Europe/London, where this one was skipped"));
  }

  @Test
  void isoTimesCarryTheirOffsetAndAreFlooredToMicroseconds() {
    for (String good :
        List.of(
            "2011-12-09T12:50:00Z",
            "2011-12-09T12:50:00.123456789+01:00",
            "1969-12-31T23:59:59.9999999Z",
            "2011-12-09T12:50Z",
            "0001-01-01T00:00:00Z",
            "+12345-01-01T00:00:00Z")) {
      Instant expected =
          DateTimeFormatter.ISO_OFFSET_DATE_TIME
              .parse(good, Instant::from)
              .truncatedTo(ChronoUnit.MICROS);
      assertThat(good, parse(Kind.INSTANT, Instant.class, good), equalTo(expected));
    }
    for (String bad :
        List.of(
            "",
            "2011-12-09",
            "2011-12-09T12:50:00",
            "2011-12-09 12:50:00Z",
            "2011-02-29T00:00:00Z",
            "2011-12-09T24:00:00Z",
            "2011-12-09T12:60:00Z",
            "2011-12-09T12:50:00.Z",
            "2011-12-09T12:50:00X",
            "2011-12-09T12:50:00.1234567890Z",
            "2011/12/09T12:50:00Z",
            "+999999-01-01T00:00:00Z")) {
      assertThat(bad, parse(Kind.INSTANT, Instant.class, bad), nullValue());
    }
  }

  @Test
  void aPatternIsStrict() {
    TimeFormat format =
        TimeFormat.ISO
            .withZone(LONDON)
            .withTimePattern("d/M/yyyy H:mm")
            .withDatePattern("dd MMM yyyy");
    assertThat(
        parse(Kind.INSTANT, Instant.class, "9/12/2011 8:26", format),
        equalTo((Object) Instant.parse("2011-12-09T08:26:00Z")));
    assertThat(parse(Kind.INSTANT, Instant.class, "30/2/2011 8:26", format), nullValue());
    assertThat(
        parse(Kind.LOCAL_DATE, java.time.LocalDate.class, "09 Dec 2011", format),
        equalTo((Object) java.time.LocalDate.of(2011, 12, 9)));
    assertThat(
        parse(Kind.LOCAL_DATE, java.time.LocalDate.class, "31 Feb 2011", format), nullValue());
  }

  @Test
  void aPatternWithAnOffsetNeedsNoZone() {
    TimeFormat format = TimeFormat.ISO.withTimePattern("yyyy-MM-dd HH:mm:ss XXX");
    assertThat(format.carriesOffset(), equalTo(true));
    assertThat(
        parse(Kind.INSTANT, Instant.class, "2011-12-09 12:50:00 +02:00", format),
        equalTo((Object) Instant.parse("2011-12-09T10:50:00Z")));
  }
}
