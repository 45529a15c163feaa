package dev.millrace.connect.files.parquet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.millrace.connect.Condition;
import dev.millrace.connect.Projection;
import dev.millrace.plan.Rule;
import dev.millrace.plan.Severity;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which row groups a reader skips: none that holds a row of use, and none that holds a reject. */
class SkippedGroupsTest {
  private static final int CASES = 40;
  private static final int CONDITIONS = 40;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("in.parquet");
  }

  private ParquetSource source() {
    return ParquetSource.of(file().toString());
  }

  private static <T> Projection where(Class<T> type, List<Rule> rules) {
    return Projection.all(Shape.of(type)).where(Condition.of(rules));
  }

  private <T> Reading<T> read(Class<T> type, Projection projection) throws IOException {
    return Reading.of(source(), type, projection, Long.MAX_VALUE, 1000);
  }

  @Test
  void noRowOfASkippedGroupMeetsAllConditions() throws IOException {
    long skipped = 0;
    long droppedGroups = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      List<Sample> rows = Sample.rows(random);
      write(rows, random);
      Reading<Sample> all = Reading.of(source(), Sample.class);
      for (int i = 0; i < CONDITIONS; i++) {
        Wanted wanted = Wanted.some(random, rows);
        Reading<Sample> some =
            Reading.of(
                source(),
                Sample.class,
                where(Sample.class, wanted.rules()),
                random.nextBoolean() ? Long.MAX_VALUE : 1,
                1 + random.nextInt(300));
        checkSkipped(seed + " " + wanted, all, some, wanted);
        skipped += some.skipped.size() / Sample.GROUP;
        droppedGroups += droppedGroups(rows, wanted);
      }
    }
    // Of the groups without a row of use, bounds show most: not all, for a range may fall between.
    assertThat(skipped, greaterThan(droppedGroups / 2));
    assertThat(droppedGroups, greaterThan(1000L));
  }

  private void write(List<Sample> rows, Random random) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> Sample.write(file(), rows);
      case 1 -> Sample.write(file(), rows, ChronoUnit.MILLIS, 3);
      case 2 -> Sample.write(file(), rows, ChronoUnit.MICROS, 1);
      default -> Sample.write(file(), rows, ChronoUnit.NANOS, 1000);
    }
  }

  private static void checkSkipped(
      String why, Reading<Sample> all, Reading<Sample> some, Wanted wanted) {
    List<Long> positions = new ArrayList<>(some.positions);
    positions.addAll(some.skipped);
    positions.sort(null);
    assertThat(why, positions, equalTo(all.positions));
    List<Long> missed =
        some.skipped.stream()
            .filter(position -> wanted.isMetBy(all.rows.get((int) (position - 1))))
            .toList();
    assertThat(why, missed, empty());
  }

  private static long droppedGroups(List<Sample> rows, Wanted wanted) {
    long dropped = 0;
    for (int from = 0; from + Sample.GROUP <= rows.size(); from += Sample.GROUP) {
      dropped +=
          rows.subList(from, from + Sample.GROUP).stream().noneMatch(wanted::isMetBy) ? 1 : 0;
    }
    return dropped;
  }

  private static Rule inRange(
      Class<?> type, String column, @Nullable Comparable<?> low, @Nullable Comparable<?> high) {
    return new Rule.InRange(
        "wanted", Severity.QUARANTINE, component(type, column), low, false, high, false);
  }

  private static Rule oneOf(Class<?> type, String column, Object value) {
    return new Rule.OneOf("wanted", Severity.QUARANTINE, component(type, column), Set.of(value));
  }

  private static Component component(Class<?> type, String column) {
    return Shape.of(type).component(column).orElseThrow();
  }

  @Test
  void ofSkippedGroupsNoByteIsReadOrHashed() throws IOException {
    List<Sample> rows = Sample.rows(new Random(1));
    Sample.write(file(), rows);
    Footer footer = Footer.read(file());
    Rule first = inRange(Sample.class, "id", null, (long) Sample.GROUP - 1);
    Reading<Sample> one = read(Sample.class, where(Sample.class, List.of(first)));
    Reading<Sample> all = Reading.of(source(), Sample.class);

    assertThat(footer.groups().size(), greaterThan(1));
    assertThat(one.rows, equalTo(rows.subList(0, Sample.GROUP)));
    assertThat(one.skipped, hasSize(rows.size() - Sample.GROUP));
    long chunks = footer.groups().get(0).chunks().stream().mapToLong(Footer.Chunk::bytes).sum();
    assertThat(one.bytesRead, equalTo(chunks + footer.bytes().length + 8));
    assertThat(one.hashes, not(equalTo(all.hashes)));

    Rule none = inRange(Sample.class, "id", -2L, -1L);
    Reading<Sample> nothing = read(Sample.class, where(Sample.class, List.of(none)));
    assertThat(nothing.skipped, equalTo(all.positions));
    assertThat(nothing.bytesRead, equalTo(footer.bytes().length + 8L));
  }

  @Test
  void withoutConditionsNothingIsSkipped() throws IOException {
    List<Sample> rows = Sample.rows(new Random(2));
    Sample.write(file(), rows);
    Rule none = inRange(Sample.class, "id", -2L, -1L);
    Projection projection = where(Sample.class, List.of(none)).ofAllRows();
    assertThat(read(Sample.class, projection).rows, equalTo(rows));
  }

  @Test
  void boundsWithoutAnOrderSkipNothing() throws IOException {
    Sample.write(file(), Sample.rows(new Random(3)));
    Rule none = inRange(Sample.class, "id", -2L, -1L);
    Projection projection = where(Sample.class, List.of(none));
    assertThat(read(Sample.class, projection).skipped, not(empty()));

    byte[] bytes = Files.readAllBytes(file());
    int length = Bits.intAt(bytes, bytes.length - 8);
    int start = bytes.length - 8 - length;
    FileMetaData footer = Thrift.footer(bytes, start, start + length);
    footer.unsetColumn_orders();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, start);
    Util.writeFileMetaData(footer, out);
    int written = out.size() - start;
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(written).array(), 0, 4);
    out.write(bytes, bytes.length - 4, 4);
    Files.write(file(), out.toByteArray());
    assertThat(read(Sample.class, projection).skipped, empty());
  }

  record Order(long id, int quantity) {}

  @Test
  void aGroupWithARejectedRowIsReadThoughNoRowOfItIsOfUse() throws IOException {
    Foreign.PLAIN.write(
        file(),
        "required int64 id; optional int32 quantity;",
        300,
        (group, i) -> {
          group.append("id", (long) i);
          if (i != 150) {
            group.append("quantity", i);
          }
        },
        builder -> builder.withRowGroupRowCountLimit(100));
    Projection onlyIds =
        Projection.of(Shape.of(Order.class), List.of(component(Order.class, "id")))
            .where(Condition.of(List.of(inRange(Order.class, "id", 1000L, null))));
    Reading<Order> reading = read(Order.class, onlyIds);
    assertThat(reading.rejects, hasSize(1));
    assertThat(reading.rejects.get(0).position(), equalTo(151L));
    assertThat(reading.positions, hasSize(99));
    assertThat(reading.skipped, hasSize(200));
  }

  enum Side {
    BUY,
    SELL
  }

  record Sided(long id, Side side) {}

  record Plain(long id, String text) {}

  @Test
  void whereTheTypeLeavesRoomForARejectNothingIsSkipped() throws IOException {
    Foreign.PLAIN.write(
        file(),
        "required int64 id; required binary side (STRING); required binary text;",
        200,
        (group, i) -> {
          group.append("id", (long) i).append("side", i == 150 ? "HOLD" : "BUY");
          byte[] text = {(byte) (i == 170 ? 0xFF : 'x')};
          group.append("text", Binary.fromConstantByteArray(text));
        },
        builder -> builder.withRowGroupRowCountLimit(100));
    Reading<Sided> sided =
        read(Sided.class, where(Sided.class, List.of(inRange(Sided.class, "id", 1000L, null))));
    assertThat(sided.rejects, hasSize(1));
    assertThat(sided.skipped, empty());
    Reading<Plain> plain =
        read(Plain.class, where(Plain.class, List.of(inRange(Plain.class, "id", 1000L, null))));
    assertThat(plain.rejects, hasSize(1));
    assertThat(plain.skipped, empty());
  }

  record Timed(long id, Instant at) {}

  private void times(String type, long... times) throws IOException {
    Foreign.PLAIN.write(
        file(),
        "required int64 id; required int64 at (" + type + ");",
        times.length,
        (group, i) -> group.append("id", (long) i).append("at", times[i]),
        builder -> builder.withRowGroupRowCountLimit(1));
  }

  /** With a condition that no row meets: what is not skipped could be rejected. */
  private static Reading<Timed> nothing(ParquetSource source) throws IOException {
    Projection none = where(Timed.class, List.of(inRange(Timed.class, "id", 1000L, null)));
    return Reading.of(source, Timed.class, none, Long.MAX_VALUE, 1000);
  }

  @Test
  void millisecondsBeyondWhatAnInstantHoldsAreRejectedAndNotSkipped() throws IOException {
    times("TIMESTAMP(MILLIS,true)", 0, Long.MIN_VALUE, Long.MIN_VALUE / 1000);
    Reading<Timed> reading = nothing(source());
    assertThat(reading.skipped, equalTo(List.of(1L, 3L)));
    assertThat(reading.rejects, hasSize(1));
  }

  @Test
  void timesOnAClockThatMayHaveBeenChangedAreNotSkipped() throws IOException {
    times("TIMESTAMP(MICROS,false)", 0, 1, 2);
    Reading<Timed> reading = nothing(source().zone(ZoneId.of("Europe/London")));
    assertThat(reading.positions, hasSize(3));
  }

  record Priced(BigDecimal price) {}

  @Test
  void decimalsOfOneScaleHaveBounds() throws IOException {
    BigDecimal wanted = new BigDecimal("9");
    Foreign.PLAIN.write(
        file(),
        "required int64 price (DECIMAL(9,2));",
        300,
        (group, i) -> group.append("price", i * 10L),
        builder -> builder.withRowGroupRowCountLimit(100));
    Rule atLeastNine = inRange(Priced.class, "price", wanted, null);
    assertThat(
        read(Priced.class, where(Priced.class, List.of(atLeastNine))).skipped.isEmpty(),
        equalTo(true));
    Rule atLeast19 = inRange(Priced.class, "price", new BigDecimal("19.9"), null);
    assertThat(read(Priced.class, where(Priced.class, List.of(atLeast19))).skipped, hasSize(100));
  }

  record Later(long id, @Nullable Long added, Optional<Long> chosen) {}

  @Test
  void aColumnThatAFileLacksIsNullInAllRowsAndAnOptionalOneIsNotKnown() throws IOException {
    Foreign.PLAIN.write(
        file(),
        "required int64 id; optional int64 chosen;",
        10,
        (Group group, int i) -> group.append("id", (long) i));
    Rule added = new Rule.NotNull("a", Severity.QUARANTINE, component(Later.class, "added"));
    Rule chosen = new Rule.NotNull("c", Severity.QUARANTINE, component(Later.class, "chosen"));
    ParquetSource source = source().optional("added");
    assertThat(
        Reading.of(source, Later.class, where(Later.class, List.of(added)), 1L << 40, 99).skipped,
        hasSize(10));
    assertThat(
        Reading.of(source, Later.class, where(Later.class, List.of(chosen)), 1L << 40, 99).skipped,
        empty());
    Rule one = oneOf(Later.class, "added", 1L);
    assertThat(
        Reading.of(source, Later.class, where(Later.class, List.of(one)), 1L << 40, 99).skipped,
        empty());
  }
}
