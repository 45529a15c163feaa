package dev.millrace.connect.files.parquet;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import java.io.IOException;

/** A component kept as longs, from a column of whole numbers. */
final class LongsReader extends FlatReader {
  private final LongRule rule;
  private final long[] values = new long[AHEAD];

  LongsReader(Component component, LeafReader leaf, LongRule rule) {
    super(component, leaf);
    this.rule = rule;
  }

  @Override
  void decodePresent(int present) throws IOException {
    leaf.values().longs(values, present);
  }

  @Override
  void spread(int present, int n) {
    int from = present;
    for (int row = n - 1; row >= 0; row--) {
      values[row] = nulls[row] ? 0 : values[--from];
    }
  }

  /** Applies the rule to what it fits. */
  @Override
  void check(int n) {
    if (rule == LongRule.AS_IS) {
      return;
    }
    for (int row = 0; row < n; row++) {
      if (mayHaveNulls && nulls[row]) {
        continue;
      }
      if (rule.fits(values[row])) {
        values[row] = rule.apply(values[row]);
      } else {
        faultOfValue(row, Long.toString(values[row]));
      }
    }
  }

  @Override
  void append(ColumnBuilder out, int from, int to) {
    int next = from;
    while (next < to) {
      int end = endOfValues(next, to);
      out.appendLongs(values, next, end);
      next = end;
      for (; next < to && isNull(next); next++) {
        out.appendNull();
      }
    }
  }

  @Override
  long bytes(int from, int to) {
    return (long) Long.BYTES * (to - from);
  }
}
