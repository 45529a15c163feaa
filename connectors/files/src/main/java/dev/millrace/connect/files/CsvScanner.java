package dev.millrace.connect.files;

import java.io.IOException;
import java.util.Arrays;

/**
 * Records of RFC 4180, and their fields. A record without quoted fields, nearly every one, is
 * scanned eight bytes at a time; one with a quoted field is scanned again, byte by byte.
 *
 * <p>A quote counts where a field starts; elsewhere in an unquoted field it is a character. A
 * record whose quoted field does not end properly (the input or the record limit comes first, or
 * something other than a delimiter follows the closing quote) is at fault and ends with the line
 * that opened the quote; the scan goes on at the line after it. Two such scans overlap only up to
 * the next odd run of quotes, so the cost stays linear.
 */
final class CsvScanner extends RecordScanner {
  /** Fields beyond this many are counted, not kept. */
  static final int MAX_FIELDS = 1 << 16;

  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long FEEDS = Words.broadcast('\n');
  private static final long QUOTES = Words.broadcast('"');

  /** Marks in {@link #quoting}. */
  static final byte PLAIN = 0;

  static final byte QUOTED = 1;

  /** Quoted, with doubled quotes inside. */
  static final byte DOUBLED = 2;

  private final byte delimiter;
  private final long delimiters;

  /** Fields of the record; those beyond {@link #MAX_FIELDS} are only counted. */
  int fields;

  /** Where each field starts and ends, within its quotes; and how it is quoted. */
  int[] starts = new int[32];

  int[] ends = new int[32];
  byte[] quoting = new byte[32];

  /** Whether any field is quoted. */
  boolean hasQuotes;

  CsvScanner(ByteWindow in, long firstLine, int recordLimit, char delimiter) {
    super(in, firstLine, recordLimit);
    this.delimiter = (byte) delimiter;
    this.delimiters = Words.broadcast(delimiter);
  }

  @Override
  boolean scan(int from) throws IOException {
    byte[] b = in.bytes();
    int limit = in.limit();
    int field = 0;
    int fieldStart = from;
    long high = 0;
    hasQuotes = false;
    for (int p = from; p < limit; p += Long.BYTES) {
      long word = Words.at(b, p);
      long feeds = Words.matchesAll(word, FEEDS);
      long special = feeds | Words.matchesAll(word, delimiters) | Words.matchesAll(word, QUOTES);
      while (special != 0) {
        int i = p + Words.firstIndex(special);
        byte c = b[i];
        if (c == '\n') {
          high |= word & Words.before(special);
          return plain(from, field, fieldStart, i, high);
        }
        if (c != '"') {
          put(field++, fieldStart, i);
          fieldStart = i + 1;
        } else if (i == fieldStart) {
          return scanQuoted(from);
        }
        special &= special - 1;
      }
      high |= word;
    }
    if (limit - from > recordLimit) {
      hasHighBytes = true;
      fields = 0;
      finishTooLong(from, 1);
      return true;
    }
    return in.isEnded() && plain(from, field, fieldStart, limit, high);
  }

  private boolean plain(int from, int field, int fieldStart, int feed, long high)
      throws IOException {
    finish(from, feed, 1);
    put(field, fieldStart, contentEnd);
    fields = field + 1;
    hasHighBytes = (high & HIGH_BITS) != 0;
    if (contentEnd - from > recordLimit) {
      finishTooLong(from, 1);
    }
    return true;
  }

  private void put(int field, int from, int to) {
    if (field >= starts.length) {
      if (field >= MAX_FIELDS) {
        return;
      }
      int size = 2 * starts.length;
      starts = Arrays.copyOf(starts, size);
      ends = Arrays.copyOf(ends, size);
      quoting = Arrays.copyOf(quoting, size);
    }
    starts[field] = from;
    ends[field] = to;
  }

  /** The record from {@code from} on, at least one field of which is quoted. */
  private boolean scanQuoted(int from) throws IOException {
    byte[] b = in.bytes();
    int bound = (int) Math.min(in.limit(), (long) from + recordLimit);
    hasQuotes = true;
    hasHighBytes = true;
    int lines = 1;
    int open = from;
    int openLines = 1;
    int field = 0;
    int p = from;
    while (true) {
      int fieldStart = p;
      byte mark = PLAIN;
      int fieldEnd;
      if (p < bound && b[p] == '"') {
        open = p;
        openLines = lines;
        mark = QUOTED;
        p++;
        while (p < bound && (b[p] != '"' || (p + 1 < in.limit() && b[p + 1] == '"'))) {
          if (b[p] == '"') {
            mark = DOUBLED;
            p++;
          } else if (b[p] == '\n') {
            lines++;
          }
          p++;
        }
        if (p >= bound || (p + 1 == in.limit() && !in.isEnded())) {
          return stopped(from, open, openLines, p >= from + recordLimit);
        }
        fieldStart = open + 1;
        fieldEnd = p++;
        if (p < in.limit() && b[p] == '\r') {
          p++;
        }
        if (p == in.limit() && !in.isEnded()) {
          return false;
        }
        boolean afterReturn = b[p - 1] == '\r';
        boolean atLineEnd = p < in.limit() ? b[p] == '\n' : !afterReturn;
        if (!atLineEnd && (afterReturn || b[p] != delimiter)) {
          return textAfterQuote(from, open, openLines, fieldEnd);
        }
      } else {
        while (p < bound && b[p] != delimiter && b[p] != '\n') {
          p++;
        }
        if (p >= bound && (bound < in.limit() || !in.isEnded())) {
          return p >= from + recordLimit && tooLong(from, open, openLines);
        }
        fieldEnd = p > fieldStart && p < bound && b[p] == '\n' && b[p - 1] == '\r' ? p - 1 : p;
      }
      put(field, fieldStart, fieldEnd);
      if (field < MAX_FIELDS) {
        quoting[field] = mark;
      }
      field++;
      if (p >= in.limit() || b[p] == '\n') {
        fields = field;
        finish(from, p, lines);
        return true;
      }
      p++;
    }
  }

  /** The scan came to the end of what there is, or of what a record may have. */
  private boolean stopped(int from, int open, int openLines, boolean atLimit) throws IOException {
    if (!atLimit && !in.isEnded()) {
      return false;
    }
    String quote = "a quote opened in line " + (line + openLines - 1);
    return atFault(
        from,
        open,
        openLines,
        atLimit ? from + recordLimit + 2 : in.limit(),
        new ScanFault(
            "quote is closed",
            "a closing quote within the record limit of " + recordLimit + " bytes",
            quote + (atLimit ? " is not closed within the limit" : " is not closed in the file")));
  }

  private boolean textAfterQuote(int from, int open, int openLines, int close) throws IOException {
    return atFault(
        from,
        open,
        openLines,
        close + 3,
        new ScanFault(
            "quote is closed",
            "a delimiter or a line end after the closing quote",
            "text after the quote that closes the one opened in line " + (line + openLines - 1)));
  }

  private boolean tooLong(int from, int open, int openLines) throws IOException {
    return atFault(
        from,
        open,
        openLines,
        from + recordLimit + 2,
        new ScanFault(
            "record within limit", "at most " + recordLimit + " bytes", "more than that"));
  }

  /** Ends the record with the line of {@code open}. */
  private boolean atFault(int from, int open, int openLines, int seen, ScanFault why)
      throws IOException {
    byte[] b = in.bytes();
    int feed = open;
    while (feed < in.limit() && b[feed] != '\n') {
      feed++;
    }
    boolean tooLong = feed - from > recordLimit;
    if (feed == in.limit() && !in.isEnded() && !tooLong) {
      return false;
    }
    furthest = Math.max(furthest, in.offset(Math.min(seen, in.limit())));
    fault = why;
    fields = 0;
    if (tooLong) {
      finishTooLong(from, openLines);
    } else {
      finish(from, feed, openLines);
    }
    return true;
  }

  /** No byte at all. */
  @Override
  boolean isBlank() {
    return start == contentEnd;
  }
}
