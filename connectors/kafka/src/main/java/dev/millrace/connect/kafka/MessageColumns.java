package dev.millrace.connect.kafka;

import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FolderValue;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Components that are not read from a message's value: its key, its timestamp, its headers, and
 * whether it is a tombstone.
 *
 * @param headers names of headers by component
 */
record MessageColumns(
    MessageKey key,
    @Nullable String timestamp,
    @Nullable String change,
    Map<String, String> headers)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  static final MessageColumns NONE = new MessageColumns(MessageKey.NONE, null, null, Map.of());

  MessageColumns {
    headers = Map.copyOf(headers);
  }

  MessageColumns withKey(MessageKey changed) {
    return new MessageColumns(changed, timestamp, change, headers);
  }

  MessageColumns withTimestamp(String component) {
    return new MessageColumns(key, component, change, headers);
  }

  MessageColumns withChange(String component) {
    return new MessageColumns(key, timestamp, component, headers);
  }

  MessageColumns withHeader(String component, String name) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(component, name);
    return new MessageColumns(key, timestamp, change, more);
  }

  /** The names of all of them, in no order of meaning; a component that is bound twice is twice. */
  List<String> components() {
    List<String> names = besideKey();
    names.addAll(key.components());
    return names;
  }

  private List<String> besideKey() {
    List<String> names = new ArrayList<>(new TreeMap<>(headers).keySet());
    for (String name : new @Nullable String[] {timestamp, change}) {
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /** What is said about them, to go on with; empty when nothing is. */
  String describe() {
    StringBuilder text = new StringBuilder();
    text.append(key.describe());
    text.append(timestamp == null ? "" : ", timestamp " + timestamp);
    text.append(change == null ? "" : ", changes " + change);
    new TreeMap<>(headers)
        .forEach(
            (component, name) ->
                text.append(", header ").append(name).append(" ").append(component));
    return text.toString();
  }

  /** Components that are not there, are bound twice, or cannot hold what they are bound to. */
  List<Problem> check(String port, Shape<?> shape) {
    List<Problem> problems = new ArrayList<>(key.checkReading(port, shape));
    List<String> seen = new ArrayList<>(key.components());
    for (String name : besideKey()) {
      if (shape.component(name).isEmpty()) {
        problems.add(
            bad(
                port,
                shape.name() + " has no component '" + name + "'",
                "a part of the message is bound to it",
                "write one of " + ColumnNames.names(shape.components())));
      } else if (seen.contains(name)) {
        problems.add(
            bad(
                port,
                "component '" + name + "' is bound to two parts of the message",
                "it has one value",
                "keep one of the two"));
      }
      seen.add(name);
    }
    headers.keySet().forEach(name -> headerHoldsText(port, shape, name, problems));
    of(shape, timestamp)
        .filter(component -> component.kind() != Kind.INSTANT)
        .forEach(component -> problems.add(wrongType(port, component, "the timestamp", "Instant")));
    of(shape, change)
        .filter(component -> component.type().javaClass() != ChangeKind.class)
        .forEach(component -> problems.add(wrongType(port, component, "the change", "ChangeKind")));
    if (change != null) {
      deletedRowsHaveNoValues(port, shape, problems);
    }
    return problems;
  }

  private void deletedRowsHaveNoValues(String port, Shape<?> shape, List<Problem> problems) {
    if (key.isNone()) {
      problems.add(
          bad(
              port,
              "changes are read, and the key is not bound",
              "a tombstone is a key and nothing else: without it nobody knows what is deleted",
              "bind it: .key(\"component\")"));
    }
    for (Component component : RecordFormat.inRecord(shape, components())) {
      if (!ColumnNames.mayBeMissing(component)) {
        problems.add(
            new Problem(
                KafkaCode.NOT_NULLABLE,
                port,
                "component '" + component.name() + "' cannot be null",
                "a tombstone has no value, so the row of a delete has nothing there",
                "mark the component @Nullable, or bind it to the key, the timestamp or a header"));
      }
    }
  }

  private static java.util.stream.Stream<Component> of(Shape<?> shape, @Nullable String name) {
    return name == null ? java.util.stream.Stream.empty() : shape.component(name).stream();
  }

  private static void headerHoldsText(
      String port, Shape<?> shape, String name, List<Problem> problems) {
    of(shape, name)
        .filter(component -> !isBytes(component) && !FolderValue.isSupported(component.type()))
        .forEach(component -> problems.add(notText(port, component, "a header")));
  }

  static Problem notText(String port, Component component, String part) {
    return wrongType(port, component, part, "text, bytes, a number, a date or a time");
  }

  static boolean isBytes(Component component) {
    return component.kind() == Kind.BYTES;
  }

  private static Problem wrongType(String port, Component component, String part, String wanted) {
    return bad(
        port,
        "component '"
            + component.name()
            + "' is "
            + component.type().describe()
            + ", and bound to "
            + part,
        "it can be read into " + wanted,
        "bind it to a component of such a type");
  }

  private static Problem bad(String port, String what, String why, String fix) {
    return new Problem(KafkaCode.BAD_COMPONENT, port, what, why, fix);
  }
}
