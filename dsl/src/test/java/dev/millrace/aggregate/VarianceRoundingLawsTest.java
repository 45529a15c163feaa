package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Variances and deviations that lie exactly between two doubles, and those that lie beside such a
 * middle by less than any fixed number of digits shows.
 */
class VarianceRoundingLawsTest {
  record Row(double value) {}

  record Out(double value) {}

  /** The least odd number whose square has 54 bits, and the greatest one. */
  private static final long LEAST = 94_906_267;

  private static final long GREATEST = (1 << 27) - 1;

  /**
   * Two values whose distance is an odd number of 27 bits, and a trifle more or less or nothing.
   */
  record Pair(long odd, int exponent, int trifle, int sign) {
    List<Double> values() {
      double far = Math.scalb((double) odd, exponent);
      return List.of(far, sign * Math.scalb(1.0, exponent - trifle));
    }
  }

  @Provide
  Arbitrary<Pair> pairs() {
    return Combinators.combine(
            Arbitraries.longs().between(LEAST / 2, GREATEST / 2).map(half -> 2 * half + 1),
            Arbitraries.integers().between(-480, 480),
            Arbitraries.integers().between(28, 590),
            Arbitraries.of(-1, 0, 1))
        .as(Pair::new);
  }

  /** Half or a quarter of the squared distance: a middle as well. */
  @Property(tries = 500)
  void aVarianceInTheMiddleOfTwoDoublesIsTheEvenOneAndATrifleDecides(
      @ForAll("pairs") Pair pair, @ForAll @IntRange(min = 1, max = 4) int times) {
    List<Double> values = repeated(pair.values(), times);
    assertThat(found(AggregateFunction.POPULATION_VARIANCE, values), is(variance(values, 0)));
    assertThat(found(AggregateFunction.SAMPLE_VARIANCE, values), is(variance(values, 1)));
    if (pair.sign() == 0 && times == 1) {
      // It is a middle indeed: no double is as near as half a unit in the last place.
      BigDecimal exact = exact(values, 0);
      double up = new BigDecimal(variance(values, 0)).compareTo(exact) > 0 ? -1 : 1;
      double near = variance(values, 0);
      double other = up > 0 ? Math.nextUp(near) : Math.nextDown(near);
      assertThat(
          new BigDecimal(near).add(new BigDecimal(other)).compareTo(exact.multiply(two())), is(0));
    }
  }

  /**
   * The deviation of two values is half their distance: of an even number of 54 bits and one, more
   * or less a trifle, a middle or what is just beside it.
   */
  @Property(tries = 500)
  void aDeviationInTheMiddleOfTwoDoublesIsTheEvenOneAndATrifleDecides(
      @ForAll("halves") long half,
      @ForAll @IntRange(min = -420, max = 420) int exponent,
      @ForAll @IntRange(min = 1, max = 52) int trifle,
      @ForAll @IntRange(min = -1, max = 1) int sign) {
    double far = Math.scalb(2.0 * half, exponent);
    double near = -Math.scalb(1 + sign * Math.scalb(1.0, -trifle), exponent);
    BigDecimal distance = new BigDecimal(far).subtract(new BigDecimal(near));
    assertThat(
        found(AggregateFunction.POPULATION_STANDARD_DEVIATION, List.of(far, near)),
        is(SumOracle.nearest(distance, two())));
  }

  @Provide
  Arbitrary<Long> halves() {
    return Arbitraries.longs().between(1L << 52, (1L << 53) - 1);
  }

  @Test
  void moreThanFiftyDigitsAreLookedAt() {
    double value = 1.9999702125787735;
    assertThat(
        found(AggregateFunction.POPULATION_VARIANCE, List.of(value, -value)),
        is(3.9998808512023842));
  }

  @Test
  void theRootIsThatOfTheExactVarianceAndNotOfTheRoundedOne() {
    int differing = 0;
    for (int i = 1; i < 200; i++) {
      List<Double> values = List.of(0.0, 1.0 * i, 0.5, 7.0);
      double deviation = (double) found(AggregateFunction.SAMPLE_STANDARD_DEVIATION, values);
      double rounded = (double) found(AggregateFunction.SAMPLE_VARIANCE, values);
      differing += deviation == Math.sqrt(rounded) ? 0 : 1;
    }
    assertThat(differing > 0, is(true));
  }

  @Test
  void theLeastDistanceHasADeviationThatRoundsToEven() {
    double least = Double.MIN_VALUE;
    assertThat(
        found(AggregateFunction.POPULATION_STANDARD_DEVIATION, List.of(least, 0.0)), is(0.0));
    assertThat(
        found(AggregateFunction.POPULATION_STANDARD_DEVIATION, List.of(3 * least, 0.0)),
        is(2 * least));
    assertThat(found(AggregateFunction.SAMPLE_STANDARD_DEVIATION, List.of(least, 0.0)), is(least));
    assertThat(found(AggregateFunction.SAMPLE_VARIANCE, List.of(least, 0.0)), is(0.0));
  }

  @Test
  void theGreatestDistanceHasADeviationAndItsVarianceIsInfinite() {
    List<Double> values = List.of(Double.MAX_VALUE, -Double.MAX_VALUE);
    assertThat(
        found(AggregateFunction.POPULATION_STANDARD_DEVIATION, values), is(Double.MAX_VALUE));
    assertThat(
        found(AggregateFunction.SAMPLE_STANDARD_DEVIATION, values), is(Double.POSITIVE_INFINITY));
    assertThat(found(AggregateFunction.POPULATION_VARIANCE, values), is(Double.POSITIVE_INFINITY));
  }

  /** Doubling the rows again and again, up to 2^61 of them. */
  @Test
  void rowsMoreThanAnyoneHasAreDividedExactly() {
    List<Double> values = List.of(0.1, -3e20);
    Fold<Row> population = fold(AggregateFunction.POPULATION_VARIANCE);
    Fold<Row> sample = fold(AggregateFunction.SAMPLE_VARIANCE);
    Fold<Row> deviation = fold(AggregateFunction.SAMPLE_STANDARD_DEVIATION);
    List<Accumulators> all = new ArrayList<>();
    for (Fold<Row> fold : List.of(population, sample, deviation)) {
      all.add(fold.all(values.stream().map(Row::new).toList()));
    }
    BigDecimal distance = new BigDecimal(values.get(0)).subtract(new BigDecimal(values.get(1)));
    BigDecimal square = distance.pow(2);
    for (int doubled = 0; doubled <= 60; doubled++) {
      long half = 1L << doubled;
      BigDecimal spread = square.multiply(BigDecimal.valueOf(half));
      BigDecimal freedom = BigDecimal.valueOf(2).multiply(BigDecimal.valueOf(2 * half - 1));
      assertThat(population.result(all.get(0)), is(SumOracle.nearest(square, four())));
      assertThat(sample.result(all.get(1)), is(SumOracle.nearest(spread, freedom)));
      requireNearestRoot((double) deviation.result(all.get(2)), spread, freedom);
      if (doubled < 60) {
        all.forEach(held -> held.merge(0, new ByteInput(Fold.written(held))));
      }
    }
  }

  private static void requireNearestRoot(double root, BigDecimal number, BigDecimal divisor) {
    BigDecimal below = middle(Math.nextDown(root), root).pow(2).multiply(divisor);
    BigDecimal above = middle(root, Math.nextUp(root)).pow(2).multiply(divisor);
    assertThat(below.compareTo(number) <= 0 && number.compareTo(above) <= 0, is(true));
  }

  private static BigDecimal middle(double below, double above) {
    return new BigDecimal(below).add(new BigDecimal(above)).divide(two());
  }

  @Test
  void sumsThatNoValuesHaveAreDamage() {
    for (double square : new double[] {1.0, -50.0}) {
      ExactSums sums = new ExactSums();
      sums.grow(2);
      sums.add(0, 5.0);
      sums.add(0, 5.0);
      sums.add(1, square);
      ByteOutput out = new ByteOutput();
      out.writeByte(0);
      sums.write(0, out);
      sums.write(1, out);
      Fold<Row> fold = fold(AggregateFunction.POPULATION_VARIANCE);
      Accumulators damaged = fold.empty();
      damaged.merge(0, new ByteInput(out.toByteArray()));
      assertThrows(CorruptDataException.class, () -> fold.result(damaged));
      // What is damaged in one slot does not stay in the scratch pad.
      damaged.clear(0);
      fold.add(damaged, 0, List.of(new Row(1.0), new Row(3.0)));
      assertThat(fold.result(damaged), is(1.0));
    }
  }

  private static Object found(AggregateFunction function, List<Double> values) {
    return fold(function).result(values.stream().map(Row::new).toList());
  }

  private static Fold<Row> fold(AggregateFunction function) {
    return Fold.of(function, Row.class, Out.class, null);
  }

  private static double variance(List<Double> values, int taken) {
    BigDecimal n = BigDecimal.valueOf(values.size());
    return SumOracle.nearest(spread(values), n.multiply(BigDecimal.valueOf(values.size() - taken)));
  }

  private static BigDecimal exact(List<Double> values, int taken) {
    return spread(values)
        .divide(BigDecimal.valueOf((long) values.size() * (values.size() - taken)));
  }

  /** The squared distances of all pairs. */
  private static BigDecimal spread(List<Double> values) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; j < i; j++) {
        sum = sum.add(new BigDecimal(values.get(i)).subtract(new BigDecimal(values.get(j))).pow(2));
      }
    }
    return sum;
  }

  private static List<Double> repeated(List<Double> values, int times) {
    List<Double> all = new ArrayList<>();
    Collections.nCopies(times, values).forEach(all::addAll);
    return all;
  }

  private static BigDecimal two() {
    return BigDecimal.valueOf(2);
  }

  private static BigDecimal four() {
    return BigDecimal.valueOf(4);
  }
}
