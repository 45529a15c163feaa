package dev.millrace.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text and everything that is no number. Text that came as UTF-8 stays bytes until somebody asks
 * for a String, and is decoded once. Not thread-safe.
 */
public final class ObjectColumn extends Column {
  /** The start of a row that is null or came as a String. */
  static final int NOT_UTF8 = -1;

  private static final int RECENT_BITS = 8;
  private static final int RECENT = 1 << RECENT_BITS;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  // Longer text is seldom repeated, and looking for it costs more than decoding it.
  private static final int SHORT = 24;
  // Among so many texts a few must have been there before, or others are not looked for.
  private static final int TRIED = 64;
  private static final int LEAST_SHARED = 4;

  private @Nullable Object @Nullable [] values;
  // By hash: one more than the row that was last decoded.
  private int @Nullable [] recent;
  private int tried;
  private int shared;
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

  @Override
  public boolean isAbsent(int row) {
    return isNull(row)
        || (values != null && values[row] instanceof Optional<?> value && value.isEmpty());
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
    int start = starts[row];
    int end = ends[row];
    boolean mayRepeat = end - start <= SHORT && (tried < TRIED || shared >= LEAST_SHARED);
    String text = mayRepeat ? sameAsBefore(start, end, row) : text(start, end);
    values[row] = text;
    return text;
  }

  /**
   * The String of short text, shared with the last row of the same hash where that has the same
   * bytes: columns such as a country become a few Strings, which know their hash code.
   */
  private String sameAsBefore(int start, int end, int row) {
    if (recent == null) {
      recent = new int[RECENT];
    }
    int slot = (int) ((endsOf(start, end) * GOLDEN) >>> (Long.SIZE - RECENT_BITS));
    int other = recent[slot] - 1;
    recent[slot] = row + 1;
    tried = Math.min(tried + 1, TRIED);
    if (other >= 0
        && isSame(start, end, starts[other], ends[other])
        && values[other] instanceof String text) {
      shared = Math.min(shared + 1, LEAST_SHARED);
      return text;
    }
    return text(start, end);
  }

  private String text(int start, int end) {
    return new String(utf8, start, end - start, StandardCharsets.UTF_8);
  }

  private boolean isSame(int start, int end, int otherStart, int otherEnd) {
    int length = end - start;
    if (otherEnd - otherStart != length) {
      return false;
    }
    return length <= Long.BYTES
        ? word(start, length) == word(otherStart, length)
        : Arrays.equals(utf8, start, end, utf8, otherStart, otherEnd);
  }

  /** The first and the last eight bytes and the length: enough to tell most texts apart. */
  private long endsOf(int start, int end) {
    int length = end - start;
    if (length <= Long.BYTES) {
      return word(start, length) + length;
    }
    long first = word(start, Long.BYTES);
    return (first * 31 + word(end - Long.BYTES, Long.BYTES)) * 31 + length;
  }

  private long word(int start, int length) {
    return length == 0 ? 0 : Mix.word(utf8, start, length);
  }
}
