package dev.millrace.testkit;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.first;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.lastNonNull;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.mean;
import static dev.millrace.Aggregations.min;
import static dev.millrace.Aggregations.populationStandardDeviation;
import static dev.millrace.Aggregations.populationVariance;
import static dev.millrace.Aggregations.rate;
import static dev.millrace.Aggregations.ratio;
import static dev.millrace.Aggregations.sampleStandardDeviation;
import static dev.millrace.Aggregations.sampleVariance;
import static dev.millrace.Aggregations.sinceFirst;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.Aggregations.sumDecimal;
import static dev.millrace.Aggregations.sumLong;

import dev.millrace.Feature;
import dev.millrace.FeatureViewBuilder;
import dev.millrace.record.Field;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generates the features of a view of {@link Numbers}. */
final class NumberFeatures {
  static final Map<String, Field<Numbers, ?>> COLUMNS =
      Map.ofEntries(
          Map.entry("d0", Numbers::d0),
          Map.entry("d1", Numbers::d1),
          Map.entry("d2", Numbers::d2),
          Map.entry("d3", Numbers::d3),
          Map.entry("e0", Numbers::e0),
          Map.entry("l0", Numbers::l0),
          Map.entry("l1", Numbers::l1),
          Map.entry("c0", Numbers::c0),
          Map.entry("c1", Numbers::c1),
          Map.entry("b0", Numbers::b0),
          Map.entry("b1", Numbers::b1),
          Map.entry("x0", Numbers::x0),
          Map.entry("x1", Numbers::x1),
          Map.entry("x2", Numbers::x2));

  /** With values, and where values may be missing. */
  private static final List<Field<Reading, Double>> DOUBLES =
      List.of(Reading::amount, Reading::extra);

  private static final List<Field<Reading, Long>> LONGS = List.of(Reading::units, Reading::points);
  private static final List<Field<Reading, BigDecimal>> DECIMALS =
      List.of(Reading::price, Reading::discount);

  private final Random random;
  private final ViewWindows windows;

  NumberFeatures(Random random, ViewWindows windows) {
    this.random = random;
    this.windows = windows;
  }

  @SuppressWarnings("CheckReturnValue") // the builder changes itself
  <K> void set(FeatureViewBuilder<K, Reading, Numbers> view) {
    view.set(Numbers::d0, sometimes(ofDoubles(), -1.0))
        .set(Numbers::d1, sometimes(ofDoubles(), 0.5))
        .set(Numbers::d2, ofFacts())
        .set(Numbers::d3, sometimes(ofDoubles(), -1.0).then("half", value -> value / 2))
        .set(Numbers::e0, ofDoubles().orElse(-0.0))
        .set(Numbers::l0, sometimes(ofLongs(), 7L))
        .set(Numbers::l1, ofLongs().then("negated", value -> -value))
        .set(Numbers::c0, windows.in(count()))
        .set(Numbers::c1, windows.in(countDistinct(any(DOUBLES))))
        .set(Numbers::b0, sometimes(ofDecimals(), BigDecimal.TEN))
        .set(Numbers::b1, ofDecimals())
        .derive("sum of two", Numbers::x0, Numbers::d0, Numbers::d2, Double::sum)
        .derive("mean of all", Numbers::x1, Numbers::e0, Numbers::c0, NumberFeatures::part)
        .derive("of a derived one", Numbers::x2, Numbers::x0, Numbers::l0, (x, l) -> x - l)
        .status(Numbers::q0, any(List.<Field<Numbers, ?>>of(Numbers::d0, Numbers::e0)))
        .status(Numbers::q1, any(List.<Field<Numbers, ?>>of(Numbers::x0, Numbers::x1)))
        .status(Numbers::q2, any(List.<Field<Numbers, ?>>of(Numbers::c0, Numbers::b1)));
  }

  private static Double part(Double whole, Long parts) {
    return parts == 0 ? 0.0 : whole / parts;
  }

  private <V> Feature<? super Reading, V> sometimes(Feature<? super Reading, V> feature, V orElse) {
    return random.nextInt(3) == 0 ? feature.orElse(orElse) : feature;
  }

  private <V> V any(List<V> values) {
    return values.get(random.nextInt(values.size()));
  }

  private Feature<? super Reading, Double> ofDoubles() {
    Field<Reading, Double> column = any(DOUBLES);
    return switch (random.nextInt(11)) {
      case 0 -> windows.in(sum(column));
      case 1 -> windows.in(mean(column));
      case 2 -> windows.in(sampleVariance(column));
      case 3 -> windows.in(populationVariance(column));
      case 4 -> windows.in(sampleStandardDeviation(column));
      case 5 -> windows.in(populationStandardDeviation(column));
      case 6 -> windows.in(min(column));
      case 7 -> windows.in(max(column));
      case 8 -> windows.in(first(column));
      case 9 -> windows.in(last(column));
      default -> windows.in(lastNonNull(column));
    };
  }

  private Feature<? super Reading, Double> ofFacts() {
    ViewWindows.Condition part = ViewWindows.anyCondition(random);
    return switch (random.nextInt(3)) {
      case 0 -> windows.in(ratio(part.name(), part.holds()));
      case 1 -> windows.inLength(rate(ViewWindows.micros(ViewWindows.anyLength(random))));
      default -> windows.in(sinceFirst()).then("seconds", since -> since.toNanos() / 1e9);
    };
  }

  private Feature<? super Reading, Long> ofLongs() {
    Field<Reading, Long> column = any(LONGS);
    return switch (random.nextInt(8)) {
      case 0, 1 -> windows.in(sumLong(column));
      case 2 -> windows.in(min(column));
      case 3 -> windows.in(max(column));
      case 4 -> windows.in(first(column));
      case 5 -> windows.in(last(column));
      case 6 -> windows.in(lastNonNull(column));
      default -> windows.in(sinceFirst()).then("nanoseconds", Duration::toNanos);
    };
  }

  private Feature<? super Reading, BigDecimal> ofDecimals() {
    Field<Reading, BigDecimal> column = any(DECIMALS);
    return switch (random.nextInt(6)) {
      case 0, 1 -> windows.in(sumDecimal(column));
      case 2 -> windows.in(min(column));
      case 3 -> windows.in(max(column));
      case 4 -> windows.in(last(column));
      default -> windows.in(lastNonNull(column));
    };
  }
}
