package dev.millrace.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A shape as text: for people, and, in a form that knows no class names, for its fingerprint. */
final class ShapeText {
  private ShapeText() {}

  static String describe(Shape<?> shape) {
    return shape.components().stream()
        .map(each -> each.name() + ": " + describe(each.type()) + (each.nullable() ? "?" : ""))
        .collect(Collectors.joining(", ", shape.name() + "(", ")"));
  }

  static String describe(ValueType type) {
    return switch (type.kind()) {
      case OPTIONAL, LIST -> type.javaClass().getSimpleName() + "<" + element(type) + ">";
      case MAP -> "Map<String, " + element(type) + ">";
      default -> type.javaClass().getSimpleName();
    };
  }

  private static String element(ValueType type) {
    return describe(type.elements().get(0));
  }

  static long fingerprint(Shape<?> shape) {
    byte[] text = canonical(shape).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return new ByteInput(hash).readLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** What the codec's bytes depend on, and the names; renaming a class changes nothing. */
  static String canonical(Shape<?> shape) {
    return shape.components().stream()
        .map(each -> each.name() + ":" + canonical(each.type()) + (each.nullable() ? "?" : ""))
        .collect(Collectors.joining(",", "(", ")"));
  }

  private static String canonical(ValueType type) {
    return switch (type.kind()) {
      case NESTED -> {
        Shape<?> nested = type.nested();
        yield nested == null ? "" : canonical(nested);
      }
      case ENUM ->
          Arrays.stream(type.javaClass().getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .collect(Collectors.joining("|", "enum{", "}"));
      case OPTIONAL, LIST, MAP -> type.kind() + "<" + canonical(type.elements().get(0)) + ">";
      default -> type.javaClass().getSimpleName();
    };
  }
}
