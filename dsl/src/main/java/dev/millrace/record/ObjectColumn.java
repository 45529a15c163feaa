package dev.millrace.record;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text and everything that is no number. Text that came as UTF-8 stays bytes until somebody asks
 * for a String, and is decoded once. Not thread-safe.
 */
public final class ObjectColumn extends Column {
  /** The start of a row that is null or came as a String. */
  static final int NOT_UTF8 = -1;

  private @Nullable Object @Nullable [] values;
  private final byte[] utf8;
  private final int @Nullable [] starts;
  private final int @Nullable [] ends;

  public ObjectColumn(@Nullable Object[] values, boolean @Nullable [] nulls) {
    super(nulls);
    this.values = values;
    this.utf8 = new byte[0];
    this.starts = null;
    this.ends = null;
  }

  /** Text as bytes: row i is {@code utf8[starts[i] .. ends[i])}. The arrays are given away. */
  public ObjectColumn(byte[] utf8, int[] starts, int[] ends, boolean @Nullable [] nulls) {
    this(null, utf8, starts, ends, nulls);
  }

  /** Text of which some rows came as Strings: those start at {@link #NOT_UTF8}. */
  ObjectColumn(
      @Nullable Object @Nullable [] strings,
      byte[] utf8,
      int[] starts,
      int[] ends,
      boolean @Nullable [] nulls) {
    super(nulls);
    this.values = strings;
    this.utf8 = utf8;
    this.starts = starts;
    this.ends = ends;
  }

  /** The value of a row; null where it is null. */
  public @Nullable Object get(int row) {
    Object value = values == null ? null : values[row];
    return value == null && isUtf8(row) ? decoded(row) : value;
  }

  /** Whether the row is at hand as bytes. */
  boolean isUtf8(int row) {
    return starts != null && starts[row] >= 0 && !isNull(row);
  }

  /** Writes a row for which {@link #isUtf8} holds: a length and the bytes. */
  void writeUtf8(int row, ByteOutput out) {
    if (starts == null || ends == null) {
      throw new IllegalStateException("no bytes at hand");
    }
    int length = ends[row] - starts[row];
    out.writeVarLong(length);
    out.writeBytes(utf8, starts[row], length);
  }

  private String decoded(int row) {
    if (starts == null || ends == null) {
      throw new IllegalStateException("no bytes at hand");
    }
    if (values == null) {
      values = new Object[starts.length];
    }
    String text = new String(utf8, starts[row], ends[row] - starts[row], StandardCharsets.UTF_8);
    values[row] = text;
    return text;
  }
}
