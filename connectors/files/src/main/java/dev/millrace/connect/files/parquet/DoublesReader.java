package dev.millrace.connect.files.parquet;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import java.io.IOException;
import org.apache.parquet.format.Type;

/** A component kept as doubles, from a column of such or of ints. */
final class DoublesReader extends FlatReader {
  private final double[] values = new double[AHEAD];
  private final long[] whole;

  DoublesReader(Component component, LeafReader leaf) {
    super(component, leaf);
    this.whole = new long[leaf.leaf().physical() == Type.INT32 ? AHEAD : 0];
  }

  @Override
  void decodePresent(int present) throws IOException {
    if (whole.length > 0) {
      leaf.values().longs(whole, present);
      for (int i = 0; i < present; i++) {
        values[i] = whole[i];
      }
    } else {
      leaf.values().doubles(values, present);
    }
  }

  @Override
  void spread(int present, int n) {
    int from = present;
    for (int row = n - 1; row >= 0; row--) {
      values[row] = nulls[row] ? 0 : values[--from];
    }
  }

  @Override
  void append(ColumnBuilder out, int from, int to) {
    int next = from;
    while (next < to) {
      int end = endOfValues(next, to);
      out.appendDoubles(values, next, end);
      next = end;
      for (; next < to && isNull(next); next++) {
        out.appendNull();
      }
    }
  }

  @Override
  long bytes(int from, int to) {
    return (long) Double.BYTES * (to - from);
  }
}
