package dev.millrace.connect;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a column's values in a stretch of rows before they are read: bounds of those
 * that are not null, as objects of the component's type, and as they would be appended (an instant
 * floored to microseconds).
 *
 * <p>Bounds need not occur, so cut ones are fine. They go by the natural order of the type, but
 * texts by code points, which is how their UTF-8 bytes are ordered, and floating-point numbers by
 * {@code <}, with NaN outside of all bounds. A bound that goes by any other order (an enum's, by
 * name) is not known.
 *
 * @param least no value is less; null when that is not known or there is no value
 * @param greatest no value is greater; null when that is not known or there is no value
 * @param mayHaveNulls whether a row may be null; true when that is not known
 * @param isAllNull whether all rows are known to be null
 */
public record ColumnStatistics(
    @Nullable Comparable<?> least,
    @Nullable Comparable<?> greatest,
    boolean mayHaveNulls,
    boolean isAllNull) {

  /** Nothing is known. */
  public static final ColumnStatistics UNKNOWN = new ColumnStatistics(null, null, true, false);

  public ColumnStatistics {
    if (isAllNull && !mayHaveNulls) {
      throw new IllegalArgumentException("all rows are null, and none may be");
    }
  }

  /** Values of which only bounds are known; a bound may be null. */
  public static ColumnStatistics between(
      @Nullable Comparable<?> least, @Nullable Comparable<?> greatest, boolean mayHaveNulls) {
    return new ColumnStatistics(least, greatest, mayHaveNulls, false);
  }

  /** Every row is null. */
  public static ColumnStatistics ofNulls() {
    return new ColumnStatistics(null, null, true, true);
  }
}
