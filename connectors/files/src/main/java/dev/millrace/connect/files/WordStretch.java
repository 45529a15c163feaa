package dev.millrace.connect.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A stretch of bytes as words of eight, and which of its bytes match. The words are copied to an
 * array of their own because loops over arrays of longs are what the JIT makes vector instructions
 * of; it makes none of looking at longs in an array of bytes.
 */
final class WordStretch {
  /** Bytes at most: they, their matches and what is made of them stay in the nearest cache. */
  static final int BYTES = 8 * 1024;

  static final int BLOCK = Long.SIZE;
  static final int BLOCK_WORDS = BLOCK / Long.BYTES;

  final long[] words = new long[BYTES / Long.BYTES];

  /** The high bit of each byte that matches, and no other bit. */
  final long[] matches = new long[BYTES / Long.BYTES];

  /**
   * Takes over bytes from an index on.
   *
   * @param length at most {@link #BYTES}; whole blocks are taken, so some bytes more
   * @return how many words that is
   */
  int take(byte[] b, int from, int length) {
    int count = (length + BLOCK - 1) / BLOCK * BLOCK_WORDS;
    ByteBuffer.wrap(b, from, count * Long.BYTES)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(words, 0, count);
    return count;
  }

  /**
   * Looks for bytes that match one of three characters of ASCII, made by {@link Words#broadcast}.
   */
  void match(int count, long broadcast1, long broadcast2, long broadcast3) {
    match(words, matches, count, broadcast1, broadcast2, broadcast3);
  }

  private static void match(long[] words, long[] to, int count, long one, long two, long three) {
    for (int i = 0; i < count; i++) {
      long word = words[i];
      long low = word & Words.LOW_BITS;
      long others =
          ((low ^ one) + Words.LOW_BITS)
              & ((low ^ two) + Words.LOW_BITS)
              & ((low ^ three) + Words.LOW_BITS);
      to[i] = ~(others | word) & Words.HIGH_BITS;
    }
  }

  /** A bit for each byte of a block that matches, the lowest for the first byte. */
  long block(int firstWord) {
    long[] m = matches;
    int i = firstWord;
    long bits =
        m[i] >>> 7
            | m[i + 1] >>> 6
            | m[i + 2] >>> 5
            | m[i + 3] >>> 4
            | m[i + 4] >>> 3
            | m[i + 5] >>> 2
            | m[i + 6] >>> 1
            | m[i + 7];
    return Words.transposed(bits);
  }

  /** Whether any byte of a block is outside ASCII: a bit of {@link Words#HIGH_BITS} says so. */
  long all(int firstWord) {
    long[] w = words;
    int i = firstWord;
    return w[i] | w[i + 1] | w[i + 2] | w[i + 3] | w[i + 4] | w[i + 5] | w[i + 6] | w[i + 7];
  }
}
