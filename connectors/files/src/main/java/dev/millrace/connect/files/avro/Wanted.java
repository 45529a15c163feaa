package dev.millrace.connect.files.avro;

import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a file's record.
 *
 * @param components those of a shape that stand in the file
 * @param own the schema of the shape's class, if Avro generated it: it knows older names and
 *     defaults
 */
record Wanted(List<Component> components, @Nullable Schema own) {
  Wanted(Shape<?> shape, List<Component> components) {
    this(components, GeneratedClasses.schemaOf(shape.type()));
  }

  /** The field of a component in the class's own schema. */
  Schema.@Nullable Field field(Component component) {
    return own == null ? null : own.getField(component.name());
  }

  boolean hasDefault(Component component) {
    Schema.Field field = field(component);
    return field != null && field.hasDefaultValue();
  }

  List<String> olderNames(Component component) {
    Schema.Field field = field(component);
    return field == null ? List.of() : List.copyOf(field.aliases());
  }
}
