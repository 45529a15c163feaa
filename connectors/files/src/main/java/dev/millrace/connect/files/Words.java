package dev.millrace.connect.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looking at eight bytes at a time. */
final class Words {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final long ONES = 0x0101010101010101L;
  static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  /** What is set in a byte outside ASCII. */
  static final long HIGH_BITS = ~LOW_BITS;

  private static final long BLANKS = broadcast(' ');
  private static final long ABOVE_NINE = broadcast(0x80 - 10);

  private Words() {}

  /** The eight bytes from {@code index} on; the first is the lowest. */
  static long at(byte[] bytes, int index) {
    return (long) LONGS.get(bytes, index);
  }

  /** A word with {@code b} in each byte. */
  static long broadcast(int b) {
    return ONES * b;
  }

  /** The high bit of each byte that equals {@code b}, an ASCII character; all others are 0. */
  static long matches(long word, int b) {
    return matchesAll(word, broadcast(b));
  }

  /** {@link #matches} for a word made by {@link #broadcast}. */
  static long matchesAll(long word, long broadcast) {
    long different = word ^ broadcast;
    return ~(((different & LOW_BITS) + LOW_BITS) | different | LOW_BITS);
  }

  /** The eight bytes added up, if that is less than 256. */
  static int sum(long bytes) {
    return (int) ((bytes * ONES) >>> (Long.SIZE - Byte.SIZE));
  }

  /** Bit j of byte i becomes bit i of byte j. */
  static long transposed(long bits) {
    long x = bits;
    long moved = (x ^ (x >>> 7)) & 0x00AA00AA_00AA00AAL;
    x ^= moved ^ (moved << 7);
    moved = (x ^ (x >>> 14)) & 0x0000CCCC_0000CCCCL;
    x ^= moved ^ (moved << 14);
    moved = (x ^ (x >>> 28)) & 0x00000000_F0F0F0F0L;
    return x ^ moved ^ (moved << 28);
  }

  /** Whether eight bytes are, each on its own, at most nine. */
  static boolean areDigits(long values) {
    return notDigits(values) == 0;
  }

  /** Bits of which the lowest is in the first byte above nine; those above it mean nothing. */
  static long notDigits(long values) {
    return ((values + ABOVE_NINE) | values) & HIGH_BITS;
  }

  /** The number of eight digits, each the value of a byte; the lowest byte counts most. */
  static long number(long digits) {
    long pairs = (digits * 10 + (digits >>> 8)) & 0x00FF00FF00FF00FFL;
    long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000FFFF0000FFFFL;
    return (fours * 10_000 + (fours >>> 32)) & 0xFFFFFFFFL;
  }

  /**
   * Bits of which the lowest is in the first byte that matches one of two or is a control character
   * of ASCII; those above it mean nothing.
   */
  static long firstOf(long word, long broadcast1, long broadcast2) {
    long different1 = word ^ broadcast1;
    long different2 = word ^ broadcast2;
    long found =
        ((different1 - ONES) & ~different1)
            | ((different2 - ONES) & ~different2)
            | ((word - BLANKS) & ~word);
    return found & HIGH_BITS;
  }

  /** Which byte has the first match: 0 to 7. */
  static int firstIndex(long matches) {
    return Long.numberOfTrailingZeros(matches) >>> 3;
  }

  /** A mask of the bytes before the first match. */
  static long before(long matches) {
    return (matches & -matches) - 1;
  }
}
