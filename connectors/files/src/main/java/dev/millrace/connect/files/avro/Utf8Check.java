package dev.millrace.connect.files.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8Check {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8Check() {}

  static boolean isWellFormed(byte[] b, int from, int to) {
    int p = from;
    while (to - p >= Long.BYTES && ((long) LONG.get(b, p) & HIGH_BITS) == 0) {
      p += Long.BYTES;
    }
    if (to - p < Long.BYTES && b.length - p >= Long.BYTES) {
      // The rest at once: what lies behind it is shifted out.
      int rest = Long.SIZE - 8 * (to - p);
      if (rest == Long.SIZE || ((long) LONG.get(b, p) << rest & HIGH_BITS) == 0) {
        return true;
      }
    }
    return isWellFormedSlowly(b, p, to);
  }

  private static boolean isWellFormedSlowly(byte[] b, int from, int to) {
    int p = from;
    while (p < to) {
      if (b[p] >= 0) {
        p++;
      } else {
        int length = sequence(b, p, to);
        if (length == 0) {
          return false;
        }
        p += length;
      }
    }
    return true;
  }

  /** The length of the sequence of two to four bytes at {@code p}; 0 when it is none. */
  private static int sequence(byte[] b, int p, int to) {
    int lead = b[p] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || to - p < length) {
      return 0;
    }
    int second = b[p + 1] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int greatest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > greatest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((b[p + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** The index of the first surrogate without its pair, or -1. */
  static int firstUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
