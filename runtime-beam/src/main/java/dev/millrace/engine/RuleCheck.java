package dev.millrace.engine;

import dev.millrace.Rejection.Failure;
import dev.millrace.engine.ValidateOperator.Breaks;
import dev.millrace.plan.Comparison;
import dev.millrace.plan.Rule;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Fn;
import dev.millrace.record.Kind;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Selection;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A rule made ready for columns. A null, or an empty Optional, makes every rule but {@link
 * Rule.NotNull} not applicable (SEMANTICS V4).
 */
abstract class RuleCheck {
  private final Rule rule;
  // Of every row that breaks the rule, and a hash of text each time.
  private final String fingerprint;
  private final String expected;

  private RuleCheck(Rule rule) {
    this.rule = rule;
    this.fingerprint = rule.fingerprint();
    this.expected = rule.expected();
  }

  static RuleCheck of(Rule rule) {
    if (rule instanceof Rule.NotNull notNull) {
      return new NotNullCheck(notNull);
    } else if (rule instanceof Rule.InRange inRange) {
      return inRange(inRange);
    } else if (rule instanceof Rule.OneOf oneOf) {
      return new OneOfCheck(oneOf);
    } else if (rule instanceof Rule.Matches matches) {
      return new MatchesCheck(matches);
    } else if (rule instanceof Rule.Compare compare) {
      return new CompareCheck(compare);
    } else if (rule instanceof Rule.Check check) {
      return new CodeCheck(check);
    }
    throw new IllegalStateException("a sealed type has no other rule: " + rule);
  }

  private static RuleCheck inRange(Rule.InRange rule) {
    return switch (rule.column().kind()) {
      case BYTE, SHORT, INT, LONG -> new LongRangeCheck(rule);
      case FLOAT, DOUBLE -> new DoubleRangeCheck(rule);
      default -> new ValueRangeCheck(rule);
    };
  }

  final Rule rule() {
    return rule;
  }

  /** The selected rows that break the rule. */
  abstract Breaks breaks(Block<?> block, Selection rows);

  /** What was there, for people; null for a null. */
  abstract @Nullable Object observed(Block<?> block, int row);

  final Failure failure(Block<?> block, int row) {
    String observed = Rejects.shown(() -> observed(block, row));
    return new Failure(rule.id(), fingerprint, expected, observed);
  }

  private static final class NotNullCheck extends RuleCheck {
    private final int column;
    private final boolean optional;

    private NotNullCheck(Rule.NotNull rule) {
      super(rule);
      this.column = rule.column().index();
      this.optional = rule.column().kind() == Kind.OPTIONAL;
    }

    @Override
    Breaks breaks(Block<?> block, Selection rows) {
      Breaks breaks = new Breaks();
      Column values = block.column(column);
      if (optional || values.mayHaveNulls()) {
        for (int i = 0; i < rows.size(); i++) {
          int row = rows.get(i);
          if (values.isAbsent(row)) {
            breaks.add(row);
          }
        }
      }
      return breaks;
    }

    @Override
    @Nullable Object observed(Block<?> block, int row) {
      return null;
    }
  }

  /** Bounds become inclusive ones, so that a row costs two comparisons. */
  private static final class LongRangeCheck extends RuleCheck {
    private final Component column;
    private final long least;
    private final long greatest;

    private LongRangeCheck(Rule.InRange rule) {
      super(rule);
      column = rule.column();
      long low = rule.low() == null ? Long.MIN_VALUE : ((Number) rule.low()).longValue();
      long high = rule.high() == null ? Long.MAX_VALUE : ((Number) rule.high()).longValue();
      boolean nothingAbove = rule.lowOpen() && low == Long.MAX_VALUE;
      boolean nothingBelow = rule.highOpen() && high == Long.MIN_VALUE;
      boolean empty = nothingAbove || nothingBelow;
      least = empty ? 1 : rule.lowOpen() ? low + 1 : low;
      greatest = empty ? 0 : rule.highOpen() ? high - 1 : high;
    }

    @Override
    Breaks breaks(Block<?> block, Selection rows) {
      Breaks breaks = new Breaks();
      LongColumn values = block.longs(column.index());
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        long value = values.get(row);
        if ((value < least || value > greatest) && !values.isNull(row)) {
          breaks.add(row);
        }
      }
      return breaks;
    }

    @Override
    Object observed(Block<?> block, int row) {
      return block.longs(column.index()).get(row);
    }
  }

  private static final class DoubleRangeCheck extends RuleCheck {
    private final Component column;
    private final @Nullable Double low;
    private final @Nullable Double high;
    private final boolean lowOpen;
    private final boolean highOpen;

    private DoubleRangeCheck(Rule.InRange rule) {
      super(rule);
      column = rule.column();
      low = rule.low() == null ? null : ((Number) rule.low()).doubleValue();
      high = rule.high() == null ? null : ((Number) rule.high()).doubleValue();
      lowOpen = rule.lowOpen();
      highOpen = rule.highOpen();
    }

    @Override
    Breaks breaks(Block<?> block, Selection rows) {
      Breaks breaks = new Breaks();
      DoubleColumn values = block.doubles(column.index());
      boolean bounded = low != null || high != null;
      double least = low == null ? Double.NEGATIVE_INFINITY : low;
      double greatest = high == null ? Double.POSITIVE_INFINITY : high;
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        double value = values.get(row);
        // Written so that NaN, for which every comparison is false, lies outside.
        boolean above = low == null || (lowOpen ? value > least : value >= least);
        boolean below = high == null || (highOpen ? value < greatest : value <= greatest);
        if (bounded && !(above && below) && !values.isNull(row)) {
          breaks.add(row);
        }
      }
      return breaks;
    }

    @Override
    Object observed(Block<?> block, int row) {
      return block.doubles(column.index()).get(row);
    }
  }

  /** What the checks of single values share: nulls are skipped. */
  private abstract static class ValueCheck extends RuleCheck {
    private final Component column;

    private ValueCheck(Rule rule, Component column) {
      super(rule);
      this.column = column;
    }

    abstract boolean holds(Object value);

    @Override
    Breaks breaks(Block<?> block, Selection rows) {
      Breaks breaks = new Breaks();
      Column values = block.column(column.index());
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        if (!values.isAbsent(row)) {
          try {
            if (!holds(value(block, column, row))) {
              breaks.add(row);
            }
          } catch (StackOverflowError tooDeep) {
            // A pattern such as (a|b)* goes as deep as the text is long.
            breaks.add(row, tooDeep);
          }
        }
      }
      return breaks;
    }

    @Override
    Object observed(Block<?> block, int row) {
      return value(block, column, row);
    }
  }

  private static final class ValueRangeCheck extends ValueCheck {
    private final Rule.InRange rule;

    private ValueRangeCheck(Rule.InRange rule) {
      super(rule, rule.column());
      this.rule = rule;
    }

    @Override
    boolean holds(Object value) {
      return onSide(value, rule.low(), rule.lowOpen(), 1)
          && onSide(value, rule.high(), rule.highOpen(), -1);
    }

    @SuppressWarnings("unchecked") // the language gave the range the column's own type
    private static boolean onSide(
        Object value, @Nullable Comparable<?> bound, boolean open, int side) {
      if (bound == null) {
        return true;
      }
      int order = Integer.signum(((Comparable<Object>) value).compareTo(bound));
      return order == side || (order == 0 && !open);
    }
  }

  private static final class OneOfCheck extends ValueCheck {
    private final Set<?> allowed;

    private OneOfCheck(Rule.OneOf rule) {
      super(rule, rule.column());
      this.allowed = rule.allowed();
    }

    @Override
    boolean holds(Object value) {
      return allowed.contains(value);
    }
  }

  private static final class MatchesCheck extends ValueCheck {
    private final Matcher matcher;
    private final @Nullable FixedPattern fixed;
    // Codes and countries repeat in runs: the last answer is often the next one.
    private @Nullable Object lastValue;
    private boolean lastHolds;

    private MatchesCheck(Rule.Matches rule) {
      super(rule, rule.column());
      this.matcher = rule.pattern().matcher("");
      this.fixed = FixedPattern.of(rule.pattern());
    }

    @Override
    boolean holds(Object value) {
      if (fixed != null) {
        return fixed.matches((String) value);
      }
      if (value != lastValue) {
        lastHolds = matcher.reset((CharSequence) value).matches();
        lastValue = value;
      }
      return lastHolds;
    }
  }

  private static final class CompareCheck extends RuleCheck {
    private final Rule.Compare rule;

    private CompareCheck(Rule.Compare rule) {
      super(rule);
      this.rule = rule;
    }

    @Override
    Breaks breaks(Block<?> block, Selection rows) {
      Breaks breaks = new Breaks();
      Column left = block.column(rule.left().index());
      Column right = block.column(rule.right().index());
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        if (!left.isNull(row) && !right.isNull(row) && !holds(block, row)) {
          breaks.add(row);
        }
      }
      return breaks;
    }

    private boolean holds(Block<?> block, int row) {
      int left = rule.left().index();
      int right = rule.right().index();
      return switch (rule.left().kind().storage()) {
        case LONGS ->
            rule.comparison()
                .holds(Long.compare(block.longs(left).get(row), block.longs(right).get(row)));
        case DOUBLES ->
            holds(rule.comparison(), block.doubles(left).get(row), block.doubles(right).get(row));
        case OBJECTS -> rule.comparison().holds(order(block, row));
      };
    }

    /** As IEEE 754 compares, as {@code inRange} does: NaN stands in no order, -0.0 is 0.0. */
    private static boolean holds(Comparison comparison, double left, double right) {
      boolean ordered = !Double.isNaN(left) && !Double.isNaN(right);
      return ordered && comparison.holds(left < right ? -1 : left > right ? 1 : 0);
    }

    @SuppressWarnings("unchecked") // the language gave both columns one type
    private int order(Block<?> block, int row) {
      return ((Comparable<Object>) value(block, rule.left(), row))
          .compareTo(value(block, rule.right(), row));
    }

    @Override
    Object observed(Block<?> block, int row) {
      return value(block, rule.left(), row) + " and " + value(block, rule.right(), row);
    }
  }

  private static final class CodeCheck extends RuleCheck {
    private final Fn<Object, Object> condition;

    private CodeCheck(Rule.Check rule) {
      super(rule);
      this.condition = rule.fn();
    }

    @Override
    Breaks breaks(Block<?> block, Selection rows) {
      Breaks breaks = new Breaks();
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        try {
          if (!Boolean.TRUE.equals(condition.apply(block.row(row)))) {
            breaks.add(row);
          }
        } catch (Exception | AssertionError | StackOverflowError e) {
          breaks.add(row, e);
        }
      }
      return breaks;
    }

    @Override
    Object observed(Block<?> block, int row) {
      return block.row(row);
    }
  }

  /** A component's value as the author sees it. */
  private static Object value(Block<?> block, Component column, int row) {
    Column values = block.column(column.index());
    return switch (column.kind()) {
      case LONG -> ((LongColumn) values).get(row);
      case INT -> (int) ((LongColumn) values).get(row);
      case SHORT -> (short) ((LongColumn) values).get(row);
      case BYTE -> (byte) ((LongColumn) values).get(row);
      case DOUBLE -> ((DoubleColumn) values).get(row);
      case FLOAT -> (float) ((DoubleColumn) values).get(row);
      case BOOLEAN -> ((LongColumn) values).get(row) != 0;
      default ->
          values instanceof ObjectColumn objects
              ? java.util.Objects.requireNonNull(objects.get(row))
              : block.value(column.index(), row);
    };
  }
}
