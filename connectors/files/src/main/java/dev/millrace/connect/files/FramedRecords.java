package dev.millrace.connect.files;

/** Records whose ends are known: they lie in memory, each with a line feed behind it. */
final class FramedRecords extends RecordScanner {
  private int[] starts = {};
  private int[] ends = {};
  private int count;

  FramedRecords(int recordLimit) {
    super(ByteWindow.ofMemory(), 0, recordLimit, new PlainLines(false));
  }

  /** Goes to the first of other records, which has the number 0. */
  void reset(byte[] bytes, int[] recordStarts, int[] recordEnds, int records) {
    starts = recordStarts;
    ends = recordEnds;
    count = records;
    nextLine = 0;
    in.reset(bytes, records == 0 ? 0 : ends[records - 1] + 1);
    in.advance(records == 0 ? 0 : starts[0]);
  }

  /** How many records are left. */
  int left() {
    return count - (int) nextLine;
  }

  @Override
  boolean scan(int from) {
    if (line == count) {
      end = from;
      return true;
    }
    start = starts[(int) line];
    contentEnd = ends[(int) line];
    end = contentEnd + 1;
    hasHighBytes = true;
    nextLine = line + 1;
    if (contentEnd - start > recordLimit) {
      fault = tooLong(contentEnd - start);
      contentEnd = start + recordLimit;
    }
    return true;
  }

  /** A record is never skipped: an empty one is no object. */
  @Override
  boolean isBlank() {
    return false;
  }

  @Override
  String place() {
    return "";
  }

  /** Lines that a record has inside of it are not records. */
  @Override
  void confirm(FieldTable lines) {
    int first = (int) nextLine;
    lines.rows = Math.min(lines.rows, left());
    for (int i = 0; i < lines.rows; i++) {
      if (lines.recordStarts[i] != starts[first + i] || lines.recordEnds[i] != ends[first + i]) {
        lines.rows = i;
      }
    }
  }
}
