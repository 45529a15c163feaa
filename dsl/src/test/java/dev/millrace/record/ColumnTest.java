package dev.millrace.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.record.Samples.Everything;
import dev.millrace.record.Samples.Point;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ColumnTest {
  private static final Shape<Everything> EVERYTHING = Shape.of(Everything.class);
  private static final Shape<Point> POINTS = Shape.of(Point.class);

  private static ColumnBuilder builder(String component) {
    return EVERYTHING.builder(EVERYTHING.component(component).orElseThrow().index(), 2);
  }

  private static void appendText(ColumnBuilder builder, String text) {
    byte[] utf8 = (" " + text).getBytes(StandardCharsets.UTF_8);
    builder.appendUtf8(utf8, 1, utf8.length);
  }

  @Property(tries = 200)
  void rowsBecomeColumnsAndTheSameRowsAgain(@ForAll long seed) {
    Random random = new Random(seed);
    RandomRows generator = new RandomRows(random);
    int size = random.nextInt(6);
    Object[] rows = new Object[size];
    int[] live = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (random.nextBoolean()) {
        rows[i] = generator.next();
        live[count++] = i;
      }
    }
    Provenance provenance = Provenance.of("p", new long[size], new long[size]);
    Block<Everything> block = Block.ofRows(EVERYTHING, rows, Selection.of(live, count), provenance);
    Column[] columns = new Column[EVERYTHING.components().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = block.column(i);
    }
    Block<Everything> again = Block.ofColumns(EVERYTHING, columns, size, provenance);
    for (int i = 0; i < count; i++) {
      int row = live[i];
      assertThat(RandomRows.areEqual(again.row(row), block.row(row)), is(true));
    }
  }

  record Mixed(long large, int whole, double real, String text) {}

  /** Also after rows were taken back, and with values that share bytes. */
  @Property(tries = 300)
  void manyValuesAtOnceAreTheSameAsOneByOne(@ForAll long seed) {
    Random random = new Random(seed);
    Shape<Mixed> shape = Shape.of(Mixed.class);
    byte[] bytes = "abcdefghijklmnopqrstuvwxyz".repeat(3).getBytes(StandardCharsets.US_ASCII);
    for (int component = 0; component < 4; component++) {
      ColumnBuilder many = shape.builder(component, 2);
      ColumnBuilder single = shape.builder(component, 2);
      for (int step = random.nextInt(8); step > 0; step--) {
        int n = random.nextInt(6);
        long[] longs = random.ints(n + 2).asLongStream().toArray();
        double[] doubles = random.doubles(n + 2).toArray();
        int[] starts = random.ints(n + 2, 0, bytes.length / (1 + random.nextInt(20))).toArray();
        int[] ends = new int[n + 2];
        for (int i = 0; i < ends.length; i++) {
          ends[i] = starts[i] + random.nextInt(Math.min(9, bytes.length - starts[i]));
        }
        switch (shape.components().get(component).kind()) {
          case LONG, INT -> many.appendLongs(longs, 1, n + 1);
          case DOUBLE -> many.appendDoubles(doubles, 1, n + 1);
          default -> many.appendUtf8s(bytes, starts, ends, 1, n + 1);
        }
        for (int i = 1; i <= n; i++) {
          switch (shape.components().get(component).kind()) {
            case LONG, INT -> single.appendLong(longs[i]);
            case DOUBLE -> single.appendDouble(doubles[i]);
            default -> single.appendUtf8(bytes, starts[i], ends[i]);
          }
        }
        if (random.nextInt(3) == 0) {
          int kept = random.nextInt(single.size() + 1);
          many.truncate(kept);
          single.truncate(kept);
        }
      }
      int size = single.size();
      assertThat(many.size(), is(size));
      Column left = many.build();
      Column right = single.build();
      for (int row = 0; row < size; row++) {
        assertThat(
            shape.codec(component).value(left, row), is(shape.codec(component).value(right, row)));
      }
    }
  }

  @Test
  void oneValueOutOfRangeAmongManyIsRefused() {
    ColumnBuilder whole = Shape.of(Mixed.class).builder(1, 2);
    long[] values = {1, 1L << 40};
    assertThrows(IllegalArgumentException.class, () -> whole.appendLongs(values, 0, 2));
    assertThat(whole.size(), is(0));
  }

  @Test
  void aBlockOfWhichAColumnWasNotReadGivesTheOthersAndNoRows() {
    Column read = new DoubleColumn(new double[] {1, 2}, null);
    Provenance provenance = Provenance.of("p", new long[2], new long[2]);
    Block<Point> whole = Block.ofColumns(POINTS, new Column[] {read, read}, 2, provenance);
    Block<Point> partial =
        Block.ofColumns(POINTS, new Column[] {null, read}, 2, provenance).at(new long[2]);

    assertThat(whole.isRead(0), is(true));
    assertThat(partial.isRead(0), is(false));
    assertThat(partial.size(), is(2));
    assertThat(partial.column(1), sameInstance(read));
    assertThat(
        assertThrows(IllegalStateException.class, () -> partial.column(0)).getMessage(),
        is("Point.x was not read"));
    assertThrows(IllegalStateException.class, () -> partial.row(0));
  }

  @Test
  void whatABlockOfFewerRowsTakesFromItsRowsIsNotTakenForTheColumnOfAll() {
    Object[] rows = {new Point(1, "a"), new Point(2, "b")};
    Provenance provenance = Provenance.of("p", new long[2], new long[2]);
    Block<Point> all = Block.ofRows(POINTS, rows, Selection.all(2), provenance);
    Block<Point> first = all.only(Selection.of(new int[] {0}, 1));
    Block<Point> second = all.only(Selection.of(new int[] {1}, 1));
    assertThat(first.value(0, 0), is(1));
    assertThat(second.value(0, 1), is(2));
    assertThat(all.value(0, 1), is(2));
  }

  @Test
  void aBlockMakesARowOnce() {
    Column[] columns = {
      new LongColumn(new long[] {4}, null), new ObjectColumn(new Object[] {"a"}, null)
    };
    Block<Point> block =
        Block.ofColumns(POINTS, columns, 1, Provenance.of("p", new long[1], new long[1]));
    assertThat(block.row(0), is(new Point(4, "a")));
    assertThat(block.row(0), sameInstance(block.row(0)));
  }

  @Test
  void everyTextIsThatOfItsRowHoweverMuchOrLittleRepeats() {
    Random random = new Random(11);
    for (int different : new int[] {2, 40, 100_000}) {
      int rows = 3_000;
      byte[] utf8 = new byte[0];
      int[] starts = new int[rows];
      int[] ends = new int[rows];
      String[] texts = new String[rows];
      for (int row = 0; row < rows; row++) {
        Random letters = new Random(random.nextInt(different));
        StringBuilder text = new StringBuilder();
        for (int left = letters.nextInt(28); left > 0; left--) {
          text.append("\0aé".charAt(letters.nextInt(3)));
        }
        texts[row] = text.toString();
        byte[] bytes = texts[row].getBytes(StandardCharsets.UTF_8);
        starts[row] = utf8.length;
        utf8 = Arrays.copyOf(utf8, utf8.length + bytes.length);
        System.arraycopy(bytes, 0, utf8, starts[row], bytes.length);
        ends[row] = utf8.length;
      }
      ObjectColumn column = new ObjectColumn(utf8, starts, ends, null);
      for (int row = 0; row < rows; row++) {
        assertThat(column.get(row), is(texts[row]));
      }
    }
  }

  @Property
  void hashesReadEightBytesAtATimeAsTheyWouldOneByOne(@ForAll byte[] bytes) {
    long hash = bytes.length;
    int whole = bytes.length / 8 * 8;
    for (int at = 0; at < whole; at += 8) {
      hash = Mix.of(hash, bigEndian(bytes, at, at + 8));
    }
    assertThat(
        Mix.of(bytes, 0, bytes.length), is(Mix.of(hash, bigEndian(bytes, whole, bytes.length))));

    byte[] inside = Arrays.copyOf(bytes, bytes.length + 9);
    Arrays.fill(inside, bytes.length, inside.length, (byte) 0x5A);
    assertThat(Mix.of(inside, 0, bytes.length), is(Mix.of(bytes, 0, bytes.length)));
  }

  private static long bigEndian(byte[] bytes, int from, int to) {
    long word = 0;
    for (int i = from; i < to; i++) {
      word = (word << 8) | (bytes[i] & 0xFF);
    }
    return word;
  }

  @Test
  void aColumnHasNoNullsUntilThereIsOne() {
    ColumnBuilder builder = builder("maybeLarge");
    builder.appendLong(5);
    assertThat(builder.build().mayHaveNulls(), is(false));
    assertThat(builder.size(), is(0));
    for (int i = 0; i < 40; i++) {
      builder.appendLong(i);
    }
    builder.appendNull();
    LongColumn column = (LongColumn) builder.build();
    assertThat(column.isNull(39), is(false));
    assertThat(column.get(39), is(39L));
    assertThat(column.isNull(40), is(true));
    assertThat(column.get(40), is(0L));
  }

  @Test
  void truncatedRowsLeaveNothingBehind() {
    ColumnBuilder longs = builder("maybeLarge");
    longs.appendLong(1);
    longs.appendNull();
    longs.truncate(1);
    longs.appendLong(2);
    Column column = longs.build();
    assertThat(column.isNull(1), is(false));
    assertThat(((LongColumn) column).get(1), is(2L));

    ColumnBuilder texts = builder("maybeText");
    appendText(texts, "one");
    long bytes = texts.bytes();
    appendText(texts, "two");
    texts.appendObject("three");
    texts.appendNull();
    texts.truncate(1);
    assertThat(texts.bytes(), is(bytes));
    appendText(texts, "four");
    texts.appendObject("five");
    ObjectColumn text = (ObjectColumn) texts.build();
    assertThat(text.get(0), is("one"));
    assertThat(text.get(1), is("four"));
    assertThat(text.get(2), is("five"));

    ColumnBuilder points = builder("maybePoint");
    points.appendObject(new Point(1, null));
    points.truncate(0);
    assertThat(points.bytes(), is(0L));
    points.appendNull();
    assertThat(((ObjectColumn) points.build()).get(0), nullValue());
    assertThrows(IllegalArgumentException.class, () -> points.truncate(1));
  }

  @Test
  void aBuiltColumnIsNotChangedByTheNextOne() {
    for (String component : new String[] {"large", "real", "text", "point"}) {
      ColumnBuilder builder = builder(component);
      append(builder, component, 1);
      append(builder, component, 2);
      Column first = builder.build();
      append(builder, component, 3);
      append(builder, component, 4);
      builder.build();
      assertThat(component, value(first, 0), is(1L));
      assertThat(component, value(first, 1), is(2L));
    }
  }

  private static void append(ColumnBuilder builder, String component, int value) {
    switch (component) {
      case "large" -> builder.appendLong(value);
      case "real" -> builder.appendDouble(value);
      case "text" -> appendText(builder, Integer.toString(value));
      default -> builder.appendObject(new Point(value, null));
    }
  }

  private static long value(Column column, int row) {
    if (column instanceof LongColumn longs) {
      return longs.get(row);
    }
    if (column instanceof DoubleColumn doubles) {
      return (long) doubles.get(row);
    }
    Object value = ((ObjectColumn) column).get(row);
    return value instanceof Point point ? point.x() : Long.parseLong((String) value);
  }

  @Test
  void equalShortTextsOfOneColumnBecomeOneString() {
    ColumnBuilder builder = builder("text");
    appendText(builder, "France");
    appendText(builder, "EIRE");
    appendText(builder, "France");
    ObjectColumn column = (ObjectColumn) builder.build();
    assertThat(column.get(0), is("France"));
    assertThat(column.get(1), is("EIRE"));
    assertThat(column.get(2), sameInstance(column.get(0)));
  }

  @Property(tries = 200)
  void textStaysWhatItWasWhicheverWayItCame(@ForAll long seed) {
    Random random = new Random(seed);
    RandomRows texts = new RandomRows(random);
    ColumnBuilder builder = builder("maybeText");
    String[] expected = new String[random.nextInt(300)];
    for (int i = 0; i < expected.length; i++) {
      int way = random.nextInt(3);
      expected[i] = way == 0 ? null : texts.text();
      if (way == 0) {
        builder.appendNull();
      } else if (way == 1) {
        builder.appendObject(expected[i]);
      } else {
        appendText(builder, expected[i]);
      }
    }
    ObjectColumn column = (ObjectColumn) builder.build();
    for (int i = 0; i < expected.length; i++) {
      assertThat(column.get(i), is((Object) expected[i]));
      assertThat(column.isNull(i), is(expected[i] == null));
    }
  }

  @Test
  void aValueThatTheComponentCannotHoldIsRefused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> builder("tiny").appendLong(128))
            .getMessage(),
        is("Everything.tiny: 128 is outside -128 to 127 of BYTE"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> builder("colour").appendLong(3))
            .getMessage(),
        is("Everything.colour: 3 is outside 0 to 2 of ENUM"));
    assertThrows(ClassCastException.class, () -> builder("point").appendObject("no point"));
    assertThat(
        assertThrows(IllegalStateException.class, () -> builder("text").appendLong(1)).getMessage(),
        is("appendLong on Everything.text, which is stored as OBJECTS"));
  }

  @Test
  void theWeightOfAColumnGrowsWithWhatItHolds() {
    for (String component : new String[] {"large", "real", "text", "point"}) {
      ColumnBuilder builder = builder(component);
      append(builder, component, 1);
      long one = builder.bytes();
      append(builder, component, 2);
      assertThat(component, builder.bytes(), greaterThan(one));
      builder.build();
      assertThat(component, builder.bytes(), is(0L));
    }
  }

  @Test
  void rowsFreshFromOnePartitionShareTheHighHalfOfTheirIds() {
    Provenance.RawRows raw =
        new Provenance.RawRows(new byte[] {1, 2, 3}, new int[] {0, 1}, new int[] {1, 3});
    Provenance shared = Provenance.of("p", 7L, new long[] {10, 11}, raw);
    Provenance single = Provenance.of("p", new long[] {7, 7}, new long[] {10, 11}, raw);
    int[] parents = {1, 1, 0};
    int[] ordinals = {0, 1, 0};
    Provenance child = shared.at(new long[] {5, 6}).childOf(parents, ordinals);
    Provenance same = single.at(new long[] {5, 6}).childOf(parents, ordinals);
    for (int i = 0; i < 3; i++) {
      assertThat(child.idHigh(i), is(same.idHigh(i)));
      assertThat(child.idLow(i), is((long) ordinals[i]));
      assertThat(child.eventTime(i), is(parents[i] + 5L));
      assertThat(child.raw(i), is(single.raw(parents[i])));
    }
    assertThat(shared.idHigh(1), is(7L));
  }
}
