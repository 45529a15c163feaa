package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.record.ByteInput;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopValuesLawsTest {
  enum Colour {
    RED,
    GREEN,
    BLUE
  }

  record Text(@Nullable String value) {}

  record Texts(List<String> value) {}

  record Whole(@Nullable Long value) {}

  record Numbers(List<Long> value) {}

  record Real(@Nullable Double value) {}

  record Reals(List<Double> value) {}

  record Price(@Nullable BigDecimal value) {}

  record Prices(List<BigDecimal> value) {}

  record Paint(Colour value) {}

  record Paints(List<Colour> value) {}

  record Ratio(float value) {}

  record Ratios(List<Float> value) {}

  record Moment(Instant value) {}

  record Moments(List<Instant> value) {}

  record Count(long value) {}

  @Provide
  Arbitrary<List<String>> texts() {
    return rows(Arbitraries.of("", "a", "b", "ab", "é", "z", "zz", "\uD83D\uDE00", "\uFFFD"));
  }

  @Provide
  Arbitrary<List<Long>> numbers() {
    return rows(
        Arbitraries.oneOf(
            Arbitraries.longs().between(-3, 3),
            Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40)));
  }

  @Provide
  Arbitrary<List<Double>> reals() {
    return rows(
        Arbitraries.of(
            0.0,
            -0.0,
            1.5,
            -1.5,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE));
  }

  @Provide
  Arbitrary<List<BigDecimal>> prices() {
    return rows(Arbitraries.of("1", "1.0", "1.00", "2", "-1", "0.0", "0").map(BigDecimal::new));
  }

  private static <V> Arbitrary<List<V>> rows(Arbitrary<V> values) {
    return values.injectNull(0.1).list().ofMaxSize(40);
  }

  @Property(tries = 300)
  void textsAreRankedAsTheOracleRanksThem(
      @ForAll("texts") List<String> values,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll long seed) {
    check(Text.class, Text::new, Texts.class, values, k, seed, Comparator.naturalOrder());
  }

  @Property(tries = 300)
  void wholeNumbersAreRankedAsTheOracleRanksThem(
      @ForAll("numbers") List<Long> values,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll long seed) {
    check(Whole.class, Whole::new, Numbers.class, values, k, seed, Comparator.naturalOrder());
  }

  @Property(tries = 300)
  void nanIsOneValueAboveAllAndMinusZeroAValueOfItsOwn(
      @ForAll("reals") List<Double> values,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll long seed) {
    check(Real.class, Real::new, Reals.class, values, k, seed, Comparator.naturalOrder());
  }

  @Property(tries = 300)
  void decimalsOfOtherScalesAreOtherValuesAndInOneOrder(
      @ForAll("prices") List<BigDecimal> values,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll long seed) {
    // Among equal ones the order of canonical bytes, which ends in the unscaled value.
    Fold<Price> fold = Fold.of(AggregateFunction.TOP_K, Price.class, Prices.class, k);
    List<Price> rows = values.stream().map(Price::new).toList();
    Object whole = fold.result(rows);
    laws(fold, rows, seed);
    List<?> found = whole == null ? List.of() : (List<?>) whole;
    List<BigDecimal> present = values.stream().filter(Objects::nonNull).toList();
    for (int i = 0; i + 1 < found.size(); i++) {
      int times = times(present, found.get(i)) - times(present, found.get(i + 1));
      int order = ((BigDecimal) found.get(i)).compareTo((BigDecimal) found.get(i + 1));
      assertThat(times > 0 || (times == 0 && order <= 0), is(true));
    }
    assertThat(found.size(), is(Math.min(k, new HashSet<>(present).size())));
    assertThat(new HashSet<>(found).size(), is(found.size()));
  }

  private static int times(List<?> values, Object value) {
    return (int) values.stream().filter(value::equals).count();
  }

  private static <R, V> void check(
      Class<R> rowClass,
      Function<V, R> row,
      Class<?> out,
      List<V> values,
      int k,
      long seed,
      Comparator<? super V> natural) {
    Fold<R> fold = Fold.of(AggregateFunction.TOP_K, rowClass, out, k);
    List<R> rows = new ArrayList<>();
    values.forEach(value -> rows.add(row.apply(value)));
    assertThat(fold.result(rows), equalTo(oracle(values, k, natural)));
    laws(fold, rows, seed);
    countsOfDifferentValues(rowClass, rows, values, seed);
  }

  /** Any order, any cut, merged in slots or read as streams: the same bytes and the same list. */
  private static <R> void laws(Fold<R> fold, List<R> rows, long seed) {
    Accumulators whole = fold.all(rows);
    List<byte[]> parts = fold.parts(rows, new Random(seed));
    Accumulators merged = fold.merged(parts);
    assertThat(Fold.hex(merged), equalTo(Fold.hex(whole)));
    assertThat(fold.result(merged), equalTo(fold.result(whole)));
    assertThat(fold.streamed(parts), equalTo(fold.result(whole)));
  }

  private static <R, V> void countsOfDifferentValues(
      Class<R> rowClass, List<R> rows, List<V> values, long seed) {
    Fold<R> fold = Fold.of(AggregateFunction.COUNT_DISTINCT, rowClass, Count.class, null);
    Set<V> different = new HashSet<>(values);
    different.remove(null);
    assertThat(fold.result(rows), equalTo((long) different.size()));
    laws(fold, rows, seed);
  }

  /** Counts by looking at every pair of values. */
  private static <V> @Nullable List<V> oracle(
      List<V> values, int k, Comparator<? super V> natural) {
    List<V> left = new ArrayList<>(values.stream().filter(Objects::nonNull).toList());
    List<V> ranked = new ArrayList<>();
    while (!left.isEmpty() && ranked.size() < k) {
      V best = left.get(0);
      for (V each : left) {
        int more = times(left, each) - times(left, best);
        if (more > 0 || (more == 0 && natural.compare(each, best) < 0)) {
          best = each;
        }
      }
      ranked.add(best);
      left.removeAll(List.of(best));
    }
    return ranked.isEmpty() ? null : ranked;
  }

  @Test
  void constantsTimesAndFloatsAreRankedToo() {
    assertThat(
        Fold.of(AggregateFunction.TOP_K, Paint.class, Paints.class, 2)
            .result(
                List.of(
                    new Paint(Colour.BLUE),
                    new Paint(Colour.GREEN),
                    new Paint(Colour.RED),
                    new Paint(Colour.BLUE))),
        equalTo(List.of(Colour.BLUE, Colour.RED)));
    assertThat(
        Fold.of(AggregateFunction.TOP_K, Ratio.class, Ratios.class, 2)
            .result(List.of(new Ratio(0.1f), new Ratio(-3f), new Ratio(0.1f))),
        equalTo(List.of(0.1f, -3f)));
    Instant late = Instant.ofEpochSecond(5, 1_000);
    assertThat(
        Fold.of(AggregateFunction.TOP_K, Moment.class, Moments.class, 1)
            .result(List.of(new Moment(Instant.EPOCH), new Moment(late), new Moment(late))),
        equalTo(List.of(late)));
  }

  @Test
  void whatIsRareInEveryPartMayBeTheMostFrequentOfAll() {
    Fold<Text> fold = Fold.of(AggregateFunction.TOP_K, Text.class, Texts.class, 1);
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String local = "only here " + i;
      parts.add(
          Fold.written(
              fold.all(List.of(new Text(local), new Text(local), new Text(local), new Text("x")))));
    }
    assertThat(fold.result(fold.merged(parts)), equalTo(List.of("x")));
    assertThat(fold.streamed(parts), equalTo(List.of("x")));
  }

  @Test
  void groupsKeepTheirValuesApartAndAClearedOneHasNone() {
    Fold<Whole> fold = Fold.of(AggregateFunction.TOP_K, Whole.class, Numbers.class, 3);
    Accumulators both = fold.empty();
    both.grow(2);
    fold.add(both, 1, List.of(new Whole(7L), new Whole(7L), new Whole(8L)));
    fold.add(both, 0, List.of(new Whole(8L), new Whole(7L), new Whole(8L)));
    assertThat((List<?>) fold.result(both), contains(8L, 7L));
    both.clear();
    assertThat(fold.result(both), nullValue());
    fold.add(both, 0, List.of(new Whole(9L)));
    assertThat((List<?>) fold.result(both), contains(9L));
  }

  @Test
  void damagedStatesAreRefusedAndChangeNothing() {
    Fold<Text> texts = Fold.of(AggregateFunction.TOP_K, Text.class, Texts.class, 3);
    damagedIn(texts, List.of(new Text("a"), new Text("a"), new Text("longer")));
    Fold<Whole> numbers = Fold.of(AggregateFunction.TOP_K, Whole.class, Numbers.class, 3);
    damagedIn(numbers, List.of(new Whole(1L), new Whole(1L), new Whole(1_000L)));
  }

  private static <R> void damagedIn(Fold<R> fold, List<R> rows) {
    Accumulators held = fold.all(rows);
    String before = Fold.hex(held);
    byte[] whole = Fold.written(held);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(CorruptDataException.class, () -> held.merge(0, new ByteInput(cut)));
      assertThrows(CorruptDataException.class, () -> fold.streamed(List.of(whole, cut)));
    }
    // A state of countDistinct, which has no counts.
    Fold<R> distinct =
        new Fold<>(AggregateFunction.COUNT_DISTINCT, fold.rows(), Shape.of(Count.class), null);
    byte[] uncounted = Fold.written(distinct.all(rows));
    assertThrows(CorruptDataException.class, () -> held.merge(0, new ByteInput(uncounted)));
    assertThrows(CorruptDataException.class, () -> fold.streamed(List.of(uncounted)));
    assertThat(Fold.hex(held), equalTo(before));
  }
}
