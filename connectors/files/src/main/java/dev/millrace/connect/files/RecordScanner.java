package dev.millrace.connect.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds one record after the other in bytes: where it starts and ends, and the number of its first
 * line. Every byte belongs to exactly one record (its line end to the record before it; a byte
 * order mark to the first).
 *
 * <p>Indexes are into {@code in.bytes()} and are valid until the next call of {@link #next}.
 */
abstract class RecordScanner {
  final ByteWindow in;
  final int recordLimit;

  /** The record's first byte, after a byte order mark. */
  int start;

  /** The byte after its last, without its line end. */
  int contentEnd;

  /** The byte after its line end. */
  int end;

  /** 1-based. */
  long line;

  /** The line that follows the record. */
  long nextLine;

  /** Why the record cannot be taken, or null. */
  @Nullable ScanFault fault;

  /** Whether any byte of the record is outside ASCII. */
  boolean hasHighBytes;

  /** The end in the file of the bytes that had to be looked at so far. */
  long furthest;

  private final PlainLines plain;

  /** What is wrong with a record that has no proper end. */
  record ScanFault(String rule, String expected, String observed) {}

  /**
   * @param plain lines that are records
   */
  RecordScanner(ByteWindow in, long firstLine, int recordLimit, PlainLines plain) {
    this.in = in;
    this.nextLine = firstLine;
    this.recordLimit = recordLimit;
    this.plain = plain;
  }

  /** Goes to the next record; false when there is none. */
  final boolean next() throws IOException {
    line = nextLine;
    fault = null;
    while (!scan(in.position() + markLength())) {
      in.more();
    }
    if (end == in.position()) {
      return false;
    }
    in.advance(end);
    return true;
  }

  /**
   * Looks for the end of the record at {@code from} and sets the fields; false when more bytes are
   * needed, and then it is called again. At the end of input it sets {@code end = from}.
   */
  abstract boolean scan(int from) throws IOException;

  /** No bytes but, perhaps, blanks. */
  abstract boolean isBlank();

  /** Where the record is, as the end of a sentence about it. */
  String place() {
    return " in line " + line;
  }

  /** Cuts off, of lines that were found from the position on, those that are no records. */
  void confirm(FieldTable lines) {}

  /** {@link #next} where all bytes are in memory, and a record is known to be left. */
  final void nextInMemory() {
    try {
      if (!next()) {
        throw new IllegalStateException("no record is left");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private int markLength() throws IOException {
    if (in.offset(in.position()) != 0) {
      return 0;
    }
    if (in.limit() == 0 && !in.isEnded()) {
      in.more();
    }
    byte[] b = in.bytes();
    int p = in.position();
    boolean mark =
        in.limit() - p >= 3
            && b[p] == (byte) 0xEF
            && b[p + 1] == (byte) 0xBB
            && b[p + 2] == (byte) 0xBF;
    return mark ? 3 : 0;
  }

  /**
   * Passes records that end before a place in the file, as many as can be told by their line feeds
   * alone; none where it is not so simple. To be called behind the first record.
   */
  final void passPlain(long before) {
    int from = in.position();
    long feedsEnd = before - 1 - in.offset(0);
    plain.look(in.bytes(), from, (int) Math.min(in.limit(), feedsEnd));
    nextLine += plain.count;
    in.advance(plain.end);
  }

  /** Goes to the record behind the rows of a table, each of which is a line. */
  final void pass(FieldTable table) {
    if (table.rows > 0) {
      int last = table.recordEnds[table.rows - 1];
      in.advance(in.bytes()[last] == '\r' ? last + 2 : last + 1);
      nextLine += table.rows;
    }
  }

  /** A record whose line feed is at {@code feed}, or which ends at the limit when there is none. */
  final void finish(int from, int feed, int lines) {
    start = from;
    end = Math.min(feed + 1, in.limit());
    contentEnd = feed < in.limit() && feed > from && in.bytes()[feed - 1] == '\r' ? feed - 1 : feed;
    nextLine = line + lines;
  }

  /**
   * A line that is longer than a record may be: its first bytes are kept, the others skipped. The
   * buffer holds more than {@code recordLimit} bytes from {@code from} on.
   */
  final void finishTooLong(int from, int lines) throws IOException {
    int kept = from + recordLimit;
    long cut = in.cutLine(kept);
    start = from;
    contentEnd = kept;
    end = kept;
    nextLine = line + lines;
    if (fault == null) {
      fault = tooLong(recordLimit + cut);
    }
  }

  final ScanFault tooLong(long bytes) {
    return new ScanFault(
        "record within limit",
        "at most " + recordLimit + " bytes",
        bytes + " bytes, of which the first " + recordLimit + " are kept");
  }
}
