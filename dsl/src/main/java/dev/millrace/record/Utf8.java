package dev.millrace.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What UTF-8 cannot carry, and what is not UTF-8. */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /** Throws when {@code text} holds an unpaired surrogate. */
  static void requireWellFormed(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            "text has an unpaired surrogate at index " + i + " and cannot be UTF-8");
      }
    }
  }

  /** Whether the bytes are UTF-8; eight at a time while they are ASCII. */
  static boolean isWellFormed(byte[] bytes, int from, int to) {
    int next = from;
    while (to - next >= 8 && ((long) LONG.get(bytes, next) & HIGH_BITS) == 0) {
      next += 8;
    }
    while (next < to && bytes[next] >= 0) {
      next++;
    }
    return next == to
        || isFaithful(new String(bytes, from, to - from, StandardCharsets.UTF_8), bytes, from, to);
  }

  /**
   * Whether decoding these bytes to {@code text} replaced nothing. A replacement character may also
   * be what was written: only then the bytes are compared.
   */
  static boolean isFaithful(String text, byte[] bytes, int from, int to) {
    if (text.indexOf(REPLACEMENT) < 0) {
      return true;
    }
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    return java.util.Arrays.equals(again, 0, again.length, bytes, from, to);
  }
}
