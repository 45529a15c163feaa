package dev.millrace.aggregate;

import dev.millrace.record.CorruptDataException;
import java.util.Arrays;

/**
 * How far values are spread, exactly: their count times the sum of their squares, less the square
 * of their sum. A variance is that number divided by the count and the degrees of freedom, a
 * standard deviation the root of the variance; each is rounded once, at the end, from the whole
 * number and not from what was rounded before (SEMANTICS S10).
 *
 * <p>One instance is a scratch pad that allocates nothing: {@link #begin}, add squares, subtract
 * the square of the sum, ask once. Not thread-safe.
 *
 * <p>The number is an integer of 64-bit digits, the least significant first. What is cut off below
 * a digit is remembered as {@link #isMore}: a number that lies exactly between two doubles is told
 * from one that lies a trifle above, however many digits the difference has.
 */
final class Spread {
  /**
   * The digit that starts at 2^0. The square of the least sum starts five digits above the first
   * one, and a quotient goes at most four digits down from where it starts.
   */
  private static final int ONES = 39;

  /** Room for 2^63 values times the squares of 2^63 of the greatest double. */
  private static final int DIGITS = 80;

  /** Memory, about. */
  static final long BYTES = Long.BYTES * (DIGITS + FixedPoint.CHUNKS) + 128L;

  /** What a root needs, so that it has two bits more than a double. */
  private static final int QUOTIENT_BITS = 110;

  private static final int ROOT_DROP = 2 * Long.SIZE - QUOTIENT_BITS;
  private static final int PRECISION = 53;
  private static final int FRACTION_BITS = 52;
  private static final int LEAST_EXPONENT = -1074;
  private static final int LARGEST_SCALE = 2045;

  private final long[] digits = new long[DIGITS];
  private final long[] sum = new long[FixedPoint.CHUNKS];
  private long values;

  // Only digits from the bottom to before the end are not zero.
  private int bottom;
  private int end;

  // A quotient: 128 bits of which the first is set, in units of 2^(exponent - 64), and whether a
  // part of a unit is left over.
  private long high;
  private long low;
  private boolean isMore;
  private int exponent;

  /** Starts anew, for so many values. */
  void begin(long count) {
    Arrays.fill(digits, 0);
    values = count;
    bottom = DIGITS;
    end = 0;
  }

  /**
   * Adds the count of values times a sum of squares.
   *
   * @param scale how many digits above the sum of its own units it counts
   */
  void addSquares(ExactSums squares, int slot, int scale) {
    long window = squares.window(slot);
    int length = Window.length(window);
    if (length == 0) {
      return;
    }
    long[] chunks = squares.chunks();
    int start = Window.start(window);
    if (chunks[start + length - 1] < 0) {
      throw damaged();
    }
    int at = Window.low(window) - FixedPoint.ONES + ONES + scale;
    bottom = Math.min(bottom, at);
    end = Math.max(end, at + length) + 1;
    long carry = 0;
    for (int i = 0; i < length; i++) {
      long product = chunks[start + i] * values;
      long upper = upperProduct(chunks[start + i], values);
      product += carry;
      upper += isBelow(product, carry) ? 1 : 0;
      digits[at + i] += product;
      carry = upper + (isBelow(digits[at + i], product) ? 1 : 0);
    }
    for (int i = at + length; carry != 0; i++) {
      digits[i] += carry;
      carry = isBelow(digits[i], carry) ? 1 : 0;
    }
  }

  /** Subtracts the square of the sum of the values whose squares were added. */
  void subtractSquareOf(ExactSums sums, int slot) {
    long window = sums.window(slot);
    int length = Window.length(window);
    FixedPoint.magnitude(sums.chunks(), Window.start(window), length, sum, 0);
    int at = 2 * (Window.low(window) - FixedPoint.ONES) + ONES;
    bottom = Math.min(bottom, at);
    for (int i = 0; i < length; i++) {
      if (sum[i] != 0) {
        subtract(sum[i], length, at + i);
      }
    }
  }

  /** Subtracts a factor times the sum from the digits that start at a place. */
  private void subtract(long factor, int length, int at) {
    long borrow = 0;
    for (int i = 0; i < length; i++) {
      long product = factor * sum[i];
      long upper = upperProduct(factor, sum[i]);
      product += borrow;
      upper += isBelow(product, borrow) ? 1 : 0;
      borrow = upper + (isBelow(digits[at + i], product) ? 1 : 0);
      digits[at + i] -= product;
    }
    for (int i = at + length; borrow != 0; i++) {
      if (i >= DIGITS) {
        throw damaged();
      }
      long before = digits[i];
      digits[i] = before - borrow;
      borrow = isBelow(before, borrow) ? 1 : 0;
    }
  }

  /** No values have such sums: only bytes that were read can. */
  private static CorruptDataException damaged() {
    return new CorruptDataException("a sum, and a sum of squares, that are not of the same values");
  }

  /**
   * The double nearest to the spread divided by the count and the degrees of freedom; of two
   * equally near ones the even one; an infinity beyond the largest.
   */
  double variance(long freedom) {
    return divide(freedom) ? nearest(high, isMore || low != 0, exponent) : 0.0;
  }

  /** The double nearest to the root of the exact variance, as {@link #variance} rounds. */
  double deviation(long freedom) {
    if (!divide(freedom)) {
      return 0.0;
    }
    // A root halves the exponent, which therefore has to be even.
    int drop = ROOT_DROP + (exponent & 1);
    long upper = high >>> drop;
    long lower = (high << -drop) | (low >>> drop);
    boolean isCut = isMore || low << -drop != 0;
    // A double's root is off by a few units at most; what it is off by fits a long.
    long root = (long) Math.sqrt(upper * 0x1p64 + (lower >>> 1) * 2.0);
    long left = lower - root * root;
    while (left < 0) {
      root--;
      left += 2 * root + 1;
    }
    while (left > 2 * root) {
      left -= 2 * root + 1;
      root++;
    }
    return nearest(root, isCut || left != 0, (exponent - Long.SIZE + drop) / 2);
  }

  /** Divides; false when the spread is zero. */
  private boolean divide(long freedom) {
    int top = firstSet(end - 1);
    if (top < bottom) {
      return false;
    }
    int divisorBits = bitLength(values) + bitLength(freedom);
    // The top digit may have a single bit.
    int from = top - (QUOTIENT_BITS - 1 + divisorBits + Long.SIZE - 1) / Long.SIZE;
    long cut = 0;
    for (int i = bottom; i < from; i++) {
      cut |= digits[i];
      digits[i] = 0;
    }
    bottom = from;
    if (divisorBits < Long.SIZE) {
      cut |= FixedPoint.divide(digits, from, top, values * freedom);
    } else {
      cut |= FixedPoint.divide(digits, from, top, values);
      cut |= FixedPoint.divide(digits, from, top, freedom);
    }
    normalise(firstSet(top), cut);
    return true;
  }

  private int firstSet(int from) {
    int first = from;
    while (first >= bottom && digits[first] == 0) {
      first--;
    }
    return first;
  }

  /** Takes 128 bits from the first one set; {@code top} is the digit that has it. */
  private void normalise(int top, long cut) {
    int shift = Long.numberOfLeadingZeros(digits[top]);
    long third = digits[top - 2];
    high = (digits[top] << shift) | (digits[top - 1] >>> 1 >>> ~shift);
    low = (digits[top - 1] << shift) | (third >>> 1 >>> ~shift);
    long rest = cut | (third << shift);
    for (int i = bottom; i < top - 2; i++) {
      rest |= digits[i];
    }
    isMore = rest != 0;
    exponent = Long.SIZE * (top - ONES) - shift;
  }

  /**
   * The double nearest to a number.
   *
   * @param significand in units of 2^{@code unit}, unsigned, of at least 55 bits
   * @param isMore whether the number is greater, by less than a unit
   */
  private static double nearest(long significand, boolean isMore, int unit) {
    int lowest = Math.max(unit + bitLength(significand) - PRECISION, LEAST_EXPONENT);
    int drop = lowest - unit;
    if (drop > Long.SIZE) {
      return 0.0;
    }
    int scale = lowest - LEAST_EXPONENT;
    if (scale > LARGEST_SCALE) {
      return Double.POSITIVE_INFINITY;
    }
    // A shift counts modulo 64, and 64 bits may be dropped.
    long kept = significand >>> 1 >>> (drop - 1);
    boolean isHalf = ((significand >>> (drop - 1)) & 1) != 0;
    boolean isAboveHalf = isMore || (significand & ((1L << (drop - 1)) - 1)) != 0;
    if (isHalf && (isAboveHalf || (kept & 1) != 0)) {
      kept++;
    }
    // The leading bit, and what rounding carries, go into the exponent: see FixedPoint.
    return Double.longBitsToDouble(((long) scale << FRACTION_BITS) + kept);
  }

  private static int bitLength(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }

  private static boolean isBelow(long left, long right) {
    return Long.compareUnsigned(left, right) < 0;
  }

  /** The upper 64 of the 128 bits of a product, all unsigned. */
  private static long upperProduct(long left, long right) {
    return Math.multiplyHigh(left, right) + ((left >> 63) & right) + ((right >> 63) & left);
  }
}
