package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.plan.FactWindow;
import dev.millrace.record.Field;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is computed from facts that are looked at from a time: only for {@link FeatureView}s. Made
 * by {@link Aggregations}; immutable.
 *
 * @param <T> the facts it reads
 * @param <V> its value
 */
@CheckReturnValue
public final class FactAggregation<T, V> {
  private final AggregateFunction function;
  private final @Nullable Field<T, ?> input;
  private final @Nullable Number parameter;
  private final @Nullable Where part;

  private FactAggregation(
      AggregateFunction function,
      @Nullable Field<T, ?> input,
      @Nullable Number parameter,
      @Nullable Where part) {
    this.function = function;
    this.input = input;
    this.parameter = parameter;
    this.part = part;
  }

  static <T, V> FactAggregation<T, V> of(
      AggregateFunction function, @Nullable Field<T, ?> input, @Nullable Number parameter) {
    return new FactAggregation<>(function, input, parameter, null);
  }

  static <T, V> FactAggregation<T, V> of(AggregateFunction function, Where part) {
    return new FactAggregation<>(function, null, null, part);
  }

  /** {@link Aggregation#over}. */
  public Feature<T, V> over(Duration length) {
    return in(FactWindow.of(Window.micros(length)));
  }

  /** {@link Aggregation#overAll}. */
  public Feature<T, V> overAll() {
    return in(FactWindow.of(FactWindow.FOREVER));
  }

  /** {@link Aggregation#overLast}. */
  public Feature<T, V> overLast(int facts) {
    return in(FactWindow.ofLast(facts));
  }

  private Feature<T, V> in(FactWindow window) {
    return Feature.of(function, input, parameter, part, null, window, null);
  }
}
