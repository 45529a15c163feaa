package dev.millrace.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import dev.millrace.record.Samples.Colour;
import dev.millrace.record.Samples.Everything;
import dev.millrace.record.Samples.InvoiceLine;
import dev.millrace.record.Samples.Point;
import dev.millrace.record.Samples.Stock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final long PRINT = 0xe7f28e6fb1e27fe4L;

  @Test
  void aRecordHasItsComponentsInOrder() {
    assertThat(
        Shape.of(InvoiceLine.class).describe(),
        is(
            "InvoiceLine(invoiceNo: String, description: String?, quantity: int, unitPrice: double,"
                + " tags: List<String>)"));
  }

  @Test
  void anAutoValueClassHasItsAccessorsByNameAndIsBuiltByItsFactory() {
    Shape<Stock> shape = Shape.of(Stock.class);
    assertThat(
        shape.describe(),
        is("Stock(article: String?, inTransit: int, onHand: int, warehouse: String)"));
    Stock stock = Stock.create("north", null, 7, 3);
    ByteOutput out = new ByteOutput();
    shape.codec().encode(stock, out);
    assertThat(shape.codec().decode(new ByteInput(out.toByteArray())), is(stock));
  }

  @Test
  void everyKindIsSeenWithItsNullability() {
    assertThat(
        Shape.of(Everything.class).describe(),
        is(
            "Everything(yes: boolean, tiny: byte, small: short, letter: char, number: int, large:"
                + " long, single: float, real: double, maybe: Boolean?, maybeTiny: Byte?,"
                + " maybeSmall: Short?, maybeLetter: Character?, maybeNumber: Integer?, maybeLarge:"
                + " Long?, maybeSingle: Float?, maybeReal: Double?, boxed: Integer, text: String,"
                + " maybeText: String?, colour: Colour, maybeColour: Colour?, at: Instant, maybeAt:"
                + " Instant?, day: LocalDate, lasting: Duration, price: BigDecimal, raw: byte[],"
                + " maybeRaw: byte[]?, vector: float[], point: Point, maybePoint: Point?, optional:"
                + " Optional<String>, points: List<Optional<Point>>, counts: Map<String, Integer>,"
                + " maybeSeries: Map<String, List<Double>>?)"));
  }

  @Test
  void rowsBecomeColumnsAndRowsAgain() {
    Shape<InvoiceLine> shape = Shape.of(InvoiceLine.class);
    InvoiceLine line = new InvoiceLine("1", null, 2, 1.5, List.of("a"));
    Object[] rows = {line, null, new InvoiceLine("2", "mug", -2, -0.0, List.of())};
    Selection live = Selection.of(new int[] {0, 2}, 2);
    Column[] columns = new Column[5];
    for (int i = 0; i < 5; i++) {
      columns[i] = shape.extract(i, rows, live);
    }
    assertThat(shape.build(columns, 0), is(line));
    assertThat(shape.build(columns, 2), is(rows[2]));
  }

  @Test
  void aColumnIsFoundFromItsAccessor() {
    ColumnRef<InvoiceLine, Double> price =
        ColumnRef.of(Shape.of(InvoiceLine.class), InvoiceLine::unitPrice);
    assertThat(price.toString(), is("InvoiceLine.unitPrice"));
    assertThat(price.component().index(), is(3));
  }

  @Test
  void aShapeIsMadeOncePerClass() {
    assertThat(Shape.of(Point.class), sameInstance(Shape.of(Point.class)));
  }

  record Before(String name, @Nullable Colour colour) {}

  record Renamed(String name, @Nullable Colour colour) {}

  record OtherName(String title, @Nullable Colour colour) {}

  record OtherOrder(@Nullable Colour colour, String name) {}

  record NotNull(String name, Colour colour) {}

  enum Shade {
    RED,
    GREEN
  }

  record FewerConstants(String name, @Nullable Shade colour) {}

  record Outer(Before inner) {}

  record OuterOfRenamed(Renamed inner) {}

  record OuterOfOther(OtherName inner) {}

  @Test
  void theFingerprintIsOfWhatTheBytesMeanAndNotOfClassNames() {
    assertThat(print(Before.class), is(print(Renamed.class)));
    assertThat(print(Outer.class), is(print(OuterOfRenamed.class)));
    assertThat(
        Stream.of(
                Before.class,
                OtherName.class,
                OtherOrder.class,
                NotNull.class,
                FewerConstants.class,
                Outer.class,
                OuterOfOther.class)
            .map(ShapeTest::print)
            .distinct()
            .count(),
        is(7L));
    // Stored data carries it: this number may only change together with the format's version.
    assertThat(print(Before.class), is(PRINT));
  }

  private static long print(Class<?> type) {
    return Shape.of(type).fingerprint();
  }
}
