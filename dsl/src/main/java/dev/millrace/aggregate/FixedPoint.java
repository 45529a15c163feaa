package dev.millrace.aggregate;

import java.util.Arrays;

/**
 * A fixed-point number wide enough for every sum of doubles, taken apart into sign and magnitude so
 * that it can be divided and rounded. One instance is a scratch pad: load, perhaps divide, round.
 * Not thread-safe.
 *
 * <p>The number is an integer of 64-bit chunks, the least significant first, in units of 2^-1088.
 * The smallest double is 2^-1074: the {@value #SPARE_BITS} spare bits below it put the boundary
 * between two chunks at 2^0, so that amounts of ordinary size (2^-12 to 2^52, and their sums up to
 * 2^63) need two chunks and no third; and they hold the rounding bit of a mean.
 */
final class FixedPoint {
  /** Position of the lowest bit that a sum can have set. */
  static final int SPARE_BITS = 14;

  /**
   * More than any sum can need: 2^63 values below 2^1024 each stay below 2^1087, or 2^2175 units,
   * which are 34 chunks with the sign.
   */
  static final int CHUNKS = 36;

  /** The chunk of a sum that starts at 2^0. */
  static final int ONES = (1074 + SPARE_BITS) / Long.SIZE;

  private static final int PRECISION = 53;
  private static final int FRACTION_BITS = 52;
  private static final int LARGEST_SCALE = 2045;

  private final long[] digits = new long[CHUNKS];
  private boolean negative;
  private boolean remainder;

  /**
   * Takes a number in two's complement.
   *
   * @param low the position in the whole number of the first of {@code length} chunks
   */
  void load(long[] chunks, int from, int low, int length) {
    Arrays.fill(digits, 0);
    remainder = false;
    negative = magnitude(chunks, from, length, digits, low);
  }

  /**
   * Writes the magnitude of a number in two's complement to as many digits; whether the number is
   * negative.
   */
  static boolean magnitude(long[] chunks, int from, int length, long[] digits, int to) {
    boolean negative = length > 0 && chunks[from + length - 1] < 0;
    long flip = negative ? -1 : 0;
    long carry = negative ? 1 : 0;
    for (int i = 0; i < length; i++) {
      long digit = (chunks[from + i] ^ flip) + carry;
      carry = digit == 0 ? carry : 0;
      digits[to + i] = digit;
    }
    return negative;
  }

  boolean isZero() {
    return top() < 0;
  }

  /**
   * Divides; what is left over counts when {@link #toDouble} rounds.
   *
   * <p>Three digits suffice: with a divisor below 2^63 their quotient has at least 66 bits, more
   * than a double and its rounding bit. All digits below them only say whether something is left.
   *
   * @param divisor at least 1
   */
  void divideBy(long divisor) {
    int top = top();
    remainder = divide(digits, Math.max(0, top - 2), top, divisor) != 0;
  }

  /**
   * Divides the digits from {@code from} to {@code top}, which is the most significant, and gives
   * what is left over.
   *
   * @param divisor at least 1
   */
  static long divide(long[] digits, int from, int top, long divisor) {
    // The remainder is less than the divisor, so that this many bits more still fit a long.
    int most = Long.numberOfLeadingZeros(divisor);
    long left = 0;
    for (int i = top; i >= from; i--) {
      long digit = digits[i];
      long quotient = 0;
      int rest = Long.SIZE;
      while (rest > 0) {
        int bits = Math.min(most, rest);
        rest -= bits;
        long dividend = (left << bits) | ((digit >>> rest) & ((1L << bits) - 1));
        long part = Long.divideUnsigned(dividend, divisor);
        left = dividend - part * divisor;
        quotient = (quotient << bits) | part;
      }
      digits[i] = quotient;
    }
    return left;
  }

  /** The nearest double, of two equally near ones the even one; an infinity beyond the largest. */
  double toDouble() {
    int top = top();
    int length = top < 0 ? 0 : 64 * top + 64 - Long.numberOfLeadingZeros(digits[top]);
    int lowest = Math.max(length - PRECISION, SPARE_BITS);
    int scale = lowest - SPARE_BITS;
    if (scale > LARGEST_SCALE) {
      return signed(Double.POSITIVE_INFINITY);
    }
    long significand = bitsFrom(lowest);
    if (isSet(lowest - 1) && ((significand & 1) != 0 || remainder || anySetBelow(lowest - 1))) {
      significand++;
    }
    // The leading bit of a normal significand carries into the exponent and makes it right; so does
    // a significand that rounding has made one bit longer, up to infinity.
    return signed(Double.longBitsToDouble(((long) scale << FRACTION_BITS) + significand));
  }

  private int top() {
    int top = CHUNKS - 1;
    while (top >= 0 && digits[top] == 0) {
      top--;
    }
    return top;
  }

  private long bitsFrom(int position) {
    int digit = position >>> 6;
    long above = digit + 1 < CHUNKS ? digits[digit + 1] : 0;
    return (digits[digit] >>> position) | (above << 1 << ~position);
  }

  private boolean isSet(int position) {
    return ((digits[position >>> 6] >>> position) & 1) != 0;
  }

  private boolean anySetBelow(int position) {
    int digit = position >>> 6;
    if ((digits[digit] & ((1L << position) - 1)) != 0) {
      return true;
    }
    for (int i = 0; i < digit; i++) {
      if (digits[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private double signed(double magnitude) {
    return negative ? -magnitude : magnitude;
  }
}
