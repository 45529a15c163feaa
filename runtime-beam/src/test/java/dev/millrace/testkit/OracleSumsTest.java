package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OracleSumsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  @Provide
  Arbitrary<List<Double>> values() {
    return Arbitraries.oneOf(
            Arbitraries.doubles().between(-100, 100),
            Arbitraries.doubles().filter(Double::isFinite),
            Arbitraries.of(
                0.1, -0.1, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, 1e300))
        .list()
        .ofMinSize(2)
        .ofMaxSize(8);
  }

  @Property(tries = 300)
  void theMeanIsNoFurtherFromTheSumThanItsNeighbours(@ForAll("values") List<Double> values) {
    double mean = OracleSums.mean(values);
    BigDecimal sum = values.stream().map(BigDecimal::new).reduce(BigDecimal::add).orElseThrow();
    BigDecimal n = BigDecimal.valueOf(values.size());
    assertThat(middle(Math.nextDown(mean), mean).multiply(n), lessThanOrEqualTo(sum));
    assertThat(sum, lessThanOrEqualTo(middle(mean, Math.nextUp(mean)).multiply(n)));
  }

  @Property(tries = 300)
  void theVarianceAndItsRootAreNoFurtherFromItThanTheirNeighbours(
      @ForAll("values") List<Double> values) {
    BigDecimal pairs = BigDecimal.ZERO;
    for (double one : values) {
      for (double other : values) {
        pairs = pairs.add(new BigDecimal(one).subtract(new BigDecimal(other)).pow(2));
      }
    }
    long n = values.size();
    BigDecimal divisor = BigDecimal.valueOf(2 * n * (n - 1));
    double variance = Objects.requireNonNull(OracleSums.variance(values, 1));
    if (Double.isFinite(variance)) {
      assertThat(below(variance).multiply(divisor), lessThanOrEqualTo(pairs));
      assertThat(
          pairs, lessThanOrEqualTo(middle(variance, Math.nextUp(variance)).multiply(divisor)));
    }
    double root = Objects.requireNonNull(OracleSums.standardDeviation(values, 1));
    assertThat(below(root).pow(2).multiply(divisor), lessThanOrEqualTo(pairs));
    assertThat(pairs, lessThanOrEqualTo(middle(root, Math.nextUp(root)).pow(2).multiply(divisor)));
  }

  private static BigDecimal below(double value) {
    return value == 0 ? BigDecimal.ZERO : middle(Math.nextDown(value), value);
  }

  private static BigDecimal middle(double below, double above) {
    return new BigDecimal(below).add(new BigDecimal(above)).divide(TWO);
  }

  @Test
  void aSumIsRoundedOnce() {
    assertThat(OracleSums.sum(List.of(0.1, 0.2, 0.3)), is(0.6));
    assertThat(OracleSums.sum(List.of(1e300, 1.0, -1e300)), is(1.0));
    assertThat(OracleSums.sum(List.of(Double.MAX_VALUE, Double.MAX_VALUE)), is(INFINITY));
    assertThat(
        OracleSums.sum(List.of(Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE)),
        is(Double.MAX_VALUE));
    assertThat(OracleSums.sum(List.of(Double.MIN_VALUE, Double.MIN_VALUE)), is(0x1p-1073));
  }

  @Test
  void ofTwoEquallyNearTheEvenOneIsTaken() {
    assertThat(OracleSums.sum(List.of(1.0, 0x1p-53)), is(1.0));
    assertThat(OracleSums.sum(List.of(1.0 + 0x1p-52, 0x1p-53)), is(1.0 + 0x1p-51));
    assertThat(OracleSums.sum(List.of(1.0, 0x1p-53, Double.MIN_VALUE)), is(1.0 + 0x1p-52));
    assertThat(OracleSums.mean(List.of(Double.MIN_VALUE, 0.0)), is(0.0));
    assertThat(OracleSums.mean(List.of(-Double.MIN_VALUE, 0.0)), is(-0.0));
    assertThat(OracleSums.mean(List.of(3 * Double.MIN_VALUE, 0.0)), is(2 * Double.MIN_VALUE));
  }

  @Test
  void aMeanDoesNotOverflow() {
    assertThat(OracleSums.mean(List.of(Double.MAX_VALUE, Double.MAX_VALUE)), is(Double.MAX_VALUE));
  }

  @Test
  void infinitiesOfBothSignsAndNanGiveNan() {
    assertThat(OracleSums.sum(List.of(1.0, Double.NaN, INFINITY)), is(Double.NaN));
    assertThat(OracleSums.sum(List.of(INFINITY, -INFINITY)), is(Double.NaN));
    assertThat(OracleSums.mean(List.of(-INFINITY, 1.0)), is(-INFINITY));
    assertThat(OracleSums.variance(List.of(INFINITY, 1.0), 1), is(Double.NaN));
    assertThat(OracleSums.standardDeviation(List.of(Double.NaN, 1.0), 0), is(Double.NaN));
  }

  @Test
  void aSumOfZerosIsZeroUnlessAllAreNegativeZero() {
    assertThat(OracleSums.sum(List.of(-0.0, -0.0)), is(-0.0));
    assertThat(OracleSums.sum(List.of(-0.0, 0.0)), is(0.0));
    assertThat(OracleSums.sum(List.of(1.5, -1.5)), is(0.0));
    assertThat(OracleSums.mean(List.of(-0.0, -0.0)), is(-0.0));
  }

  @Test
  void variancesDivideByTheirDegreesOfFreedom() {
    List<Double> values = List.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
    assertThat(OracleSums.variance(values, 1), is(30.0));
    assertThat(OracleSums.variance(values, 0), is(22.5));
    assertThat(
        OracleSums.standardDeviation(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0), 0), is(2.0));
    assertThat(OracleSums.variance(List.of(3.0), 1), nullValue());
    assertThat(OracleSums.standardDeviation(List.of(3.0), 1), nullValue());
    assertThat(OracleSums.variance(List.of(3.0), 0), is(0.0));
  }

  @Test
  void equalValuesHaveNoVarianceHoweverLargeOrSmall() {
    for (double value : new double[] {0.1, 1e300, Double.MAX_VALUE, Double.MIN_VALUE, -0.0}) {
      assertThat(OracleSums.variance(Collections.nCopies(30, value), 1), is(0.0));
      assertThat(OracleSums.standardDeviation(Collections.nCopies(30, value), 1), is(0.0));
    }
  }

  /** The square of an odd number of 27 bits has 54 bits: it lies in the middle of two doubles. */
  @Test
  void aVarianceInTheMiddleOfTwoDoublesIsTheEvenOne() {
    for (long odd = (1 << 27) - 1; odd > (1 << 27) - 200; odd -= 2) {
      double half = odd * 0x1p-60;
      double expected = (double) (odd * odd) * 0x1p-120;
      assertThat(OracleSums.variance(List.of(-half, half), 0), is(expected));
    }
  }
}
