package dev.millrace.connect.files;

/** UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8Text {
  private Utf8Text() {}

  /** The index of the first byte that does not belong, or -1 when all is well. */
  static int firstFault(byte[] b, int from, int to) {
    int p = from;
    while (p < to) {
      int lead = b[p];
      if (lead >= 0) {
        p++;
        continue;
      }
      int length = sequenceLength(lead & 0xFF);
      if (length == 0 || p + length > to || !isSecond(lead & 0xFF, b[p + 1] & 0xFF)) {
        return p;
      }
      for (int i = 2; i < length; i++) {
        if ((b[p + i] & 0xC0) != 0x80) {
          return p;
        }
      }
      p += length;
    }
    return -1;
  }

  private static int sequenceLength(int lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
      return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
  }

  /** The second byte's range depends on the first: table 3-7 of the Unicode standard. */
  private static boolean isSecond(int lead, int second) {
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int greatest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= greatest;
  }

  /** The index of the first surrogate without its pair, or -1. */
  static int firstUnpairedSurrogate(CharSequence text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean paired =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (Character.isSurrogate(c) && !paired) {
        return i;
      }
      i += paired ? 2 : 1;
    }
    return -1;
  }
}
