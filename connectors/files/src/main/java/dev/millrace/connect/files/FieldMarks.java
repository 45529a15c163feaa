package dev.millrace.connect.files;

import java.util.Arrays;

/**
 * Where delimiters, quotes and line feeds stand in a stretch of a window: found for many records at
 * once, because a loop without a branch for each finding is what a processor does fastest.
 */
final class FieldMarks {
  private static final long FEEDS = Words.broadcast('\n');
  private static final long QUOTES = Words.broadcast('"');

  private final long delimiters;
  private final WordStretch stretch = new WordStretch();

  /**
   * Indexes into the window's bytes, ascending, from 1 on; what is at 0 counts as a mark before the
   * first byte. Blocks are written in eights: some room behind.
   */
  final int[] at = new int[1 + WordStretch.BYTES + WordStretch.BLOCK];

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
    base = in.offset(0);
    from = index;
    to = Math.min(in.limit(), index + WordStretch.BYTES);
    at[0] = index - 1;
    next = 1;
    int words = stretch.take(in.bytes(), index, to - index);
    stretch.match(words, FEEDS, QUOTES, delimiters);
    int found = 1;
    long all = 0;
    for (int word = 0; word < words; word += WordStretch.BLOCK_WORDS) {
      all |= stretch.all(word);
      found = put(stretch.block(word), index + word * Long.BYTES, found);
    }
    count = found;
    hasHighBytes = (all & Words.HIGH_BITS) != 0;
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
