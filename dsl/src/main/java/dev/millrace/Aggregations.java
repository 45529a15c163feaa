package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.record.Field;
import java.math.BigDecimal;

/** The aggregations, for static import. Each names its result for an empty group and for nulls. */
@CheckReturnValue
public final class Aggregations {
  private Aggregations() {}

  /** How many rows; 0 when there is none. */
  public static Aggregation<Object, Long> count() {
    return Aggregation.of(AggregateFunction.COUNT, null);
  }

  /**
   * How many different values, exactly; nulls are not counted. Memory grows with the number of
   * different values of a group.
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
   * values. From exact sums, so the same bits in whatever order rows come, and rounded at the end
   * (SEMANTICS S10). Nulls are skipped; a NaN or an infinity gives NaN. Takes about three times the
   * time and memory of a sum.
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

  /** The square root of {@link #sampleVariance}. */
  public static <T> Aggregation<T, Double> sampleStandardDeviation(Field<T, Double> column) {
    return Aggregation.of(AggregateFunction.SAMPLE_STANDARD_DEVIATION, column);
  }

  /** The square root of {@link #populationVariance}. */
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

  /** The column of the first row in the total order of SEMANTICS S3; null when it is null there. */
  public static <T, V> Aggregation<T, V> first(Field<T, V> column) {
    return Aggregation.of(AggregateFunction.FIRST, column);
  }

  /** The column of the last row in the total order of SEMANTICS S3; null when it is null there. */
  public static <T, V> Aggregation<T, V> last(Field<T, V> column) {
    return Aggregation.of(AggregateFunction.LAST, column);
  }
}
