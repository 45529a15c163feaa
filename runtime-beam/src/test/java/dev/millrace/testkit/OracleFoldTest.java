package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Fn;
import dev.millrace.record.Shape;
import dev.millrace.testkit.OracleFact.Bits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each fact happens a second after the one before; the question is a minute after the first. */
class OracleFoldTest {
  @SuppressWarnings("ArrayRecordComponent") // its content is what is tested
  record Row(
      Instant at,
      @Nullable Double real,
      @Nullable Long whole,
      @Nullable BigDecimal price,
      @Nullable String text,
      byte @Nullable [] bytes,
      Optional<String> perhaps) {}

  record Out(@Nullable Double value) {}

  private static final Shape<Row> ROWS = Shape.of(Row.class);
  private static final long SECOND = 1_000_000;
  private static final long AT = 60 * SECOND;
  private static final Instant START = Instant.EPOCH;

  private static Row at(int place) {
    return new Row(START.plusSeconds(place), null, null, null, null, null, Optional.empty());
  }

  private static List<Row> reals(@Nullable Double... values) {
    List<Row> rows = new ArrayList<>();
    for (Double value : values) {
      rows.add(new Row(at(rows.size()).at(), value, null, null, null, null, Optional.empty()));
    }
    return rows;
  }

  private static List<Row> wholes(@Nullable Long... values) {
    List<Row> rows = new ArrayList<>();
    for (Long value : values) {
      rows.add(new Row(at(rows.size()).at(), null, value, null, null, null, Optional.empty()));
    }
    return rows;
  }

  private static List<Row> prices(String... values) {
    List<Row> rows = new ArrayList<>();
    for (String value : values) {
      BigDecimal price = new BigDecimal(value);
      rows.add(new Row(at(rows.size()).at(), null, null, price, null, null, Optional.empty()));
    }
    return rows;
  }

  private static List<Row> texts(@Nullable String... values) {
    List<Row> rows = new ArrayList<>();
    for (String value : values) {
      rows.add(new Row(at(rows.size()).at(), null, null, null, value, null, Optional.empty()));
    }
    return rows;
  }

  private static @Nullable Object fold(
      AggregateFunction function, @Nullable String input, List<Row> rows) {
    return fold(function, input, null, null, rows);
  }

  private static @Nullable Object fold(
      AggregateFunction function,
      @Nullable String input,
      @Nullable Number parameter,
      @Nullable Where part,
      List<Row> rows) {
    FeatureCall call =
        new FeatureCall(
            function,
            input == null ? null : OracleView.component(ROWS, input),
            parameter,
            part,
            null,
            FactWindow.of(10 * SECOND),
            List.of(),
            OracleView.component(Shape.of(Out.class), "value"));
    return new OracleFold(call, facts(rows), AT).result();
  }

  private static List<OracleFact> facts(List<Row> rows) {
    ViewDefinition view =
        new ViewDefinition(
            "tested",
            1,
            ROWS,
            List.of(),
            null,
            OracleView.component(ROWS, "at"),
            null,
            null,
            List.of(),
            null,
            FactWindow.FOREVER,
            Shape.of(Out.class),
            List.of(),
            List.of(),
            List.of());
    return rows.stream().map(row -> OracleFact.of(view, row, new Bits(0, 0))).toList();
  }

  @Test
  void countsAreOfFactsAlsoOfThoseWithoutAValue() {
    assertThat(fold(AggregateFunction.COUNT, null, reals(1.0, null)), is(2L));
    assertThat(fold(AggregateFunction.COUNT, null, List.of()), is(0L));
  }

  @Test
  void differentValuesAreThoseThatAreNotEqual() {
    assertThat(
        fold(
            AggregateFunction.COUNT_DISTINCT,
            "real",
            reals(0.0, -0.0, Double.NaN, Double.longBitsToDouble(0x7ff8000000000001L), null)),
        is(3L));
    assertThat(fold(AggregateFunction.COUNT_DISTINCT, "price", prices("1", "1.0", "1.0")), is(2L));
    List<Row> arrays = new ArrayList<>();
    for (byte[] bytes : new byte[][] {{1}, {1}, {}, {2}}) {
      arrays.add(new Row(at(arrays.size()).at(), null, null, null, null, bytes, Optional.empty()));
    }
    assertThat(fold(AggregateFunction.COUNT_DISTINCT, "bytes", arrays), is(3L));
    assertThat(fold(AggregateFunction.COUNT_DISTINCT, "real", reals(null, null)), is(0L));
  }

  @Test
  void emptyOptionalsAreNotCountedAndTakenAsTheyAreOfTheLastFact() {
    List<Row> rows = new ArrayList<>();
    for (Optional<String> perhaps : List.of(Optional.of("a"), Optional.<String>empty())) {
      rows.add(new Row(at(rows.size()).at(), null, null, null, null, null, perhaps));
    }
    assertThat(fold(AggregateFunction.COUNT_DISTINCT, "perhaps", rows), is(1L));
    assertThat(fold(AggregateFunction.LAST_NON_NULL, "perhaps", rows), is(Optional.of("a")));
    assertThat(fold(AggregateFunction.LAST, "perhaps", rows), is(Optional.empty()));
  }

  @Test
  void sumsSkipNullsAndAreNullWithoutAValue() {
    assertThat(fold(AggregateFunction.SUM, "real", reals(0.1, null, 0.2, 0.3)), is(0.6));
    assertThat(fold(AggregateFunction.MEAN, "real", reals(1.0, null, 2.0)), is(1.5));
    assertThat(fold(AggregateFunction.SUM, "real", reals((Double) null)), nullValue());
    assertThat(fold(AggregateFunction.MEAN, "real", List.of()), nullValue());
  }

  @Test
  void variancesNeedMoreValuesThanTheyTakeDegreesOfFreedom() {
    List<Row> two = reals(1.0, null, 3.0);
    assertThat(fold(AggregateFunction.SAMPLE_VARIANCE, "real", two), is(2.0));
    assertThat(fold(AggregateFunction.POPULATION_VARIANCE, "real", two), is(1.0));
    assertThat(fold(AggregateFunction.SAMPLE_STANDARD_DEVIATION, "real", two), is(Math.sqrt(2)));
    assertThat(fold(AggregateFunction.POPULATION_STANDARD_DEVIATION, "real", two), is(1.0));
    List<Row> one = reals(1.0, null);
    assertThat(fold(AggregateFunction.SAMPLE_VARIANCE, "real", one), nullValue());
    assertThat(fold(AggregateFunction.POPULATION_VARIANCE, "real", one), is(0.0));
  }

  @Test
  void aSumOfWholeNumbersMayPassTheRangeOfLongButNotEndThere() {
    assertThat(
        fold(AggregateFunction.SUM_LONG, "whole", wholes(Long.MAX_VALUE, 1L, null, -2L)),
        is(Long.MAX_VALUE - 1));
    assertThrows(
        ArithmeticException.class,
        () -> fold(AggregateFunction.SUM_LONG, "whole", wholes(Long.MAX_VALUE, 1L)));
  }

  @Test
  void aSumOfDecimalsHasTheGreatestScaleAmongThem() {
    assertThat(
        fold(AggregateFunction.SUM_DECIMAL, "price", prices("1.50", "2", "0.5")),
        is(new BigDecimal("4.00")));
    assertThat(
        fold(AggregateFunction.SUM_DECIMAL, "price", prices("1E+3", "2E+2")),
        is(new BigDecimal("12E+2")));
  }

  @Test
  void nanIsTheGreatestAndMinusZeroLessThanZero() {
    assertThat(fold(AggregateFunction.MAX, "real", reals(1.0, Double.NaN)), is(Double.NaN));
    assertThat(fold(AggregateFunction.MIN, "real", reals(0.0, -0.0, null)), is(-0.0));
    assertThat(fold(AggregateFunction.MAX, "real", reals(-0.0, 0.0)), is(0.0));
    assertThat(fold(AggregateFunction.MIN, "text", texts("b", "a", null)), is("a"));
  }

  @Test
  void ofEqualDecimalsTheOneWithTheLeastBytesIsTaken() {
    List<Row> rows = prices("1.00", "1.0", "1");
    BigDecimal least =
        facts(rows).stream()
            .min(
                (left, right) ->
                    Arrays.compareUnsigned(
                        left.canonical(OracleView.component(ROWS, "price")),
                        right.canonical(OracleView.component(ROWS, "price"))))
            .map(fact -> ((Row) fact.row()).price())
            .orElseThrow();
    assertThat(fold(AggregateFunction.MIN, "price", rows), is(least));
    assertThat(fold(AggregateFunction.MAX, "price", rows), is(least));
  }

  @Test
  void theFirstAndTheLastFactGiveWhatTheyHave() {
    List<Row> rows = texts(null, "a", "b", null);
    assertThat(fold(AggregateFunction.FIRST, "text", rows), nullValue());
    assertThat(fold(AggregateFunction.LAST, "text", rows), nullValue());
    assertThat(fold(AggregateFunction.LAST_NON_NULL, "text", rows), is("b"));
    assertThat(fold(AggregateFunction.FIRST, "text", rows.subList(1, 4)), is("a"));
    assertThat(fold(AggregateFunction.LAST, "text", rows.subList(0, 3)), is("b"));
    assertThat(fold(AggregateFunction.LAST_NON_NULL, "text", texts((String) null)), nullValue());
  }

  @Test
  void theFirstAreTheOldestFirstAndTheLastTheNewestFirst() {
    List<Row> rows = texts(null, "a", "b", null, "c", null);
    assertThat(fold(AggregateFunction.FIRST_K, "text", 2, null, rows), is(List.of("a", "b")));
    assertThat(fold(AggregateFunction.LAST_K, "text", 2, null, rows), is(List.of("c", "b")));
    assertThat(fold(AggregateFunction.LAST_K, "text", 9, null, rows), is(List.of("c", "b", "a")));
    assertThat(fold(AggregateFunction.LAST_K, "text", 2, null, texts((String) null)), nullValue());
  }

  @Test
  void theMostFrequentComeFirstAndOfEquallyFrequentOnesTheLeast() {
    List<Row> rows = texts("c", "b", "a", "c", null, "d", "b");
    assertThat(fold(AggregateFunction.TOP_K, "text", 3, null, rows), is(List.of("b", "c", "a")));
    assertThat(
        fold(AggregateFunction.TOP_K, "text", 9, null, rows), is(List.of("b", "c", "a", "d")));
  }

  @Test
  void aRatioIsOfTheFactsThatCount() {
    Fn<Row, Boolean> isNegative = row -> row.real() != null && row.real() < 0;
    Where negative = new Where("negative", OpaqueFn.of(isNegative));
    assertThat(
        fold(AggregateFunction.RATIO, null, null, negative, reals(-1.0, 1.0, null)), is(1.0 / 3.0));
    assertThat(fold(AggregateFunction.RATIO, null, null, negative, reals(1.0)), is(0.0));
    assertThat(fold(AggregateFunction.RATIO, null, null, negative, List.of()), nullValue());
  }

  @Test
  void aRateIsForAPeriodOfTheWindow() {
    assertThat(
        fold(AggregateFunction.RATE, null, 7 * SECOND, null, reals(1.0, null, 2.0)), is(2.1));
    assertThat(fold(AggregateFunction.RATE, null, SECOND, null, List.of()), is(0.0));
  }

  @Test
  void agesAreThoseOfTheFirstAndTheLastFact() {
    List<Row> rows = reals(1.0, null, 2.0);
    assertThat(fold(AggregateFunction.SINCE_FIRST, null, rows), is(Duration.ofSeconds(60)));
    assertThat(fold(AggregateFunction.SINCE_LAST, null, rows), is(Duration.ofSeconds(58)));
    assertThat(fold(AggregateFunction.SINCE_LAST, null, List.of()), nullValue());
  }

  @Test
  void approximateFunctionsAreAnsweredExactlyAndSaidNotToBe() {
    List<Row> rows = reals(4.0, 1.0, 3.0, null, 2.0, 2.0);
    assertThat(fold(AggregateFunction.APPROX_DISTINCT, "real", rows), is(4L));
    assertThat(fold(AggregateFunction.APPROX_QUANTILE, "real", 0.6, null, rows), is(2.0));
    assertThat(fold(AggregateFunction.APPROX_QUANTILE, "real", 0.61, null, rows), is(3.0));
    assertThat(fold(AggregateFunction.APPROX_QUANTILE, "real", 0, null, rows), is(1.0));
    for (AggregateFunction function : AggregateFunction.values()) {
      assertThat(OracleFold.isExact(function), is(!function.word().startsWith("approx")));
    }
  }
}
