package dev.millrace.connect.files.parquet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.Extent;
import dev.millrace.connect.Projection;
import dev.millrace.connect.files.parquet.GroupStatistics.Bound;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told before the first row, and that only what is needed is read. */
class ParquetChecksTest {
  @TempDir Path folder;

  record Order(long id, double price, @Nullable String note) {}

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static Shape<Object> shape(Class<?> type) {
    return (Shape<Object>) Shape.of(type);
  }

  private void file(String name, String columns) throws IOException {
    Foreign.PLAIN.write(folder.resolve(name), columns, 0, (group, i) -> {});
  }

  private ParquetSource source(String path) {
    return ParquetSource.of(folder + "/" + path);
  }

  private String told(ParquetSource source, Class<?> type) {
    List<Problem> problems = source.check("orders", shape(type));
    assertThat(problems.toString(), problems, hasSize(1));
    return problems.get(0).toString().replace(folder + "/", "");
  }

  @Test
  void aMissingColumnIsToldOnceWithTheColumnsThatThereAre() throws IOException {
    file("a.parquet", "required int64 id; optional binary note (STRING);");
    file("b.parquet", "required int64 id; optional binary note (STRING);");
    file("c.parquet", "required int64 id; required double price; optional binary note (STRING);");
    assertThat(
        told(source("*.parquet"), Order.class),
        equalTo(
            "[MR-C104] orders: a.parquet (and 1 other file) has no column for component 'price';"
                + " its columns are id, note. Why: every row would be without it. Fix: name its"
                + " column: columns: {price: …}, in Java column(\"price\", \"…\")."));
  }

  @Test
  void aNullableComponentMayBeMissingWhenThatIsSaid() throws IOException {
    Path file = folder.resolve("a.parquet");
    Foreign.PLAIN.write(
        file,
        "required int64 id; required double Unit_Price;",
        2,
        (group, i) -> group.append("id", (long) i).append("Unit_Price", 0.5));
    ParquetSource named = source("a.parquet").column("price", "Unit_Price");
    assertThat(told(named, Order.class), containsString("or allow files without it: optional: ["));
    ParquetSource optional = named.optional("note");
    assertThat(optional.check("orders", shape(Order.class)), empty());
    assertThat(
        Reading.of(optional, Order.class).rows,
        contains(new Order(0, 0.5, null), new Order(1, 0.5, null)));
  }

  @Test
  void columnsThatNobodyReadsAreNotices() throws IOException {
    String columns = "required int64 id; required double price; optional binary note (STRING);";
    file("a.parquet", columns + " required int32 x; required int32 y;");
    file("b.parquet", columns);
    List<String> notices = source("*.parquet").notices("orders", shape(Order.class));
    assertThat(notices, hasSize(1));
    assertThat(notices.get(0), containsString("a.parquet: no component reads x, y"));
  }

  @Test
  void aColumnThatWouldLoseValuesIsAProblem() throws IOException {
    file("a.parquet", "required int64 id; required int64 price; optional binary note (STRING);");
    assertThat(
        told(source("a.parquet"), Order.class),
        equalTo(
            "[MR-C120] orders: a.parquet: column 'price' is INT64, which component 'price' of type"
                + " double cannot hold. Why: values would be changed or lost. Fix: give the"
                + " component a type that holds it, or write the column as DOUBLE."));
  }

  record AnInt(int a) {}

  record AChar(char a) {}

  record AFloat(float a) {}

  record AnInstant(Instant a) {}

  record ADuration(Duration a) {}

  record AList(List<Integer> a) {}

  record AMap(Map<String, Integer> a) {}

  record Part(int x, int y) {}

  record AGroup(Part a) {}

  record AText(String a) {}

  private String problem(Class<?> type, String column) throws IOException {
    Path file = folder.resolve("one.parquet");
    Files.deleteIfExists(file);
    file("one.parquet", column);
    return told(source("one.parquet"), type);
  }

  @Test
  void typesAreComparedBeforeTheFirstRow() throws IOException {
    assertThat(
        problem(AnInt.class, "required int32 a (INTEGER(32,false));"),
        containsString("column 'a' is INT32 INT(32, unsigned), which component 'a' of type int"));
    assertThat(
        problem(AChar.class, "required int32 a (INTEGER(16,true));"), containsString("MR-C120"));
    assertThat(problem(AFloat.class, "required double a;"), containsString("column 'a' is DOUBLE"));
    assertThat(
        problem(AnInstant.class, "required int64 a;"),
        containsString("or write the column as INT64 TIMESTAMP(MICROS, UTC)"));
    assertThat(
        problem(AnInstant.class, "required int64 a (TIMESTAMP(NANOS,false));"),
        equalTo(
            "[MR-C108] orders: one.parquet: column 'a' is INT64 TIMESTAMP(NANOS, local), and"
                + " component 'a' is an Instant. Why: a local time is an instant only where one"
                + " knows whose clock it was. Fix: say where the clock stood:"
                + " zone(ZoneId.of(\"Europe/London\"))."));
    assertThat(
        problem(ADuration.class, "required int64 a;"),
        containsString("does not say in which unit, which component 'a' of type Duration needs"));
    assertThat(
        problem(AList.class, "required int32 a;"), containsString("a group LIST of such elements"));
    assertThat(
        problem(
            AMap.class,
            "required group a (MAP) { repeated group key_value { required int32 key; required int32"
                + " value; } }"),
        containsString(
            "column 'a.key_value.key' is INT32, which component 'a key' of type String"));
    assertThat(
        problem(AGroup.class, "required group a { required int32 x; }"),
        containsString("group 'a' has no single column for component 'a.y'; its columns are x"));
    assertThat(problem(AText.class, "repeated binary a;"), containsString("repeated BYTE_ARRAY"));
  }

  @Test
  void whatIsNoParquetFileIsAProblem() throws IOException {
    Files.writeString(folder.resolve("a.parquet"), "id,price,note\n1,2,3\n");
    assertThat(
        told(source("a.parquet"), Order.class),
        equalTo(
            "[MR-C121] orders: a.parquet cannot be read as Parquet: it does not end in PAR1, so it"
                + " is no Parquet file, or cut. Why: a run must see all of its input. Fix: write"
                + " the file again, or take it away."));
    Files.write(folder.resolve("a.parquet"), new byte[0]);
    assertThat(
        told(source("a.parquet"), Order.class), containsString("a file of 0 bytes is no Parquet"));
    Files.writeString(folder.resolve("a.parquet"), "PARE12345678PARE");
    assertThat(
        told(source("a.parquet"), Order.class), containsString("[MR-C122] orders: a.parquet is"));
  }

  @Test
  void aCodecThatIsNotReadIsAProblem() throws IOException {
    Path file = folder.resolve("a.parquet");
    new Foreign(Foreign.PLAIN.version(), true, false, CompressionCodecName.LZ4_RAW)
        .write(file, "required int32 a;", 10, (group, i) -> group.append("a", i));
    assertThat(
        told(source("a.parquet"), AnInt.class),
        containsString("[MR-C122] orders: a.parquet is compressed with LZ4_RAW"));
  }

  @SuppressWarnings("NullableOptional")
  record Unholdable(@Nullable Optional<String> a, Optional<Optional<Integer>> b, List<Twice> c) {}

  record Twice(Optional<Optional<String>> x) {}

  @Test
  void whatParquetCannotHoldIsAProblemOfTheSinkAndOfTheSource() {
    List<String> told =
        ParquetSink.of("out").check("orders", shape(Unholdable.class)).stream()
            .map(Problem::toString)
            .toList();
    assertThat(
        told,
        contains(
            containsString(
                "[MR-C107] orders: Parquet cannot hold component 'a' of type Optional<String>. Why:"
                    + " null and the empty Optional would be the same."),
            containsString("component 'b' of type Optional<Optional<Integer>>"),
            containsString("component 'c.x' of type Optional<Optional<String>>")));
  }

  @Test
  void twoComponentsInOneColumnAreAProblem() {
    ParquetSink sink = ParquetSink.of("out").column("id", "price");
    assertThat(
        sink.check("orders", shape(Order.class)).toString(),
        containsString("[MR-C112] orders: two components are written to column 'price'"));
  }

  private Path orders(int rows) throws IOException {
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      orders.add(new Order(i, i * 0.37, "note " + Integer.toHexString(i * 0x9E3779B9)));
    }
    Path file = folder.resolve("orders.parquet");
    ParquetSink sink =
        ParquetSink.of("out").compression(PageCompression.NONE).rowGroupBytes(200_000);
    Written.to(file, sink, Order.class, orders);
    return file;
  }

  private static Projection only(Shape<?> shape, String... names) {
    List<Component> components = new ArrayList<>();
    for (String name : names) {
      components.add(shape.component(name).orElseThrow());
    }
    return Projection.of(shape, components);
  }

  @Test
  void columnsThatThePlanDoesNotNeedAreNotRead() throws IOException {
    Path file = orders(50_000);
    Shape<Order> shape = Shape.of(Order.class);
    ParquetSource source = ParquetSource.of(file.toString());
    Footer footer = Footer.read(file);
    long price = footer.groups().stream().mapToLong(group -> group.chunks().get(1).bytes()).sum();
    Reading<Order> one =
        Reading.of(source, Order.class, only(shape, "price"), Long.MAX_VALUE, 1000);
    assertThat(one.positions, hasSize(50_000));
    assertThat(one.bytesRead, equalTo(price + footer.bytes().length + 8));
    Reading<Order> none = Reading.of(source, Order.class, only(shape), Long.MAX_VALUE, 1000);
    assertThat(none.positions, equalTo(one.positions));
    assertThat(none.bytesRead, equalTo(footer.bytes().length + 8L));
    Reading<Order> all = Reading.of(source, Order.class);
    assertThat(one.bytesRead, lessThan(all.bytesRead / 2));
    assertThat(one.hashes, not(equalTo(all.hashes)));
  }

  record Guarded(long id, int quantity, Side side, String plain, double price) {}

  enum Side {
    BUY,
    SELL
  }

  @Test
  void whichRowsAreRejectedDoesNotDependOnWhatIsNeeded() throws IOException {
    Path file = folder.resolve("guarded.parquet");
    Foreign.PLAIN.write(
        file,
        "required int64 id; optional int32 quantity; required binary side (STRING);"
            + " required binary plain; optional double price;",
        4,
        (group, i) -> {
          group.append("id", (long) i).append("side", i == 2 ? "HOLD" : "BUY");
          byte[] text = {(byte) (i == 3 ? 0xFF : 'x')};
          group.append("plain", org.apache.parquet.io.api.Binary.fromConstantByteArray(text));
          group.append("price", 1.0);
          if (i != 1) {
            group.append("quantity", i);
          }
        });
    Shape<Guarded> shape = Shape.of(Guarded.class);
    ParquetSource source = ParquetSource.of(file.toString());
    Reading<Guarded> all = Reading.of(source, Guarded.class);
    Reading<Guarded> some = Reading.of(source, Guarded.class, only(shape, "id"), 1L << 40, 99);
    assertThat(all.rejects, hasSize(3));
    assertThat(some.rejects, equalTo(all.rejects));
    assertThat(some.positions, contains(1L));
    // The price may be null by its type, but no row group has such a price.
    assertThat(some.bytesRead, lessThan(all.bytesRead));
  }

  @Test
  void theHashOfAnExtentIsThatOfTheBytesThatWereRead() throws IOException {
    Path file = orders(50_000);
    ParquetSource source = ParquetSource.of(file.toString());
    List<String> before = Reading.of(source, Order.class).hashes;
    assertThat(Reading.of(source, Order.class, Long.MAX_VALUE, 3).hashes, equalTo(before));
    byte[] bytes = Files.readAllBytes(file);
    long start = Footer.read(file).groups().get(0).chunks().get(2).start();
    Shape<Order> shape = Shape.of(Order.class);
    List<String> id = Reading.of(source, Order.class, only(shape, "id"), 1L << 40, 99).hashes;
    bytes[(int) start + 500] ^= 1;
    Files.write(file, bytes);
    assertThat(
        Reading.of(source, Order.class, only(shape, "id"), 1L << 40, 99).hashes, equalTo(id));
    IOException damaged =
        assertThrows(IOException.class, () -> Reading.of(source, Order.class).hashes.size());
    assertThat(
        damaged.getMessage().replace(folder + "/", ""),
        equalTo(
            "[MR-C121] orders.parquet, row group of row 1, column note, byte "
                + start
                + ": the checksum of a page is wrong. The file is damaged, or was changed while it"
                + " was read: write it again."));
  }

  @Test
  void statisticsOfRowGroupsAreAtHand() throws IOException {
    Path file = orders(50_000);
    List<GroupStatistics> ids = ParquetSource.statistics(file, "id");
    long next = 1;
    for (GroupStatistics group : ids) {
      assertThat(group.firstRow(), equalTo(next));
      assertThat(group.nulls(), equalTo(OptionalLong.of(0)));
      assertThat(group.least(), equalTo(Optional.of(new Bound.OfLong(next - 1))));
      assertThat(group.greatest(), equalTo(Optional.of(new Bound.OfLong(next + group.rows() - 2))));
      next += group.rows();
    }
    assertThat(next, equalTo(50_001L));
    assertThat(
        ParquetSource.statistics(file, "price").get(0).least(),
        equalTo(Optional.of(new Bound.OfDouble(-0.0))));
  }

  @Test
  void aFileThatChangedSinceItWasCheckedIsNotRead() throws IOException {
    file("a.parquet", "required int64 id;");
    Extent extent = new Extent(folder + "/a.parquet", 0, 1000, 1);
    IOException changed =
        assertThrows(
            IOException.class,
            () ->
                source("a.parquet")
                    .open(shape(Order.class), Projection.all(shape(Order.class)), extent));
    assertThat(changed.getMessage(), containsString("has other columns than when it was checked"));
  }
}
