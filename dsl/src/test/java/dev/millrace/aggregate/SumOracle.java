package dev.millrace.aggregate;

import java.math.BigDecimal;
import java.util.List;

/**
 * S10 by brute force: sums as {@link BigDecimal}, and the nearest double found by bisection over
 * all doubles and a comparison with the midpoint of the two that enclose the number.
 */
final class SumOracle {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final long INFINITY = Double.doubleToLongBits(Double.POSITIVE_INFINITY);

  private SumOracle() {}

  static double sum(List<Double> values) {
    return divided(values, BigDecimal.ONE, BigDecimal.ONE);
  }

  static double mean(List<Double> values) {
    return divided(values, BigDecimal.ONE, BigDecimal.valueOf(values.size()));
  }

  /** The sum of the values times a factor, divided by a divisor. */
  static double divided(List<Double> values, BigDecimal factor, BigDecimal divisor) {
    boolean positive = values.contains(Double.POSITIVE_INFINITY);
    boolean negative = values.contains(Double.NEGATIVE_INFINITY);
    if (values.contains(Double.NaN) || (positive && negative)) {
      return Double.NaN;
    }
    if (positive || negative) {
      return positive ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    BigDecimal total =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (total.signum() == 0) {
      boolean allNegativeZeros = values.stream().allMatch(value -> value.equals(-0.0));
      return allNegativeZeros && !values.isEmpty() ? -0.0 : 0.0;
    }
    double magnitude = nearest(total.abs().multiply(factor), divisor);
    return total.signum() < 0 ? -magnitude : magnitude;
  }

  /** The nearest double of a positive fraction; of two equally near the even one. */
  static double nearest(BigDecimal number, BigDecimal divisor) {
    long below = 0;
    long above = INFINITY;
    while (above - below > 1) {
      long middle = (below + above) >>> 1;
      if (valueOf(middle).multiply(divisor).compareTo(number) <= 0) {
        below = middle;
      } else {
        above = middle;
      }
    }
    BigDecimal ends = valueOf(below).add(valueOf(above));
    int side = number.multiply(TWO).compareTo(ends.multiply(divisor));
    boolean up = side > 0 || (side == 0 && (below & 1) != 0);
    return Double.longBitsToDouble(up ? above : below);
  }

  /** For rounding, infinity stands where the next double would be: at 2^1024. */
  private static BigDecimal valueOf(long bits) {
    return bits == INFINITY ? TWO.pow(1024) : new BigDecimal(Double.longBitsToDouble(bits));
  }
}
