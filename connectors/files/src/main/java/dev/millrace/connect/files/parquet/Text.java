package dev.millrace.connect.files.parquet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 as RFC 3629 has it. */
final class Text {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Text() {}

  static boolean isUtf8(byte[] bytes, int from, int to) {
    if (isAscii(bytes, from, to)) {
      return true;
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return true;
    }
    // It may be what was written: only then the bytes are compared.
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(again, 0, again.length, bytes, from, to);
  }

  static boolean isAscii(byte[] bytes, int from, int to) {
    int next = from;
    while (to - next >= 8) {
      if ((Bits.longAt(bytes, next) & HIGH_BITS) != 0) {
        return false;
      }
      next += 8;
    }
    while (next < to) {
      if (bytes[next++] < 0) {
        return false;
      }
    }
    return true;
  }

  /** The index of a surrogate without its pair, which UTF-8 cannot carry; -1 when there is none. */
  static int firstUnpairedSurrogate(String text) {
    int i = 0;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return i;
      }
      i += Character.charCount(point);
    }
    return -1;
  }
}
