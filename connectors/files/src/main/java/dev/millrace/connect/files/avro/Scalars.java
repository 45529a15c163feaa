package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.LocalClock;
import dev.millrace.connect.files.binding.OneValue;
import dev.millrace.plan.Times;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.ValueType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;

/** Readers of values that are kept as a long or a double. None of them boxes. */
final class Scalars {
  private Scalars() {}

  static final class Flag extends ValueReader {
    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      out.appendLong(in.readBoolean() ? 1 : 0);
      return true;
    }
  }

  /** An int, as such or as a long; days of a date are one too. */
  static final class Int extends ValueReader {
    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      out.appendLong(in.readInt());
      return true;
    }
  }

  static final class Long64 extends ValueReader {
    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      out.appendLong(in.readLong());
      return true;
    }
  }

  /** An int into a smaller type. */
  static final class SmallInt extends ValueReader {
    private final String rule;
    private final int least;
    private final int greatest;

    SmallInt(String rule, int least, int greatest) {
      this.rule = rule;
      this.least = least;
      this.greatest = greatest;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int value = in.readInt();
      if (value < least || value > greatest) {
        return faults.add(rule, least + " to " + greatest, String.valueOf(value));
      }
      out.appendLong(value);
      return true;
    }
  }

  /** A number whose unit is a multiple of the column's: milliseconds into microseconds. */
  static final class Multiplied extends ValueReader {
    private final String rule;
    private final String expected;
    private final long factor;

    Multiplied(String rule, String expected, long factor) {
      this.rule = rule;
      this.expected = expected;
      this.factor = factor;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      long value = in.readLong();
      long product = value * factor;
      if (Math.multiplyHigh(value, factor) != product >> 63) {
        return faults.add(rule, expected, String.valueOf(value));
      }
      out.appendLong(product);
      return true;
    }
  }

  /** Nanoseconds into microseconds, floored (SEMANTICS S1). */
  static final class NanosToMicros extends ValueReader {
    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      out.appendLong(Math.floorDiv(in.readLong(), 1000));
      return true;
    }
  }

  /** An instant of a file into a component whose own type is coarser: finer ones are refused. */
  static final class InGrain extends ValueReader {
    private final String rule;
    private final ValueReader time;
    private final OneValue cell;
    private final long grain;

    InGrain(String rule, ValueType type, ValueReader time) {
      this.rule = rule;
      this.time = time;
      this.cell = new OneValue(type);
      this.grain = type.grain();
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      if (!time.read(in, cell, faults)) {
        return false;
      }
      Instant value = (Instant) cell.get();
      long micros = Times.micros(value);
      if (micros % grain != 0) {
        return faults.add(
            rule, "a whole multiple of " + grain + " microseconds", String.valueOf(value));
      }
      out.appendLong(micros);
      return true;
    }
  }

  /** A local time into an instant; the clock knows the zone. */
  static final class LocalTime extends ValueReader {
    /** In seconds; what is left of 64 bits of microseconds is more than an offset. */
    private static final long FURTHEST = Long.MAX_VALUE / 1_000_000 - 100_000;

    private final String rule;
    private final LocalClock clock;
    private final long perSecond;

    LocalTime(String rule, LocalClock clock, long perSecond) {
      this.rule = rule;
      this.clock = clock;
      this.perSecond = perSecond;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      long local = in.readLong();
      long second = Math.floorDiv(local, perSecond);
      int offset = clock.offsetSeconds(second);
      if (offset == LocalClock.GAP) {
        return faults.add(
            rule,
            "a time that the clocks in " + clock.zone() + " showed",
            LocalClock.shown(second));
      }
      if (Math.abs(second) > FURTHEST) {
        return faults.add(rule, "a time within 292,000 years of 1970", String.valueOf(local));
      }
      out.appendLong(1_000_000 / perSecond * local - 1_000_000L * offset);
      return true;
    }
  }

  /**
   * Avro's duration, three little-endian numbers: months, days and milliseconds. A day is 24 hours;
   * a month has no length.
   */
  static final class MonthsDaysMillis extends ValueReader {
    private static final BigInteger DAY = BigInteger.valueOf(86_400_000L);
    private static final BigInteger MILLI = BigInteger.valueOf(1_000_000L);

    private final String rule;

    MonthsDaysMillis(String rule) {
      this.rule = rule;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      long months = unsigned(in);
      long days = unsigned(in);
      long millis = unsigned(in);
      BigInteger nanos =
          BigInteger.valueOf(days).multiply(DAY).add(BigInteger.valueOf(millis)).multiply(MILLI);
      if (months != 0 || nanos.bitLength() > 63) {
        return faults.add(
            rule,
            "days and milliseconds, at most 292 years",
            months + " months, " + days + " days, " + millis + " ms");
      }
      out.appendLong(nanos.longValue());
      return true;
    }

    private static long unsigned(DatumInput in) throws MalformedException {
      long value = 0;
      byte[] bytes = in.bytes();
      int from = in.position();
      in.skip(Integer.BYTES);
      for (int i = 0; i < Integer.BYTES; i++) {
        value |= (bytes[from + i] & 0xFFL) << (8 * i);
      }
      return value;
    }
  }

  /** One UTF-16 unit. */
  static final class Character16 extends ValueReader {
    private final String rule;

    Character16(String rule) {
      this.rule = rule;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int length = in.readLength();
      int from = in.position();
      in.advance(length);
      boolean fits = length <= 3 && Utf8Check.isWellFormed(in.bytes(), from, from + length);
      String text = fits ? new String(in.bytes(), from, length, StandardCharsets.UTF_8) : "";
      if (text.length() != 1) {
        return faults.add(rule, "one character", Texts.shown(in.bytes(), from, length));
      }
      out.appendLong(text.charAt(0));
      return true;
    }
  }

  /** A symbol of the file's enum into a constant of the same name. */
  static final class Symbol extends ValueReader {
    private static final int UNKNOWN = -1;

    private final String rule;
    private final List<String> symbols;
    private final int[] ordinals;
    private final String expected;

    Symbol(String rule, Schema schema, Class<?> type) {
      List<String> names = names(type);
      this.rule = rule;
      this.symbols = schema.getEnumSymbols();
      int other = ordinalOfDefault(type, names);
      this.ordinals =
          symbols.stream()
              .mapToInt(each -> names.contains(each) ? names.indexOf(each) : other)
              .toArray();
      this.expected = "one of " + String.join(", ", names);
    }

    /** What Avro reads unknown symbols as, where the schema of a generated enum says so. */
    private static int ordinalOfDefault(Class<?> type, List<String> names) {
      Schema own = GeneratedClasses.schemaOf(type);
      return own == null || own.getEnumDefault() == null
          ? UNKNOWN
          : names.indexOf(own.getEnumDefault());
    }

    static List<String> names(Class<?> type) {
      return Arrays.stream(type.getEnumConstants()).map(each -> ((Enum<?>) each).name()).toList();
    }

    @Override
    boolean mayRefuse() {
      return Arrays.stream(ordinals).anyMatch(each -> each == UNKNOWN);
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int index = in.readIndex(ordinals.length, "an enum's symbol");
      if (ordinals[index] == UNKNOWN) {
        return faults.add(rule, expected, symbols.get(index));
      }
      out.appendLong(ordinals[index]);
      return true;
    }
  }

  /** The name of a constant, as text. */
  static final class ConstantName extends ValueReader {
    private final String rule;
    private final byte[][] names;
    private final String expected;
    private int last;

    ConstantName(String rule, Class<?> type) {
      List<String> all = Symbol.names(type);
      this.rule = rule;
      this.names =
          all.stream().map(each -> each.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
      this.expected = "one of " + String.join(", ", all);
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int length = in.readLength();
      int from = in.position();
      in.advance(length);
      for (int i = 0; i < names.length; i++) {
        int candidate = last + i < names.length ? last + i : last + i - names.length;
        byte[] name = names[candidate];
        if (Arrays.equals(name, 0, name.length, in.bytes(), from, from + length)) {
          last = candidate;
          out.appendLong(candidate);
          return true;
        }
      }
      return faults.add(rule, expected, Texts.shown(in.bytes(), from, length));
    }
  }

  /** Into a double, or, when {@code single}, first into the nearest float. */
  static final class Real extends ValueReader {
    private final Schema.Type from;
    private final boolean single;

    Real(Schema.Type from, boolean single) {
      this.from = from;
      this.single = single;
    }

    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      switch (from) {
        case DOUBLE -> out.appendDouble(in.readDouble());
        case FLOAT -> out.appendDouble(in.readFloat());
        default -> {
          long whole = from == Schema.Type.INT ? in.readInt() : in.readLong();
          out.appendDouble(single ? (float) whole : (double) whole);
        }
      }
      return true;
    }
  }
}
