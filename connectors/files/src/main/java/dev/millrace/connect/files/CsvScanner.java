package dev.millrace.connect.files;

import java.io.IOException;

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
  /** Of the record. */
  final CsvFields fields = new CsvFields();

  private final byte delimiter;
  private final MarkedRecords marked;

  CsvScanner(ByteWindow in, long firstLine, int recordLimit, char delimiter) {
    super(in, firstLine, recordLimit, new PlainLines(true));
    this.delimiter = (byte) delimiter;
    this.marked = new MarkedRecords(in, delimiter, fields);
  }

  @Override
  boolean scan(int from) throws IOException {
    int feed = marked.scan(from);
    if (feed < 0 || feed - from > recordLimit) {
      return scanWords(from);
    }
    hasHighBytes = marked.hasHighBytes();
    finish(from, feed, 1);
    return true;
  }

  /** {@link MarkedRecords#scanMany} from here on, of records whose fields are within a limit. */
  FieldTable scanMany(int width, int most, int fieldLimit) {
    return marked.scanMany(nextLine, width, most, Math.min(fieldLimit, recordLimit));
  }

  /** How a field of that table is quoted. */
  byte quotingOf(int field, int row) {
    return marked.quotingOf(field, row);
  }

  /**
   * The record from {@code from} on, word by word up to its first quoted field: one that ends
   * behind what the window holds, is longer than a stretch of marks, or is unusual.
   */
  private boolean scanWords(int from) throws IOException {
    byte[] b = in.bytes();
    int limit = in.limit();
    int field = 0;
    int fieldStart = from;
    long high = 0;
    fields.begin(0);
    for (int p = from; p < limit; p += Long.BYTES) {
      long word = Words.at(b, p);
      long special =
          Words.matches(word, '\n') | Words.matches(word, delimiter) | Words.matches(word, '"');
      while (special != 0) {
        int i = p + Words.firstIndex(special);
        byte c = b[i];
        if (c == '\n') {
          high |= word & Words.before(special);
          return plain(from, field, fieldStart, i, high);
        }
        if (c != '"') {
          fields.put(field++, fieldStart, i, CsvFields.PLAIN);
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
      fields.count = 0;
      finishTooLong(from, 1);
      return true;
    }
    return in.isEnded() && plain(from, field, fieldStart, limit, high);
  }

  private boolean plain(int from, int field, int fieldStart, int feed, long high)
      throws IOException {
    finish(from, feed, 1);
    fields.put(field, fieldStart, contentEnd, CsvFields.PLAIN);
    fields.count = field + 1;
    hasHighBytes = (high & Words.HIGH_BITS) != 0;
    if (contentEnd - from > recordLimit) {
      finishTooLong(from, 1);
    }
    return true;
  }

  /** The record from {@code from} on, byte by byte: at least one field of it is quoted. */
  private boolean scanQuoted(int from) throws IOException {
    byte[] b = in.bytes();
    int bound = (int) Math.min(in.limit(), (long) from + recordLimit);
    fields.begin(0);
    fields.hasQuotes = true;
    hasHighBytes = true;
    int lines = 1;
    int open = from;
    int openLines = 1;
    int field = 0;
    int p = from;
    while (true) {
      int fieldStart = p;
      byte mark = CsvFields.PLAIN;
      int fieldEnd;
      if (p < bound && b[p] == '"') {
        open = p;
        openLines = lines;
        mark = CsvFields.QUOTED;
        p++;
        while (p < bound && (b[p] != '"' || (p + 1 < in.limit() && b[p + 1] == '"'))) {
          if (b[p] == '"') {
            mark = CsvFields.DOUBLED;
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
      fields.put(field++, fieldStart, fieldEnd, mark);
      if (p >= in.limit() || b[p] == '\n') {
        fields.count = field;
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
    fields.count = 0;
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
