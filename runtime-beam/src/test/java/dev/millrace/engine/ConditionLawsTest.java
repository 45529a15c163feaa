package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.millrace.connect.ColumnStatistics;
import dev.millrace.connect.Condition;
import dev.millrace.plan.Rule;
import dev.millrace.plan.Severity;
import dev.millrace.record.Block;
import dev.millrace.record.Component;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Statistics never rule out a row that a filter keeps. The oracle is the filter itself, row by row;
 * bounds are exact or looser.
 */
class ConditionLawsTest {
  enum Size {
    SMALL,
    MEDIUM,
    LARGE
  }

  record Cell(
      @Nullable Long whole,
      @Nullable Integer small,
      @Nullable Double real,
      @Nullable Float single,
      @Nullable String text,
      @Nullable BigDecimal decimal,
      @Nullable Instant time,
      @Nullable Size size,
      @Nullable Boolean truth) {}

  private static final Shape<Cell> SHAPE = Shape.of(Cell.class);
  private static final List<Function<Random, Comparable<?>>> VALUES =
      List.of(
          random -> pick(random, Long.MIN_VALUE, -1L, 0L, 1L, 2L, 3L, 4L, Long.MAX_VALUE),
          random -> pick(random, Integer.MIN_VALUE, -1, 0, 1, 2, 3, Integer.MAX_VALUE),
          random ->
              pick(
                  random,
                  Double.NaN,
                  -0.0,
                  0.0,
                  Double.MIN_VALUE,
                  1.5,
                  -1.5,
                  Double.NEGATIVE_INFINITY,
                  Double.POSITIVE_INFINITY),
          random -> pick(random, Float.NaN, -0.0f, 0.0f, 0.1f, 1.5f, Float.POSITIVE_INFINITY),
          ConditionLawsTest::text,
          random -> new BigDecimal(pick(random, "1", "1.0", "1.00", "2", "-3.5", "10")),
          random -> Instant.ofEpochSecond(random.nextInt(4), 1_000L * random.nextInt(3)),
          random -> pick(random, Size.values()),
          random -> random.nextBoolean());

  /** Also what UTF-16 and UTF-8 order differently, and texts that begin alike. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(4); length > 0; length--) {
      text.append(pick(random, "a", "b", "\u00E9", "\uD7FF", "\uE000", "\uFFFD", "\uD83D\uDE00"));
    }
    return text.toString();
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static <V> V pick(Random random, V... values) {
    return values[random.nextInt(values.length)];
  }

  @Property(tries = 20_000)
  void whatAFilterKeepsIsNeverRuledOut(@ForAll long seed) {
    Random random = new Random(seed);
    Component component = SHAPE.components().get(random.nextInt(VALUES.size()));
    List<@Nullable Comparable<?>> values = values(random, component);
    Rule rule = rule(random, component);

    boolean kept = keepsAny(rule, component, values);
    Condition condition = Condition.of(rule).orElseThrow();

    ColumnStatistics statistics = statistics(random, component, values);
    if (kept && !condition.canHold(statistics)) {
      throw new AssertionError(condition + " ruled out of " + values + " by " + statistics);
    }
    assertThat(condition.canHold(ColumnStatistics.UNKNOWN), is(true));
  }

  @Property(tries = 5_000)
  void exactBoundsOfWholeNumbersRuleOutEveryRangeBesideThem(@ForAll long seed) {
    Random random = new Random(seed);
    long least = random.nextInt(20);
    long greatest = least + random.nextInt(5);
    long low = random.nextInt(20);
    long high = low + random.nextInt(5);
    boolean lowOpen = random.nextBoolean();
    boolean highOpen = random.nextBoolean();
    boolean hasNulls = random.nextInt(4) == 0;
    Component whole = SHAPE.components().get(0);
    Rule rule = new Rule.InRange("r", Severity.QUARANTINE, whole, low, lowOpen, high, highOpen);

    boolean isBeside =
        (lowOpen ? greatest <= low : greatest < low) || (highOpen ? least >= high : least > high);

    assertThat(
        Condition.of(rule)
            .orElseThrow()
            .canHold(ColumnStatistics.between(least, greatest, hasNulls)),
        is(hasNulls || !isBeside));
  }

  @Test
  void nullsMeetEveryConditionButThatOfHavingAValue() {
    Component text = SHAPE.component("text").orElseThrow();
    Rule.NotNull notNull = new Rule.NotNull("n", Severity.QUARANTINE, text);
    Rule.OneOf oneOf = new Rule.OneOf("o", Severity.QUARANTINE, text, Set.of("x"));

    assertThat(holds(notNull, ColumnStatistics.ofNulls()), is(false));
    assertThat(holds(notNull, ColumnStatistics.between("a", "b", true)), is(true));
    assertThat(holds(oneOf, ColumnStatistics.ofNulls()), is(true));
    assertThat(holds(oneOf, ColumnStatistics.between("a", "b", true)), is(true));
    assertThat(holds(oneOf, ColumnStatistics.between("a", "b", false)), is(false));
    assertThat(holds(oneOf, ColumnStatistics.between("a", null, false)), is(true));
    assertThat(holds(oneOf, ColumnStatistics.between("y", null, false)), is(false));
  }

  @Test
  void textsGoByCodePointsAndRangesByUtf16() {
    Component text = SHAPE.component("text").orElseThrow();
    ColumnStatistics stretch = ColumnStatistics.between("\uE000", "\uD83D\uDE00", false);
    // By code points U+F000 lies in the stretch, although by UTF-16 it is behind both.
    assertThat(
        holds(new Rule.OneOf("o", Severity.QUARANTINE, text, Set.of("\uF000")), stretch), is(true));
    assertThat(
        holds(new Rule.OneOf("o", Severity.QUARANTINE, text, Set.of("\uD7FF")), stretch),
        is(false));
    assertThat(
        holds(
            new Rule.InRange("r", Severity.QUARANTINE, text, "\uF000", false, null, false),
            stretch),
        is(true));
    assertThat(
        holds(
            new Rule.InRange("r", Severity.QUARANTINE, text, null, false, "m", false),
            ColumnStatistics.between("n", "z", false)),
        is(false));
  }

  @Test
  void rulesThatLookAtMoreThanAValueAreNoConditions() {
    assertThat(
        Condition.of(
                new Rule.Compare(
                    "c",
                    Severity.QUARANTINE,
                    SHAPE.components().get(0),
                    dev.millrace.plan.Comparison.AT_MOST,
                    SHAPE.components().get(0)))
            .isEmpty(),
        is(true));
  }

  private static boolean holds(Rule rule, ColumnStatistics statistics) {
    return Condition.of(rule).orElseThrow().canHold(statistics);
  }

  private static List<@Nullable Comparable<?>> values(Random random, Component component) {
    List<@Nullable Comparable<?>> values = new ArrayList<>();
    int nulls = random.nextInt(3);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      boolean isNull = nulls == 2 || (nulls == 1 && random.nextInt(4) == 0);
      values.add(isNull ? null : VALUES.get(component.index()).apply(random));
    }
    return values;
  }

  private static Rule rule(Random random, Component component) {
    Function<Random, Comparable<?>> value = VALUES.get(component.index());
    return switch (random.nextInt(5)) {
      case 0 -> new Rule.NotNull("n", Severity.QUARANTINE, component);
      case 1 -> {
        Set<Object> allowed = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          allowed.add(value.apply(random));
        }
        yield new Rule.OneOf("o", Severity.QUARANTINE, component, allowed);
      }
      default ->
          new Rule.InRange(
              "r",
              Severity.QUARANTINE,
              component,
              random.nextInt(4) == 0 ? null : value.apply(random),
              random.nextBoolean(),
              random.nextInt(4) == 0 ? null : value.apply(random),
              random.nextBoolean());
    };
  }

  private static boolean keepsAny(
      Rule rule, Component component, List<@Nullable Comparable<?>> values) {
    Object[] rows =
        values.stream().map(value -> cell(component.index(), value)).toArray(Object[]::new);
    Provenance nobody = Provenance.of("", new long[rows.length], new long[rows.length]);
    Selection all = Selection.all(rows.length);
    Block<Cell> block = Block.ofRows(SHAPE, rows, all, nobody);
    return RuleCheck.of(rule).breaks(block, all).size() < rows.length;
  }

  private static Cell cell(int component, @Nullable Object value) {
    @Nullable Object[] all = new Object[VALUES.size()];
    all[component] = value;
    return new Cell(
        (Long) all[0],
        (Integer) all[1],
        (Double) all[2],
        (Float) all[3],
        (String) all[4],
        (BigDecimal) all[5],
        (Instant) all[6],
        (Size) all[7],
        (Boolean) all[8]);
  }

  /** Of the values; sometimes looser than they might be. */
  private static ColumnStatistics statistics(
      Random random, Component component, List<@Nullable Comparable<?>> values) {
    List<Comparable<?>> present = new ArrayList<>();
    values.stream().filter(Objects::nonNull).forEach(present::add);
    boolean hasNulls = present.size() < values.size();
    if (present.isEmpty() && random.nextBoolean()) {
      return ColumnStatistics.ofNulls();
    }
    present.removeIf(value -> value.equals(Double.NaN) || value.equals(Float.NaN));
    for (int i = random.nextInt(2); i > 0; i--) {
      Comparable<?> looser = VALUES.get(component.index()).apply(random);
      if (!looser.equals(Double.NaN) && !looser.equals(Float.NaN)) {
        present.add(looser);
      }
    }
    present.sort(ConditionLawsTest::stored);
    boolean isLeastKnown = !present.isEmpty() && random.nextInt(5) > 0;
    boolean isGreatestKnown = !present.isEmpty() && random.nextInt(5) > 0;
    return ColumnStatistics.between(
        isLeastKnown ? present.get(0) : null,
        isGreatestKnown ? present.get(present.size() - 1) : null,
        hasNulls || random.nextInt(5) == 0);
  }

  /** The order of bounds: of texts, that of their UTF-8. */
  @SuppressWarnings("unchecked")
  private static int stored(Comparable<?> left, Comparable<?> right) {
    if (left instanceof String first && right instanceof String second) {
      return Arrays.compareUnsigned(
          first.getBytes(StandardCharsets.UTF_8), second.getBytes(StandardCharsets.UTF_8));
    }
    if (left instanceof Double first && first == 0 && right.equals(-first)) {
      return 0; // Either zero may be the bound of both.
    }
    return ((Comparator<Object>) (Comparator<?>) Comparator.naturalOrder()).compare(left, right);
  }
}
