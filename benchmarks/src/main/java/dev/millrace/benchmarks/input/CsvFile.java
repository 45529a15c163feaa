package dev.millrace.benchmarks.input;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Reads the CSV of an input as one does by hand who wants it fast: bytes in a buffer, fields found
 * in one pass and decoded only when asked for. For the rivals of Millrace, and no general reader:
 * there are no quotes in these files, numbers have few digits, and times have one form.
 */
public final class CsvFile implements Closeable {
  private static final double[] POWERS_OF_TEN = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  private static final long MILLIS_PER_DAY = 86_400_000L;

  private final InputStream in;
  private final int[] ends;
  private byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private int lineStart;
  private int cachedDate;
  private long cachedDay;

  private CsvFile(InputStream in, int columns) {
    this.in = in;
    this.ends = new int[columns];
  }

  /** Opens a file and skips its header. */
  public static CsvFile open(Path file, int columns) throws IOException {
    return over(Files.newInputStream(file), columns);
  }

  /** As {@link #open}, over bytes that come from elsewhere. */
  public static CsvFile over(InputStream in, int columns) throws IOException {
    CsvFile csv = new CsvFile(in, columns);
    if (!csv.next()) {
      throw new EOFException("no header");
    }
    return csv;
  }

  /** Goes to the next record; false at the end. */
  public boolean next() throws IOException {
    lineStart = position;
    int at = position;
    int column = 0;
    while (true) {
      if (at == limit) {
        int scanned = at - lineStart;
        if (!refill()) {
          if (scanned > 0) {
            throw new EOFException("the last line has no end");
          }
          return false;
        }
        // What was found of this line has moved with it.
        at = scanned;
      }
      byte b = buffer[at];
      if (b == ',' || b == '\n') {
        ends[column++] = at - lineStart;
        if (b == '\n') {
          position = at + 1;
          return requireAll(column);
        }
      }
      at++;
    }
  }

  private boolean requireAll(int columns) {
    if (columns != ends.length) {
      throw new IllegalStateException("a line of " + columns + " fields, not " + ends.length);
    }
    return true;
  }

  /** Moves the unfinished line to the front and reads on; false at the end of the file. */
  private boolean refill() throws IOException {
    int kept = limit - lineStart;
    if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    System.arraycopy(buffer, lineStart, buffer, 0, kept);
    lineStart = 0;
    int read = in.read(buffer, kept, buffer.length - kept);
    limit = kept + Math.max(0, read);
    return read > 0;
  }

  private int start(int column) {
    return column == 0 ? lineStart : lineStart + ends[column - 1] + 1;
  }

  private int end(int column) {
    return lineStart + ends[column];
  }

  public boolean isEmpty(int column) {
    return start(column) == end(column);
  }

  public String text(int column) {
    int start = start(column);
    return new String(buffer, start, end(column) - start, StandardCharsets.UTF_8);
  }

  /** Whether a field is these bytes. */
  public boolean is(int column, byte[] value) {
    return Arrays.equals(buffer, start(column), end(column), value, 0, value.length);
  }

  public long wholeNumber(int column) {
    return digits(start(column), end(column));
  }

  /** The nearest double: the digits and the power of ten are exact, so one division rounds once. */
  public double decimal(int column) {
    int end = end(column);
    long digits = 0;
    int decimals = 0;
    boolean behindPoint = false;
    for (int at = start(column); at < end; at++) {
      if (buffer[at] == '.') {
        behindPoint = true;
      } else {
        digits = digits * 10 + buffer[at] - '0';
        decimals += behindPoint ? 1 : 0;
      }
    }
    return digits / POWERS_OF_TEN[decimals];
  }

  /** Of {@code 2026-01-01T00:00:00.000Z}. */
  public long epochMillis(int column) {
    int at = start(column);
    int date =
        (int) (digits(at, at + 4) * 10_000 + digits(at + 5, at + 7) * 100)
            + (int) digits(at + 8, at + 10);
    if (date != cachedDate) {
      cachedDate = date;
      cachedDay = LocalDate.of(date / 10_000, date / 100 % 100, date % 100).toEpochDay();
    }
    long seconds =
        (digits(at + 11, at + 13) * 60 + digits(at + 14, at + 16)) * 60 + digits(at + 17, at + 19);
    return cachedDay * MILLIS_PER_DAY + seconds * 1_000 + digits(at + 20, at + 23);
  }

  private long digits(int from, int to) {
    long value = 0;
    for (int at = from; at < to; at++) {
      value = value * 10 + buffer[at] - '0';
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
