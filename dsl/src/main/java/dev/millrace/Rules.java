package dev.millrace;

import dev.millrace.plan.Comparison;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Rule;
import dev.millrace.plan.Severity;
import dev.millrace.record.ColumnException;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import dev.millrace.record.Shape;
import dev.millrace.record.ShapeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What makes a row valid: conditions on columns, each with an id and a severity. Where rows are
 * validated, a row is checked against all of them and says all that it breaks.
 *
 * <p>A null in a column makes a rule not applicable, and the row passes it (SEMANTICS V4); {@link
 * #notNull} is a rule of its own. An empty Optional is as a null. Rules have severity QUARANTINE
 * and an id made of the column and the condition, until {@link #severity} and {@link #named} right
 * after a rule say otherwise.
 *
 * <p>Immutable: each method returns a new set. Mistakes never throw here, so that rules can stand
 * in static fields; plan() reports them.
 *
 * @param <T> the rows
 */
@CheckReturnValue
public final class Rules<T> {
  private final Class<T> type;
  private final List<Rule> rules;
  private final List<Problem> problems;

  private Rules(Class<T> type, List<Rule> rules, List<Problem> problems) {
    this.type = type;
    this.rules = rules;
    this.problems = problems;
  }

  /** No rules yet. */
  public static <T> Rules<T> on(Class<T> type) {
    return new Rules<>(type, List.of(), List.of());
  }

  /** The column has a value, and not an empty Optional: {@code customerId not null}. */
  public Rules<T> notNull(Field<T, ?> column) {
    return with(
        column, "notNull", c -> new Rule.NotNull(c.name() + " not null", Severity.QUARANTINE, c));
  }

  /**
   * The column lies in a range: {@code unitPrice in (0.0, 10000.0]}. NaN lies in no range that has
   * a bound, and -0.0 is 0.0.
   */
  public <V extends Comparable<? super V>> Rules<T> inRange(Field<T, V> column, Range<V> range) {
    Rules<T> next =
        with(
            column,
            "inRange",
            c -> {
              Rule.InRange rule =
                  new Rule.InRange(
                      "",
                      Severity.QUARANTINE,
                      c,
                      range.low(),
                      range.lowOpen(),
                      range.high(),
                      range.highOpen());
              return rule.withId(c.name() + " " + rule.expected());
            });
    return range.isEmpty()
        ? next.problem(
            PlanCode.RANGE_EMPTY,
            "A range holds no value",
            "every row would break the rule",
            "put the lower bound first, close the ends of a single value, and let no bound be NaN")
        : next;
  }

  /** The column equals one of some values: {@code currency one of [EUR, GBP]}. */
  public <V> Rules<T> oneOf(Field<T, V> column, Set<V> allowed) {
    Set<V> values = allowed.stream().filter(Objects::nonNull).collect(Collectors.toSet());
    Rules<T> next =
        with(
            column,
            "oneOf",
            c -> {
              Rule rule = new Rule.OneOf("", Severity.QUARANTINE, c, values);
              return rule.withId(c.name() + " " + rule.expected());
            });
    if (values.size() < allowed.size()) {
      return next.problem(
          PlanCode.ONE_OF_NOTHING,
          "oneOf allows null",
          "a null passes every rule but notNull, whether it is named or not",
          "leave the null out, and add notNull where there must be a value");
    }
    return allowed.isEmpty()
        ? next.problem(
            PlanCode.ONE_OF_NOTHING,
            "oneOf allows no value",
            "every row with a value would break the rule",
            "say which values are allowed")
        : next;
  }

  /** The whole text matches, not a part of it: {@code stockCode matches [0-9]{5}[A-Za-z]*}. */
  public Rules<T> matches(Field<T, String> column, Pattern pattern) {
    return with(
        column,
        "matches",
        c -> new Rule.Matches(c.name() + " matches " + pattern, Severity.QUARANTINE, c, pattern));
  }

  /**
   * Two columns stand in an order: {@code start <= end}. Not applicable when either is null.
   * Numbers of floating point are compared as numbers: -0.0 equals 0.0, and NaN, which stands in no
   * order, breaks every comparison, {@code NOT_EQUAL_TO} too.
   */
  public <V extends Comparable<? super V>> Rules<T> compare(
      Field<T, V> left, Comparison comparison, Field<T, V> right) {
    Optional<Component> second = tryResolve(right);
    Rules<T> next =
        with(
            left,
            "compare",
            first ->
                new Rule.Compare(
                    first.name()
                        + " "
                        + comparison.sign()
                        + " "
                        + second.map(Component::name).orElse("?"),
                    Severity.QUARANTINE,
                    first,
                    comparison,
                    second.orElse(first)));
    return second.isPresent() ? next : next.resolutionProblem(right, "compare");
  }

  /**
   * A condition in code, over the whole row. A row for which it throws is invalid.
   *
   * @param name the rule's id, in the author's words: what holds for a valid row
   */
  public Rules<T> check(String name, Fn<? super T, Boolean> condition) {
    return plus(new Rule.Check(name, Severity.QUARANTINE, OpaqueFn.of(condition)))
        .requireName("A check", name, ".check(\"ships after it was paid\", ..)");
  }

  /** Gives the rule before it an id of its own. */
  public Rules<T> named(String id) {
    return last("named", rule -> rule.withId(id))
        .requireName("A rule", id, ".named(\"has a customer\")");
  }

  private Rules<T> requireName(String what, String name, String example) {
    return name.isBlank()
        ? problem(
            PlanCode.EMPTY_NAME,
            what + " has no name",
            "rejects are counted by the names of rules",
            "say what holds for a valid row: " + example)
        : this;
  }

  /** Gives the rule before it a severity. */
  public Rules<T> severity(Severity severity) {
    return last("severity", rule -> rule.withSeverity(severity));
  }

  List<Rule> resolved() {
    return rules;
  }

  /** The problems of this set, told of the step that uses it. */
  List<Problem> problemsAt(String where) {
    List<Problem> all = new ArrayList<>();
    for (Problem problem : problems) {
      all.add(new Problem(problem.code(), where, problem.what(), problem.why(), problem.fix()));
    }
    if (rules.isEmpty() && problems.isEmpty()) {
      all.add(
          new Problem(
              PlanCode.RULES_EMPTY,
              where,
              "The rule set of " + type.getSimpleName() + " has no rule",
              "nothing passes because it was not checked",
              "add a rule, or drop the step"));
    }
    Set<String> ids = new HashSet<>();
    for (Rule rule : rules) {
      if (!ids.add(rule.id())) {
        all.add(
            new Problem(
                PlanCode.RULE_ID_TWICE,
                where,
                "Two rules have the id \"" + rule.id() + "\"",
                "rejects are counted by rule id",
                "name one of them: .named(\"..\") right after the rule"));
      }
    }
    return all;
  }

  /** The problem of each rule whose severity says what a filter does not do. */
  List<Problem> severitiesAt(String where) {
    return rules.stream()
        .filter(rule -> rule.severity() != Severity.QUARANTINE)
        .map(
            rule ->
                new Problem(
                    PlanCode.FILTER_SEVERITY,
                    where,
                    "The rule \"" + rule.id() + "\" has severity " + rule.severity(),
                    "a filter keeps a row or drops it: it neither warns nor stops",
                    "take the severity away, or put the rule into a validate"))
        .toList();
  }

  private Rules<T> with(Field<T, ?> column, String argument, Function<Component, Rule> make) {
    return tryResolve(column)
        .map(component -> plus(make.apply(component)))
        .orElseGet(() -> resolutionProblem(column, argument));
  }

  private Optional<Component> tryResolve(Field<T, ?> column) {
    try {
      return Optional.of(Graph.resolve(Shape.of(type), column));
    } catch (ColumnException | ShapeException e) {
      return Optional.empty();
    }
  }

  /** What {@link #tryResolve} met. A bad shape is reported by the step that makes these rows. */
  private Rules<T> resolutionProblem(Field<T, ?> column, String argument) {
    try {
      Graph.resolve(Shape.of(type), column);
      return this;
    } catch (ColumnException e) {
      Problem problem = Graph.notAColumn(e, argument, "");
      return problem(problem.code(), problem.what(), problem.why(), problem.fix());
    } catch (ShapeException e) {
      return this;
    }
  }

  private Rules<T> plus(Rule rule) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return new Rules<>(type, List.copyOf(more), problems);
  }

  private Rules<T> last(String method, UnaryOperator<Rule> change) {
    if (rules.isEmpty()) {
      return problems.isEmpty()
          ? problem(
              PlanCode.RULE_MODIFIER_ALONE,
              method + " stands before any rule",
              "it speaks of the rule before it",
              "write it right after a rule: .notNull(..)." + method + "(..)")
          : this;
    }
    List<Rule> changed = new ArrayList<>(rules);
    changed.set(changed.size() - 1, change.apply(changed.get(changed.size() - 1)));
    return new Rules<>(type, List.copyOf(changed), problems);
  }

  private Rules<T> problem(dev.millrace.plan.ErrorCode code, String what, String why, String fix) {
    List<Problem> more = new ArrayList<>(problems);
    more.add(new Problem(code, "", what, why, fix));
    return new Rules<>(type, rules, List.copyOf(more));
  }
}
