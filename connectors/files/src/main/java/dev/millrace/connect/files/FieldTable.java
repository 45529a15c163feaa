package dev.millrace.connect.files;

/**
 * Where the fields of some records stand in the bytes of a window: a row for each record, as wide
 * as they have fields. Values are read from it column by column, which costs a fraction of reading
 * them row by row.
 */
final class FieldTable {
  /** Rows at most: few enough to stay in the nearest caches with their bytes. */
  static final int MOST_ROWS = 128;

  int rows;

  /** Fields of a row. */
  int width;

  /** A field of this length may be a null. */
  int nullLength;

  /** Where the records start and end, and their positions. */
  final int[] recordStarts = new int[MOST_ROWS];

  final int[] recordEnds = new int[MOST_ROWS];
  final long[] positions = new long[MOST_ROWS];

  /** Where fields start and end, row after row; both {@link #beyond} what is said here. */
  private int[] starts = {};

  private int[] ends = {};
  private int first;
  private int beyond;
  private int lineEnd;

  /** Fields start and end where the arrays say, from their beginning. */
  void setFields(int[] fieldStarts, int[] fieldEnds) {
    starts = fieldStarts;
    ends = fieldEnds;
    first = 0;
    beyond = 0;
    lineEnd = 0;
  }

  /**
   * Fields end at marks and start behind the mark before.
   *
   * @param firstMark the mark that ends the first field
   * @param returns how many bytes before the last mark of a row its last field ends
   */
  void setMarks(int[] marks, int firstMark, int returns) {
    starts = marks;
    ends = marks;
    first = firstMark;
    beyond = 1;
    lineEnd = returns;
  }

  /** The fields of a column, from a row on. */
  Cursor column(int column, int row) {
    return new Cursor(this, column, row);
  }

  /**
   * Walks down a column. Never leaves the method it is made in, so the JIT keeps it in registers.
   */
  static final class Cursor {
    private final int[] starts;
    private final int[] ends;
    private final int beyond;
    private final int before;
    private final int width;
    private final int rows;
    private final int nullLength;
    private int at;

    /** The row of the field. */
    int row;

    int from;
    int to;

    private Cursor(FieldTable table, int column, int row) {
      this.starts = table.starts;
      this.ends = table.ends;
      this.beyond = table.beyond;
      this.before = column == table.width - 1 ? table.lineEnd : 0;
      this.width = table.width;
      this.rows = table.rows;
      this.nullLength = table.nullLength;
      this.at = table.first + row * table.width + column;
      this.row = row;
    }

    /** Whether the row has a field of another length than a null. */
    boolean isValue() {
      if (row >= rows) {
        return false;
      }
      look();
      return to - from != nullLength;
    }

    /** Sets {@link #from} and {@link #to}; there must be such a row. */
    void look() {
      from = starts[at - beyond] + beyond;
      to = ends[at] - before;
    }

    void next() {
      row++;
      at += width;
    }
  }
}
