package dev.millrace.record;

/**
 * Which rows of a block an operation looks at: ascending indexes. Filters shrink a selection
 * instead of copying rows. Immutable by convention: whoever makes one gives its array away.
 */
public final class Selection {
  private final int[] rows;
  private final int size;

  private Selection(int[] rows, int size) {
    this.rows = rows;
    this.size = size;
  }

  /** Rows 0 to {@code size - 1}. */
  public static Selection all(int size) {
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) {
      rows[i] = i;
    }
    return new Selection(rows, size);
  }

  /** The first {@code size} entries of {@code rows}, ascending; the array is not copied. */
  public static Selection of(int[] rows, int size) {
    return new Selection(rows, size);
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The row at place {@code i} of the selection. */
  public int get(int i) {
    return rows[i];
  }

  /** The backing array, for loops: the first {@link #size()} entries, not to be written. */
  public int[] array() {
    return rows;
  }
}
