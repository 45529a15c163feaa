package dev.millrace.testkit;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums of doubles and what is made of them, exactly, and rounded once at the end to the nearest
 * double, of two equally near to the even one (SEMANTICS S10). Of lists that are not empty.
 */
final class OracleSums {
  /** Every finite double is a whole multiple of 2 to the power of this. */
  private static final int LEAST_EXPONENT = -1074;

  private static final int DOUBLE_BITS = 53;

  /** More bits than a double has, so that only what lies exactly between two needs the rest. */
  private static final int ROOT_BITS = 80;

  private OracleSums() {}

  static double sum(List<Double> values) {
    return divided(values, 1);
  }

  static double mean(List<Double> values) {
    return divided(values, values.size());
  }

  private static double divided(List<Double> values, int divisor) {
    boolean positive = values.contains(Double.POSITIVE_INFINITY);
    boolean negative = values.contains(Double.NEGATIVE_INFINITY);
    if (values.contains(Double.NaN) || (positive && negative)) {
      return Double.NaN;
    }
    if (positive || negative) {
      return positive ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    BigInteger total = total(values);
    if (total.signum() == 0) {
      return values.stream().allMatch(value -> value.equals(-0.0)) ? -0.0 : 0.0;
    }
    double magnitude = nearest(total.abs(), unitsOf(divisor));
    return total.signum() < 0 ? -magnitude : magnitude;
  }

  /**
   * The sum of the squared distances from the mean, divided by the number of values less {@code
   * taken}; null where that is none.
   */
  static @Nullable Double variance(List<Double> values, int taken) {
    if (values.size() <= taken) {
      return null;
    }
    return areFinite(values) ? nearest(spread(values), spreadDivisor(values, taken)) : Double.NaN;
  }

  /** The square root of {@link #variance} as it was before rounding; null where that is. */
  static @Nullable Double standardDeviation(List<Double> values, int taken) {
    if (values.size() <= taken) {
      return null;
    }
    return areFinite(values)
        ? nearestRoot(spread(values), spreadDivisor(values, taken))
        : Double.NaN;
  }

  private static boolean areFinite(List<Double> values) {
    return values.stream().allMatch(Double::isFinite);
  }

  /** n * n times the sum of the squared distances from the mean, in squares of units. */
  private static BigInteger spread(List<Double> values) {
    BigInteger n = BigInteger.valueOf(values.size());
    BigInteger total = total(values);
    BigInteger spread = BigInteger.ZERO;
    for (double value : values) {
      BigInteger distance = units(value).multiply(n).subtract(total);
      spread = spread.add(distance.multiply(distance));
    }
    return spread;
  }

  /** What {@link #spread} has to be divided by to be a variance. */
  private static BigInteger spreadDivisor(List<Double> values, int taken) {
    BigInteger n = BigInteger.valueOf(values.size());
    BigInteger freedom = BigInteger.valueOf(values.size() - taken);
    return n.multiply(n).multiply(freedom).shiftLeft(-2 * LEAST_EXPONENT);
  }

  private static BigInteger total(List<Double> values) {
    BigInteger total = BigInteger.ZERO;
    for (double value : values) {
      total = total.add(units(value));
    }
    return total;
  }

  private static BigInteger unitsOf(int number) {
    return BigInteger.valueOf(number).shiftLeft(-LEAST_EXPONENT);
  }

  /** A finite double in units of the least one. */
  private static BigInteger units(double value) {
    long bits = Double.doubleToLongBits(value);
    int exponent = (int) (bits >>> (DOUBLE_BITS - 1)) & 0x7ff;
    long fraction = bits & ((1L << (DOUBLE_BITS - 1)) - 1);
    // Below the least normal double the leading bit is not there, and the unit stays the same.
    BigInteger magnitude =
        exponent == 0
            ? BigInteger.valueOf(fraction)
            : BigInteger.valueOf(fraction | 1L << (DOUBLE_BITS - 1)).shiftLeft(exponent - 1);
    return value < 0 ? magnitude.negate() : magnitude;
  }

  /** The double nearest to a fraction that is not negative. */
  static double nearest(BigInteger number, BigInteger divisor) {
    int exponent = number.bitLength() - divisor.bitLength() - DOUBLE_BITS;
    int unit = Math.max(exponent, LEAST_EXPONENT);
    // The difference of the lengths says the fraction's length or one less than that.
    if (inUnits(number, divisor, unit)[0].bitLength() > DOUBLE_BITS) {
      unit++;
    }
    BigInteger[] whole = inUnits(number, divisor, unit);
    return Math.scalb(whole[0].add(whole[1]).doubleValue(), unit);
  }

  /**
   * A fraction in units of a power of two: rounded down, and whether the nearest whole number is
   * one more, as 0 or 1.
   */
  private static BigInteger[] inUnits(BigInteger number, BigInteger divisor, int exponent) {
    BigInteger unit = divisor.shiftLeft(Math.max(exponent, 0));
    BigInteger[] parts = number.shiftLeft(Math.max(-exponent, 0)).divideAndRemainder(unit);
    int half = parts[1].shiftLeft(1).compareTo(unit);
    boolean up = half > 0 || (half == 0 && parts[0].testBit(0));
    return new BigInteger[] {parts[0], up ? BigInteger.ONE : BigInteger.ZERO};
  }

  /** The double nearest to the square root of a fraction that is not negative. */
  static double nearestRoot(BigInteger number, BigInteger divisor) {
    int bits = (number.bitLength() - divisor.bitLength()) / 2;
    int shift = Math.max(0, ROOT_BITS - bits);
    BigInteger scaled = number.shiftLeft(2 * shift);
    BigInteger root = scaled.divide(divisor).sqrt();
    boolean isWhole = root.multiply(root).multiply(divisor).equals(scaled);
    // One more bit stands for all that was cut off: it only tells which side of a middle it is.
    BigInteger doubled = root.shiftLeft(1).add(isWhole ? BigInteger.ZERO : BigInteger.ONE);
    return nearest(doubled, BigInteger.ONE.shiftLeft(shift + 1));
  }
}
