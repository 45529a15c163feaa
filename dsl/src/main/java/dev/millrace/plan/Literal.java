package dev.millrace.plan;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Values of a definition as text that means one value only (SEMANTICS S16): text stands in quotes,
 * so that {@code "a, b"} is not {@code "a", "b"}.
 */
public final class Literal {
  private Literal() {}

  /** Text in quotes and escaped; bytes in hex; all else as it says itself. */
  public static String of(Object value) {
    if (value instanceof String || value instanceof Character) {
      return quoted(value.toString());
    } else if (value instanceof byte[] bytes) {
      return "bytes " + HexFormat.of().formatHex(bytes);
    } else if (value instanceof Optional<?> optional) {
      return optional.map(inner -> "Optional[" + of(inner) + "]").orElse("Optional.empty");
    } else if (value instanceof Collection<?> values) {
      return values.stream().map(Literal::of).collect(Collectors.joining(", ", "[", "]"));
    }
    return value.toString();
  }

  /** {@code "a"}, on one line whatever it holds. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
