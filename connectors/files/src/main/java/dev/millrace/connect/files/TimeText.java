package dev.millrace.connect.files;

import dev.millrace.connect.files.binding.LocalClock;
import dev.millrace.record.ColumnBuilder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Instants and dates among the text values. */
final class TimeText {
  private static final long MICROS = 1_000_000;

  private TimeText() {}

  /** Days since 1970 of {@code yyyy-MM-dd} at {@code p}, or {@link Long#MIN_VALUE}. */
  static long epochDay(byte[] b, int p) {
    int high = two(b, p);
    int low = two(b, p + 2);
    int month = two(b, p + 5);
    int day = two(b, p + 8);
    if ((high | low | month | day) < 0 || b[p + 4] != '-' || b[p + 7] != '-') {
      return Long.MIN_VALUE;
    }
    int year = high * 100 + low;
    return isDay(year, month, day) ? epochDay(year, month, day) : Long.MIN_VALUE;
  }

  static boolean isDay(int year, int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= lengthOfMonth(year, month);
  }

  /** Days since 1970 of a day there is. */
  static long epochDay(int year, int month, int day) {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years that start in March.
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }

  private static int lengthOfMonth(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Two digits, or a negative number. */
  private static int two(byte[] b, int p) {
    int tens = b[p] - '0';
    int ones = b[p + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  /** A date, to a column of days. */
  static final class OfDate extends TextValue {
    private final TimeFormat format;
    private final @Nullable DateTimeFormatter formatter;
    private final @Nullable PlainPattern plain;

    OfDate(TimeFormat format) {
      super("LocalDate");
      this.format = format;
      String pattern = format.datePattern();
      boolean iso = pattern == null || pattern.equals("yyyy-MM-dd") || pattern.equals("uuuu-MM-dd");
      this.formatter = iso ? null : TimeFormat.formatter(Objects.requireNonNull(pattern));
      this.plain = pattern == null ? null : PlainPattern.of(pattern);
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      if (formatter == null && to - from == 10) {
        long day = epochDay(b, from);
        if (day == Long.MIN_VALUE) {
          return false;
        }
        out.appendLong(day);
        return true;
      }
      if (plain != null && plain.read(b, from, to)) {
        out.appendLong(plain.epochDay());
        return true;
      }
      String text = new String(b, from, to - from, StandardCharsets.UTF_8);
      try {
        LocalDate date =
            formatter == null ? LocalDate.parse(text) : LocalDate.parse(text, formatter);
        out.appendLong(date.toEpochDay());
        return true;
      } catch (DateTimeException notDate) {
        return false;
      }
    }

    @Override
    String expected() {
      return format.describeDate();
    }
  }

  /**
   * An instant, to a column of microseconds; finer parts of a second are floored (SEMANTICS S1).
   * Lines that follow each other often have the same time, so the last text and its value are
   * remembered.
   */
  static final class OfInstant extends TextValue {
    private static final long NONE = Long.MIN_VALUE;

    private final TimeFormat format;
    private final long grain;
    private final @Nullable DateTimeFormatter formatter;
    private final @Nullable LocalClock clock;
    private final @Nullable PlainPattern plain;
    private final IsoWords words = new IsoWords();
    private final LastText last = new LastText();
    private long lastMicros;
    private boolean inGap;

    /**
     * @param grain the microseconds that times have to be whole multiples of
     */
    OfInstant(TimeFormat format, long grain) {
      super("Instant");
      this.format = format;
      this.grain = grain;
      this.clock = format.zone() == null ? null : new LocalClock(format.zone());
      String pattern = format.timePattern();
      this.formatter = pattern == null ? null : TimeFormat.formatter(pattern);
      PlainPattern numbers = pattern == null ? null : PlainPattern.of(pattern);
      this.plain = numbers != null && numbers.hasTime() ? numbers : null;
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      long micros = read(b, from, to);
      if (micros == NONE || micros % grain != 0) {
        return false;
      }
      out.appendLong(micros);
      return true;
    }

    @Override
    int appendAll(byte[] b, FieldTable fields, int column, int first, ColumnBuilder out) {
      FieldTable.Cursor field = fields.column(column, first);
      while (field.isValue() && append(b, field.from, field.to, out)) {
        field.next();
      }
      return field.row;
    }

    private long read(byte[] b, int from, int to) {
      int length = to - from;
      if (formatter == null && length == IsoWords.LENGTH) {
        long micros = words.micros(b, from);
        if (micros != NONE) {
          return micros;
        }
      }
      if (last.isAt(b, from, length)) {
        return lastMicros;
      }
      inGap = false;
      long micros = parse(b, from, to);
      if (micros != NONE) {
        last.remember(b, from, length);
        lastMicros = micros;
      }
      return micros;
    }

    private long parse(byte[] b, int from, int to) {
      if (plain != null && plain.read(b, from, to)) {
        return fromLocal(plain.localSecond(), plain.micros());
      }
      return formatter == null ? iso(b, from, to) : formatted(b, from, to);
    }

    /**
     * {@code yyyy-MM-dd}, {@code T} or a blank, {@code HH:mm}, then seconds, a fraction and an
     * offset, each of which may be missing; years of more digits go to the platform's parser.
     */
    private long iso(byte[] b, int from, int to) {
      if (to - from < 16 || b[from + 4] != '-') {
        return formatted(b, from, to);
      }
      long day = epochDay(b, from);
      boolean separated = b[from + 10] == 'T' || (b[from + 10] == ' ' && clock != null);
      int hour = two(b, from + 11);
      int minute = two(b, from + 14);
      if (day == NONE || !separated || b[from + 13] != ':' || (hour | minute) < 0) {
        return NONE;
      }
      if (hour > 23 || minute > 59) {
        return NONE;
      }
      long local = day * 86_400 + (hour * 60L + minute) * 60;
      int p = from + 16;
      int micros = 0;
      if (p + 3 <= to && b[p] == ':') {
        int second = two(b, p + 1);
        if (second < 0 || second > 59) {
          return NONE;
        }
        local += second;
        p += 3;
        if (p + 1 < to && b[p] == '.') {
          int fraction = p + 1;
          p = fraction;
          int unit = 100_000;
          while (p < to && p < fraction + 9 && b[p] >= '0' && b[p] <= '9') {
            micros += (b[p] - '0') * unit;
            unit /= 10;
            p++;
          }
          if (p == fraction) {
            return NONE;
          }
        }
      }
      return p == to ? fromLocal(local, micros) : fromOffset(b, p, to, local, micros);
    }

    private long fromLocal(long local, int micros) {
      if (clock == null) {
        return NONE;
      }
      int offset = clock.offsetSeconds(local);
      inGap = offset == LocalClock.GAP;
      return inGap ? NONE : (local - offset) * MICROS + micros;
    }

    private static long fromOffset(byte[] b, int p, int to, long local, int micros) {
      if (b[p] == 'Z') {
        return p + 1 == to ? local * MICROS + micros : NONE;
      }
      try {
        ZoneOffset offset = ZoneOffset.of(new String(b, p, to - p, StandardCharsets.UTF_8));
        return (local - offset.getTotalSeconds()) * MICROS + micros;
      } catch (DateTimeException notOffset) {
        return NONE;
      }
    }

    /** By the platform: slower, and just as strict. */
    private long formatted(byte[] b, int from, int to) {
      String text = new String(b, from, to - from, StandardCharsets.UTF_8);
      DateTimeFormatter by = formatter == null ? DateTimeFormatter.ISO_DATE_TIME : formatter;
      try {
        TemporalAccessor parsed = by.parse(text);
        if (TimeFormat.isInstant(parsed)) {
          Instant instant = Instant.from(parsed);
          return micros(instant.getEpochSecond(), instant.getNano());
        }
        LocalDateTime local = LocalDateTime.from(parsed);
        long utc = fromLocal(local.toEpochSecond(ZoneOffset.UTC), 0);
        return utc == NONE ? NONE : utc + local.get(ChronoField.MICRO_OF_SECOND);
      } catch (DateTimeException | ArithmeticException notTime) {
        return NONE;
      }
    }

    private static long micros(long second, int nano) {
      return Math.addExact(Math.multiplyExact(second, MICROS), nano / 1000);
    }

    @Override
    String expected() {
      return inGap
          ? "a local time that exists in " + format.zone() + ", where this one was skipped"
          : format.describeTime();
    }
  }
}
