package dev.millrace.connect.files.parquet;

import java.io.IOException;
import org.apache.parquet.format.Type;

/** One column, entry by entry: for values that are put together from several. */
final class LeafCursor {
  private static final int CAPACITY = 256;

  private final LeafReader leaf;
  private final Meter meter;
  private final int[] repetition = new int[CAPACITY];
  private final int[] definition = new int[CAPACITY];
  private final long[] longs = new long[CAPACITY];
  private final double[] doubles = new double[CAPACITY];
  private final Spans spans = new Spans(CAPACITY);
  private int size;
  private int at;
  private int value;

  /** About how many bytes were put together since somebody set it back. */
  static final class Meter {
    long bytes;
  }

  LeafCursor(LeafReader leaf, Meter meter) {
    this.leaf = leaf;
    this.meter = meter;
  }

  LeafReader reader() {
    return leaf;
  }

  /** Begins a row group. */
  void reset() {
    size = 0;
    at = 0;
  }

  /** Whether the row group has no more entries. */
  boolean isAtEnd() throws IOException {
    return at == size && !refill();
  }

  int definition() throws IOException {
    if (isAtEnd()) {
      throw new DamagedParquetException("the column ends before its row group does");
    }
    return definition[at];
  }

  /** 0 also at the end of the row group: an entry there would begin a row. */
  int repetition() throws IOException {
    return isAtEnd() ? 0 : repetition[at];
  }

  /** To the next entry. */
  void next() throws IOException {
    boolean present = definition() == leaf.leaf().definition();
    value += present ? 1 : 0;
    at++;
    meter.bytes += 8;
  }

  long longValue() {
    return longs[value];
  }

  double doubleValue() {
    return doubles[value];
  }

  byte[] bytes() {
    return spans.bytes;
  }

  int from() {
    return spans.starts[value];
  }

  int to() {
    meter.bytes += spans.length(value);
    return spans.ends[value];
  }

  private boolean refill() throws IOException {
    int n = Math.min(CAPACITY, leaf.ready());
    if (n == 0) {
      return false;
    }
    int present = leaf.levels(repetition, definition, n);
    Type type = leaf.leaf().physical();
    if (type == Type.BOOLEAN || type == Type.INT32 || type == Type.INT64) {
      leaf.values().longs(longs, present);
    } else if (type == Type.FLOAT || type == Type.DOUBLE) {
      leaf.values().doubles(doubles, present);
    } else {
      leaf.values().spans(spans, present);
    }
    at = 0;
    value = 0;
    size = n;
    return true;
  }
}
