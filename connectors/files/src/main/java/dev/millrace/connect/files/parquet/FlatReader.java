package dev.millrace.connect.files.parquet;

import dev.millrace.record.Component;
import java.io.IOException;
import java.util.List;

/**
 * A component that is one column without nesting. The arrays that hold its values, and the loops
 * over them, are those of each kind, {@link #append} too: with a call per value or per run of them,
 * reading a column half of which is null took up to a tenth longer.
 */
abstract class FlatReader extends ComponentReader {
  final LeafReader leaf;

  FlatReader(Component component, LeafReader leaf) {
    super(component);
    this.leaf = leaf;
  }

  @Override
  final List<LeafReader> leaves() {
    return List.of(leaf);
  }

  @Override
  final int decode(int most) throws IOException {
    int n = Math.min(most, leaf.ready());
    int present = leaf.present(nulls, n);
    mayHaveNulls = present < n;
    decodePresent(present);
    if (mayHaveNulls) {
      spread(present, n);
      if (!component.nullable()) {
        refuseNulls(n);
      }
    }
    check(n);
    return n;
  }

  /** Decodes the next values, of which none is null, to index 0 and on. */
  abstract void decodePresent(int present) throws IOException;

  /** Moves each value to its row, the last one first; where {@link #nulls} has one, a blank. */
  abstract void spread(int present, int n);

  /** Refuses those of the first {@code n} rows whose values the component does not take. */
  void check(int n) {}

  private void refuseNulls(int n) {
    for (int row = 0; row < n; row++) {
      if (nulls[row]) {
        faultOfNull(row);
      }
    }
  }
}
