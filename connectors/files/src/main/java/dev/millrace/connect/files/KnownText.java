package dev.millrace.connect.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text that is looked for in bytes: compared by words of eight, the last of them in part. */
final class KnownText {
  private final int length;
  private final long[] words;
  private final long lastMask;

  /** Not empty. */
  KnownText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    length = utf8.length;
    words = new long[(length + Long.BYTES - 1) / Long.BYTES];
    byte[] padded = Arrays.copyOf(utf8, words.length * Long.BYTES);
    Arrays.setAll(words, i -> Words.at(padded, i * Long.BYTES));
    lastMask = -1L >>> (Byte.SIZE * (padded.length - length));
  }

  /** In bytes. */
  int length() {
    return length;
  }

  /** Whether it stands at an index. */
  boolean isAt(byte[] b, int p) {
    int last = words.length - 1;
    if (p + words.length * Long.BYTES > b.length) {
      return false;
    }
    for (int i = 0; i < last; i++) {
      if (Words.at(b, p + i * Long.BYTES) != words[i]) {
        return false;
      }
    }
    return ((Words.at(b, p + last * Long.BYTES) ^ words[last]) & lastMask) == 0;
  }
}
