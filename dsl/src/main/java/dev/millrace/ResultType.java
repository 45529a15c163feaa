package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.SerializedCode;
import dev.millrace.record.ValueType;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What aggregations give, given the column they read, and what functions of the author's give. */
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

  /** The class of objects that hold values of a type. */
  static Class<?> boxed(ValueType type) {
    return boxed(type.javaClass());
  }

  private static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  /**
   * The class of what a lambda or method reference gives; empty for an object of a class that
   * somebody wrote.
   */
  static Optional<Class<?>> ofFunction(Serializable fn) {
    ClassLoader loader = fn.getClass().getClassLoader();
    return SerializedCode.of(fn)
        .map(
            lambda -> {
              Class<?> asked = given(lambda.getInstantiatedMethodType(), loader);
              // Where javac has widened the type, a method still says what it gives itself.
              Class<?> own = given(lambda.getImplMethodSignature(), loader);
              return asked.isAssignableFrom(own) ? own : asked;
            });
  }

  private static Class<?> given(String descriptor, ClassLoader loader) {
    return boxed(MethodType.fromMethodDescriptorString(descriptor, loader).returnType());
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
    return new ValueType(type.kind(), boxed(type), type.elements(), type.nested());
  }
}
