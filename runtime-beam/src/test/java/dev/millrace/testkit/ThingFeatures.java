package dev.millrace.testkit;

import static dev.millrace.Aggregations.approxDistinct;
import static dev.millrace.Aggregations.approxQuantile;
import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.first;
import static dev.millrace.Aggregations.firstK;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.lastK;
import static dev.millrace.Aggregations.lastNonNull;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.min;
import static dev.millrace.Aggregations.sinceFirst;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.topK;

import dev.millrace.Feature;
import dev.millrace.FeatureViewBuilder;
import dev.millrace.record.Field;
import dev.millrace.testkit.Reading.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generates the features of a view of {@link Things}. */
final class ThingFeatures {
  static final Map<String, Field<Things, ?>> COLUMNS =
      Map.ofEntries(
          Map.entry("s0", Things::s0),
          Map.entry("s1", Things::s1),
          Map.entry("r0", Things::r0),
          Map.entry("i0", Things::i0),
          Map.entry("n0", Things::n0),
          Map.entry("k0", Things::k0),
          Map.entry("k1", Things::k1),
          Map.entry("k2", Things::k2),
          Map.entry("t0", Things::t0),
          Map.entry("t1", Things::t1),
          Map.entry("u0", Things::u0),
          Map.entry("w0", Things::w0),
          Map.entry("a0", Things::a0),
          Map.entry("m0", Things::m0),
          Map.entry("y0", Things::y0));

  private static final List<Field<Reading, String>> TEXTS = List.of(Reading::text, Reading::note);
  private static final List<Field<Reading, Double>> DOUBLES =
      List.of(Reading::amount, Reading::extra);
  private static final List<Field<Reading, Long>> LONGS = List.of(Reading::units, Reading::points);
  private static final List<Field<Reading, Instant>> INSTANTS =
      List.of(Reading::at, Reading::known);
  private static final List<Field<Reading, Region>> REGIONS =
      List.of(Reading::region, Reading::place);
  private static final List<Field<Reading, ?>> ANY =
      List.of(
          Reading::note,
          Reading::place,
          Reading::price,
          Reading::hint,
          Reading::known,
          Reading::level,
          Reading::discount);
  private static final List<Field<Reading, ? extends Number>> NUMBERS =
      List.of(Reading::amount, Reading::points, Reading::price);
  private static final double[] RANKS = {0, 0.25, 0.5, 0.9, 1};

  private final Random random;
  private final ViewWindows windows;

  ThingFeatures(Random random, ViewWindows windows) {
    this.random = random;
    this.windows = windows;
  }

  @SuppressWarnings("CheckReturnValue") // the builder changes itself
  <K> void set(FeatureViewBuilder<K, Reading, Things> view) {
    view.set(Things::s0, ofOrdered(any(TEXTS)))
        .set(Things::s1, ofOrdered(any(REGIONS)).then("name", Region::name).orElse("nowhere"))
        .set(Things::r0, ofOrdered(any(REGIONS)))
        .set(Things::i0, ofOrdered(Reading::level))
        .set(Things::n0, ofOrdered(any(INSTANTS)))
        .set(Things::k0, several(any(TEXTS)).orElse(List.of()))
        .set(Things::k1, several(any(DOUBLES)))
        .set(Things::k2, several(any(LONGS)))
        .set(Things::t0, windows.in(random.nextBoolean() ? sinceFirst() : sinceLast()))
        .set(Things::t1, windows.in(sinceLast()).orElse(Duration.ZERO))
        .set(Things::u0, windows.in(count()).then("doubled", n -> n + n))
        .set(Things::w0, windows.in(countDistinct(any(ANY))))
        .set(Things::a0, windows.in(approxDistinct(any(ANY))))
        .set(Things::m0, windows.in(approxQuantile(any(NUMBERS), rank())))
        .derive("with a number", Things::y0, Things::s0, Things::w0, (s, n) -> s + n)
        .status(Things::z0, any(List.<Field<Things, ?>>of(Things::s0, Things::k1)))
        .status(Things::z1, any(List.<Field<Things, ?>>of(Things::y0, Things::t0)))
        .status(Things::z2, any(List.<Field<Things, ?>>of(Things::w0, Things::m0)));
  }

  private double rank() {
    return RANKS[random.nextInt(RANKS.length)];
  }

  private <V> V any(List<V> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <V extends Comparable<? super V>> Feature<? super Reading, V> ofOrdered(
      Field<Reading, V> column) {
    return switch (random.nextInt(5)) {
      case 0 -> windows.in(min(column));
      case 1 -> windows.in(max(column));
      case 2 -> windows.in(first(column));
      case 3 -> windows.in(last(column));
      default -> windows.in(lastNonNull(column));
    };
  }

  private <V extends Comparable<? super V>> Feature<? super Reading, List<V>> several(
      Field<Reading, V> column) {
    int k = 1 + random.nextInt(4);
    return switch (random.nextInt(3)) {
      case 0 -> windows.in(firstK(column, k));
      case 1 -> windows.in(lastK(column, k));
      default -> windows.in(topK(column, k));
    };
  }
}
