package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What aggregations give, given the column they read. */
final class ResultType {
  private ResultType() {}

  /**
   * @param input null for what reads none
   */
  static ValueType of(AggregateFunction function, @Nullable Component input) {
    return switch (function) {
      case COUNT, COUNT_DISTINCT, APPROX_DISTINCT, SUM_LONG -> plain(Kind.LONG, long.class);
      case SUM,
          MEAN,
          SAMPLE_VARIANCE,
          POPULATION_VARIANCE,
          SAMPLE_STANDARD_DEVIATION,
          POPULATION_STANDARD_DEVIATION,
          APPROX_QUANTILE,
          RATIO,
          RATE ->
          plain(Kind.DOUBLE, double.class);
      case SUM_DECIMAL -> plain(Kind.DECIMAL, BigDecimal.class);
      case SINCE_FIRST, SINCE_LAST -> plain(Kind.DURATION, Duration.class);
      case TOP_K, FIRST_K, LAST_K ->
          new ValueType(Kind.LIST, List.class, List.of(boxed(read(input))), null);
      case MIN, MAX, FIRST, LAST, LAST_NON_NULL -> read(input).type();
    };
  }

  private static Component read(@Nullable Component input) {
    return Objects.requireNonNull(input, "it reads a column");
  }

  private static ValueType plain(Kind kind, Class<?> javaClass) {
    return new ValueType(kind, javaClass, List.of(), null);
  }

  /** The component's type as that of a list's elements. */
  private static ValueType boxed(Component component) {
    ValueType type = component.type();
    Class<?> wrapper = MethodType.methodType(type.javaClass()).wrap().returnType();
    return new ValueType(type.kind(), wrapper, type.elements(), type.nested());
  }
}
