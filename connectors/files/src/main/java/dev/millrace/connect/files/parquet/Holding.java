package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.util.ArrayList;
import java.util.List;

/** What Parquet cannot hold: it has one null at a place, where Java may have two. */
final class Holding {
  private Holding() {}

  static List<Problem> problems(String port, List<Component> components) {
    List<Problem> problems = new ArrayList<>();
    for (Component component : components) {
      add(port, component, component.name(), problems);
    }
    return problems;
  }

  private static void add(String port, Component component, String path, List<Problem> problems) {
    if (component.nullable() && component.kind() == Kind.OPTIONAL) {
      problems.add(
          problem(port, path, component.type(), "null and the empty Optional would be the same"));
    }
    add(port, component.type(), path, problems);
  }

  private static void add(String port, ValueType type, String path, List<Problem> problems) {
    for (ValueType element : type.elements()) {
      if (type.kind() == Kind.OPTIONAL && element.kind() == Kind.OPTIONAL) {
        problems.add(
            problem(port, path, type, "an Optional of the empty one would be empty itself"));
      }
      add(port, element, path, problems);
    }
    Shape<?> nested = type.nested();
    if (nested != null) {
      nested.components().forEach(part -> add(port, part, path + "." + part.name(), problems));
    }
  }

  private static Problem problem(String port, String path, ValueType type, String why) {
    return new Problem(
        FilesCode.UNSUPPORTED_COMPONENT,
        port,
        "Parquet cannot hold component '" + path + "' of type " + type.describe(),
        why,
        "use a row without it, or JSON Lines");
  }
}
