package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.AggregateCall;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Step;
import dev.millrace.plan.WindowSpec;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Says, component by component, what an aggregation's result row holds. Every component is set
 * exactly once; plan() names those that are not.
 *
 * <p>Mutable: each method changes this builder and returns it.
 *
 * @param <K> the key's type
 * @param <T> the rows
 * @param <O> the result rows
 */
@CheckReturnValue
public final class AggregateBuilder<K, T, O> {
  private final Context<T, O> context;
  private final Unfinished begun;
  private final Set<String> set = new HashSet<>();
  private final List<Step.Aggregate.KeyTarget> keyTargets = new ArrayList<>();
  private final List<AggregateCall> calls = new ArrayList<>();
  private Optional<Component> start = Optional.empty();
  private Optional<Component> end = Optional.empty();
  private Optional<Component> day = Optional.empty();

  /** Everything that was said before {@code as}. */
  record Context<T, O>(
      Node<T> node,
      Optional<List<Component>> key,
      Window window,
      String step,
      String site,
      Optional<Shape<O>> out) {
    Graph graph() {
      return node.graph();
    }

    void problem(PlanCode code, String what, String why, String fix) {
      graph().problem(code, step, site, what, why, fix);
    }

    Optional<Component> target(Field<O, ?> field, String argument) {
      return out.flatMap(shape -> graph().column(shape, field, argument, step, site));
    }

    Optional<Component> input(Field<? super T, ?> field, String argument) {
      return node.shape().flatMap(shape -> graph().column(shape, field, argument, step, site));
    }
  }

  AggregateBuilder(Context<T, O> context) {
    this.context = context;
    this.begun =
        context
            .graph()
            .begin(
                context.step(),
                context.site(),
                "The aggregation is never built",
                "end it with .build() and use the result");
  }

  /**
   * A component gets a column of the key.
   *
   * @param target the component
   * @param keyColumn the column the rows were keyed by, or one of them
   */
  public <V> AggregateBuilder<K, T, O> key(Field<O, V> target, Field<T, V> keyColumn) {
    Optional<Component> column = context.input(keyColumn, "key");
    claim(target, "key")
        .ifPresent(
            component ->
                column.ifPresent(
                    input -> context.key().ifPresent(key -> bindKey(component, input, key))));
    return this;
  }

  private void bindKey(Component target, Component column, List<Component> key) {
    int place = key.indexOf(column);
    if (place < 0) {
      context.problem(
          PlanCode.KEY_COLUMN_EXPECTED,
          column.name() + " is set as a key, but the rows are keyed by " + names(key),
          "within a group only the key's columns have one value",
          "key by it, or take one of its values: .set(target, last(" + column.name() + "))");
      return;
    }
    if (column.nullable()
        && !target.nullable()
        && !context.node().step().map(step -> NotNull.after(step, column.name())).orElse(true)) {
      context.problem(
          PlanCode.KEY_NULLABLE,
          "The key " + column.name() + " may be null, and " + target.name() + " may not",
          "rows without a key form a group of their own",
          "validate notNull before keyBy, filter them out, or make "
              + target.name()
              + " @Nullable");
    }
    sameType(target, column.type(), "the key " + column.name());
    keyTargets.add(new Step.Aggregate.KeyTarget(target, place));
  }

  /** A component gets the window's start, UTC; the window holds it. */
  public AggregateBuilder<K, T, O> start(Field<O, Instant> target) {
    start = claim(target, "start");
    return this;
  }

  /** A component gets the window's end, UTC; the window does not hold it. */
  public AggregateBuilder<K, T, O> end(Field<O, Instant> target) {
    end = claim(target, "end");
    return this;
  }

  /** A component gets the calendar day; only with {@link Window#calendarDays}. */
  public AggregateBuilder<K, T, O> day(Field<O, LocalDate> target) {
    day = claim(target, "day");
    if (!(context.window().spec() instanceof WindowSpec.CalendarDays)) {
      context.problem(
          PlanCode.DAY_WITHOUT_DAYS,
          "day is set, but the window is " + context.window().spec().describe(),
          "only a calendar day has a date",
          "use .start(..) and .end(..), or window(Window.calendarDays(zone))");
    }
    return this;
  }

  /** A component gets the result of an aggregation over the group's rows. */
  public <V> AggregateBuilder<K, T, O> set(
      Field<O, V> target, Aggregation<? super T, V> aggregation) {
    claim(target, "set")
        .flatMap(component -> resolve(aggregation, component))
        .ifPresent(
            call -> {
              parameterInRange(call);
              conditionHasAName(call);
              mayBeNull(call);
              sameType(
                  call.target(), ResultType.of(call.function(), call.input()), call.describe());
              calls.add(call);
            });
    return this;
  }

  private <S, V> Optional<AggregateCall> resolve(Aggregation<S, V> aggregation, Component target) {
    return aggregation.resolve(target, this::column);
  }

  @SuppressWarnings("unchecked") // set() has checked that the aggregation reads rows of T
  private Optional<Component> column(Field<?, ?> field, String argument) {
    return context.input((Field<? super T, ?>) field, argument);
  }

  /**
   * Javac finds a common supertype for two accessors of different types; here they must be of one
   * type.
   */
  private void sameType(Component target, ValueType type, String what) {
    ValueType own = target.type();
    if (!own.sameValuesAs(type)) {
      context.problem(
          PlanCode.COMPONENT_TYPE,
          target.name() + " is " + own.describe() + ", but " + what + " gives " + type.describe(),
          "a component takes values of its own type",
          "give " + target.name() + " the type " + type.describe() + ", or set another component");
    }
  }

  private void parameterInRange(AggregateCall call) {
    Number parameter = call.parameter();
    if (call.function() == AggregateFunction.TOP_K && parameter.intValue() < 1) {
      context.problem(
          PlanCode.PARAMETER_RANGE,
          call.describe() + " asks for " + parameter + " values",
          "a list without values says nothing",
          "give a k of at least 1");
    }
    // Turned around, so that a NaN is out of range too.
    if (call.function() == AggregateFunction.APPROX_QUANTILE
        && !(parameter.doubleValue() >= 0 && parameter.doubleValue() <= 1)) {
      context.problem(
          PlanCode.PARAMETER_RANGE,
          call.describe() + " asks for the rank " + parameter,
          "a rank is the part of the values that lie at or below",
          "give a rank from 0 to 1: 0.5 for the median, 0.99 for the 99th percentile");
    }
  }

  private void conditionHasAName(AggregateCall call) {
    if (call.where() != null) {
      context
          .graph()
          .requireName(
              call.where().name(),
              context.step(),
              context.site(),
              "The condition of " + call.target().name() + " has no name",
              "plans and lineage name the rows that count by it",
              "say which rows count: .where(\"returned\", ..)");
    }
  }

  private void mayBeNull(AggregateCall call) {
    boolean emptyPossible =
        call.function().nullWithOne()
            || call.where() != null
            || (call.input() != null && call.input().nullable() && !guarded(call));
    if (call.function().nullWhenEmpty()
        && emptyPossible
        && call.orElse() == null
        && !call.target().nullable()) {
      context.problem(
          PlanCode.RESULT_MAY_BE_NULL,
          call.describe() + " may be null, and " + call.target().name() + " may not",
          call.function().nullWithOne()
              ? "a group with fewer than two values has no sample variance"
              : "a group in which no value counts has no result",
          "say what it is then: .orElse(value), or make " + call.target().name() + " @Nullable");
    }
  }

  private boolean guarded(AggregateCall call) {
    return context.node().step().map(step -> NotNull.after(step, call.input().name())).orElse(true);
  }

  /**
   * The result rows, one for each key and window that has rows; their event time is the window's
   * last microsecond.
   */
  public Events<O> build() {
    begun.finish();
    context.out().ifPresent(this::everythingIsSet);
    return new Events<>(
        new Node<>(
            context.graph(),
            context
                .node()
                .step()
                .flatMap(
                    input -> context.key().flatMap(key -> context.out().map(step(input, key))))));
  }

  private Function<Shape<O>, Step> step(Step input, List<Component> key) {
    return out ->
        context
            .graph()
            .add(
                new Step.Aggregate(
                    context.step(),
                    context.site(),
                    input,
                    key,
                    context.window().spec(),
                    out,
                    keyTargets,
                    start.orElse(null),
                    end.orElse(null),
                    day.orElse(null),
                    calls));
  }

  private void everythingIsSet(Shape<O> out) {
    for (Component component : out.components()) {
      if (!set.contains(component.name())) {
        context.problem(
            PlanCode.COMPONENT_NOT_SET,
            out.name() + "." + component.name() + " is never set",
            "a result row needs all its components",
            "add .set("
                + out.name()
                + "::"
                + component.accessor()
                + ", ..), .key, .start, .end or .day");
      }
    }
  }

  /** The component, unless it cannot be found; a second claim of the same one is a problem. */
  private Optional<Component> claim(Field<O, ?> field, String argument) {
    Optional<Component> target = context.target(field, argument);
    target.ifPresent(
        component -> {
          if (!set.add(component.name())) {
            context.problem(
                PlanCode.COMPONENT_SET_TWICE,
                component.name() + " is set twice",
                "the later one would win in silence",
                "delete one of them");
          }
        });
    return target;
  }

  private static String names(List<Component> key) {
    return String.join(", ", key.stream().map(Component::name).toList());
  }
}
