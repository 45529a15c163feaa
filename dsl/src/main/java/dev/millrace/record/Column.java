package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/**
 * The values of one component for all rows of a block. Rows outside the block's live selection are
 * undefined.
 */
public abstract sealed class Column permits LongColumn, DoubleColumn, ObjectColumn {
  private final boolean @Nullable [] nulls;

  Column(boolean @Nullable [] nulls) {
    this.nulls = nulls;
  }

  public final boolean isNull(int row) {
    return nulls != null && nulls[row];
  }

  /**
   * Whether a row has no value to rules and aggregations (SEMANTICS S11, V4): null, or an empty
   * {@link java.util.Optional}.
   */
  public boolean isAbsent(int row) {
    return isNull(row);
  }

  /** False promises that no row is null; true promises nothing. */
  public final boolean mayHaveNulls() {
    return nulls != null;
  }
}
