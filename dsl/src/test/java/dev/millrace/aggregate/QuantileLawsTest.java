package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuantileLawsTest {
  record Real(@Nullable Double value) {}

  record Whole(long value) {}

  record Small(float value) {}

  record Price(@Nullable BigDecimal value) {}

  record Text(String value) {}

  record Out(double value) {}

  private static final double ERROR = 0.008;

  @Provide
  Arbitrary<List<Double>> values() {
    return Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.longs().map(Double::longBitsToDouble),
            Arbitraries.doubles().between(-3, 3),
            Arbitraries.of(
                0.0,
                -0.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Math.nextDown(Double.MIN_NORMAL)))
        .injectNull(0.1)
        .list()
        .ofMaxSize(40);
  }

  /** The rank is in percent, so that the oracle needs whole numbers only. */
  @Property(tries = 500)
  void theResultIsTheValueAtTheRankBroughtALittleNearerToZero(
      @ForAll("values") List<@Nullable Double> values,
      @ForAll @IntRange(min = 0, max = 100) int percent) {
    Object found = fold(percent / 100.0).result(rows(values));
    List<Double> sorted = sorted(values);
    if (sorted.isEmpty()) {
      assertThat(found, nullValue());
      return;
    }
    int place = Math.max(1, (sorted.size() * percent + 99) / 100);
    check((Double) found, sorted.get(place - 1));
  }

  private static void check(double found, double exact) {
    boolean plain = Double.isFinite(exact) && exact != 0;
    if (!plain) {
      assertThat(found, is(exact));
      return;
    }
    assertThat(
        "found " + found + " for " + exact,
        Math.abs(found) <= Math.abs(exact) && Math.copySign(1, found) == Math.copySign(1, exact),
        is(true));
    double allowed = Math.abs(exact) >= Double.MIN_NORMAL ? ERROR * Math.abs(exact) : 1.8e-310;
    assertThat(Math.abs(exact) - Math.abs(found), lessThan(allowed));
  }

  @Property(tries = 300)
  void anyOrderAndAnyCutGiveTheSameBitsAndBytes(
      @ForAll("values") List<@Nullable Double> values,
      @ForAll @IntRange(min = 0, max = 100) int percent,
      @ForAll long seed) {
    Fold<Real> fold = fold(percent / 100.0);
    List<Real> rows = rows(values);
    Accumulators whole = fold.all(rows);
    Accumulators merged = fold.merged(fold.parts(rows, new Random(seed)));
    assertThat(Fold.hex(merged), equalTo(Fold.hex(whole)));
    assertThat(fold.result(merged), equalTo(fold.result(whole)));
  }

  @Test
  void allOrdersOfMagnitudeAreHeldWithinTheStatedError() {
    Random random = new Random(7);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      values.add(Math.exp(200 * random.nextGaussian()));
    }
    List<Double> sorted = sorted(values);
    for (int permille = 1; permille <= 1000; permille++) {
      Double found = (Double) fold(permille / 1000.0).result(rows(values));
      check(found, sorted.get(20 * permille - 1));
    }
  }

  @Test
  void wholeNumbersUpTo256ComeOutAsTheyAre() {
    Fold<Whole> fold = Fold.of(AggregateFunction.APPROX_QUANTILE, Whole.class, Out.class, 0.5);
    for (long value = -256; value <= 256; value++) {
      assertThat(fold.result(List.of(new Whole(value))), equalTo((double) value));
    }
    assertThat(fold.result(List.of(new Whole(257))), equalTo(256.0));
  }

  @Test
  void aRankIsTheDecimalThatWasWritten() {
    List<Double> values = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      values.add((double) i);
    }
    Collections.shuffle(values, new Random(1));
    // As doubles, 0.07 * 100 is above 7 and 0.29 * 100 below 29.
    assertThat(fold(0.07).result(rows(values)), equalTo(7.0));
    assertThat(fold(0.29).result(rows(values)), equalTo(29.0));
    assertThat(fold(0.0).result(rows(values)), equalTo(1.0));
    assertThat(fold(0.501).result(rows(values)), equalTo(51.0));
    assertThat(fold(1.0).result(rows(values)), equalTo(100.0));
  }

  @Test
  void nanIsAboveAllAndMinusZeroBelowZero() {
    List<Real> rows = rows(List.of(Double.NaN, -0.0, 0.0, Double.POSITIVE_INFINITY));
    assertThat(fold(0.25).result(rows), equalTo(-0.0));
    assertThat(fold(0.5).result(rows), equalTo(0.0));
    assertThat(fold(0.75).result(rows), equalTo(Double.POSITIVE_INFINITY));
    assertThat(fold(1.0).result(rows), equalTo(Double.NaN));
  }

  @Test
  void numbersOfEveryKindAreReadAndNothingElse() {
    assertThat(
        Fold.of(AggregateFunction.APPROX_QUANTILE, Whole.class, Out.class, 1.0)
            .result(List.of(new Whole(Long.MIN_VALUE), new Whole(3))),
        equalTo(3.0));
    assertThat(
        Fold.of(AggregateFunction.APPROX_QUANTILE, Small.class, Out.class, 0.0)
            .result(List.of(new Small(0.5f), new Small(7f))),
        equalTo(0.5));
    assertThat(
        Fold.of(AggregateFunction.APPROX_QUANTILE, Price.class, Out.class, 1.0)
            .result(
                List.of(
                    new Price(null),
                    new Price(new BigDecimal("2.50")),
                    new Price(new BigDecimal(BigInteger.TEN.pow(400)).negate()))),
        equalTo(2.5));
    assertThrows(
        IllegalArgumentException.class,
        () -> Fold.of(AggregateFunction.APPROX_QUANTILE, Text.class, Out.class, 0.5).empty());
  }

  private static Fold<Real> fold(double rank) {
    return Fold.of(AggregateFunction.APPROX_QUANTILE, Real.class, Out.class, rank);
  }

  private static List<Real> rows(List<@Nullable Double> values) {
    return values.stream().map(Real::new).toList();
  }

  private static List<Double> sorted(List<@Nullable Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.removeAll(Collections.singleton(null));
    sorted.sort(Double::compare);
    return sorted;
  }
}
