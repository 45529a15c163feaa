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

  /** Which byte has the first match: 0 to 7. */
  static int firstIndex(long matches) {
    return Long.numberOfTrailingZeros(matches) >>> 3;
  }

  /** A mask of the bytes before the first match. */
  static long before(long matches) {
    return (matches & -matches) - 1;
  }
}
