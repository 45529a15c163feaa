package dev.millrace.connect.files;

/**
 * Counts lines where a line is a record, without looking for anything else, up to the first quote
 * where quotes matter.
 */
final class PlainLines {
  private static final long FEEDS = Words.broadcast('\n');
  private static final long QUOTES = Words.broadcast('"');

  private final WordStretch stretch = new WordStretch();

  /** What is left of the bits of quotes: all or none. */
  private final long quoteBits;

  /** How many bytes to take at once: fewer behind a quote, since others may follow. */
  private int reach = WordStretch.BLOCK;

  /** How many lines were found. */
  int count;

  /** Behind the last line feed of those lines. */
  int end;

  PlainLines(boolean stopAtQuotes) {
    this.quoteBits = stopAtQuotes ? Words.HIGH_BITS : 0;
  }

  /** Looks at {@code b[from .. to)}, or at less of it: whole blocks, up to one with a quote. */
  void look(byte[] b, int from, int to) {
    count = 0;
    int p = from;
    int length;
    int looked;
    do {
      length = Math.min(reach, to - p) / WordStretch.BLOCK * WordStretch.BLOCK;
      looked = length <= 0 ? 0 : count(b, p, length);
      reach = looked < length ? WordStretch.BLOCK : Math.min(2 * reach, WordStretch.BYTES);
      p += looked;
    } while (looked == length && length > 0);
    end = count == 0 ? from : behindLastFeed(b, p);
  }

  /** Returns how many bytes were looked at. */
  private int count(byte[] b, int from, int length) {
    int words = stretch.take(b, from, length);
    mark(stretch.words, stretch.matches, words, quoteBits);
    long[] marks = stretch.matches;
    for (int block = 0; block < words; block += WordStretch.BLOCK_WORDS) {
      long any = 0;
      long feeds = 0;
      for (int i = block; i < block + WordStretch.BLOCK_WORDS; i++) {
        any |= marks[i];
        feeds += marks[i] & Words.ONES;
      }
      if ((any & Words.HIGH_BITS) != 0) {
        return block * Long.BYTES;
      }
      count += Words.sum(feeds);
    }
    return length;
  }

  /** The lowest bit of a byte says that it is a line feed, the highest that it is a quote. */
  private static void mark(long[] words, long[] marks, int count, long quoteBits) {
    for (int i = 0; i < count; i++) {
      long word = words[i];
      long low = word & Words.LOW_BITS;
      long notFeed = ((low ^ FEEDS) + Words.LOW_BITS) | word;
      long notQuote = ((low ^ QUOTES) + Words.LOW_BITS) | word;
      marks[i] = (~notFeed & Words.HIGH_BITS) >>> 7 | (~notQuote & quoteBits);
    }
  }

  private static int behindLastFeed(byte[] b, int before) {
    int p = before;
    while (b[p - 1] != '\n') {
      p--;
    }
    return p;
  }
}
