package dev.millrace.connect.files.parquet;

import dev.millrace.Rejection.Failure;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one component, some rows ahead of what was appended. Each component decodes as far
 * as its own pages let it; what all of them have ready is appended together.
 */
abstract class ComponentReader {
  /** So many rows are decoded at a time, at most. */
  static final int AHEAD = 1024;

  final Component component;
  final boolean[] nulls = new boolean[AHEAD];

  /** False promises that no decoded row is null. */
  boolean mayHaveNulls;

  private final @Nullable List<Failure>[] faults;
  private boolean hasFaults;

  /** The first decoded row that was not appended. */
  int head;

  private int tail;

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
  ComponentReader(Component component) {
    this.component = component;
    this.faults = new List[AHEAD];
  }

  /** The columns that it reads. */
  abstract List<LeafReader> leaves();

  /** Begins a row group. */
  void reset() {
    head = 0;
    tail = 0;
  }

  /** Whether the row group has no more values. */
  boolean isAtEnd() throws IOException {
    for (LeafReader leaf : leaves()) {
      if (leaf.ready() > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Decodes to index 0 and on; at least one row, or 0 at the end of the row group.
   *
   * @param most how many rows there are to come
   */
  abstract int decode(int most) throws IOException;

  /** Appends decoded rows {@code from} to {@code to}, none of which has a fault. */
  abstract void append(ColumnBuilder out, int from, int to);

  final boolean isNull(int row) {
    return mayHaveNulls && nulls[row];
  }

  /** The first row from {@code from} on that is null; {@code to} when none is. */
  final int endOfValues(int from, int to) {
    int end = mayHaveNulls ? from : to;
    while (end < to && !nulls[end]) {
      end++;
    }
    return end;
  }

  /** Bytes that decoded rows will take in a column, roughly. */
  abstract long bytes(int from, int to);

  /** How many rows are ready, at least one. */
  final int ready(long rowsLeft) throws IOException {
    if (head == tail) {
      if (hasFaults) {
        java.util.Arrays.fill(faults, null);
        hasFaults = false;
      }
      head = 0;
      tail = decode((int) Math.min(AHEAD, rowsLeft));
      if (tail == 0) {
        throw new DamagedParquetException(
            "the column ends " + rowsLeft + " rows before its row group");
      }
    }
    return tail - head;
  }

  final void fault(int row, List<Failure> failures) {
    faults[row] = failures;
    hasFaults = true;
  }

  final void faultOfNull(int row) {
    String expected = Faults.expected(component.type()) + "; not null";
    fault(
        row,
        List.of(Faults.failure(component.name(), component.type().describe(), expected, null)));
  }

  final void faultOfValue(int row, String observed) {
    fault(
        row,
        List.of(
            Faults.failure(
                component.name(),
                component.type().describe(),
                Faults.expected(component.type()),
                observed)));
  }

  /** How many of the next {@code most} rows are without a fault, up to the first that has one. */
  final int good(int most) {
    if (hasFaults) {
      for (int i = 0; i < most; i++) {
        if (faults[head + i] != null) {
          return i;
        }
      }
    }
    return most;
  }

  /** What is wrong with the next row; empty when nothing is. */
  final List<Failure> nextFaults() {
    List<Failure> found = hasFaults ? faults[head] : null;
    return found == null ? List.of() : found;
  }
}
