package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.AggregateCall;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** The aggregations, for static import. Each names its result for an empty group and for nulls. */
@CheckReturnValue
public final class Aggregations {
  private Aggregations() {}

  /** How many rows; 0 when there is none. */
  public static Aggregation<Object, Long> count() {
    return Aggregation.of(AggregateFunction.COUNT, null);
  }

  /**
   * How many different values, exactly; nulls and empty Optionals are not counted. Memory grows
   * with the number of different values of a group.
   */
  public static <T> Aggregation<T, Long> countDistinct(Field<T, ?> column) {
    return Aggregation.of(AggregateFunction.COUNT_DISTINCT, column);
  }

  /**
   * The exact sum, rounded once at the end: the same bits in whatever order rows come (SEMANTICS
   * S10). Nulls are skipped. A NaN, or infinities of both signs, give NaN.
   */
  public static <T> Aggregation<T, Double> sum(Field<T, Double> column) {
    return Aggregation.of(AggregateFunction.SUM, column);
  }

  /** The sum of whole numbers; nulls are skipped. A sum beyond the range of long fails the run. */
  public static <T> Aggregation<T, Long> sumLong(Field<T, Long> column) {
    return Aggregation.of(AggregateFunction.SUM_LONG, column);
  }

  /** The exact sum of decimals, with the greatest scale among them; nulls are skipped. */
  public static <T> Aggregation<T, BigDecimal> sumDecimal(Field<T, BigDecimal> column) {
    return Aggregation.of(AggregateFunction.SUM_DECIMAL, column);
  }

  /** The exact sum divided by the number of values, rounded once; nulls are skipped. */
  public static <T> Aggregation<T, Double> mean(Field<T, Double> column) {
    return Aggregation.of(AggregateFunction.MEAN, column);
  }

  /**
   * The variance of the values as a sample: n - 1 degrees of freedom; null with fewer than two
   * values. From exact sums, so the same bits in whatever order rows come, and rounded once, at the
   * end, to the nearest double (SEMANTICS S10). Nulls are skipped; a NaN or an infinity gives NaN.
   * Takes about three times the time and memory of a sum.
   */
  public static <T> Aggregation<T, Double> sampleVariance(Field<T, Double> column) {
    return Aggregation.of(AggregateFunction.SAMPLE_VARIANCE, column);
  }

  /**
   * The variance of the values as the whole population: n degrees of freedom; 0.0 of one value.
   * Otherwise as {@link #sampleVariance}.
   */
  public static <T> Aggregation<T, Double> populationVariance(Field<T, Double> column) {
    return Aggregation.of(AggregateFunction.POPULATION_VARIANCE, column);
  }

  /**
   * The square root of the exact sample variance, rounded once: the nearest double to it, which the
   * root of a {@link #sampleVariance}, rounded already, need not be. Otherwise as {@link
   * #sampleVariance}.
   */
  public static <T> Aggregation<T, Double> sampleStandardDeviation(Field<T, Double> column) {
    return Aggregation.of(AggregateFunction.SAMPLE_STANDARD_DEVIATION, column);
  }

  /**
   * The square root of the exact population variance, rounded once, as {@link
   * #sampleStandardDeviation} is. Otherwise as {@link #populationVariance}.
   */
  public static <T> Aggregation<T, Double> populationStandardDeviation(Field<T, Double> column) {
    return Aggregation.of(AggregateFunction.POPULATION_STANDARD_DEVIATION, column);
  }

  /**
   * The least value by its natural order; nulls are skipped; for doubles -0.0 is below 0.0 and NaN
   * above all.
   */
  public static <T, V extends Comparable<? super V>> Aggregation<T, V> min(Field<T, V> column) {
    return Aggregation.of(AggregateFunction.MIN, column);
  }

  /**
   * The greatest value by its natural order; nulls are skipped; for doubles -0.0 is below 0.0 and
   * NaN above all.
   */
  public static <T, V extends Comparable<? super V>> Aggregation<T, V> max(Field<T, V> column) {
    return Aggregation.of(AggregateFunction.MAX, column);
  }

  /**
   * The k values that occur most often, the most frequent first and, among equally frequent ones,
   * the least by their natural order: exactly, so the same list in whatever order rows come
   * (SEMANTICS S10). Fewer than k where there are fewer values; null, or {@link
   * Aggregation#orElse}, where there is none. Nulls are skipped; NaN is a value. How often each
   * occurs is not part of the result.
   *
   * <p>Exactness has a price: memory, and bytes in the shuffle, grow with the number of different
   * values of a group, as for {@link #countDistinct} and a count for each more, whatever k is. What
   * does not fit into memory is merged from disk; only a single session has to fit.
   *
   * @param k at least 1
   */
  public static <T, V extends Comparable<? super V>> Aggregation<T, List<V>> topK(
      Field<T, V> column, int k) {
    return Aggregation.of(AggregateFunction.TOP_K, column, k);
  }

  /**
   * About how many different values: within 2.2 % of the exact number in 95 of 100 groups, and
   * within 3.3 % in 997 of 1000 (one standard error is 1.1 %). The same number in whatever order
   * rows come (SEMANTICS S10); 0 when there is none. Nulls and empty Optionals are not counted; NaN
   * is one value, and -0.0 another than 0.0.
   *
   * <p>A group takes about 8 bytes of memory for a value, at most 16 KB, and at most 3 KB in the
   * shuffle. {@link #countDistinct} takes four times as much for each value, without an end, and is
   * exact: prefer it where groups are small.
   */
  public static <T> Aggregation<T, Long> approxDistinct(Field<T, ?> column) {
    return Aggregation.of(AggregateFunction.APPROX_DISTINCT, column);
  }

  /**
   * About the value at a rank: the least value that at least this part of the values do not exceed,
   * brought nearer to zero by less than 0.8 % of itself. That is certain, not only probable, and
   * the number is the same in whatever order rows come (SEMANTICS S10). Whole numbers up to 256,
   * zeros and infinities come out as they are; below 2.3e-308, where doubles thin out, the error is
   * less than 1.8e-310 instead.
   *
   * <p>Nulls are skipped; -0.0 is below 0.0 and NaN above all, as for {@link #max}; null, or {@link
   * Aggregation#orElse}, where no value is there. Whole numbers and decimals are rounded to doubles
   * first, decimals beyond their range to infinities.
   *
   * <p>A group takes 128 counts, of about 40 bytes each, for every factor of two between its
   * values, and never more counts than it has values; 2 or 3 bytes each in the shuffle. Values from
   * 0.01 to 10000: at most 2560 counts, 100 KB.
   *
   * @param rank from 0, the least value, to 1, the greatest; 0.5 is the median
   */
  public static <T> Aggregation<T, Double> approxQuantile(
      Field<T, ? extends Number> column, double rank) {
    return Aggregation.of(AggregateFunction.APPROX_QUANTILE, column, rank);
  }

  /** The column of the first row in the total order of SEMANTICS S3; null when it is null there. */
  public static <T, V> Aggregation<T, V> first(Field<T, V> column) {
    return Aggregation.of(AggregateFunction.FIRST, column);
  }

  /** The column of the last row in the total order of SEMANTICS S3; null when it is null there. */
  public static <T, V> Aggregation<T, V> last(Field<T, V> column) {
    return Aggregation.of(AggregateFunction.LAST, column);
  }

  /** The last value that is not null, in the order of SEMANTICS S3; null when there is none. */
  public static <T, V> FactAggregation<T, V> lastNonNull(Field<T, V> column) {
    return FactAggregation.of(AggregateFunction.LAST_NON_NULL, column, null);
  }

  /**
   * The first k values in the order of SEMANTICS S3, the oldest first; nulls are skipped. Fewer
   * where there are fewer; null where there is none.
   *
   * @param k at least 1
   */
  public static <T, V> FactAggregation<T, List<V>> firstK(Field<T, V> column, int k) {
    return FactAggregation.of(AggregateFunction.FIRST_K, column, k);
  }

  /**
   * The last k values in the order of SEMANTICS S3, the newest first; nulls are skipped. Fewer
   * where there are fewer; null where there is none.
   *
   * @param k at least 1
   */
  public static <T, V> FactAggregation<T, List<V>> lastK(Field<T, V> column, int k) {
    return FactAggregation.of(AggregateFunction.LAST_K, column, k);
  }

  /**
   * The part of the facts that satisfies a condition, from 0.0 to 1.0: of all facts that count in
   * the window. Null where none counts.
   *
   * @param name of the condition, for plans and lineage
   */
  public static <T> FactAggregation<T, Double> ratio(
      String name, Fn<? super T, Boolean> condition) {
    return FactAggregation.of(
        AggregateFunction.RATIO, new AggregateCall.Where(name, OpaqueFn.of(condition)));
  }

  /**
   * How many facts there are for a period: with n facts in a window of length d, {@code n * period
   * / d} as doubles from left to right. 0.0 where there is none. Only over a length of time.
   */
  public static FactAggregation<Object, Double> rate(Duration period) {
    return FactAggregation.of(AggregateFunction.RATE, null, Window.micros(period));
  }

  /** How long before the time of a question the first fact happened; null where there is none. */
  public static FactAggregation<Object, Duration> sinceFirst() {
    return FactAggregation.of(AggregateFunction.SINCE_FIRST, null, null);
  }

  /** How long before the time of a question the last fact happened; null where there is none. */
  public static FactAggregation<Object, Duration> sinceLast() {
    return FactAggregation.of(AggregateFunction.SINCE_LAST, null, null);
  }
}
