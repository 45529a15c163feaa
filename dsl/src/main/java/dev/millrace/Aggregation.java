package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.AggregateCall;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is computed from the rows of a group. Made by {@link Aggregations}; immutable.
 *
 * @param <T> the rows it reads
 * @param <V> its result; null for a group in which no value counts, unless {@link #orElse} says
 *     otherwise
 */
@CheckReturnValue
public final class Aggregation<T, V> {
  private final AggregateFunction function;
  private final @Nullable Field<T, ?> input;
  private final @Nullable Number parameter;
  private final AggregateCall.@Nullable Where where;
  private final @Nullable V orElse;

  private Aggregation(
      AggregateFunction function,
      @Nullable Field<T, ?> input,
      @Nullable Number parameter,
      AggregateCall.@Nullable Where where,
      @Nullable V orElse) {
    this.function = function;
    this.input = input;
    this.parameter = parameter;
    this.where = where;
    this.orElse = orElse;
  }

  static <T, V> Aggregation<T, V> of(AggregateFunction function, @Nullable Field<T, ?> input) {
    return new Aggregation<>(function, input, null, null, null);
  }

  static <T, V> Aggregation<T, V> of(
      AggregateFunction function, Field<T, ?> input, Number parameter) {
    return new Aggregation<>(function, input, parameter, null, null);
  }

  /**
   * Counts only the rows that satisfy a condition.
   *
   * @param name of the condition, for plans and lineage
   */
  @SuppressWarnings("unchecked") // a field of T reads any U
  public <U extends T> Aggregation<U, V> where(String name, Fn<? super U, Boolean> condition) {
    return new Aggregation<>(
        function,
        (Field<U, ?>) (Field<?, ?>) input,
        parameter,
        new AggregateCall.Where(name, OpaqueFn.of(condition)),
        orElse);
  }

  /** The result of a group in which no value counts. */
  public Aggregation<T, V> orElse(V value) {
    return new Aggregation<>(function, input, parameter, where, value);
  }

  /**
   * A feature: over the facts that happened less than {@code length} before the time T of a
   * question, {@code T - length < e <= T} (SEMANTICS S4).
   */
  public Feature<T, V> over(Duration length) {
    return in(FactWindow.of(Window.micros(length)));
  }

  /**
   * A feature: over all facts up to the time of a question; of a view with a ttl, over those that
   * still live.
   */
  public Feature<T, V> overAll() {
    return in(FactWindow.of(FactWindow.FOREVER));
  }

  /**
   * A feature: over the latest facts that count, in the order of SEMANTICS S3.
   *
   * @param facts at least 1
   */
  public Feature<T, V> overLast(int facts) {
    return in(FactWindow.ofLast(facts));
  }

  private Feature<T, V> in(FactWindow window) {
    return Feature.of(function, input, parameter, null, where, window, orElse);
  }

  /**
   * The call, its columns found; empty when the input is no column, which {@code column} has
   * reported.
   */
  Optional<AggregateCall> resolve(
      Component target, BiFunction<Field<T, ?>, String, Optional<Component>> column) {
    if (input == null) {
      return Optional.of(new AggregateCall(function, null, parameter, where, orElse, target));
    }
    return column
        .apply(input, function.word())
        .map(found -> new AggregateCall(function, found, parameter, where, orElse, target));
  }
}
