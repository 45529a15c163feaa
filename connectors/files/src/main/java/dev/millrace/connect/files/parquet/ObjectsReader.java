package dev.millrace.connect.files.parquet;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every other component: objects, put together one by one. */
final class ObjectsReader extends ComponentReader {
  /** Rows are put together until they hold about so much. */
  private static final int BYTES_AHEAD = 256 << 10;

  private final ComponentCodec codec;
  private final Assembler assembler;
  private final List<LeafCursor> cursors = new ArrayList<>();
  private final LeafCursor.Meter meter = new LeafCursor.Meter();
  private final Faults faults = new Faults();
  private final @Nullable Object[] values = new Object[AHEAD];
  private final int[] weights = new int[AHEAD];

  /**
   * @param leaves makes the reader of a column
   */
  ObjectsReader(
      Component component, ComponentCodec codec, Fit fit, Function<SchemaNode, LeafReader> leaves) {
    super(component);
    this.codec = codec;
    this.assembler =
        Assembler.of(
            fit,
            component.name(),
            new Assembler.Setting() {
              @Override
              public LeafCursor cursor(SchemaNode leaf) {
                LeafCursor cursor = new LeafCursor(leaves.apply(leaf), meter);
                cursors.add(cursor);
                return cursor;
              }

              @Override
              public Faults faults() {
                return faults;
              }
            });
  }

  @Override
  List<LeafReader> leaves() {
    return cursors.stream().map(LeafCursor::reader).toList();
  }

  @Override
  void reset() {
    super.reset();
    cursors.forEach(LeafCursor::reset);
  }

  @Override
  boolean isAtEnd() throws IOException {
    for (LeafCursor cursor : cursors) {
      if (!cursor.isAtEnd()) {
        return false;
      }
    }
    return true;
  }

  @Override
  int decode(int most) throws IOException {
    mayHaveNulls = true;
    long bytes = 0;
    int n = 0;
    while (n < most && bytes < BYTES_AHEAD && !assembler.first().isAtEnd()) {
      meter.bytes = 0;
      Object value = assembler.read();
      values[n] = value;
      weights[n] = (int) Math.min(Integer.MAX_VALUE, meter.bytes);
      bytes += meter.bytes;
      nulls[n] = value == null;
      if (!faults.isEmpty()) {
        fault(n, faults.take());
      } else if (value == null && !component.nullable() && component.kind() != Kind.OPTIONAL) {
        faultOfNull(n);
      }
      for (LeafCursor cursor : cursors) {
        if (cursor.repetition() != 0) {
          throw new DamagedParquetException("the columns of one row disagree about its lists");
        }
      }
      n++;
    }
    return n;
  }

  @Override
  void append(ColumnBuilder out, int from, int to) {
    for (int row = from; row < to; row++) {
      codec.append(values[row], out);
      values[row] = null;
    }
  }

  @Override
  long bytes(int from, int to) {
    long bytes = 0;
    for (int row = from; row < to; row++) {
      bytes += weights[row];
    }
    return bytes;
  }
}
