package dev.millrace.testkit;

import dev.millrace.Rejection;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row as a value: arrays are compared and shown by what is in them, where a record compares them
 * by identity.
 */
final class RowValue {
  private RowValue() {}

  /** Equal for rows of one class with equal content. */
  static @Nullable Object of(@Nullable Object value) {
    if (value == null) {
      return null;
    } else if (value.getClass().isArray()) {
      return List.of(value.getClass(), elements(value).stream().map(RowValue::present).toList());
    } else if (value instanceof List<?> list) {
      return list.stream().map(RowValue::present).toList();
    } else if (value instanceof Optional<?> optional) {
      return optional.map(RowValue::present);
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> present(entry.getValue())));
    } else if (value instanceof Record row) {
      return components(row)
          .<Object>map(
              all -> List.of(row.getClass(), all.values().stream().map(RowValue::present).toList()))
          .orElse(row);
    }
    return value;
  }

  /** Lists and maps without nulls may hold it. */
  private static Object present(@Nullable Object value) {
    return Optional.ofNullable(of(value));
  }

  /** As a record says itself, but with the content of arrays; bytes as text where they are. */
  static String text(@Nullable Object value) {
    if (value instanceof Rejection rejection) {
      return text(rejection);
    } else if (value instanceof byte[] bytes) {
      return bytes(bytes);
    } else if (value != null && value.getClass().isArray()) {
      return list(elements(value));
    } else if (value instanceof List<?> list) {
      return list(list);
    } else if (value instanceof Record row) {
      return components(row)
          .map(
              all ->
                  all.entrySet().stream()
                      .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                      .collect(Collectors.joining(", ", row.getClass().getSimpleName() + "[", "]")))
          .orElseGet(row::toString);
    }
    return String.valueOf(value);
  }

  /** Why, where, and what it was: on one line. */
  private static String text(Rejection rejection) {
    String failures =
        rejection.failures().stream()
            .map(
                failure ->
                    failure.rule()
                        + " (expected "
                        + failure.expected()
                        + ", observed "
                        + failure.observed()
                        + ")")
            .collect(Collectors.joining("; "));
    return rejection.source()
        + " "
        + rejection.partition()
        + ":"
        + rejection.position()
        + " refused by "
        + rejection.step()
        + " at "
        + rejection.stage()
        + ": "
        + failures
        + "; raw "
        + bytes(rejection.raw())
        + (rejection.exception() == null ? "" : "; " + rejection.exception());
  }

  private static String list(List<?> values) {
    return values.stream().map(RowValue::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String bytes(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().noneMatch(Character::isISOControl)) {
        return "\"" + text + "\"";
      }
    } catch (CharacterCodingException notText) {
      return hex(bytes);
    }
    return hex(bytes);
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  private static List<@Nullable Object> elements(Object array) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      elements.add(Array.get(array, i));
    }
    return elements;
  }

  /** Empty for a record whose module does not let anybody look: it speaks for itself then. */
  private static Optional<Map<String, @Nullable Object>> components(Record row) {
    Map<String, @Nullable Object> components = new LinkedHashMap<>();
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      Method accessor = component.getAccessor();
      if (!accessor.trySetAccessible()) {
        return Optional.empty();
      }
      try {
        components.put(component.getName(), accessor.invoke(row));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + accessor, e);
      }
    }
    return Optional.of(components);
  }
}
