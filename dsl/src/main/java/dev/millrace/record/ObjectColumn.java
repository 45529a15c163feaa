package dev.millrace.record;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text and everything that is no number. Text that came as UTF-8 stays bytes until somebody asks
 * for a String, and is decoded once.
 */
public final class ObjectColumn extends Column {
  private final @Nullable Object[] values;
  private final byte @Nullable [] utf8;
  private final int @Nullable [] starts;
  private final int @Nullable [] ends;

  public ObjectColumn(@Nullable Object[] values, boolean @Nullable [] nulls) {
    super(nulls);
    this.values = values;
    this.utf8 = null;
    this.starts = null;
    this.ends = null;
  }

  /** Text as bytes: row i is {@code utf8[starts[i] .. ends[i])}. The arrays are given away. */
  public ObjectColumn(byte[] utf8, int[] starts, int[] ends, boolean @Nullable [] nulls) {
    super(nulls);
    this.values = new Object[starts.length];
    this.utf8 = utf8;
    this.starts = starts;
    this.ends = ends;
  }

  /** The value of a row; null where it is null. */
  public @Nullable Object get(int row) {
    Object value = values[row];
    if (value == null && utf8 != null && !isNull(row)) {
      value = new String(utf8, starts[row], ends[row] - starts[row], StandardCharsets.UTF_8);
      values[row] = value;
    }
    return value;
  }
}
