package dev.millrace.connect.kafka;

import dev.millrace.connect.files.RecordFormats;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FolderValue;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which components are a message's key. One is its bytes or its text; several are a JSON object
 * with a field of each, in the order named, and nothing between them: equal keys are equal bytes.
 *
 * @param components in the order of the fields; none for no key
 * @param names of fields, where they are not the components'
 */
record MessageKey(List<String> components, ColumnNames names) implements Serializable {
  private static final long serialVersionUID = 1L;
  static final MessageKey NONE = new MessageKey(List.of(), ColumnNames.BY_NAME);

  MessageKey {
    // What null-checkers would have refused is told like any other name that is not there.
    components = components.stream().map(String::valueOf).toList();
  }

  MessageKey of(List<String> named) {
    return new MessageKey(named, names);
  }

  /** The arguments of a call that takes at least one. */
  static List<String> list(String first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toList();
  }

  MessageKey withField(String component, String fieldName) {
    return new MessageKey(components, names.with(component, fieldName));
  }

  boolean isNone() {
    return components.isEmpty();
  }

  /** Whether it is an object and not a value. */
  boolean isObject() {
    return components.size() > 1;
  }

  boolean has(String component) {
    return components.contains(component);
  }

  /** What is said about it, to go on with; empty when nothing is. */
  String describe() {
    return isNone() ? "" : ", key " + (isObject() ? components : components.get(0));
  }

  List<Component> in(Shape<?> shape) {
    return components.stream().map(name -> shape.component(name).orElseThrow()).toList();
  }

  /** How an object is read. */
  RecordFormat format() {
    RecordFormat format = RecordFormats.json();
    for (Map.Entry<String, String> field : names.named().entrySet()) {
      format = has(field.getKey()) ? format.column(field.getKey(), field.getValue()) : format;
    }
    return format;
  }

  /** Components that are not there, are named twice, or have no text. */
  List<Problem> checkWriting(String port, Shape<?> shape) {
    List<Problem> problems = checkNames(port, shape);
    for (Component component : there(shape)) {
      if (isObject()) {
        checkField(port, component).ifPresent(problems::add);
      } else if (!isOneText(component.type())) {
        problems.add(
            bad(
                port,
                describe(component) + ", cannot be a key",
                "a key is bytes or text",
                "name one of text, bytes, a number, a date or a time"));
      }
    }
    return problems;
  }

  /** {@link #checkWriting}, and components that cannot be read from text. */
  List<Problem> checkReading(String port, Shape<?> shape) {
    List<Problem> problems = checkNames(port, shape);
    for (Component component : there(shape)) {
      if (isObject()) {
        checkField(port, component).ifPresent(problems::add);
      } else if (!MessageColumns.isBytes(component) && !FolderValue.isSupported(component.type())) {
        problems.add(MessageColumns.notText(port, component, "the key"));
      }
    }
    return problems;
  }

  private List<Component> there(Shape<?> shape) {
    return components.stream().distinct().map(shape::component).flatMap(Optional::stream).toList();
  }

  private List<Problem> checkNames(String port, Shape<?> shape) {
    List<Problem> problems = new ArrayList<>();
    Map<String, String> byField = new HashMap<>();
    for (String name : components) {
      Optional<Component> component = shape.component(name);
      String field = component.map(names::nameOf).orElse(name);
      String other = byField.put(field, name);
      if (name.equals(other)) {
        problems.add(
            bad(
                port,
                "component '" + name + "' is in the key twice",
                "a key has one field of each of its components",
                "keep one of the two"));
      } else if (component.isEmpty()) {
        problems.add(
            bad(
                port,
                shape.name() + " has no component '" + name + "'",
                "the message's key is made of it",
                "write one of " + ColumnNames.names(shape.components())));
      } else if (other != null) {
        problems.add(
            bad(
                port,
                "components '"
                    + other
                    + "' and '"
                    + name
                    + "' of the key are both field '"
                    + field
                    + "'",
                "a key has one field of each of its components",
                "give one of them another field by column(component, field)"));
      }
    }
    return problems;
  }

  private static Optional<Problem> checkField(String port, Component component) {
    return isFieldOfKey(component.type())
        ? Optional.empty()
        : Optional.of(
            bad(
                port,
                describe(component) + ", cannot be in a key of several components",
                "equal keys have to be equal bytes, and floating point has several zeros and NaNs;"
                    + " lists and objects are no keys",
                "name text, bytes, whole numbers, decimals, truth values, dates or times"));
  }

  private static String describe(Component component) {
    return "component '" + component.name() + "', " + component.type().describe();
  }

  private static boolean isOneText(ValueType type) {
    return switch (type.kind()) {
      case FLOATS, NESTED, LIST, MAP -> false;
      case OPTIONAL -> isOneText(type.elements().get(0));
      default -> true;
    };
  }

  private static boolean isFieldOfKey(ValueType type) {
    return switch (type.kind()) {
      case FLOAT, DOUBLE, FLOATS, NESTED, LIST, MAP -> false;
      case OPTIONAL -> isFieldOfKey(type.elements().get(0));
      case BOOLEAN,
          BYTE,
          SHORT,
          CHAR,
          INT,
          LONG,
          STRING,
          ENUM,
          INSTANT,
          LOCAL_DATE,
          DURATION,
          DECIMAL,
          BYTES ->
          true;
    };
  }

  private static Problem bad(String port, String what, String why, String fix) {
    return new Problem(KafkaCode.BAD_COMPONENT, port, what, why, fix);
  }
}
