package dev.millrace.connect.files;

import java.util.Arrays;

/**
 * Where delimiters, quotes and line feeds stand in a stretch of a window: found for many records at
 * once, because a loop without a branch for each finding is what a processor does fastest.
 */
final class FieldMarks {
  /** Bytes looked at in one go: they and their marks stay in the nearest cache. */
  private static final int STRETCH = 8 * 1024;

  private static final int BLOCK = Long.SIZE;
  private static final long FEEDS = Words.broadcast('\n');
  private static final long QUOTES = Words.broadcast('"');

  private final long delimiters;

  /**
   * Indexes into the window's bytes, ascending, from 1 on; what is at 0 counts as a mark before the
   * first byte. Blocks are written in eights: some room behind.
   */
  final int[] at = new int[1 + STRETCH + BLOCK];

  /** The number behind the last mark. */
  int count = 1;

  /** The first mark that has not been used. */
  int next = 1;

  /** Whether any byte of the stretch is outside ASCII. */
  boolean hasHighBytes;

  private int from;
  private int to;
  private long base = -1;

  FieldMarks(char delimiter) {
    this.delimiters = Words.broadcast(delimiter);
  }

  /** Whether the stretch reaches to the record at an index of the window as it is now. */
  boolean covers(ByteWindow in, int index) {
    return in.offset(0) == base && from <= index && index < to;
  }

  /** Whether the stretch starts there: then looking again finds no more. */
  boolean startsAt(int index) {
    return from == index;
  }

  /** Makes the first mark at or behind an index the {@link #next}. */
  void goTo(int index) {
    int mark = next;
    if (at[mark - 1] >= index) {
      int found = Arrays.binarySearch(at, 1, count, index);
      mark = found < 0 ? ~found : found;
    }
    while (mark < count && at[mark] < index) {
      mark++;
    }
    next = mark;
  }

  /** Finds the marks from an index on. The window's padding has none. */
  void look(ByteWindow in, int index) {
    byte[] b = in.bytes();
    base = in.offset(0);
    from = index;
    to = Math.min(in.limit(), index + STRETCH);
    at[0] = index - 1;
    next = 1;
    int found = 1;
    long high = 0;
    for (int block = index; block < to; block += BLOCK) {
      long bits = 0;
      for (int i = 0; i < BLOCK; i += Long.BYTES) {
        long word = Words.at(b, block + i);
        high |= word;
        bits |= Words.matchBits(word, FEEDS, QUOTES, delimiters) << i;
      }
      found = put(bits, block, found);
    }
    count = found;
    hasHighBytes = (high & Words.HIGH_BITS) != 0;
  }

  /** Eight at a time, whether there are so many or not: that is cheaper than asking. */
  private int put(long bits, int block, int found) {
    int end = found + Long.bitCount(bits);
    long left = bits;
    for (int mark = found; mark < end; mark += Long.BYTES) {
      for (int i = 0; i < Long.BYTES; i++) {
        at[mark + i] = block + Long.numberOfTrailingZeros(left);
        left &= left - 1;
      }
    }
    return end;
  }
}
