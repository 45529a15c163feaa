package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One feature of a {@link FeatureView}: an aggregation, and the facts it looks at before the time T
 * of a question. A window of length d counts a fact with event time e if {@code T - d < e <= T}
 * (SEMANTICS S4). Made by {@link Aggregation#over} and its relatives; immutable.
 *
 * @param <T> the facts it reads
 * @param <V> its value; null when no fact counts, unless {@link #orElse} says otherwise
 */
@CheckReturnValue
public final class Feature<T, V> {
  private final AggregateFunction function;
  private final @Nullable Field<T, ?> input;
  private final @Nullable Number parameter;
  private final @Nullable Where part;
  private final @Nullable Where where;
  private final FactWindow window;
  private final List<FeatureCall.Edit> edits;

  private Feature(
      AggregateFunction function,
      @Nullable Field<T, ?> input,
      @Nullable Number parameter,
      @Nullable Where part,
      @Nullable Where where,
      FactWindow window,
      List<FeatureCall.Edit> edits) {
    this.function = function;
    this.input = input;
    this.parameter = parameter;
    this.part = part;
    this.where = where;
    this.window = window;
    this.edits = edits;
  }

  static <T, V> Feature<T, V> of(
      AggregateFunction function,
      @Nullable Field<T, ?> input,
      @Nullable Number parameter,
      @Nullable Where part,
      @Nullable Where where,
      FactWindow window,
      @Nullable V orElse) {
    List<FeatureCall.Edit> edits =
        orElse == null ? List.of() : List.of(new FeatureCall.OrElse(orElse));
    return new Feature<>(function, input, parameter, part, where, window, edits);
  }

  /**
   * Counts only the facts that satisfy a condition.
   *
   * @param name of the condition, for plans and lineage
   */
  @SuppressWarnings("unchecked") // a field of T reads any U
  public <U extends T> Feature<U, V> where(String name, Fn<? super U, Boolean> condition) {
    return new Feature<>(
        function,
        (Field<U, ?>) (Field<?, ?>) input,
        parameter,
        part,
        new Where(name, OpaqueFn.of(condition)),
        window,
        edits);
  }

  /** A value in place of null: when no fact counts, or the one that is looked at has none. */
  public Feature<T, V> orElse(V value) {
    return edited(new FeatureCall.OrElse(value));
  }

  /**
   * What a function makes of the value; null stays null and is not shown to it.
   *
   * @param name of the function, for plans and lineage
   */
  public <X> Feature<T, X> then(String name, Fn<? super V, ? extends X> fn) {
    return edited(new FeatureCall.Then(name, OpaqueFn.of(fn)));
  }

  private <X> Feature<T, X> edited(FeatureCall.Edit edit) {
    List<FeatureCall.Edit> more = new ArrayList<>(edits);
    more.add(edit);
    return new Feature<>(function, input, parameter, part, where, window, List.copyOf(more));
  }

  /**
   * Looks at the facts as they were some time before T: a window of length d ends at {@code T -
   * offset}. What was known is still judged at T.
   */
  public Feature<T, V> offset(Duration offset) {
    return over(window.before(Window.micros(offset)));
  }

  /**
   * Lets the window begin on a grid: it counts a fact with {@code floor(T - d, hop) < e <= T}
   * (SEMANTICS S9). The same grid in training and in serving, counted from 1970-01-01T00:00Z. Facts
   * are kept one by one all the same.
   */
  public Feature<T, V> tail(Duration hop) {
    long micros = Window.micros(hop);
    // A window without a grid has the hop 0: a hop of nothing is a mistake, and stays one.
    return over(window.onGrid(micros == 0 ? -1 : micros));
  }

  private Feature<T, V> over(FactWindow other) {
    return new Feature<>(function, input, parameter, part, where, other, edits);
  }

  /**
   * The call, its columns found; empty when the input is no column, which {@code column} has
   * reported.
   */
  Optional<FeatureCall> resolve(
      Component target, BiFunction<Field<T, ?>, String, Optional<Component>> column) {
    if (input == null) {
      return Optional.of(call(null, target));
    }
    return column.apply(input, function.word()).map(found -> call(found, target));
  }

  private FeatureCall call(@Nullable Component found, Component target) {
    return new FeatureCall(function, found, parameter, part, where, window, edits, target);
  }
}
