package dev.millrace.connect.files.parquet;

import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.plan.Rule;
import dev.millrace.plan.Severity;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conditions in three forms: for the language, for a reader, and as what they mean. */
record Wanted(List<One<?>> all) {
  /** A column of {@link Sample}. */
  record Of<V extends Comparable<? super V>>(String column, Field<Sample, V> field) {
    private One<V> condition(Random random, List<Sample> rows) {
      int form = random.nextInt(10);
      if (form == 0 && component(column).nullable()) {
        return new One<>(this, null, false, null, false, null);
      }
      if (form < 4) {
        List<V> values = values(rows, true);
        Set<V> allowed = new HashSet<>();
        allowed.add(values.get(random.nextInt(values.size())));
        allowed.add(values.get(random.nextInt(values.size())));
        return new One<>(this, null, false, null, false, allowed);
      }
      List<V> ends = values(rows, false);
      V one = ends.get(random.nextInt(ends.size()));
      V other = ends.get(random.nextInt(ends.size()));
      V low = one.compareTo(other) < 0 ? one : other;
      V high = one.compareTo(other) < 0 ? other : one;
      boolean isOne = form > 7 && low.compareTo(high) == 0;
      return new One<>(
          this,
          form < 6 || form > 7 ? low : null,
          !isOne && random.nextBoolean(),
          form > 5 ? high : null,
          !isOne && random.nextBoolean(),
          null);
    }

    @Override
    public String toString() {
      return column;
    }

    private List<V> values(List<Sample> rows, boolean withNaN) {
      return rows.stream()
          .map(field::get)
          .filter(value -> value != null && (withNaN || !isNaN(value)))
          .toList();
    }
  }

  /**
   * A range, a set of values, or, with neither, that there is a value.
   *
   * @param low no bound when null
   */
  record One<V extends Comparable<? super V>>(
      Of<V> of,
      @Nullable V low,
      boolean lowOpen,
      @Nullable V high,
      boolean highOpen,
      @Nullable Set<V> allowed) {
    private Rule rule() {
      Component component = component(of.column);
      String id = "wanted";
      if (allowed != null) {
        return new Rule.OneOf(id, Severity.QUARANTINE, component, allowed);
      }
      return low == null && high == null
          ? new Rule.NotNull(id, Severity.QUARANTINE, component)
          : new Rule.InRange(id, Severity.QUARANTINE, component, low, lowOpen, high, highOpen);
    }

    private Rules<Sample> addTo(Rules<Sample> rules, int place) {
      Rules<Sample> more =
          allowed != null
              ? rules.oneOf(of.field, allowed)
              : low == null && high == null
                  ? rules.notNull(of.field)
                  : rules.inRange(of.field, range());
      return more.named("wanted " + place);
    }

    private Range<V> range() {
      if (low == null) {
        return highOpen ? Range.lessThan(high) : Range.atMost(high);
      }
      if (high == null) {
        return lowOpen ? Range.greaterThan(low) : Range.atLeast(low);
      }
      return lowOpen
          ? highOpen ? Range.open(low, high) : Range.openClosed(low, high)
          : highOpen ? Range.closedOpen(low, high) : Range.closed(low, high);
    }

    private boolean isMetBy(Sample row) {
      V value = of.field.get(row);
      if (allowed != null) {
        return value == null || allowed.contains(value);
      }
      if (low == null && high == null) {
        return value != null;
      }
      if (value == null) {
        return true;
      }
      return !isNaN(value)
          && (low == null || order(low, value) < (lowOpen ? 0 : 1))
          && (high == null || order(value, high) < (highOpen ? 0 : 1));
    }
  }

  private static Component component(String column) {
    return Shape.of(Sample.class).component(column).orElseThrow();
  }

  /** Numbers as {@code <} has them: zeros of both signs are equal. */
  private static <V extends Comparable<? super V>> int order(V left, V right) {
    if (left instanceof Double || left instanceof Float) {
      double first = ((Number) left).doubleValue();
      double second = ((Number) right).doubleValue();
      return first < second ? -1 : first > second ? 1 : 0;
    }
    return left.compareTo(right);
  }

  private static boolean isNaN(Object value) {
    return value instanceof Number number && Double.isNaN(number.doubleValue());
  }

  /** One to three conditions whose bounds are values of the rows. */
  static Wanted some(Random random, List<Sample> rows) {
    List<Of<?>> columns =
        Sample.CONDITIONS.stream().filter(column -> !column.values(rows, false).isEmpty()).toList();
    List<One<?>> all = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      all.add(columns.get(random.nextInt(columns.size())).condition(random, rows));
    }
    return new Wanted(all);
  }

  List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    all.forEach(one -> rules.add(one.rule()));
    return rules;
  }

  Rules<Sample> filter() {
    Rules<Sample> rules = Rules.on(Sample.class);
    for (int i = 0; i < all.size(); i++) {
      rules = all.get(i).addTo(rules, i);
    }
    return rules;
  }

  boolean isMetBy(Sample row) {
    return all.stream().allMatch(one -> one.isMetBy(row));
  }
}
