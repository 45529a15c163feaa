package dev.millrace.connect.files.parquet;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import java.io.IOException;

/**
 * A String, from a column of bytes, which are looked at. They stay where they are until appended.
 */
final class TextReader extends FlatReader {
  private final Spans spans = new Spans(AHEAD);
  private boolean isText;

  TextReader(Component component, LeafReader leaf) {
    super(component, leaf);
  }

  @Override
  void decodePresent(int present) throws IOException {
    // Asked of a page before its first value is taken: afterwards it would know of the rest only.
    isText = present == 0 || leaf.values().isText();
    leaf.values().spans(spans, present);
  }

  @Override
  void spread(int present, int n) {
    int from = present;
    for (int row = n - 1; row >= 0; row--) {
      boolean isNull = nulls[row];
      from -= isNull ? 0 : 1;
      spans.starts[row] = isNull ? 0 : spans.starts[from];
      spans.ends[row] = isNull ? 0 : spans.ends[from];
    }
  }

  @Override
  void check(int n) {
    if (isText) {
      return;
    }
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
