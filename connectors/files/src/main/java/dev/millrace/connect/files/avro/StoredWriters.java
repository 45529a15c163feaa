package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.LocalClock;
import dev.millrace.plan.Times;
import dev.millrace.record.Column;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind;
import dev.millrace.record.LongColumn;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.avro.Schema;

/** Writers of what is kept as a long or a double. From columns, none of them boxes. */
final class StoredWriters {
  private StoredWriters() {}

  /** Of a kind that is kept as a long. */
  abstract static class OfLong extends ValueWriter {
    private final Kind kind;

    OfLong(Kind kind) {
      this.kind = kind;
    }

    abstract void write(long stored, DatumOutput out) throws UnwritableException;

    @Override
    void write(Column column, int row, DatumOutput out) throws UnwritableException {
      write(((LongColumn) column).get(row), out);
    }

    @Override
    void write(Object value, DatumOutput out) throws UnwritableException {
      write(stored(value), out);
    }

    @SuppressWarnings("EnumOrdinal") // what a column holds of an enum
    private long stored(Object value) throws UnwritableException {
      try {
        return switch (kind) {
          case BOOLEAN -> (Boolean) value ? 1 : 0;
          case CHAR -> (Character) value;
          case ENUM -> ((Enum<?>) value).ordinal();
          case INSTANT -> micros((Instant) value);
          case LOCAL_DATE -> ((LocalDate) value).toEpochDay();
          case DURATION -> ((Duration) value).toNanos();
          default -> ((Number) value).longValue();
        };
      } catch (ArithmeticException tooLong) {
        throw new UnwritableException("is " + value + ", which does not fit 64 bits");
      }
    }

    /** Floored to microseconds (SEMANTICS S1). */
    private static long micros(Instant time) {
      return Times.micros(time);
    }
  }

  static final class Flag extends OfLong {
    Flag() {
      super(Kind.BOOLEAN);
    }

    @Override
    void write(long stored, DatumOutput out) {
      out.writeBoolean(stored != 0);
    }
  }

  /** The number as it is. */
  static final class Whole extends OfLong {
    Whole(Kind kind) {
      super(kind);
    }

    @Override
    void write(long stored, DatumOutput out) {
      out.writeLong(stored);
    }
  }

  /** Days as an int. */
  static final class Day extends OfLong {
    Day() {
      super(Kind.LOCAL_DATE);
    }

    @Override
    void write(long stored, DatumOutput out) throws UnwritableException {
      if (stored != (int) stored) {
        throw new UnwritableException(
            "is " + LocalDate.ofEpochDay(stored) + ", and a date has 32 bits of days");
      }
      out.writeLong(stored);
    }
  }

  static final class Character16 extends OfLong {
    Character16() {
      super(Kind.CHAR);
    }

    @Override
    void write(long stored, DatumOutput out) throws UnwritableException {
      out.writeText(String.valueOf((char) stored));
    }
  }

  /** The index of the symbol that has the constant's name. */
  static final class Symbol extends OfLong {
    private final int[] indexes;

    Symbol(List<String> constants, Schema schema) {
      super(Kind.ENUM);
      this.indexes =
          constants.stream().mapToInt(each -> schema.getEnumSymbols().indexOf(each)).toArray();
    }

    @Override
    void write(long stored, DatumOutput out) {
      out.writeLong(indexes[(int) stored]);
    }
  }

  /** The name of an enum's constant, as text. */
  static final class ConstantName extends OfLong {
    private final List<String> names;

    ConstantName(List<String> names) {
      super(Kind.ENUM);
      this.names = names;
    }

    @Override
    void write(long stored, DatumOutput out) throws UnwritableException {
      out.writeText(names.get((int) stored));
    }
  }

  /** In a larger unit than the column's; what that cannot say is refused, not rounded. */
  static final class Divided extends OfLong {
    private final String unit;
    private final long divisor;
    private final long most;

    /**
     * @param most that may be written, in the larger unit, and then nothing below 0; or
     *     Long.MAX_VALUE for no bounds
     */
    Divided(Kind kind, String unit, long divisor, long most) {
      super(kind);
      this.unit = unit;
      this.divisor = divisor;
      this.most = most;
    }

    @Override
    void write(long stored, DatumOutput out) throws UnwritableException {
      long value = stored / divisor;
      boolean outside = most < Long.MAX_VALUE && (value < 0 || value > most);
      if (value * divisor != stored || outside) {
        throw new UnwritableException(
            "is " + stored + " in the unit of its column, which is no " + unit);
      }
      out.writeLong(value);
    }
  }

  /** An instant as a local time. */
  static final class LocalTime extends OfLong {
    private final LocalClock clock;
    private final long perSecond;

    LocalTime(LocalClock clock, long perSecond) {
      super(Kind.INSTANT);
      this.clock = clock;
      this.perSecond = perSecond;
    }

    @Override
    void write(long stored, DatumOutput out) throws UnwritableException {
      long second = Math.floorDiv(stored, 1_000_000);
      int offset = clock.offsetAt(second);
      long unit = 1_000_000 / perSecond;
      if (clock.offsetSeconds(second + offset) != offset || stored % unit != 0) {
        throw new UnwritableException(
            "is "
                + LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)
                + "Z, which as a local time of "
                + clock.zone()
                + " would be another instant when it is read back");
      }
      out.writeLong((stored + 1_000_000L * offset) / unit);
    }
  }

  /** Of a kind that is kept as a double. */
  static final class Real extends ValueWriter {
    private final boolean single;

    Real(boolean single) {
      this.single = single;
    }

    @Override
    void write(Column column, int row, DatumOutput out) {
      write(((DoubleColumn) column).get(row), out);
    }

    @Override
    void write(Object value, DatumOutput out) {
      write(((Number) value).doubleValue(), out);
    }

    private void write(double value, DatumOutput out) {
      if (single) {
        out.writeFloat((float) value);
      } else {
        out.writeDouble(value);
      }
    }
  }

  /** A whole number as a double that is the same number. */
  static final class WholeAsDouble extends OfLong {
    WholeAsDouble(Kind kind) {
      super(kind);
    }

    @Override
    void write(long stored, DatumOutput out) {
      out.writeDouble((double) stored);
    }
  }
}
