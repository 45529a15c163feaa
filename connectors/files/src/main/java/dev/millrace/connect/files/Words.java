package dev.millrace.connect.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looking at eight bytes at a time. */
final class Words {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  /** What is set in a byte outside ASCII. */
  static final long HIGH_BITS = ~LOW_BITS;

  private static final long BLANKS = broadcast(' ');
  private static final long ABOVE_NINE = broadcast(0x80 - 10);

  /** Multiplied with eight bits that are a byte apart, it brings them together at the top. */
  private static final long GATHER = 0x0102040810204080L;

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

  /** A bit for each byte that matches one of three, the lowest for the first byte. */
  static long matchBits(long word, long broadcast1, long broadcast2, long broadcast3) {
    long others =
        notMatching(word ^ broadcast1)
            & notMatching(word ^ broadcast2)
            & notMatching(word ^ broadcast3);
    return (((~others & HIGH_BITS) >>> 7) * GATHER) >>> 56;
  }

  /** The high bit of each byte that is not zero; the other bits mean nothing. */
  private static long notMatching(long different) {
    return ((different & LOW_BITS) + LOW_BITS) | different;
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
