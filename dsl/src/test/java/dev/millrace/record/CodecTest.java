package dev.millrace.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.goldens.Golden;
import dev.millrace.record.Samples.Colour;
import dev.millrace.record.Samples.Everything;
import dev.millrace.record.Samples.InvoiceLine;
import dev.millrace.record.Samples.Point;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hamcrest.Matcher;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class CodecTest {
  private static final Shape<Everything> EVERYTHING = Shape.of(Everything.class);

  private static <T> byte[] encode(Shape<T> shape, T value) {
    ByteOutput out = new ByteOutput();
    shape.codec().encode(value, out);
    return out.toByteArray();
  }

  private static <T> T decode(Shape<T> shape, byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    T value = shape.codec().decode(in);
    assertThat(in.remaining(), is(0));
    return value;
  }

  private static final Everything GOLDEN =
      new Everything(
          true,
          (byte) -2,
          (short) 300,
          'é',
          -1,
          1L << 40,
          1.5f,
          -0.0,
          null,
          (byte) 7,
          (short) -7,
          'A',
          64,
          null,
          Float.NaN,
          Double.NaN,
          5,
          "Zoë",
          null,
          Colour.BLUE,
          Colour.RED,
          Instant.parse("1969-12-31T23:59:59.999999Z"),
          Instant.parse("2010-12-01T08:26:00Z"),
          LocalDate.of(2010, 12, 1),
          Duration.ofSeconds(-1),
          new BigDecimal("-12.50"),
          new byte[] {1, 2, 3},
          null,
          new float[] {1f, -0f},
          new Point(3, "p"),
          null,
          Optional.of("o"),
          List.of(Optional.of(new Point(1, null)), Optional.empty()),
          Map.of("b", 2, "a", 1),
          Map.of("s", List.of(0.5)));

  @Test
  void theBytesOfTheFirstReleaseAreReadAndWritten() throws IOException {
    byte[] released = Golden.bytes("row", encode(EVERYTHING, GOLDEN));
    assertThat(encode(EVERYTHING, decode(EVERYTHING, released)), is(released));
    assertThat(encode(EVERYTHING, GOLDEN), is(released));
  }

  /** One line per component: whoever changes one has changed the format. */
  private static final String[] GOLDEN_BYTES = {
    "01", // yes
    "fe", // tiny
    "d804", // small: zigzag 600
    "e901", // letter: U+00E9
    "01", // number: zigzag 1
    "808080808040", // large: zigzag 2^41
    "3fc00000", // single
    "8000000000000000", // real: -0.0
    "00", // maybe: null
    "0107", // maybeTiny
    "010d", // maybeSmall: zigzag 13
    "0141", // maybeLetter
    "018001", // maybeNumber: zigzag 128
    "00", // maybeLarge: null
    "017fc00000", // maybeSingle: the one NaN
    "017ff8000000000000", // maybeReal: the one NaN
    "0a", // boxed: zigzag 10
    "045a6fc3ab", // text: 4 bytes
    "00", // maybeText: null
    "02", // colour
    "0100", // maybeColour
    "ffffffffffffffff", // at: -1 microsecond
    "01000496550e1cd600", // maybeAt
    "c0e901", // day: 14944 days, zigzag
    "ffa7d6b907", // lasting: -10^9 nanoseconds, zigzag
    "0402fb1e", // price: scale 2, -1250
    "03010203", // raw
    "00", // maybeRaw: null
    "023f80000080000000", // vector
    "06010170", // point: 3, "p"
    "00", // maybePoint: null
    "01016f", // optional
    "0201020000", // points: [Point(1, null)], gap
    "020161020162" + "04", // counts: a=1, b=2
    "01010173013fe0000000000000", // maybeSeries
  };

  @Test
  void theBytesOfEveryKindAreGolden() {
    List<String> slices = new ArrayList<>();
    Object[] rows = {GOLDEN};
    for (Component component : EVERYTHING.components()) {
      Column column = EVERYTHING.extract(component.index(), rows, Selection.all(1));
      ByteOutput out = new ByteOutput();
      EVERYTHING.codec(component.index()).write(column, 0, out);
      slices.add(HexFormat.of().formatHex(out.toByteArray()));
    }
    assertThat(slices, contains(GOLDEN_BYTES));
    assertThat(
        HexFormat.of().formatHex(encode(EVERYTHING, GOLDEN)), is(String.join("", GOLDEN_BYTES)));
  }

  @Property
  void everyValueComesBack(@ForAll long seed) {
    Everything row = new RandomRows(new Random(seed)).next();
    Everything back = decode(EVERYTHING, encode(EVERYTHING, row));
    assertThat(back + " for " + row, RandomRows.areEqual(back, row), is(true));
  }

  @Property
  void bytesAreEqualExactlyWhenValuesAre(@ForAll long seed) {
    RandomRows rows = new RandomRows(new Random(seed));
    Everything left = rows.next();
    Everything right = rows.next();
    for (Component component : EVERYTHING.components()) {
      byte[] leftBytes = slice(left, component.index());
      byte[] rightBytes = slice(right, component.index());
      var accessor = Everything.class.getRecordComponents()[component.index()];
      boolean equal =
          java.util.Objects.deepEquals(
              RandomRows.get(accessor, left), RandomRows.get(accessor, right));
      assertThat(component.name(), Arrays.equals(leftBytes, rightBytes), is(equal));
    }
  }

  private static byte[] slice(Everything row, int component) {
    ByteOutput out = new ByteOutput();
    Column column = EVERYTHING.extract(component, new Object[] {row}, Selection.all(1));
    EVERYTHING.codec(component).write(column, 0, out);
    return out.toByteArray();
  }

  @Property(tries = 100)
  void damagedBytesAreCorruptDataOrAValueButNothingElse(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = encode(EVERYTHING, new RandomRows(random).next());
    for (int i = 0; i < 50; i++) {
      byte[] damaged = Arrays.copyOf(bytes, bytes.length);
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      attempt(damaged);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(CorruptDataException.class, () -> EVERYTHING.codec().decode(new ByteInput(cut)));
    }
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    attempt(noise);
  }

  private static void attempt(byte[] bytes) {
    try {
      // What decodes is a value like any other: it can be encoded.
      encode(EVERYTHING, EVERYTHING.codec().decode(new ByteInput(bytes)));
    } catch (CorruptDataException expected) {
      assertThat(expected.getMessage().length(), greaterThan(0));
    }
  }

  @Test
  void theOrderOfAMapIsNotInItsBytesAndMapsComeBackInKeyOrder() {
    record Counts(Map<String, Integer> counts) {}
    Map<String, Integer> ba = new LinkedHashMap<>();
    ba.put("b", 2);
    ba.put("a", 1);
    Shape<Counts> shape = Shape.of(Counts.class);
    byte[] bytes = encode(shape, new Counts(ba));
    assertThat(bytes, is(encode(shape, new Counts(Map.of("a", 1, "b", 2)))));
    Map<String, Integer> back = decode(shape, bytes).counts();
    assertThat(List.copyOf(back.keySet()), contains("a", "b"));
    assertThrows(UnsupportedOperationException.class, () -> back.put("c", 3));
  }

  @Test
  void anInstantIsFlooredToMicroseconds() {
    record At(Instant at) {}
    Shape<At> shape = Shape.of(At.class);
    At before1970 = new At(Instant.ofEpochSecond(-1, 999_999_999));
    assertThat(
        decode(shape, encode(shape, before1970)).at(), is(Instant.ofEpochSecond(-1, 999_999_000)));
  }

  @Test
  void aTimeOutsideTheRangeNamesItsComponent() {
    record Times(Instant at, Duration lasting) {}
    Shape<Times> shape = Shape.of(Times.class);
    Times late = new Times(RandomRows.GREATEST_INSTANT.plusNanos(1000), Duration.ZERO);
    assertThat(
        refused(ArithmeticException.class, shape, late),
        is(
            "Times.at: +294247-01-10T04:00:54.775808Z does not fit microseconds since 1970 in 64 bits"));
    Times early = new Times(RandomRows.LEAST_INSTANT.minusNanos(1), Duration.ZERO);
    assertThat(refused(ArithmeticException.class, shape, early), containsString("Times.at: -2"));
    Times ages = new Times(Instant.EPOCH, Duration.ofDays(200_000));
    assertThat(
        refused(ArithmeticException.class, shape, ages),
        is("Times.lasting: PT4800000H does not fit nanoseconds in 64 bits"));
  }

  @Test
  void aNullThatIsNotAllowedNamesItsComponent() {
    Shape<InvoiceLine> shape = Shape.of(InvoiceLine.class);
    String reason =
        " is null: mark the component @Nullable (org.jspecify.annotations) if it may be, or say so in"
            + " the schema that its class was generated from";
    InvoiceLine noNumber = new InvoiceLine(null, null, 1, 1, List.of());
    assertThat(
        refused(NullPointerException.class, shape, noNumber), is("InvoiceLine.invoiceNo" + reason));
    assertThat(
        assertThrows(
                NullPointerException.class,
                () -> shape.extract(0, new Object[] {noNumber}, Selection.all(1)))
            .getMessage(),
        is("InvoiceLine.invoiceNo" + reason));
    assertThat(
        assertThrows(NullPointerException.class, () -> shape.builder(0, 1).appendNull())
            .getMessage(),
        is("InvoiceLine.invoiceNo" + reason));
    InvoiceLine gap = new InvoiceLine("1", null, 1, 1, Arrays.asList("a", null));
    assertThat(
        refused(NullPointerException.class, shape, gap),
        is("InvoiceLine.tags: element 1 is null; use List<Optional<..>> for gaps"));
    assertThat(refused(NullPointerException.class, shape, null), is("InvoiceLine is null"));
  }

  @Test
  void anUnpairedSurrogateNamesItsComponent() {
    Shape<InvoiceLine> shape = Shape.of(InvoiceLine.class);
    for (String text : List.of("\uD800", "ab\uDC00", "\uD83D\uD83D\uDE00", "é\uDBFFx")) {
      InvoiceLine line = new InvoiceLine("1", text, 1, 1, List.of());
      assertThat(
          refused(IllegalArgumentException.class, shape, line),
          containsString("InvoiceLine.description: text has an unpaired surrogate at index "));
    }
  }

  private static <T> String refused(
      Class<? extends RuntimeException> thrown, Shape<T> shape, T value) {
    return assertThrows(thrown, () -> encode(shape, value)).getMessage();
  }

  @Test
  void whatARowsOwnConstructorThrowsPassesThrough() {
    Shape<Positive> shape = Shape.of(Positive.class);
    byte[] bytes = {1}; // zigzag: -1
    assertThat(
        assertThrows(IllegalStateException.class, () -> decode(shape, bytes)).getMessage(),
        is("negative"));
  }

  record Positive(int value) {
    Positive {
      if (value < 0) {
        throw new IllegalStateException("negative");
      }
    }
  }

  @Test
  void bytesOfOtherValuesThanTheKindAllowsAreCorrupt() {
    record Flag(boolean flag) {}
    record Tint(Colour colour) {}
    record Day(LocalDate day) {}
    record Text(String text) {}
    record Counts(Map<String, Integer> counts) {}
    record Price(BigDecimal price) {}
    assertThat(corrupt(Flag.class, "02"), is("Flag.flag: 2 is no BOOLEAN"));
    assertThat(corrupt(Tint.class, "03"), is("Tint.colour: 3 is no ENUM"));
    assertThat(
        corrupt(Day.class, "feffffffffffffffff01"),
        is("Day.day: 9223372036854775807 is no LOCAL_DATE"));
    assertThat(corrupt(Point.class, "8080808080800100"), containsString("Point.x: "));
    assertThat(corrupt(Point.class, "0002"), is("a flag is 2, neither 0 nor 1"));
    assertThat(corrupt(Text.class, "01ff"), is("text is not UTF-8"));
    assertThat(corrupt(Text.class, "03eda080"), is("text is not UTF-8"));
    assertThat(corrupt(Text.class, "ffffffff07"), containsString("bytes announced"));
    assertThat(
        corrupt(Counts.class, "02016202016104"),
        is("Counts.counts: the keys of a map are not ascending"));
    assertThat(corrupt(Price.class, "0400"), is("a decimal has no digits"));
    assertThat(corrupt(Vector.class, "023f800000"), is("2 floats announced, 4 bytes left"));
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Vector(float[] vector) {}

  private static String corrupt(Class<?> type, String hex) {
    ByteInput in = new ByteInput(HexFormat.of().parseHex(hex));
    return assertThrows(CorruptDataException.class, () -> Shape.of(type).codec().decode(in))
        .getMessage();
  }

  @Property
  void aComponentsBytesAreItsSliceOfTheRow(@ForAll long seed) {
    Everything row = new RandomRows(new Random(seed)).next();
    ByteOutput out = new ByteOutput();
    Object[] rows = {row};
    List<ColumnBuilder> builders = new ArrayList<>();
    ByteInput in = new ByteInput(encode(EVERYTHING, row));
    for (Component component : EVERYTHING.components()) {
      int i = component.index();
      EVERYTHING.codec(i).write(EVERYTHING.extract(i, rows, Selection.all(1)), 0, out);
      builders.add(EVERYTHING.builder(i, 0));
      EVERYTHING.codec(i).read(in, builders.get(i));
    }
    assertThat(out.toByteArray(), is(encode(EVERYTHING, row)));
    ByteOutput again = new ByteOutput();
    Column[] columns = builders.stream().map(ColumnBuilder::build).toArray(Column[]::new);
    for (Component component : EVERYTHING.components()) {
      EVERYTHING.codec(component.index()).write(columns[component.index()], 0, again);
    }
    assertThat(again.toByteArray(), is(out.toByteArray()));
    Matcher<Boolean> yes = is(true);
    assertThat(RandomRows.areEqual(EVERYTHING.build(columns, 0), row), yes);
  }
}
