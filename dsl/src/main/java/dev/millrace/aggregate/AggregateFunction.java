package dev.millrace.aggregate;

/** What an aggregation computes from the rows of a group. */
public enum AggregateFunction {
  /** Rows; never null. */
  COUNT("count", false),
  /** Different non-null values, exactly; never null. */
  COUNT_DISTINCT("countDistinct", false),
  /** The exact sum of doubles, rounded once (SEMANTICS S10); null when no value is there. */
  SUM("sum", true),
  /** The sum of whole numbers; overflow fails the run; null when no value is there. */
  SUM_LONG("sumLong", true),
  /**
   * The exact decimal sum; its scale is the greatest among the values; null when no value is there.
   */
  SUM_DECIMAL("sumDecimal", true),
  /** The exact sum divided by the count of values, rounded once; null when no value is there. */
  MEAN("mean", true),
  /**
   * The exact variance with n - 1 degrees of freedom, rounded once; null with fewer than two
   * values.
   */
  SAMPLE_VARIANCE("sampleVariance", true),
  /** The exact variance with n degrees of freedom, rounded once; null when no value is there. */
  POPULATION_VARIANCE("populationVariance", true),
  /**
   * The square root of the exact sample variance, rounded once; null with fewer than two values.
   */
  SAMPLE_STANDARD_DEVIATION("sampleStandardDeviation", true),
  /**
   * The square root of the exact population variance, rounded once; null when no value is there.
   */
  POPULATION_STANDARD_DEVIATION("populationStandardDeviation", true),
  /**
   * The least value by its natural order; doubles by {@link Double#compare}; null when no value is
   * there.
   */
  MIN("min", true),
  /**
   * The greatest value by its natural order; doubles by {@link Double#compare}; null when no value
   * is there.
   */
  MAX("max", true),
  /** The values that occur most often, exactly; null when no value is there. */
  TOP_K("topK", true),
  /** About how many different non-null values; never null. */
  APPROX_DISTINCT("approxDistinct", false),
  /** About the value at a rank; null when no value is there. */
  APPROX_QUANTILE("approxQuantile", true),
  /** The column of the first row in S3 order; null when that row's column is. */
  FIRST("first", true),
  /** The column of the last row in S3 order; null when that row's column is. */
  LAST("last", true),
  /** The last non-null value of the facts that count; null when there is none. */
  LAST_NON_NULL("lastNonNull", true),
  /**
   * The first non-null values of the facts that count, the oldest first; null when none is there.
   */
  FIRST_K("firstK", true),
  /**
   * The last non-null values of the facts that count, the newest first; null when none is there.
   */
  LAST_K("lastK", true),
  /** The part of the facts that count that satisfies a condition; null when none counts. */
  RATIO("ratio", true),
  /** How many facts count, for a period; never null. */
  RATE("rate", false),
  /** How long ago the first fact happened that counts; null when none does. */
  SINCE_FIRST("sinceFirst", true),
  /** How long ago the last fact happened that counts; null when none does. */
  SINCE_LAST("sinceLast", true);

  private final String word;
  private final boolean nullWhenEmpty;

  AggregateFunction(String word, boolean nullWhenEmpty) {
    this.word = word;
    this.nullWhenEmpty = nullWhenEmpty;
  }

  /** The factory's name in the language. */
  public String word() {
    return word;
  }

  /** Whether a group without values has no result. */
  public boolean nullWhenEmpty() {
    return nullWhenEmpty;
  }

  /**
   * Whether it looks at more of a row than its column: what orders rows of one time by their whole
   * content (SEMANTICS S3) does.
   */
  public boolean readsWholeRows() {
    return switch (this) {
      case COUNT,
          COUNT_DISTINCT,
          SUM,
          SUM_LONG,
          SUM_DECIMAL,
          MEAN,
          SAMPLE_VARIANCE,
          POPULATION_VARIANCE,
          SAMPLE_STANDARD_DEVIATION,
          POPULATION_STANDARD_DEVIATION,
          MIN,
          MAX,
          TOP_K,
          APPROX_DISTINCT,
          APPROX_QUANTILE,
          RATIO,
          RATE,
          SINCE_FIRST,
          SINCE_LAST ->
          false;
      case FIRST, LAST, LAST_NON_NULL, FIRST_K, LAST_K -> true;
    };
  }

  /**
   * Whether it only makes sense for the facts of a feature view, which lie in the order of
   * SEMANTICS S3 and are looked at from a time.
   */
  public boolean isOfFacts() {
    return compareTo(LAST_NON_NULL) >= 0;
  }

  /** Whether a group with one value has no result. */
  public boolean nullWithOne() {
    return this == SAMPLE_VARIANCE || this == SAMPLE_STANDARD_DEVIATION;
  }
}
