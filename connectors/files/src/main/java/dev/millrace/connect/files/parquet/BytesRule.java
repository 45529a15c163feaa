package dev.millrace.connect.files.parquet;

import dev.millrace.record.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How bytes of a file become the object that a component has. */
interface BytesRule {
  /** A number in text may have so many characters: see {@link #decimalText}. */
  int LONGEST_NUMBER = 1000;

  /** Null when the bytes are no such value. */
  @Nullable Object value(byte[] bytes, int from, int to);

  /** Well-formed UTF-8 as a String. */
  static BytesRule text() {
    return (bytes, from, to) ->
        Text.isUtf8(bytes, from, to)
            ? new String(bytes, from, to - from, StandardCharsets.UTF_8)
            : null;
  }

  static BytesRule bytes() {
    return Arrays::copyOfRange;
  }

  /** The constant of exactly this name. */
  static BytesRule constant(ValueType type) {
    Object[] constants = type.javaClass().getEnumConstants();
    byte[][] names = new byte[constants.length][];
    for (int i = 0; i < names.length; i++) {
      names[i] = ((Enum<?>) constants[i]).name().getBytes(StandardCharsets.UTF_8);
    }
    return (bytes, from, to) -> {
      for (int i = 0; i < names.length; i++) {
        if (Arrays.equals(names[i], 0, names[i].length, bytes, from, to)) {
          return constants[i];
        }
      }
      return null;
    };
  }

  /** Two's complement, greatest byte first, with the column's scale. */
  static BytesRule decimal(int scale) {
    return (bytes, from, to) ->
        from == to ? null : new BigDecimal(new BigInteger(bytes, from, to - from), scale);
  }

  /** As {@link BigDecimal#toString} has it: every scale is kept. */
  static BytesRule decimalText() {
    return (bytes, from, to) -> {
      if (to - from > LONGEST_NUMBER) {
        return null;
      }
      try {
        return new BigDecimal(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
      } catch (NumberFormatException e) {
        return null; // no value: the record is rejected with what stands there
      }
    };
  }

  /** Nanoseconds of a day and a Julian day (INT96), as Spark and Impala write UTC. */
  static BytesRule julianTime(long grain) {
    return (bytes, from, to) -> {
      long nanos = Bits.longAt(bytes, from);
      long day = Bits.intAt(bytes, from + Long.BYTES) - 2_440_588L;
      long seconds = Math.addExact(day * 86_400, Math.floorDiv(nanos, 1_000_000_000L));
      long micros = seconds * 1_000_000 + Math.floorMod(nanos, 1_000_000_000L) / 1000;
      return Math.abs(seconds) < Long.MAX_VALUE / 1_000_000 && micros % grain == 0
          ? Instant.ofEpochSecond(seconds, Math.floorMod(nanos, 1_000_000_000L) / 1000 * 1000)
          : null;
    };
  }
}
