package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.millrace.Pipeline;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.plan.Comparison;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Field;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which values each rule lets pass, told one by one. */
class RuleCheckTest {
  record Longs(long value, @Nullable Long maybe) {}

  record Ints(int value) {}

  record Doubles(double value) {}

  record Floats(float value) {}

  record Texts(String value) {}

  record Times(Instant value) {}

  record Decimals(BigDecimal value) {}

  @SuppressWarnings("NullableOptional") // both ways to say nothing
  record Options(Optional<String> value, @Nullable Optional<String> maybe) {}

  record DoublePair(double left, double right) {}

  record FloatPair(float left, float right) {}

  record LongPair(long left, @Nullable Long right) {}

  record CharPair(char left, char right) {}

  record FlagPair(boolean left, boolean right) {}

  record DayPair(DayOfWeek left, DayOfWeek right) {}

  record TimePair(Instant left, Instant right) {}

  record DatePair(LocalDate left, LocalDate right) {}

  record LastingPair(Duration left, Duration right) {}

  record TextPair(String left, String right) {}

  record DecimalPair(BigDecimal left, BigDecimal right) {}

  private static final long LEAST = Long.MIN_VALUE;
  private static final long MOST = Long.MAX_VALUE;

  @Test
  void theEndsOfARangeOfWholeNumbersBelongToItUnlessTheyAreOpen() {
    assertThat(longs(Range.closed(2L, 4L), 1, 2, 3, 4, 5), is(List.of(2L, 3L, 4L)));
    assertThat(longs(Range.open(2L, 4L), 1, 2, 3, 4, 5), is(List.of(3L)));
    assertThat(longs(Range.openClosed(2L, 4L), 1, 2, 3, 4, 5), is(List.of(3L, 4L)));
    assertThat(longs(Range.closedOpen(2L, 4L), 1, 2, 3, 4, 5), is(List.of(2L, 3L)));
    assertThat(longs(Range.atLeast(0L), LEAST, -1, 0, MOST), is(List.of(0L, MOST)));
    assertThat(longs(Range.greaterThan(0L), 0, 1, MOST), is(List.of(1L, MOST)));
    assertThat(longs(Range.atMost(0L), LEAST, 0, 1), is(List.of(LEAST, 0L)));
    assertThat(longs(Range.lessThan(0L), LEAST, -1, 0), is(List.of(LEAST, -1L)));
  }

  @Test
  void openEndsAtTheEndsOfAllLongsDoNotWrapAround() {
    assertThat(longs(Range.greaterThan(MOST), LEAST, 0, MOST), is(List.of()));
    assertThat(longs(Range.lessThan(LEAST), LEAST, 0, MOST), is(List.of()));
    assertThat(
        longs(Range.open(LEAST, MOST), LEAST, LEAST + 1, MOST - 1, MOST),
        is(List.of(LEAST + 1, MOST - 1)));
  }

  @Test
  void theEndsOfARangeOfIntsBelongToItUnlessTheyAreOpen() {
    List<Ints> rows = List.of(new Ints(1), new Ints(2), new Ints(3));

    assertThat(
        passing(
            Ints.class, Rules.on(Ints.class).inRange(Ints::value, Range.openClosed(1, 2)), rows),
        is(List.of(new Ints(2))));
  }

  @Test
  void theEndsOfARangeOfDoublesBelongToItUnlessTheyAreOpen() {
    double below = Math.nextDown(2.0);
    double above = Math.nextUp(4.0);

    assertThat(doubles(Range.closed(2.0, 4.0), below, 2, 4, above), is(List.of(2.0, 4.0)));
    assertThat(doubles(Range.open(2.0, 4.0), 2, 3, 4), is(List.of(3.0)));
    assertThat(doubles(Range.openClosed(2.0, 4.0), 2, 3, 4), is(List.of(3.0, 4.0)));
    assertThat(doubles(Range.closedOpen(2.0, 4.0), 2, 3, 4), is(List.of(2.0, 3.0)));
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(doubles(Range.atLeast(2.0), below, 2, infinity), is(List.of(2.0, infinity)));
    assertThat(doubles(Range.lessThan(2.0), -infinity, below, 2), is(List.of(-infinity, below)));
    assertThat(doubles(Range.lessThan(infinity), 2, infinity), is(List.of(2.0)));
  }

  @Test
  void notANumberLiesInNoRangeAndMinusZeroIsZero() {
    double nan = Double.NaN;

    assertThat(doubles(Range.atLeast(0.0), nan, -0.0, 0.0), is(List.of(-0.0, 0.0)));
    assertThat(doubles(Range.atMost(-0.0), nan, -0.0, 0.0), is(List.of(-0.0, 0.0)));
    assertThat(doubles(Range.greaterThan(-0.0), nan, -0.0, 0.0), is(List.of()));
    assertThat(
        doubles(Range.closed(-Double.MAX_VALUE, Double.POSITIVE_INFINITY), nan), is(List.of()));
    List<Floats> floats = List.of(new Floats(Float.NaN), new Floats(-0f), new Floats(1f));
    assertThat(
        passing(
            Floats.class,
            Rules.on(Floats.class).inRange(Floats::value, Range.closed(0f, 1f)),
            floats),
        is(List.of(new Floats(-0f), new Floats(1f))));
  }

  @Test
  void rangesOfTextTimesAndDecimalsFollowTheirNaturalOrder() {
    List<Texts> texts = texts("Z", "a", "ab", "b", "");
    assertThat(
        passing(
            Texts.class,
            Rules.on(Texts.class).inRange(Texts::value, Range.closedOpen("a", "b")),
            texts),
        is(texts("a", "ab")));
    assertThat(
        passing(
            Texts.class,
            Rules.on(Texts.class).inRange(Texts::value, Range.openClosed("a", "b")),
            texts),
        is(texts("ab", "b")));
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    List<Times> times =
        List.of(new Times(noon.minusNanos(1000)), new Times(noon), new Times(noon.plusNanos(1000)));
    assertThat(
        passing(
            Times.class, Rules.on(Times.class).inRange(Times::value, Range.atLeast(noon)), times),
        is(times.subList(1, 3)));
    assertThat(
        passing(
            Times.class, Rules.on(Times.class).inRange(Times::value, Range.lessThan(noon)), times),
        is(times.subList(0, 1)));
    List<Decimals> decimals = List.of(decimal("0.99"), decimal("1.00"), decimal("1.01"));
    assertThat(
        passing(
            Decimals.class,
            Rules.on(Decimals.class)
                .inRange(Decimals::value, Range.closed(BigDecimal.ONE, BigDecimal.ONE)),
            decimals),
        is(decimals.subList(1, 2)));
  }

  @Test
  void aNullAndAnEmptyOptionalBreakNotNullAndPassEveryOtherRule() {
    Options full = new Options(Optional.of("a"), Optional.of("a"));
    Options empty = new Options(Optional.empty(), Optional.empty());
    Options nothing = new Options(Optional.of("b"), null);
    List<Options> all = List.of(full, empty, nothing);
    Rules<Options> rules = Rules.on(Options.class);

    assertThat(
        passing(Options.class, rules.notNull(Options::value), all), is(List.of(full, nothing)));
    assertThat(passing(Options.class, rules.notNull(Options::maybe), all), is(List.of(full)));
    List<Longs> longs = List.of(new Longs(1, null), new Longs(1, 1L));
    assertThat(
        passing(Longs.class, Rules.on(Longs.class).notNull(Longs::maybe), longs),
        is(longs.subList(1, 2)));
    assertThat(
        passing(Longs.class, Rules.on(Longs.class).inRange(Longs::maybe, Range.atLeast(5L)), longs),
        is(longs.subList(0, 1)));
  }

  @Test
  void aPatternMustMatchTheWholeText() {
    Rules<Texts> rules = Rules.on(Texts.class).matches(Texts::value, Pattern.compile("[a-z]b"));

    assertThat(
        passing(Texts.class, rules, texts("ab", "ab", "abc", "cab", "", "zb")),
        is(texts("ab", "ab", "zb")));
  }

  /** What each comparison holds for, when the left is less, equal and greater. */
  private static final Map<Comparison, String> HOLDS =
      Map.of(
          Comparison.LESS_THAN, "<",
          Comparison.AT_MOST, "<=",
          Comparison.EQUAL_TO, "=",
          Comparison.NOT_EQUAL_TO, "<>",
          Comparison.AT_LEAST, "=>",
          Comparison.GREATER_THAN, ">");

  @Test
  void columnsOfEveryKindAreComparedByTheirNaturalOrder() {
    compared(
        LongPair.class,
        LongPair::left,
        LongPair::right,
        new LongPair(LEAST, MOST),
        new LongPair(-1, -1L),
        new LongPair(MOST, LEAST));
    compared(
        CharPair.class,
        CharPair::left,
        CharPair::right,
        new CharPair('a', '\uFFFF'),
        new CharPair('a', 'a'),
        new CharPair('b', 'a'));
    compared(
        FlagPair.class,
        FlagPair::left,
        FlagPair::right,
        new FlagPair(false, true),
        new FlagPair(true, true),
        new FlagPair(true, false));
    compared(
        DayPair.class,
        DayPair::left,
        DayPair::right,
        new DayPair(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
        new DayPair(DayOfWeek.FRIDAY, DayOfWeek.FRIDAY),
        new DayPair(DayOfWeek.SUNDAY, DayOfWeek.FRIDAY));
    Instant before = Instant.parse("1969-12-31T23:59:59.999999Z");
    compared(
        TimePair.class,
        TimePair::left,
        TimePair::right,
        new TimePair(before, Instant.EPOCH),
        new TimePair(before, before),
        new TimePair(Instant.EPOCH, before));
    LocalDate day = LocalDate.of(2026, 1, 31);
    compared(
        DatePair.class,
        DatePair::left,
        DatePair::right,
        new DatePair(day, day.plusDays(1)),
        new DatePair(day, day),
        new DatePair(day.plusDays(1), day));
    compared(
        LastingPair.class,
        LastingPair::left,
        LastingPair::right,
        new LastingPair(Duration.ofSeconds(-1), Duration.ZERO),
        new LastingPair(Duration.ZERO, Duration.ZERO),
        new LastingPair(Duration.ofNanos(1), Duration.ZERO));
    compared(
        TextPair.class,
        TextPair::left,
        TextPair::right,
        new TextPair("a", "b"),
        new TextPair("a", "a"),
        new TextPair("ab", "a"));
    compared(
        DecimalPair.class,
        DecimalPair::left,
        DecimalPair::right,
        new DecimalPair(new BigDecimal("0.9"), BigDecimal.ONE),
        new DecimalPair(new BigDecimal("1.00"), BigDecimal.ONE),
        new DecimalPair(new BigDecimal("1.1"), BigDecimal.ONE));
  }

  @Test
  void doublesAreComparedAsNumbersSoThatMinusZeroIsZero() {
    double infinity = Double.POSITIVE_INFINITY;
    compared(
        DoublePair.class,
        DoublePair::left,
        DoublePair::right,
        new DoublePair(-infinity, Double.MIN_VALUE),
        new DoublePair(-0.0, 0.0),
        new DoublePair(infinity, 1));
    compared(
        DoublePair.class,
        DoublePair::left,
        DoublePair::right,
        new DoublePair(-1, 1),
        new DoublePair(0.0, -0.0),
        new DoublePair(0.5, 0.25));
    compared(
        FloatPair.class,
        FloatPair::left,
        FloatPair::right,
        new FloatPair(-1f, 1f),
        new FloatPair(-0f, 0f),
        new FloatPair(0.5f, 0.25f));
  }

  @Test
  void notANumberBreaksEveryComparison() {
    double nan = Double.NaN;
    List<DoublePair> pairs =
        List.of(new DoublePair(nan, 1), new DoublePair(1, nan), new DoublePair(nan, nan));
    for (Comparison comparison : Comparison.values()) {
      assertThat(
          comparison.sign(),
          passing(
              DoublePair.class,
              Rules.on(DoublePair.class).compare(DoublePair::left, comparison, DoublePair::right),
              pairs),
          is(List.of()));
    }
  }

  @Test
  void aComparisonWithANullIsNotApplicable() {
    List<LongPair> pairs = List.of(new LongPair(5, null), new LongPair(5, 1L));

    assertThat(
        passing(
            LongPair.class,
            Rules.on(LongPair.class).compare(LongPair::left, Comparison.LESS_THAN, LongPair::right),
            pairs),
        is(pairs.subList(0, 1)));
  }

  private static <T, V extends Comparable<? super V>> void compared(
      Class<T> type, Field<T, V> left, Field<T, V> right, T less, T equal, T greater) {
    assertThat(HOLDS.keySet(), is(EnumSet.allOf(Comparison.class)));
    for (Comparison comparison : Comparison.values()) {
      List<T> expected = new ArrayList<>();
      String holds = HOLDS.get(comparison);
      if (holds.contains("<")) {
        expected.add(less);
      }
      if (holds.contains("=")) {
        expected.add(equal);
      }
      if (holds.contains(">")) {
        expected.add(greater);
      }
      assertThat(
          type.getSimpleName() + " " + comparison,
          passing(
              type, Rules.on(type).compare(left, comparison, right), List.of(less, equal, greater)),
          is(expected));
    }
  }

  private static List<Long> longs(Range<Long> range, long... values) {
    List<Longs> rows = Arrays.stream(values).mapToObj(value -> new Longs(value, null)).toList();
    return passing(
        Longs.class, Rules.on(Longs.class).inRange(Longs::value, range), rows, Longs::value);
  }

  private static List<Double> doubles(Range<Double> range, double... values) {
    List<Doubles> rows = Arrays.stream(values).mapToObj(Doubles::new).toList();
    return passing(
        Doubles.class,
        Rules.on(Doubles.class).inRange(Doubles::value, range),
        rows,
        Doubles::value);
  }

  private static List<Texts> texts(String... values) {
    return Arrays.stream(values).map(Texts::new).toList();
  }

  private static Decimals decimal(String value) {
    return new Decimals(new BigDecimal(value));
  }

  private static <T, V> List<V> passing(
      Class<T> type, Rules<T> rules, List<T> rows, Function<T, V> value) {
    return passing(type, rules, rows).stream().map(value).toList();
  }

  /** The rows that pass the only rule, as a pipeline has it. */
  private static <T> List<T> passing(Class<T> type, Rules<T> rules, List<T> rows) {
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(Source.of("in", type)).validate(rules).failOnInvalid().to(Sink.of("out", type));
    Step.Validate step = pipeline.plan().only(Step.Validate.class).get(0);
    int size = rows.size();
    Block<T> block =
        Block.ofRows(
            Shape.of(type),
            rows.toArray(),
            Selection.all(size),
            Provenance.of("", new long[size], new long[size]));
    List<T> passing = new ArrayList<>(rows);
    Selection broken = RuleCheck.of(step.rules().get(0)).breaks(block, Selection.all(size)).rows();
    for (int i = broken.size() - 1; i >= 0; i--) {
      passing.remove(broken.get(i));
    }
    return passing;
  }
}
