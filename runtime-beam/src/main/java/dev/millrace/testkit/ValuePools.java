package dev.millrace.testkit;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The values that the columns of a view's facts get. The pools are small, so that values repeat;
 * the ordinary values of a kind come first, the simplest of them at the very beginning.
 */
final class ValuePools {
  private final ViewDefinition view;
  private final Map<Integer, List<@Nullable Object>> given;

  /**
   * @param given by index of the column, the values that the author of a test allows
   */
  ValuePools(ViewDefinition view, Map<Integer, List<@Nullable Object>> given) {
    this.view = view;
    this.given = Map.copyOf(given);
  }

  /** What the author of the test allows in a column; empty when nothing was said of it. */
  Optional<List<@Nullable Object>> given(Component column) {
    return Optional.ofNullable(given.get(column.index()));
  }

  /**
   * A value for a column.
   *
   * @param isTame leaves out NaN, infinities and other values that drown all others
   */
  @Nullable Object draw(Component column, Random random, boolean isTame) {
    List<@Nullable Object> allowed = given.get(column.index());
    if (allowed != null) {
      return allowed.get(random.nextInt(allowed.size()));
    }
    if (column.nullable() && random.nextInt(5) == 0) {
      return null;
    }
    List<Object> values = new ArrayList<>(ordinary(column.type()));
    if (!isTame && random.nextInt(4) == 0) {
      List<Object> extreme = isAdded(column) ? List.of() : extreme(column.type());
      values = extreme.isEmpty() ? values : extreme;
    }
    return values.get(random.nextInt(values.size()));
  }

  /** The value that says least. */
  @Nullable Object simplest(Component column) {
    List<@Nullable Object> allowed = given.get(column.index());
    return allowed != null ? allowed.get(0) : ordinary(column.type()).get(0);
  }

  /** An ordinary value that is not this one; empty where there is none. */
  Optional<Object> other(Component column, @Nullable Object value) {
    List<? extends @Nullable Object> values =
        given(column)
            .<List<? extends @Nullable Object>>map(all -> all)
            .orElseGet(() -> ordinary(column.type()));
    return values.stream()
        .flatMap(each -> Optional.<Object>ofNullable(each).stream())
        .filter(each -> !Objects.equals(RowValue.of(each), RowValue.of(value)))
        .findFirst();
  }

  /** Whole numbers that are added up must not leave their type's range. */
  private boolean isAdded(Component column) {
    return column.kind() != Kind.DOUBLE
        && column.kind() != Kind.FLOAT
        && view.calls().stream()
            .anyMatch(
                call ->
                    call.function() == AggregateFunction.SUM_LONG && column.equals(call.input()));
  }

  private static List<Object> ordinary(ValueType type) {
    return switch (type.kind()) {
      case BOOLEAN -> List.of(false, true);
      case BYTE -> List.of((byte) 1, (byte) 0, (byte) 2, (byte) -3);
      case SHORT -> List.of((short) 1, (short) 0, (short) 2, (short) -3);
      case CHAR -> List.of('a', 'b', 'c');
      case INT -> List.of(1, 0, 2, 3, -4);
      case LONG -> List.of(1L, 0L, 2L, 3L, -4L);
      case FLOAT -> List.of(1f, 0f, 2.5f, -0.1f);
      case DOUBLE -> List.of(1.0, 0.0, 0.1, 0.2, 2.5, -3.25, 1e16);
      case STRING -> List.of("a", "b", "c", "d");
      case ENUM -> Arrays.asList(type.javaClass().getEnumConstants());
      case INSTANT -> instants(type.grain());
      case LOCAL_DATE -> List.of(day(0), day(1), day(31), day(366));
      case DURATION -> List.of(Duration.ofMinutes(1), Duration.ZERO, Duration.ofDays(2));
      case DECIMAL -> List.of(decimal("1"), decimal("0"), decimal("2.50"), decimal("-0.1"));
      case BYTES -> List.of(new byte[] {1}, new byte[0], new byte[] {1, 2});
      case FLOATS -> List.of(new float[] {1}, new float[0], new float[] {0.5f, 2});
      case NESTED -> nested(type);
      case OPTIONAL -> optionals(ordinary(type.elements().get(0)));
      case LIST -> lists(ordinary(type.elements().get(0)));
      case MAP -> maps(ordinary(type.elements().get(0)));
    };
  }

  private static List<Object> extreme(ValueType type) {
    return switch (type.kind()) {
      case BYTE -> List.of(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SHORT -> List.of(Short.MIN_VALUE, Short.MAX_VALUE);
      case INT -> List.of(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> List.of(Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1);
      case FLOAT -> List.of(Float.NaN, -0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY);
      case DOUBLE ->
          List.of(
              Double.NaN,
              -0.0,
              Double.MIN_VALUE,
              -Double.MAX_VALUE,
              Double.POSITIVE_INFINITY,
              Double.NEGATIVE_INFINITY);
      case STRING -> List.of("", "\u00e9\uD83D\uDE00", "x".repeat(200));
      case DECIMAL -> List.of(decimal("1.00"), decimal("98765432109876543210.123456789"));
      default -> List.of();
    };
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  private static LocalDate day(int number) {
    return LocalDate.of(2024, 2, 28).plusDays(number);
  }

  private static List<Object> instants(long grain) {
    Instant first = Instant.parse("2024-03-01T12:00:00Z");
    return List.of(first, first.plusNanos(grain * 1000), first.plusSeconds(86_400), Instant.EPOCH);
  }

  private static List<Object> nested(ValueType type) {
    Shape<?> shape = type.nested();
    if (shape == null) {
      throw new IllegalArgumentException(type.describe() + " has no shape");
    }
    List<Object> rows = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Component component : shape.components()) {
        List<Object> pool = ordinary(component.type());
        values.add(
            component.nullable() && number == 2
                ? null
                : pool.get(Math.min(number, pool.size() - 1)));
      }
      rows.add(DrawnRows.row(shape, values));
    }
    return rows;
  }

  private static List<Object> optionals(List<Object> elements) {
    List<Object> all = new ArrayList<>();
    elements.stream().limit(3).forEach(element -> all.add(Optional.of(element)));
    all.add(Optional.empty());
    return all;
  }

  private static List<Object> lists(List<Object> elements) {
    Object first = elements.get(0);
    Object last = elements.get(elements.size() - 1);
    return List.of(List.of(first), List.of(), List.of(last, first), List.of(first, first));
  }

  private static List<Object> maps(List<Object> elements) {
    Map<String, Object> two = new HashMap<>();
    two.put("k", elements.get(elements.size() - 1));
    two.put("l", elements.get(0));
    return List.of(Map.of("k", elements.get(0)), Map.of(), Collections.unmodifiableMap(two));
  }

  /**
   * Different values for a column of a key, for at most {@code wanted} keys; fewer where there are
   * not so many.
   */
  List<Object> keys(Component column, int wanted) {
    List<@Nullable Object> allowed = given.get(column.index());
    if (allowed != null) {
      return allowed.stream()
          .flatMap(value -> Optional.ofNullable(value).stream())
          .distinct()
          .limit(wanted)
          .toList();
    }
    List<Object> keys = new ArrayList<>();
    for (int number = 0; number < wanted; number++) {
      Optional<Object> key = key(column.type(), number);
      if (key.isEmpty()) {
        break;
      }
      keys.add(key.get());
    }
    return keys;
  }

  private static Optional<Object> key(ValueType type, int number) {
    Object key =
        switch (type.kind()) {
          case BYTE -> number < 128 ? (byte) number : null;
          case SHORT -> (short) number;
          case CHAR -> (char) ('a' + number);
          case INT -> number;
          case LONG -> (long) number;
          case FLOAT -> (float) number;
          case DOUBLE -> (double) number;
          case STRING -> "k" + number;
          case INSTANT -> Instant.EPOCH.plusSeconds(number);
          case LOCAL_DATE -> day(number);
          case DURATION -> Duration.ofSeconds(number);
          case DECIMAL -> BigDecimal.valueOf(number);
          case BYTES -> new byte[] {(byte) number, (byte) (number >> 8)};
          case OPTIONAL -> key(type.elements().get(0), number).map(Optional::of).orElse(null);
          case BOOLEAN, ENUM, FLOATS, NESTED, LIST, MAP ->
              number < ordinary(type).size() ? ordinary(type).get(number) : null;
        };
    return Optional.ofNullable(key);
  }
}
