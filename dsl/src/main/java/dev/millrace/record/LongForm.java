package dev.millrace.record;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The kinds that are stored as a long: how a value becomes one, which longs are allowed, and their
 * bytes. Instants are eight bytes, because a variable-length one of our time would be no shorter.
 */
@SuppressWarnings({"ArrayRecordComponent", "EnumOrdinal"})
// An array of constants is what the JIT reads fastest, and forms are never compared. The
// fingerprint
// of a shape covers the order of an enum's constants.
record LongForm(
    Kind kind, long least, long greatest, long grain, Object @Nullable [] constants, String label)
    implements ValueForm {
  private static final long MICROS = 1_000_000;

  static LongForm of(ValueType type, String label) {
    Kind kind = type.kind();
    return switch (kind) {
      case BOOLEAN -> new LongForm(kind, 0, 1, 1, null, label);
      case BYTE -> new LongForm(kind, Byte.MIN_VALUE, Byte.MAX_VALUE, 1, null, label);
      case SHORT -> new LongForm(kind, Short.MIN_VALUE, Short.MAX_VALUE, 1, null, label);
      case CHAR -> new LongForm(kind, Character.MIN_VALUE, Character.MAX_VALUE, 1, null, label);
      case INT -> new LongForm(kind, Integer.MIN_VALUE, Integer.MAX_VALUE, 1, null, label);
      case LOCAL_DATE ->
          new LongForm(
              kind, LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay(), 1, null, label);
      case ENUM -> {
        Object[] constants = type.javaClass().getEnumConstants();
        yield new LongForm(kind, 0, constants.length - 1L, 1, constants, label);
      }
      default -> new LongForm(kind, Long.MIN_VALUE, Long.MAX_VALUE, type.grain(), null, label);
    };
  }

  /** The long that stands for a value in a column. */
  long toLong(Object value) {
    return switch (kind) {
      case BOOLEAN -> (Boolean) value ? 1 : 0;
      case BYTE -> (Byte) value;
      case SHORT -> (Short) value;
      case CHAR -> (Character) value;
      case INT -> (Integer) value;
      case LONG -> (Long) value;
      case ENUM -> ((Enum<?>) value).ordinal();
      case INSTANT -> inGrain(micros((Instant) value));
      case LOCAL_DATE -> ((LocalDate) value).toEpochDay();
      case DURATION -> nanos((Duration) value);
      default -> throw new AssertionError(kind);
    };
  }

  Object toValue(long stored) {
    return switch (kind) {
      case BOOLEAN -> stored != 0;
      case BYTE -> (byte) stored;
      case SHORT -> (short) stored;
      case CHAR -> (char) stored;
      case INT -> (int) stored;
      case LONG -> stored;
      case ENUM -> constant((int) stored);
      case INSTANT -> instant(inGrain(stored));
      case LOCAL_DATE -> LocalDate.ofEpochDay(stored);
      case DURATION -> Duration.ofNanos(stored);
      default -> throw new AssertionError(kind);
    };
  }

  void writeLong(long stored, ByteOutput out) {
    switch (kind) {
      case BOOLEAN, BYTE -> out.writeByte((int) stored);
      case CHAR, ENUM -> out.writeVarLong(stored);
      case INSTANT -> out.writeLong(stored);
      default -> out.writeSignedVarLong(stored);
    }
  }

  long readLong(ByteInput in) {
    long stored =
        switch (kind) {
          case BOOLEAN, BYTE -> in.readByte();
          case CHAR, ENUM -> in.readVarLong();
          case INSTANT -> in.readLong();
          default -> in.readSignedVarLong();
        };
    if (stored < least || stored > greatest) {
      throw new CorruptDataException(label + ": " + stored + " is no " + kind);
    }
    return stored;
  }

  /** Whether a long stands for a value. */
  boolean isValue(long stored) {
    return stored >= least && stored <= greatest && (grain == 1 || stored % grain == 0);
  }

  /** Refuses a long that stands for no value. */
  void require(long stored) {
    if (grain > 1) {
      requireGrain(stored);
    }
    if (stored < least || stored > greatest) {
      throw new IllegalArgumentException(
          label + ": " + stored + " is outside " + least + " to " + greatest + " of " + kind);
    }
  }

  /** {@link #require} of each of {@code values[from .. to)}. */
  void require(long[] values, int from, int to) {
    if (least == Long.MIN_VALUE && greatest == Long.MAX_VALUE && grain == 1) {
      return;
    }
    for (int i = from; i < to; i++) {
      require(values[i]);
    }
  }

  @Override
  public void write(Object value, ByteOutput out) {
    writeLong(toLong(value), out);
  }

  @Override
  public Object read(ByteInput in) {
    return toValue(readLong(in));
  }

  @Override
  public long weigh(Object value) {
    return 16;
  }

  private Object constant(int ordinal) {
    if (constants == null) {
      throw new AssertionError(kind);
    }
    return constants[ordinal];
  }

  private long inGrain(long micros) {
    if (grain > 1) {
      requireGrain(micros);
    }
    return micros;
  }

  private void requireGrain(long micros) {
    if (micros % grain != 0) {
      throw new IllegalArgumentException(
          label
              + ": "
              + instant(micros)
              + " is finer than the "
              + grain
              + " microseconds that the component's type can tell apart");
    }
  }

  private long micros(Instant time) {
    long seconds = time.getEpochSecond();
    long fraction = time.getNano() / 1000; // nanos count up from the second: this is the floor
    try {
      // The first second of the range starts before it: stepping back from the next one stays in.
      return seconds < 0
          ? Math.addExact(Math.multiplyExact(seconds + 1, MICROS), fraction - MICROS)
          : Math.addExact(Math.multiplyExact(seconds, MICROS), fraction);
    } catch (ArithmeticException e) {
      throw outOfRange(time, "microseconds since 1970 in 64 bits");
    }
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
  }

  private long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      throw outOfRange(duration, "nanoseconds in 64 bits");
    }
  }

  private ArithmeticException outOfRange(Object value, String unit) {
    return new ArithmeticException(label + ": " + value + " does not fit " + unit);
  }
}
