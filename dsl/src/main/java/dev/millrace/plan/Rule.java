package dev.millrace.plan;

import dev.millrace.record.Component;
import dev.millrace.record.Fn;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One row rule, resolved. A null, or an empty Optional, in a column it reads makes a rule not
 * applicable (SEMANTICS V4); only {@link NotNull} speaks of them.
 */
public sealed interface Rule extends Serializable {
  /** Unique in its rule set, for people and dashboards: {@code customerId not null}. */
  String id();

  Severity severity();

  /** What a value must be, for people: {@code in (0.0, 10000.0]}. */
  String expected();

  /** The same rule under another id. */
  Rule withId(String id);

  /** The same rule with another severity. */
  Rule withSeverity(Severity severity);

  /** Changes when what the rule accepts changes. */
  default String fingerprint() {
    return Fingerprint.of(getClass().getSimpleName(), canonical());
  }

  /** What is sent with it to the workers, apart from code. */
  default List<?> values() {
    return List.of();
  }

  /** The definition as text: columns by name, bounds, the hash of opaque code. */
  String canonical();

  /** The column must have a value. */
  record NotNull(String id, Severity severity, Component column) implements Rule {
    @Override
    public String expected() {
      return "a value";
    }

    @Override
    public String canonical() {
      return column.name();
    }

    @Override
    public Rule withId(String newId) {
      return new NotNull(newId, severity, column);
    }

    @Override
    public Rule withSeverity(Severity newSeverity) {
      return new NotNull(id, newSeverity, column);
    }
  }

  /**
   * The column must lie in a range; a null bound is no bound. NaN lies in no range that has a
   * bound.
   */
  record InRange(
      String id,
      Severity severity,
      Component column,
      @Nullable Comparable<?> low,
      boolean lowOpen,
      @Nullable Comparable<?> high,
      boolean highOpen)
      implements Rule {
    @Override
    public String expected() {
      return between(low == null ? "-∞" : low.toString(), high == null ? "∞" : high.toString());
    }

    @Override
    public String canonical() {
      return column.name()
          + " "
          + between(low == null ? "-∞" : Literal.of(low), high == null ? "∞" : Literal.of(high));
    }

    @Override
    public List<?> values() {
      return Stream.of(low, high).filter(Objects::nonNull).toList();
    }

    private String between(String from, String to) {
      return "in "
          + (lowOpen || low == null ? "(" : "[")
          + from
          + ", "
          + to
          + (highOpen || high == null ? ")" : "]");
    }

    @Override
    public Rule withId(String newId) {
      return new InRange(newId, severity, column, low, lowOpen, high, highOpen);
    }

    @Override
    public Rule withSeverity(Severity newSeverity) {
      return new InRange(id, newSeverity, column, low, lowOpen, high, highOpen);
    }
  }

  /** The column must be one of the allowed values, by equals. */
  record OneOf(String id, Severity severity, Component column, Set<?> allowed) implements Rule {
    public OneOf {
      allowed = Set.copyOf(allowed);
    }

    @Override
    public String expected() {
      return "one of " + sorted(Object::toString);
    }

    @Override
    public String canonical() {
      return column.name() + " one of " + sorted(Literal::of);
    }

    @Override
    public List<?> values() {
      return List.copyOf(allowed);
    }

    private List<String> sorted(Function<Object, String> text) {
      return allowed.stream().map(text).sorted().toList();
    }

    @Override
    public Rule withId(String newId) {
      return new OneOf(newId, severity, column, allowed);
    }

    @Override
    public Rule withSeverity(Severity newSeverity) {
      return new OneOf(id, newSeverity, column, allowed);
    }
  }

  /** The whole text must match. */
  record Matches(String id, Severity severity, Component column, Pattern pattern) implements Rule {
    @Override
    public String expected() {
      return "the whole value to match " + pattern;
    }

    @Override
    public String canonical() {
      return column.name()
          + " matches"
          + (pattern.flags() == 0 ? "" : "(flags " + pattern.flags() + ")")
          + " "
          + pattern;
    }

    @Override
    public Rule withId(String newId) {
      return new Matches(newId, severity, column, pattern);
    }

    @Override
    public Rule withSeverity(Severity newSeverity) {
      return new Matches(id, newSeverity, column, pattern);
    }
  }

  /**
   * Two columns of one type must stand in an order. NaN stands in none and breaks every comparison;
   * -0.0 equals 0.0.
   */
  record Compare(
      String id, Severity severity, Component left, Comparison comparison, Component right)
      implements Rule {
    @Override
    public String expected() {
      return left.name() + " " + comparison.sign() + " " + right.name();
    }

    @Override
    public String canonical() {
      return expected();
    }

    @Override
    public Rule withId(String newId) {
      return new Compare(newId, severity, left, comparison, right);
    }

    @Override
    public Rule withSeverity(Severity newSeverity) {
      return new Compare(id, newSeverity, left, comparison, right);
    }
  }

  /** A condition in the author's code; an exception it throws makes the row invalid. */
  record Check(String id, Severity severity, OpaqueFn condition) implements Rule {
    /** The condition, as the engine calls it. */
    public Fn<Object, Object> fn() {
      return condition.fn();
    }

    @Override
    public String expected() {
      return "true";
    }

    @Override
    public String canonical() {
      return "code " + condition.code();
    }

    @Override
    public Rule withId(String newId) {
      return new Check(newId, severity, condition);
    }

    @Override
    public Rule withSeverity(Severity newSeverity) {
      return new Check(id, newSeverity, condition);
    }
  }
}
