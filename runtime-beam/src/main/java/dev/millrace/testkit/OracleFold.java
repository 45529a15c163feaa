package dev.millrace.testkit;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.FeatureCall;
import dev.millrace.record.Component;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The function of a feature over the facts that count, from its definition: the values as a list,
 * exact numbers, rounded once.
 */
final class OracleFold {
  private final FeatureCall call;
  private final List<OracleFact> facts;
  private final long at;

  /** The facts whose column has a value. */
  private final List<OracleFact> valued;

  /**
   * @param facts that count, in S3 order
   * @param at the time of the question
   */
  OracleFold(FeatureCall call, List<OracleFact> facts, long at) {
    this.call = call;
    this.facts = facts;
    this.at = at;
    this.valued = call.input() == null ? List.of() : valued();
  }

  /**
   * Whether {@link #result} is what the function gives; otherwise the function gives about that.
   */
  static boolean isExact(AggregateFunction function) {
    return function != AggregateFunction.APPROX_DISTINCT
        && function != AggregateFunction.APPROX_QUANTILE;
  }

  /**
   * The result, before what the view makes of it.
   *
   * @throws ArithmeticException when a sum of whole numbers does not fit a long
   */
  @Nullable Object result() {
    return switch (call.function()) {
      case COUNT -> (long) facts.size();
      case RATIO -> facts.isEmpty() ? null : (double) satisfying() / (double) facts.size();
      case RATE -> rate();
      case SINCE_FIRST -> facts.isEmpty() ? null : since(facts.get(0));
      case SINCE_LAST -> facts.isEmpty() ? null : since(facts.get(facts.size() - 1));
      case FIRST -> facts.isEmpty() ? null : value(facts.get(0));
      case LAST -> facts.isEmpty() ? null : value(facts.get(facts.size() - 1));
      case COUNT_DISTINCT, APPROX_DISTINCT -> different();
      default -> valued.isEmpty() ? null : resultOfValues();
    };
  }

  private @Nullable Object resultOfValues() {
    return switch (call.function()) {
      case SUM -> OracleSums.sum(doubles());
      case MEAN -> OracleSums.mean(doubles());
      case SAMPLE_VARIANCE -> OracleSums.variance(doubles(), 1);
      case POPULATION_VARIANCE -> OracleSums.variance(doubles(), 0);
      case SAMPLE_STANDARD_DEVIATION -> OracleSums.standardDeviation(doubles(), 1);
      case POPULATION_STANDARD_DEVIATION -> OracleSums.standardDeviation(doubles(), 0);
      case SUM_LONG -> sumOfWholeNumbers();
      case SUM_DECIMAL -> sumOfDecimals();
      case MIN -> value(Collections.min(valued, byValue().thenComparing(byBytes())));
      case MAX -> value(Collections.min(valued, byValue().reversed().thenComparing(byBytes())));
      case LAST_NON_NULL -> value(valued.get(valued.size() - 1));
      case FIRST_K -> values(valued.subList(0, Math.min(k(), valued.size())));
      case LAST_K -> values(newestFirst().subList(0, Math.min(k(), valued.size())));
      case TOP_K -> mostFrequent();
      case APPROX_QUANTILE -> quantile();
      default -> throw new AssertionError(call.function());
    };
  }

  private List<OracleFact> valued() {
    List<OracleFact> valued = new ArrayList<>();
    for (OracleFact fact : facts) {
      Object value = fact.value(input());
      if (value != null && !value.equals(Optional.empty())) {
        valued.add(fact);
      }
    }
    return valued;
  }

  private Component input() {
    return Objects.requireNonNull(call.input(), "the column of a function of values");
  }

  private @Nullable Object value(OracleFact fact) {
    return fact.value(input());
  }

  private List<@Nullable Object> values(List<OracleFact> of) {
    List<@Nullable Object> values = new ArrayList<>();
    of.forEach(fact -> values.add(value(fact)));
    return values;
  }

  private Number parameter() {
    return Objects.requireNonNull(call.parameter(), "the parameter of the function");
  }

  private int k() {
    return parameter().intValue();
  }

  private long satisfying() {
    return facts.stream().filter(fact -> fact.satisfies(call.part())).count();
  }

  private double rate() {
    return (double) facts.size()
        * (double) parameter().longValue()
        / (double) call.window().length();
  }

  /** From the fact to the time of the question, which a bound does not shift. */
  private Duration since(OracleFact fact) {
    return Duration.of(at, ChronoUnit.MICROS)
        .minus(Duration.of(fact.eventTime(), ChronoUnit.MICROS));
  }

  private long different() {
    Set<@Nullable Object> different = new HashSet<>();
    valued.forEach(fact -> different.add(RowValue.of(value(fact))));
    return different.size();
  }

  private List<Double> doubles() {
    return valued.stream()
        .map(fact -> ((Number) Objects.requireNonNull(value(fact))).doubleValue())
        .toList();
  }

  private long sumOfWholeNumbers() {
    BigInteger sum = BigInteger.ZERO;
    for (OracleFact fact : valued) {
      long value = ((Number) Objects.requireNonNull(value(fact))).longValue();
      sum = sum.add(BigInteger.valueOf(value));
    }
    return sum.longValueExact();
  }

  /** Not from a zero: its scale would be one of theirs. */
  private @Nullable BigDecimal sumOfDecimals() {
    return valued.stream()
        .map(fact -> (BigDecimal) value(fact))
        .reduce(BigDecimal::add)
        .orElse(null);
  }

  /** By the natural order of the values. */
  private Comparator<OracleFact> byValue() {
    return (left, right) -> compare(value(left), value(right));
  }

  @SuppressWarnings("unchecked") // the language only takes columns of values that have an order
  private static int compare(@Nullable Object left, @Nullable Object right) {
    return ((Comparable<@Nullable Object>) Objects.requireNonNull(left)).compareTo(right);
  }

  /** Among values that compare as equal, the one whose canonical bytes are least comes first. */
  private Comparator<OracleFact> byBytes() {
    return (left, right) ->
        Arrays.compareUnsigned(left.canonical(input()), right.canonical(input()));
  }

  private List<OracleFact> newestFirst() {
    List<OracleFact> reversed = new ArrayList<>(valued);
    Collections.reverse(reversed);
    return reversed;
  }

  private List<@Nullable Object> mostFrequent() {
    Map<@Nullable Object, List<OracleFact>> byEquals = new HashMap<>();
    for (OracleFact fact : valued) {
      byEquals.computeIfAbsent(RowValue.of(value(fact)), key -> new ArrayList<>()).add(fact);
    }
    Comparator<List<OracleFact>> byCount = Comparator.comparingInt(List::size);
    List<OracleFact> ranked =
        byEquals.values().stream()
            .sorted(
                byCount
                    .reversed()
                    .thenComparing(equal -> equal.get(0), byValue().thenComparing(byBytes())))
            .map(equal -> equal.get(0))
            .toList();
    return values(ranked.subList(0, Math.min(k(), ranked.size())));
  }

  /** The least value that at least this part of the values do not exceed. */
  private double quantile() {
    List<Double> sorted = new ArrayList<>(doubles());
    Collections.sort(sorted);
    int place =
        BigDecimal.valueOf(parameter().doubleValue())
            .multiply(BigDecimal.valueOf(sorted.size()))
            .setScale(0, RoundingMode.CEILING)
            .intValueExact();
    return sorted.get(Math.max(1, place) - 1);
  }
}
