package dev.millrace;

import org.jspecify.annotations.Nullable;

/**
 * An interval of values by their natural order, each end open, closed or missing.
 *
 * @param <V> a comparable type
 */
@CheckReturnValue
public final class Range<V extends Comparable<? super V>> {
  private final @Nullable V low;
  private final boolean lowOpen;
  private final @Nullable V high;
  private final boolean highOpen;

  private Range(@Nullable V low, boolean lowOpen, @Nullable V high, boolean highOpen) {
    this.low = low;
    this.lowOpen = lowOpen;
    this.high = high;
    this.highOpen = highOpen;
  }

  /** {@code low <= value <= high}. */
  public static <V extends Comparable<? super V>> Range<V> closed(V low, V high) {
    return new Range<>(low, false, high, false);
  }

  /** {@code low < value < high}. */
  public static <V extends Comparable<? super V>> Range<V> open(V low, V high) {
    return new Range<>(low, true, high, true);
  }

  /** {@code low < value <= high}. */
  public static <V extends Comparable<? super V>> Range<V> openClosed(V low, V high) {
    return new Range<>(low, true, high, false);
  }

  /** {@code low <= value < high}. */
  public static <V extends Comparable<? super V>> Range<V> closedOpen(V low, V high) {
    return new Range<>(low, false, high, true);
  }

  /** {@code value >= low}. */
  public static <V extends Comparable<? super V>> Range<V> atLeast(V low) {
    return new Range<>(low, false, null, false);
  }

  /** {@code value > low}. */
  public static <V extends Comparable<? super V>> Range<V> greaterThan(V low) {
    return new Range<>(low, true, null, false);
  }

  /** {@code value <= high}. */
  public static <V extends Comparable<? super V>> Range<V> atMost(V high) {
    return new Range<>(null, false, high, false);
  }

  /** {@code value < high}. */
  public static <V extends Comparable<? super V>> Range<V> lessThan(V high) {
    return new Range<>(null, false, high, true);
  }

  @Nullable V low() {
    return low;
  }

  boolean lowOpen() {
    return lowOpen;
  }

  @Nullable V high() {
    return high;
  }

  boolean highOpen() {
    return highOpen;
  }

  /** Whether no value can lie in it. */
  boolean isEmpty() {
    if (isNaN(low) || isNaN(high)) {
      return true;
    }
    if (low == null || high == null) {
      return false;
    }
    int order = low.compareTo(high);
    return order > 0 || (order == 0 && (lowOpen || highOpen));
  }

  /** No number is above, below or equal to it. */
  private static boolean isNaN(@Nullable Object bound) {
    return (bound instanceof Double number && number.isNaN())
        || (bound instanceof Float single && single.isNaN());
  }
}
