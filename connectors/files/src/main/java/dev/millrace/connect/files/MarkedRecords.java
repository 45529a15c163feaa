package dev.millrace.connect.files;

/**
 * Records of CSV by their marks, many at once. It takes records as most are written and leaves
 * others, which have quoted fields with line feeds inside, or are longer than a stretch of marks,
 * to {@link CsvScanner}.
 */
final class MarkedRecords {
  /** That a record goes on where nothing was looked at yet. */
  private static final int BEHIND_MARKS = -1;

  /** That a quoted field has a line feed in it, or text behind it. */
  private static final int UNUSUAL = -2;

  private final ByteWindow in;
  private final byte delimiter;
  private final FieldMarks marks;
  private final CsvFields fields;
  private final FieldTable table = new FieldTable();
  private boolean tableIsPlain;

  /** The line of the table's first record. */
  private long firstLine;

  /** How long a record of the table may be. */
  private int longest;

  /**
   * @param fields are set by {@link #scan}
   */
  MarkedRecords(ByteWindow in, char delimiter, CsvFields fields) {
    this.in = in;
    this.delimiter = (byte) delimiter;
    this.marks = new FieldMarks(delimiter);
    this.fields = fields;
  }

  /** Finds the fields of the record at an index; returns that of its line feed, or less than 0. */
  int scan(int from) {
    if (!marks.covers(in, from)) {
      marks.look(in, from);
    }
    int feed = fieldsOf(from, 0);
    if (feed == BEHIND_MARKS && !marks.startsAt(from)) {
      marks.look(in, from);
      feed = fieldsOf(from, 0);
    }
    return feed;
  }

  /** Whether any byte near the record that was found last is outside ASCII. */
  boolean hasHighBytes() {
    return marks.hasHighBytes;
  }

  /**
   * Records from the window's position on that need no closer look: they have {@code width} fields,
   * no doubled quotes inside them, and are UTF-8. The window stays where it is: see {@link
   * RecordScanner#pass}. The table is the same at every call.
   *
   * @param line of the first of them
   * @param greatest length of a record
   * @return at most {@code most} records; none when the next one needs a closer look, or when there
   *     is none
   */
  FieldTable scanMany(long line, int width, int most, int greatest) {
    int from = in.position();
    boolean mayHaveMark = in.offset(from) == 0;
    int wanted = mayHaveMark || width == 0 ? 0 : Math.min(most, CsvFields.MAX_FIELDS / width);
    firstLine = line;
    longest = greatest;
    table.rows = 0;
    table.width = width;
    if (wanted > 0) {
      if (!marks.covers(in, from)) {
        marks.look(in, from);
      }
      scanPlain(from, wanted);
      if (table.rows == 0 && !marks.startsAt(from)) {
        marks.look(in, from);
        scanPlain(from, wanted);
      }
      if (table.rows == 0) {
        scanMarked(from, wanted);
      }
    }
    return table;
  }

  /** Records in which every mark is the end of a field. */
  private void scanPlain(int first, int wanted) {
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
  private void scanMarked(int first, int wanted) {
    int from = first;
    int row = 0;
    while (row < wanted) {
      int feed = fieldsOf(from, row * table.width);
      if (feed < 0 || fields.count != table.width || fields.hasDoubledQuotes) {
        break;
      }
      int recordEnd = feed > from && in.bytes()[feed - 1] == '\r' ? feed - 1 : feed;
      if (recordEnd - from > longest || !isUtf8(from, recordEnd)) {
        break;
      }
      note(row++, from, recordEnd);
      from = feed + 1;
    }
    table.rows = row;
    table.setFields(fields.starts, fields.ends);
    tableIsPlain = false;
  }

  private void note(int row, int from, int to) {
    table.recordStarts[row] = from;
    table.recordEnds[row] = to;
    table.positions[row] = firstLine + row;
  }

  /** How a field of the table is quoted. */
  byte quotingOf(int field, int row) {
    return tableIsPlain ? CsvFields.PLAIN : fields.quoting[row * table.width + field];
  }

  private boolean isUtf8(int from, int to) {
    return !marks.hasHighBytes || Utf8Text.firstFault(in.bytes(), from, to) < 0;
  }

  /**
   * The fields of the record at {@code from}, by the marks: the index of the line feed that ends
   * it, or {@link #BEHIND_MARKS} or {@link #UNUSUAL}.
   */
  private int fieldsOf(int from, int at) {
    fields.begin(at);
    marks.goTo(from);
    byte[] b = in.bytes();
    int[] places = marks.at;
    int count = marks.count;
    int mark = marks.next;
    int field = 0;
    int fieldStart = from;
    while (mark < count) {
      int i = places[mark++];
      byte c = b[i];
      if (c == delimiter) {
        fields.put(field++, fieldStart, i, CsvFields.PLAIN);
        fieldStart = i + 1;
      } else if (c == '\n') {
        fields.put(
            field, fieldStart, i > fieldStart && b[i - 1] == '\r' ? i - 1 : i, CsvFields.PLAIN);
        return ended(field, i, mark);
      } else if (i == fieldStart) {
        mark = closing(i, mark, field++);
        if (mark < 0) {
          return mark;
        }
        i = places[mark++];
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
    fields.count = lastField + 1;
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
    fields.hasQuotes = true;
    byte quotes = CsvFields.QUOTED;
    for (int mark = nextMark; mark + 1 < count; mark++) {
      int i = at[mark];
      if (b[i] == '\n') {
        return UNUSUAL;
      }
      if (b[i] == '"') {
        int after = at[mark + 1];
        if (after == i + 1 && b[after] == '"') {
          quotes = CsvFields.DOUBLED;
          fields.hasDoubledQuotes = true;
          mark++;
        } else {
          fields.put(field, open + 1, i, quotes);
          boolean ends = after == i + 1 || (after == i + 2 && b[i + 1] == '\r' && b[after] == '\n');
          return ends ? mark + 1 : UNUSUAL;
        }
      }
    }
    return BEHIND_MARKS;
  }
}
