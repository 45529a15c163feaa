package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VarianceLawsTest {
  record Row(double value) {}

  record Out(double value) {}

  private static final Shape<Row> SHAPE = Shape.of(Row.class);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  @Provide
  Arbitrary<List<Double>> values() {
    return SumValues.lists();
  }

  @Property(tries = 300)
  void theVarianceIsTheNearestDoubleToTheMeanSquaredDistanceOfPairs(
      @ForAll("values") List<Double> values) {
    check(values, AggregateFunction.SAMPLE_VARIANCE, 1);
    check(values, AggregateFunction.POPULATION_VARIANCE, 0);
  }

  @Property(tries = 200)
  void theStandardDeviationIsTheNearestDoubleToItsRoot(@ForAll("values") List<Double> values) {
    OptionalDouble deviation = result(AggregateFunction.SAMPLE_STANDARD_DEVIATION, values);
    if (values.size() < 2) {
      assertThat(deviation.isEmpty(), is(true));
    } else if (values.stream().anyMatch(value -> !Double.isFinite(value))) {
      assertThat(deviation.getAsDouble(), is(Double.NaN));
    } else {
      double found = deviation.getAsDouble();
      int n = values.size();
      BigDecimal divisor = BigDecimal.valueOf((long) n * (n - 1));
      BigDecimal spread = pairs(values);
      if (Double.isFinite(Math.nextUp(found))) {
        BigDecimal above = half(found, Math.nextUp(found)).pow(2).multiply(divisor);
        assertThat(spread, lessThanOrEqualTo(above));
      }
      if (found > 0 && Double.isFinite(found)) {
        BigDecimal below = half(Math.nextDown(found), found).pow(2).multiply(divisor);
        assertThat(below, lessThanOrEqualTo(spread));
      }
    }
  }

  @Property(tries = 200)
  void anyOrderAndAnyCutGiveTheSameBitsAndBytes(
      @ForAll("values") List<Double> values, @ForAll long seed) {
    Random random = new Random(seed);
    Accumulators whole = filled(AggregateFunction.SAMPLE_VARIANCE, values);
    List<Double> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    Accumulators merged = accumulators(AggregateFunction.SAMPLE_VARIANCE);
    int from = 0;
    while (from < shuffled.size()) {
      int to = Math.min(shuffled.size(), from + 1 + random.nextInt(5));
      merged.merge(
          0,
          new ByteInput(
              written(filled(AggregateFunction.SAMPLE_VARIANCE, shuffled.subList(from, to)))));
      from = to;
    }
    assertThat(
        HexFormat.of().formatHex(written(merged)),
        equalTo(HexFormat.of().formatHex(written(whole))));
    assertThat(result(merged), equalTo(result(whole)));
  }

  @Test
  void equalValuesHaveNoVarianceHoweverLargeOrSmall() {
    for (double value : new double[] {0.1, 1e300, Double.MAX_VALUE, Double.MIN_VALUE, -0.0}) {
      List<Double> same = Collections.nCopies(1_000, value);
      assertThat(result(AggregateFunction.SAMPLE_VARIANCE, same), equalTo(OptionalDouble.of(0.0)));
    }
  }

  @Test
  void aSmallSpreadFarFromZeroIsNotLost() {
    List<Double> values = List.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
    assertThat(result(AggregateFunction.SAMPLE_VARIANCE, values), equalTo(OptionalDouble.of(30.0)));
    assertThat(
        result(AggregateFunction.POPULATION_VARIANCE, values), equalTo(OptionalDouble.of(22.5)));
  }

  @Test
  void oneValueHasAPopulationVarianceAndNoSampleVariance() {
    assertThat(
        result(AggregateFunction.POPULATION_VARIANCE, List.of(3.0)),
        equalTo(OptionalDouble.of(0.0)));
    assertThat(
        result(AggregateFunction.SAMPLE_VARIANCE, List.of(3.0)), equalTo(OptionalDouble.empty()));
    assertThat(
        result(AggregateFunction.POPULATION_VARIANCE, List.of()), equalTo(OptionalDouble.empty()));
  }

  private static void check(List<Double> values, AggregateFunction function, int taken) {
    OptionalDouble found = result(function, values);
    int n = values.size();
    if (n <= taken) {
      assertThat(found.isEmpty(), is(true));
    } else if (values.stream().anyMatch(value -> !Double.isFinite(value))) {
      assertThat(found.getAsDouble(), is(Double.NaN));
    } else {
      BigDecimal spread = pairs(values);
      double expected =
          spread.signum() == 0
              ? 0.0
              : SumOracle.nearest(spread, BigDecimal.valueOf((long) n * (n - taken)));
      assertThat(found.getAsDouble(), is(expected));
    }
  }

  /** The squared distances of all pairs. */
  private static BigDecimal pairs(List<Double> values) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; j < i; j++) {
        sum = sum.add(new BigDecimal(values.get(i)).subtract(new BigDecimal(values.get(j))).pow(2));
      }
    }
    return sum;
  }

  private static BigDecimal half(double below, double above) {
    return new BigDecimal(below).add(new BigDecimal(above)).divide(TWO);
  }

  private static OptionalDouble result(AggregateFunction function, List<Double> values) {
    return result(filled(function, values));
  }

  private static OptionalDouble result(Accumulators from) {
    if (!from.hasResult(0)) {
      return OptionalDouble.empty();
    }
    Shape<Out> out = Shape.of(Out.class);
    ColumnBuilder builder = out.builder(0, 1);
    from.result(0, builder);
    return OptionalDouble.of((Double) out.codec(0).value(builder.build(), 0));
  }

  private static byte[] written(Accumulators from) {
    ByteOutput out = new ByteOutput();
    from.write(0, out);
    return out.toByteArray();
  }

  private static Accumulators filled(AggregateFunction function, List<Double> values) {
    Accumulators accumulators = accumulators(function);
    int size = values.size();
    Object[] rows = values.stream().map(Row::new).toArray();
    accumulators.add(
        new int[size],
        Block.ofRows(
            SHAPE, rows, Selection.all(size), Provenance.of("", new long[size], new long[size])),
        Selection.all(size));
    return accumulators;
  }

  private static Accumulators accumulators(AggregateFunction function) {
    Accumulators accumulators = Accumulators.of(function, SHAPE, SHAPE.components().get(0), null);
    accumulators.grow(1);
    return accumulators;
  }
}
