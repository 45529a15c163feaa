package dev.millrace.connect.files.avro;

import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A field's type in words, for messages. */
final class SchemaText {
  private SchemaText() {}

  static String describe(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM -> schema.getType().getName() + " " + schema.getFullName();
      case FIXED -> "fixed of " + schema.getFixedSize() + " bytes" + logical(schema);
      case ARRAY -> "array of " + shallow(schema.getElementType());
      case MAP -> "map of " + shallow(schema.getValueType());
      case UNION ->
          schema.getTypes().stream()
              .map(SchemaText::shallow)
              .collect(Collectors.joining(", ", "a union of ", ""));
      default -> schema.getType().getName() + logical(schema);
    };
  }

  private static String shallow(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> schema.getFullName();
      default -> schema.getType().getName() + logical(schema);
    };
  }

  private static String logical(Schema schema) {
    String name = logicalType(schema);
    return name == null ? "" : " (" + name + ")";
  }

  /** The name of the logical type, whether Avro's library knows it or not. */
  static @Nullable String logicalType(Schema schema) {
    Object name = schema.getObjectProp("logicalType");
    return name instanceof String text ? text : null;
  }
}
