package dev.millrace.connect.files.parquet;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import java.io.IOException;
import java.util.List;

/**
 * A String, from a column of bytes, which are looked at. They stay where they are until appended.
 */
final class TextReader extends ComponentReader {
  private final LeafReader leaf;
  private final Spans spans = new Spans(AHEAD);

  TextReader(Component component, LeafReader leaf) {
    super(component);
    this.leaf = leaf;
  }

  @Override
  List<LeafReader> leaves() {
    return List.of(leaf);
  }

  @Override
  int decode(int most) throws IOException {
    int n = Math.min(most, leaf.ready());
    boolean isText = n > 0 && leaf.values().isText();
    int present = leaf.present(nulls, n);
    mayHaveNulls = present < n;
    leaf.values().spans(spans, present);
    if (mayHaveNulls) {
      spread(present, n);
    }
    if (!isText) {
      check(n);
    }
    return n;
  }

  /** Moves each value to its row, the last one first. */
  private void spread(int present, int n) {
    int from = present;
    for (int row = n - 1; row >= 0; row--) {
      boolean isNull = nulls[row];
      from -= isNull ? 0 : 1;
      spans.starts[row] = isNull ? 0 : spans.starts[from];
      spans.ends[row] = isNull ? 0 : spans.ends[from];
      if (isNull && !component.nullable()) {
        faultOfNull(row);
      }
    }
  }

  private void check(int n) {
    for (int row = 0; row < n; row++) {
      int from = spans.starts[row];
      int to = spans.ends[row];
      if (!Text.isUtf8(spans.bytes, from, to)) {
        faultOfValue(row, Faults.text(spans.bytes, from, to));
      }
    }
  }

  @Override
  void append(ColumnBuilder out, int from, int to) {
    int next = from;
    while (next < to) {
      int end = endOfValues(next, to);
      out.appendUtf8s(spans.bytes, spans.starts, spans.ends, next, end);
      next = end;
      for (; next < to && isNull(next); next++) {
        out.appendNull();
      }
    }
  }

  @Override
  long bytes(int from, int to) {
    long bytes = 8L * (to - from);
    for (int row = from; row < to; row++) {
      bytes += spans.length(row);
    }
    return bytes;
  }
}
