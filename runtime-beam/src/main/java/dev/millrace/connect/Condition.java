package dev.millrace.connect;

import dev.millrace.plan.Rule;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one column that can be held against statistics: a value, a range or a set of
 * values. Nulls and NaN count as they do for the rule it comes from: a null meets every condition
 * but that of having a value (SEMANTICS V4), and NaN lies in no range that has a bound.
 */
public final class Condition {
  private final Rule rule;
  private final Component component;
  private final Against statistics;

  /** Whether any of the rows that statistics speak of meets a condition. */
  private interface Against {
    boolean canHold(ColumnStatistics statistics);
  }

  private Condition(Rule rule, Component component, Against statistics) {
    this.rule = rule;
    this.component = component;
    this.statistics = statistics;
  }

  /** The condition of a rule; empty for rules that look at more than one column's value. */
  public static Optional<Condition> of(Rule rule) {
    if (rule instanceof Rule.NotNull notNull) {
      return Optional.of(
          new Condition(rule, notNull.column(), statistics -> !statistics.isAllNull()));
    } else if (rule instanceof Rule.InRange inRange) {
      return Optional.of(
          new Condition(
              rule,
              inRange.column(),
              statistics -> statistics.mayHaveNulls() || overlaps(inRange, statistics)));
    } else if (rule instanceof Rule.OneOf oneOf) {
      return Optional.of(
          new Condition(
              rule,
              oneOf.column(),
              statistics -> statistics.mayHaveNulls() || holdsAny(oneOf, statistics)));
    }
    return Optional.empty();
  }

  /** The conditions of rules, where there is one. */
  public static List<Condition> of(List<Rule> rules) {
    return rules.stream().flatMap(rule -> of(rule).stream()).toList();
  }

  public Component component() {
    return component;
  }

  /**
   * Whether any row of a stretch may meet this condition; false is a proof that none does.
   *
   * @throws ClassCastException when the bounds are not of the component's type
   */
  public boolean canHold(ColumnStatistics known) {
    return statistics.canHold(known);
  }

  private static boolean overlaps(Rule.InRange range, ColumnStatistics statistics) {
    Kind kind = range.column().kind();
    Comparable<?> least = statistics.least();
    Comparable<?> greatest = statistics.greatest();
    boolean allAbove =
        isBound(kind, least)
            && range.high() != null
            && isBeyond(order(kind, least, range.high()), range.highOpen());
    boolean allBelow =
        isBound(kind, greatest)
            && range.low() != null
            && isBeyond(-order(kind, greatest, range.low()), range.lowOpen());
    return !allAbove && !allBelow;
  }

  private static boolean isBeyond(int order, boolean open) {
    return order > 0 || (order == 0 && open);
  }

  /**
   * Whether a bound holds in the order in which ranges are looked at. For texts that is the order
   * of UTF-16: a text that is not before a bound by code points is not before it there either, as
   * long as the bound has only characters below the surrogates.
   */
  private static boolean isBound(Kind kind, @Nullable Comparable<?> bound) {
    return isKnown(bound)
        && (kind != Kind.STRING
            || ((String) bound).chars().noneMatch(c -> c >= Character.MIN_SURROGATE));
  }

  private static boolean isKnown(@Nullable Comparable<?> bound) {
    return bound != null && !isNaN(bound);
  }

  private static boolean holdsAny(Rule.OneOf oneOf, ColumnStatistics statistics) {
    return oneOf.allowed().stream()
        .anyMatch(value -> mayHold(oneOf.column().kind(), value, statistics));
  }

  /** By bounds; what has no order, and NaN, may be anywhere. */
  private static boolean mayHold(Kind kind, Object value, ColumnStatistics statistics) {
    if (!(value instanceof Comparable<?>) || isNaN(value)) {
      return true;
    }
    Comparable<?> least = statistics.least();
    Comparable<?> greatest = statistics.greatest();
    return !(isKnown(least) && storedOrder(kind, least, value) > 0)
        && !(isKnown(greatest) && storedOrder(kind, greatest, value) < 0);
  }

  private static boolean isNaN(Object value) {
    return (value instanceof Double number && number.isNaN())
        || (value instanceof Float small && small.isNaN());
  }

  /** The order that bounds go by. */
  private static int storedOrder(Kind kind, Object left, Object right) {
    return kind == Kind.STRING
        ? codePointOrder((String) left, (String) right)
        : order(kind, left, right);
  }

  /** The order that ranges go by. Zeros of both signs are equal, as they are for a range. */
  @SuppressWarnings("unchecked") // both are of the component's type
  private static int order(Kind kind, Object left, Object right) {
    if (kind == Kind.DOUBLE || kind == Kind.FLOAT) {
      double first = ((Number) left).doubleValue();
      double second = ((Number) right).doubleValue();
      return first < second ? -1 : first > second ? 1 : 0;
    }
    return ((Comparable<Object>) left).compareTo(right);
  }

  private static int codePointOrder(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char first = left.charAt(i);
      char second = right.charAt(i);
      if (first != second) {
        return Integer.compare(rank(first), rank(second));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Surrogates stand for code points behind all others. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + Character.MAX_VALUE : c;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Condition that && rule.equals(that.rule);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(rule);
  }

  /** {@code price in (0.0, 10.0]}. */
  @Override
  public String toString() {
    return component.name() + " " + rule.expected();
  }
}
