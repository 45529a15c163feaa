package dev.millrace.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of a column that are null: nothing at all until there is one. */
final class NullRows {
  private boolean @Nullable [] rows;

  /**
   * @throws NullPointerException when the component is not nullable, naming it
   */
  void add(int row, int capacity, Component component, String label) {
    if (!component.nullable()) {
      throw ComponentForm.nullIn(label);
    }
    if (rows == null) {
      rows = new boolean[Math.max(capacity, row + 1)];
    } else if (row >= rows.length) {
      rows = Arrays.copyOf(rows, Math.max(capacity, row + 1));
    }
    rows[row] = true;
  }

  /** Forgets rows from {@code size} on. */
  void truncate(int size) {
    if (rows != null && size < rows.length) {
      Arrays.fill(rows, size, rows.length, false);
    }
  }

  /** The rows so far, as long as the column; forgotten afterwards. */
  boolean @Nullable [] take(int size) {
    boolean[] taken = rows;
    rows = null;
    return taken == null || taken.length == size ? taken : Arrays.copyOf(taken, size);
  }
}
