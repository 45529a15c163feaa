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

  /** Marks in {@link #quoting}. */
  static final byte PLAIN = 0;

  static final byte QUOTED = 1;

  /** Quoted, with doubled quotes inside. */
  static final byte DOUBLED = 2;

  /** What {@link #marked} answers when a record goes on where nothing was looked at yet. */
  private static final int BEHIND_MARKS = -1;

  /** What it answers for a quoted field with a line feed in it, or with text behind it. */
  private static final int UNUSUAL = -2;

  private final byte delimiter;
  private final FieldMarks marks;

  /** Fields of the record; those beyond {@link #MAX_FIELDS} are only counted. */
  int fields;

  /** Where each field starts and ends, within its quotes; and how it is quoted. */
  int[] starts = new int[32];

  int[] ends = new int[32];
  byte[] quoting = new byte[32];

  /** Whether any field is quoted. */
  boolean hasQuotes;

  /** What {@link #scanMany} found. */
  private final FieldTable table = new FieldTable();

  /** Where the fields of the record begin in {@link #starts} and the others. */
  private int base;

  private boolean hasDoubledQuotes;
  private boolean tableIsPlain;

  CsvScanner(ByteWindow in, long firstLine, int recordLimit, char delimiter) {
    super(in, firstLine, recordLimit, new PlainLines(true));
    this.delimiter = (byte) delimiter;
    this.marks = new FieldMarks(delimiter);
  }

  @Override
  boolean scan(int from) throws IOException {
    if (!marks.covers(in, from)) {
      marks.look(in, from);
    }
    int feed = marked(from);
    if (feed == BEHIND_MARKS && !marks.startsAt(from)) {
      marks.look(in, from);
      feed = marked(from);
    }
    if (feed < 0 || feed - from > recordLimit) {
      return scanWords(from);
    }
    hasHighBytes = marks.hasHighBytes;
    finish(from, feed, 1);
    return true;
  }

  /**
   * Records from the window's position on that need no closer look: they have {@code width} fields,
   * none longer than {@code fieldLimit} or with doubled quotes inside, and are UTF-8. The window
   * stays where it is: see {@link #pass}. The table is the same at every call.
   *
   * @return at most {@code most} records; none when the next one needs a closer look, or when there
   *     is none
   */
  FieldTable scanMany(int width, int most, int fieldLimit) {
    int from = in.position();
    boolean mayHaveMark = in.offset(from) == 0;
    int wanted = mayHaveMark || width == 0 ? 0 : Math.min(most, MAX_FIELDS / width);
    int longest = Math.min(fieldLimit, recordLimit);
    table.rows = 0;
    table.width = width;
    if (wanted > 0) {
      if (!marks.covers(in, from)) {
        marks.look(in, from);
      }
      scanPlain(from, wanted, longest);
      if (table.rows == 0 && !marks.startsAt(from)) {
        marks.look(in, from);
        scanPlain(from, wanted, longest);
      }
      if (table.rows == 0) {
        scanMarked(from, wanted, longest);
      }
    }
    return table;
  }

  /** Records in which every mark is the end of a field. */
  private void scanPlain(int first, int wanted, int longest) {
    byte[] b = in.bytes();
    int[] at = marks.at;
    int width = table.width;
    marks.goTo(first);
    int mark = marks.next;
    int most = Math.min(wanted, (marks.count - mark) / width);
    int firstFeed = most == 0 ? first : at[mark + width - 1];
    int returns = firstFeed > first && b[firstFeed - 1] == '\r' ? 1 : 0;
    table.setMarks(at, mark, returns);
    tableIsPlain = true;
    int from = first;
    int row = 0;
    while (row < most && areDelimiters(b, at, mark, width - 1)) {
      int feed = at[mark + width - 1];
      int recordEnd = feed - returns;
      boolean isPlain =
          b[feed] == '\n'
              && (feed == from || (b[feed - 1] == '\r') == (returns == 1))
              && recordEnd - from <= longest
              && isUtf8(from, recordEnd);
      if (!isPlain) {
        break;
      }
      note(row++, from, recordEnd);
      from = feed + 1;
      mark += width;
    }
    table.rows = row;
  }

  private boolean areDelimiters(byte[] b, int[] at, int from, int count) {
    for (int mark = from; mark < from + count; mark++) {
      if (b[at[mark]] != delimiter) {
        return false;
      }
    }
    return true;
  }

  /** Records that may have quoted fields, without line feeds and quotes inside. */
  private void scanMarked(int first, int wanted, int longest) {
    int from = first;
    int row = 0;
    while (row < wanted) {
      base = row * table.width;
      hasDoubledQuotes = false;
      int feed = marked(from);
      if (feed < 0 || fields != table.width || hasDoubledQuotes) {
        break;
      }
      int recordEnd = feed > from && in.bytes()[feed - 1] == '\r' ? feed - 1 : feed;
      if (recordEnd - from > longest || !isUtf8(from, recordEnd)) {
        break;
      }
      note(row++, from, recordEnd);
      from = feed + 1;
    }
    base = 0;
    table.rows = row;
    table.setFields(starts, ends);
    tableIsPlain = false;
  }

  private void note(int row, int from, int to) {
    table.recordStarts[row] = from;
    table.recordEnds[row] = to;
    table.positions[row] = nextLine + row;
  }

  /** How a field of the table is quoted. */
  byte quotingOf(int field, int row) {
    return tableIsPlain ? PLAIN : quoting[row * table.width + field];
  }

  private boolean isUtf8(int from, int to) {
    return !marks.hasHighBytes || Utf8Text.firstFault(in.bytes(), from, to) < 0;
  }

  /**
   * The fields of the record at {@code from}, by the marks: the index of the line feed that ends
   * it, or {@link #BEHIND_MARKS} or {@link #UNUSUAL}.
   */
  private int marked(int from) {
    marks.goTo(from);
    byte[] b = in.bytes();
    int[] at = marks.at;
    int count = marks.count;
    int mark = marks.next;
    int field = 0;
    int fieldStart = from;
    hasQuotes = false;
    while (mark < count) {
      int i = at[mark++];
      byte c = b[i];
      if (c == delimiter) {
        put(field++, fieldStart, i, PLAIN);
        fieldStart = i + 1;
      } else if (c == '\n') {
        put(field, fieldStart, i > fieldStart && b[i - 1] == '\r' ? i - 1 : i, PLAIN);
        return ended(field, i, mark);
      } else if (i == fieldStart) {
        mark = closing(i, mark, field++);
        if (mark < 0) {
          return mark;
        }
        i = at[mark++];
        if (b[i] == '\n') {
          return ended(field - 1, i, mark);
        }
        fieldStart = i + 1;
      }
    }
    return BEHIND_MARKS;
  }

  private int ended(int lastField, int feed, int nextMark) {
    marks.next = nextMark;
    fields = lastField + 1;
    return feed;
  }

  /**
   * The number of the mark that ends a field whose opening quote is at {@code open}, a delimiter or
   * a line feed; or {@link #BEHIND_MARKS} or {@link #UNUSUAL}.
   */
  private int closing(int open, int nextMark, int field) {
    byte[] b = in.bytes();
    int[] at = marks.at;
    int count = marks.count;
    hasQuotes = true;
    byte quotes = QUOTED;
    for (int mark = nextMark; mark + 1 < count; mark++) {
      int i = at[mark];
      if (b[i] == '\n') {
        return UNUSUAL;
      }
      if (b[i] == '"') {
        int after = at[mark + 1];
        if (after == i + 1 && b[after] == '"') {
          quotes = DOUBLED;
          hasDoubledQuotes = true;
          mark++;
        } else {
          put(field, open + 1, i, quotes);
          boolean ends = after == i + 1 || (after == i + 2 && b[i + 1] == '\r' && b[after] == '\n');
          return ends ? mark + 1 : UNUSUAL;
        }
      }
    }
    return BEHIND_MARKS;
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
    hasQuotes = false;
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
          put(field++, fieldStart, i, PLAIN);
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
    put(field, fieldStart, contentEnd, PLAIN);
    fields = field + 1;
    hasHighBytes = (high & Words.HIGH_BITS) != 0;
    if (contentEnd - from > recordLimit) {
      finishTooLong(from, 1);
    }
    return true;
  }

  private void put(int field, int from, int to, byte mark) {
    int at = base + field;
    if (at >= starts.length) {
      if (at >= MAX_FIELDS) {
        return;
      }
      int size = 2 * starts.length;
      starts = Arrays.copyOf(starts, size);
      ends = Arrays.copyOf(ends, size);
      quoting = Arrays.copyOf(quoting, size);
    }
    starts[at] = from;
    ends[at] = to;
    quoting[at] = mark;
  }

  /** The record from {@code from} on, byte by byte: at least one field of it is quoted. */
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
      put(field++, fieldStart, fieldEnd, mark);
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
