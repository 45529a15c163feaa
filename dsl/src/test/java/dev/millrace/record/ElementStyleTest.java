package dev.millrace.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.record.ElementClass.Accessor;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A style that Millrace does not know: what it says of a class is what the class's shape is. */
class ElementStyleTest {
  /** A class that can be changed, with accessors whose names are not the components'. */
  static final class Gauge {
    private final String site;
    private final Instant taken;
    private @Nullable Double level;

    Gauge(String site, Instant taken, @Nullable Double level) {
      this.site = site;
      this.taken = taken;
      this.level = level;
    }

    String fetchSite() {
      return site;
    }

    Instant fetchTaken() {
      return taken;
    }

    @Nullable Double fetchLevel() {
      return level;
    }
  }

  /** Has nothing that could be a component. */
  static final class Broken {}

  /** Of classes of this test; found through META-INF/services. */
  public static final class Fetching implements ElementStyle {
    @Override
    public boolean covers(Class<?> type) {
      return type == Gauge.class || type == Broken.class;
    }

    @Override
    public Optional<ElementClass> takeApart(Class<?> type, ElementAccess access, Faults faults)
        throws IllegalAccessException {
      if (type == Broken.class) {
        faults.add("", "it is broken", "mend it");
        faults.add("part", "so is its part", "mend that, too");
        return Optional.empty();
      }
      try {
        List<Accessor> accessors = new ArrayList<>();
        for (String name : List.of("site", "taken", "level")) {
          String method = "fetch" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
          Method fetch = type.getDeclaredMethod(method);
          accessors.add(
              new Accessor(
                  name,
                  fetch,
                  fetch.getAnnotatedReturnType(),
                  name.equals("level"),
                  name.equals("taken") ? 60_000_000 : 1));
        }
        return Optional.of(
            new ElementClass(
                accessors,
                access.call(type.getDeclaredConstructor(String.class, Instant.class, Double.class)),
                true));
      } catch (NoSuchMethodException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final Shape<Gauge> SHAPE = Shape.of(Gauge.class);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static Block<Gauge> block(Gauge... rows) {
    int size = rows.length;
    return Block.ofRows(
        SHAPE, rows, Selection.all(size), Provenance.of("", new long[size], new long[size]));
  }

  @Test
  void recordsAutoValueClassesAndOthersEachHaveTheirStyleAndPlainClassesHaveNone() {
    record Row(int number) {}
    assertThat(ElementStyle.of(Row.class).orElseThrow(), instanceOf(JavaRecords.class));
    assertThat(
        ElementStyle.of(Samples.Point.class).orElseThrow().covers(Samples.Point.class), is(true));
    assertThat(ElementStyle.of(Gauge.class).orElseThrow(), instanceOf(Fetching.class));
    assertThat(ElementStyle.of(Thread.class), is(Optional.empty()));
    assertThat(ElementStyle.of(int.class), is(Optional.empty()));
    assertThat(ElementStyle.of(List.class), is(Optional.empty()));
  }

  @Test
  void aComponentHasTheNameThatTheStyleGivesAndIsReferredToByItsAccessor() {
    assertThat(SHAPE.describe(), equalTo("Gauge(site: String, taken: Instant, level: Double?)"));
    Component level = ColumnRef.of(SHAPE, Gauge::fetchLevel).component();
    assertThat(level.name(), equalTo("level"));
    assertThat(level.accessor(), equalTo("fetchLevel"));
    assertThat(SHAPE.component("level"), is(Optional.of(level)));
    assertThat(SHAPE.component("fetchLevel"), is(Optional.empty()));
    ColumnException other =
        assertThrows(ColumnException.class, () -> ColumnRef.of(SHAPE, Gauge::toString));
    assertThat(
        other.fix(),
        equalTo(
            "write an accessor of Gauge, such as Gauge::fetchSite, or map to a record that has the value as a component"));
  }

  @Test
  void faultsOfAStyleAreFaultsOfTheShape() {
    record Holder(Broken broken) {}
    ShapeException alone = assertThrows(ShapeException.class, () -> Shape.of(Broken.class));
    assertThat(
        alone.faults().stream().map(each -> each.path() + ": " + each.reason()).toList(),
        contains("Broken: it is broken", "part: so is its part"));
    ShapeException nested = assertThrows(ShapeException.class, () -> Shape.of(Holder.class));
    assertThat(
        nested.faults().stream().map(each -> each.path() + ": " + each.fix()).toList(),
        contains("broken: mend it", "broken.part: mend that, too"));
  }

  @Test
  void anInstantThatIsNoMultipleOfItsGrainNeverGetsInNorOut() {
    ColumnBuilder builder = SHAPE.builder(1, 1);
    long noon = NOON.getEpochSecond() * 1_000_000;
    builder.appendLong(noon);
    assertThrows(IllegalArgumentException.class, () -> builder.appendLong(noon + 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.appendLongs(new long[] {noon, noon + 1_000_000}, 0, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> SHAPE.codec(1).append(NOON.plusSeconds(1), SHAPE.builder(1, 1)));
    Block<Gauge> tooFine = block(new Gauge("a", NOON.plusSeconds(1), null));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> tooFine.longs(1));
    assertThat(
        refused.getMessage(),
        equalTo(
            "Gauge.taken: 2026-11-21T12:00:01Z is finer than the 60000000 microseconds that the"
                + " component's type can tell apart"));
    // A column that the engine made: the row is refused, not cut.
    Column[] columns = {
      new ObjectColumn(new Object[] {"a"}, null),
      new LongColumn(new long[] {noon + 1}, null),
      new DoubleColumn(new double[] {0}, new boolean[] {true})
    };
    Block<Gauge> made =
        Block.ofColumns(SHAPE, columns, 1, Provenance.of("", new long[1], new long[1]));
    assertThrows(IllegalArgumentException.class, () -> made.row(0));
  }

  @Test
  void eachWhoAsksForARowThatCanBeChangedGetsOneOfTheirOwn() {
    Gauge original = new Gauge("a", NOON, 1.0);
    Block<Gauge> rows = block(original);
    rows.row(0).level = 2.0;
    assertThat(rows.row(0).level, is(1.0));
    assertThat(rows.row(0), is(not(sameInstance(original))));
    assertThat(rows.value(2, 0), is((Object) 1.0));
    Column[] columns = {rows.column(0), rows.column(1), rows.column(2)};
    Block<Gauge> built =
        Block.ofColumns(SHAPE, columns, 1, Provenance.of("", new long[1], new long[1]));
    built.row(0).level = null;
    assertThat(built.row(0).level, is(1.0));
  }

  @Test
  void aRowOfARecordIsTheSameForAll() {
    record Row(int number) {}
    Row row = new Row(1);
    Block<Row> rows =
        Block.ofRows(
            Shape.of(Row.class),
            new Object[] {row},
            Selection.all(1),
            Provenance.of("", new long[1], new long[1]));
    assertThat(rows.row(0), sameInstance(row));
    record Holder(Gauge gauge) {}
    Shape<Holder> shape = Shape.of(Holder.class);
    assertThat(shape.isMutable(), is(true));
    Holder holder = new Holder(new Gauge("a", NOON, 1.0));
    shape.copy(holder).gauge().level = 2.0;
    assertThat(holder.gauge().level, is(1.0));
  }
}
