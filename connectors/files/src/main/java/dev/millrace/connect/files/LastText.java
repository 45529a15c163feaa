package dev.millrace.connect.files;

/** The last text of a column, to find it again at once: four words, which may overlap. */
final class LastText {
  private static final int LEAST = Long.BYTES;
  private static final int MOST = 4 * Long.BYTES;

  private int length = -1;
  private long first;
  private long second;
  private long third;
  private long last;

  /** Whether the text at an index is what was remembered. */
  boolean isAt(byte[] b, int from, int ofLength) {
    int end = from + length - Long.BYTES;
    // What differs most often is the end.
    return ofLength == length
        && Words.at(b, end) == last
        && Words.at(b, from) == first
        && Words.at(b, Math.min(from + 8, end)) == second
        && Words.at(b, Math.min(from + 16, end)) == third;
  }

  /** Remembers text instead of what there was, if it is neither very short nor very long. */
  void remember(byte[] b, int from, int ofLength) {
    if (ofLength < LEAST || ofLength > MOST) {
      return;
    }
    int end = from + ofLength - Long.BYTES;
    length = ofLength;
    first = Words.at(b, from);
    second = Words.at(b, Math.min(from + 8, end));
    third = Words.at(b, Math.min(from + 16, end));
    last = Words.at(b, end);
  }
}
