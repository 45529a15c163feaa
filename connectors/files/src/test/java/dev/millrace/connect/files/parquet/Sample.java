package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.parquet.Wanted.Of;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.example.data.Group;
import org.jspecify.annotations.Nullable;

/** Rows of which each row group has its own range of values, so that statistics tell them apart. */
record Sample(
    long id,
    int whole,
    boolean flag,
    double real,
    float single,
    String text,
    Instant at,
    LocalDate day,
    @Nullable Long maybeWhole,
    @Nullable Double maybeReal,
    @Nullable String note,
    @Nullable Instant seen) {
  /** What both writers take as a stride, so that row groups have so many rows whoever writes. */
  static final int GROUP = 128;

  private static final String COLUMNS =
      """
      required int64 id; required int32 whole; required boolean flag; required double real;
      required float single; required binary text (STRING); required int64 at (TIMESTAMP(%s,true));
      required int32 day (DATE); optional int64 maybeWhole; optional double maybeReal;
      optional binary note (STRING); optional int64 seen (TIMESTAMP(%s,true));
      """;

  /** The columns that a condition may look at. */
  static final List<Of<?>> CONDITIONS =
      List.of(
          new Of<>("id", Sample::id),
          new Of<>("whole", Sample::whole),
          new Of<>("flag", Sample::flag),
          new Of<>("real", Sample::real),
          new Of<>("single", Sample::single),
          new Of<>("text", Sample::text),
          new Of<>("at", Sample::at),
          new Of<>("day", Sample::day),
          new Of<>("maybeWhole", Sample::maybeWhole),
          new Of<>("maybeReal", Sample::maybeReal),
          new Of<>("note", Sample::note),
          new Of<>("seen", Sample::seen));

  /** Some row groups of rows; times are whole milliseconds. */
  static List<Sample> rows(Random random) {
    List<Sample> rows = new ArrayList<>();
    int groups = 2 + random.nextInt(4);
    for (int g = 0; g < groups; g++) {
      Ranges ranges = new Ranges(random);
      for (int i = g == groups - 1 ? random.nextInt(GROUP) : 0; i < GROUP; i++) {
        rows.add(ranges.row(rows.size()));
      }
    }
    return rows;
  }

  /** The ranges that one row group's values come from. */
  private static final class Ranges {
    private final Random random;
    private final int[] base = new int[8];
    private final boolean hasNaN;
    private final int nullsOf10;
    private final boolean zeros;

    Ranges(Random random) {
      this.random = random;
      for (int i = 0; i < base.length; i++) {
        base[i] = 4 * random.nextInt(6) - 8;
      }
      this.hasNaN = random.nextInt(3) == 0;
      this.nullsOf10 = random.nextBoolean() ? 0 : random.nextBoolean() ? 10 : 3;
      this.zeros = random.nextInt(4) == 0;
    }

    Sample row(long id) {
      return new Sample(
          id,
          near(0),
          base[0] > 0 && random.nextBoolean(),
          real(1),
          (float) real(2),
          text(3),
          time(4),
          LocalDate.ofEpochDay(near(5)),
          isNull() ? null : Long.valueOf(near(6) * (1L << 40)),
          isNull() ? null : Double.valueOf(real(7)),
          isNull() ? null : text(2),
          isNull() ? null : time(1));
    }

    private int near(int column) {
      return base[column] + random.nextInt(6);
    }

    private boolean isNull() {
      return random.nextInt(10) < nullsOf10;
    }

    private double real(int column) {
      if (zeros) {
        return random.nextBoolean() ? -0.0 : 0.0;
      }
      return hasNaN && random.nextInt(20) == 0 ? Double.NaN : near(column) / 4.0;
    }

    private String text(int column) {
      String[] starts = {"a", "ab", "b", "é", "z\u00FF", "€€", "\uFFFD", "😀", "😁", "\uFB01"};
      return starts[(base[column] + 8) / 4 + random.nextInt(3)]
          + "longer".substring(random.nextInt(6))
          + random.nextInt(3);
    }

    private Instant time(int column) {
      return Instant.EPOCH.plus(near(column), ChronoUnit.MILLIS);
    }
  }

  /** As Millrace writes it. */
  static void write(Path file, List<Sample> rows) throws IOException {
    Written.to(file, ParquetSink.of("out").rowGroupBytes(1), Sample.class, rows);
  }

  /**
   * As parquet-java writes it.
   *
   * @param unit of times: MILLIS, MICROS or NANOS
   * @param textBytes to which bounds of text are cut
   */
  static void write(Path file, List<Sample> rows, ChronoUnit unit, int textBytes)
      throws IOException {
    Foreign.PLAIN.write(
        file,
        COLUMNS.replace("%s", unit.name()),
        rows.size(),
        (group, i) -> fill(group, rows.get(i), unit),
        builder ->
            builder.withRowGroupRowCountLimit(GROUP).withStatisticsTruncateLength(textBytes));
  }

  private static void fill(Group group, Sample row, ChronoUnit unit) {
    group.append("id", row.id).append("whole", row.whole).append("flag", row.flag);
    group.append("real", row.real).append("single", row.single).append("text", row.text);
    group.append("at", unit.between(Instant.EPOCH, row.at));
    group.append("day", (int) row.day.toEpochDay());
    Foreign.ifNotNull(row.maybeWhole, v -> group.append("maybeWhole", v));
    Foreign.ifNotNull(row.maybeReal, v -> group.append("maybeReal", v));
    Foreign.ifNotNull(row.note, v -> group.append("note", v));
    Foreign.ifNotNull(row.seen, v -> group.append("seen", unit.between(Instant.EPOCH, v)));
  }
}
