package dev.millrace;

import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Step;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Events grouped by a key: a column, or a tuple of columns. Keys are compared by their encoded
 * bytes, so they are the same in every process.
 *
 * @param <K> the key's type
 * @param <T> the rows
 */
@CheckReturnValue
public final class KeyedEvents<K, T> {
  private final Node<T> node;
  private final Optional<List<Component>> key;
  private final Unfinished begun;

  private KeyedEvents(Node<T> node, Optional<List<Component>> key, String site) {
    this.node = node;
    this.key = key;
    this.begun =
        node.graph()
            .begin(
                "keyBy:" + node.root(),
                site,
                "The rows are grouped and then nothing is done with the groups",
                "go on with window(..).aggregate(..), join it or deduplicate, or delete the keyBy");
  }

  static <K, T> KeyedEvents<K, T> by(Node<T> node, Field<T, K> field, String site) {
    String step = "keyBy:" + node.root();
    Optional<List<Component>> key =
        node.shape()
            .flatMap(shape -> node.graph().column(shape, field, "keyBy", step, site))
            .map(List::of);
    key.ifPresent(columns -> mustEncodeDeterministically(node.graph(), columns, step, site));
    return new KeyedEvents<>(node, key, site);
  }

  static <K, T> KeyedEvents<K, T> by(Node<T> node, Class<K> keyType, String site) {
    String step = "keyBy:" + node.root();
    Optional<List<Component>> key =
        node.shape()
            .flatMap(
                shape ->
                    node.graph()
                        .shape(keyType, step, site)
                        .flatMap(keyShape -> columns(node.graph(), shape, keyShape, step, site)));
    key.ifPresent(columns -> mustEncodeDeterministically(node.graph(), columns, step, site));
    return new KeyedEvents<>(node, key, site);
  }

  /** Cuts the events of every key into windows of event time. */
  public WindowedEvents<K, T> window(Window window) {
    begun.finish();
    return new WindowedEvents<>(node, key, window, CallSite.here());
  }

  /**
   * The first row of each key in the order of SEMANTICS S3 (event time, then content), and after it
   * the first whose time is at least a horizon later than that of the last one that was kept. The
   * others are counted as dropped by this step. Rows keep their time and id.
   *
   * <p>Late rows have left before: the same rows are kept in a batch and in a stream. A stream
   * keeps each row until no earlier one can come, and each key for a horizon.
   *
   * @param name of the step: it keeps state, so its name is the author's
   */
  public Events<T> deduplicate(String name, Duration horizon) {
    begun.finish();
    String site = CallSite.here();
    String step = "deduplicate:" + name;
    node.graph()
        .requireName(
            name,
            step,
            site,
            "The step has no name",
            "name what it is for: deduplicate(\"orders\", ..)");
    NotNull.requireKey(node, key, step, site);
    long micros = Window.micros(horizon);
    if (micros > Window.LONGEST) {
      node.graph()
          .problem(
              PlanCode.HORIZON,
              step,
              site,
              "The horizon is longer than 10,000 years",
              "a stream would keep every key for so long",
              "say how far apart two rows may be and still be the same: Duration.ofHours(1)");
    } else if (micros <= 0) {
      node.graph()
          .problem(
              PlanCode.HORIZON,
              step,
              site,
              "The horizon is not positive",
              "every row would be kept",
              "say how far apart two rows may be and still be the same: Duration.ofHours(1)");
    }
    return new Events<>(
        node.add(
            input ->
                key.map(columns -> new Step.Deduplicate(step, site, input, columns, micros))
                    .orElse(null)));
  }

  Node<T> node() {
    return node;
  }

  Optional<List<Component>> key() {
    return key;
  }

  /** The sentence goes on in another one. */
  void finish() {
    begun.finish();
  }

  /** The columns of the rows that have the names and types of the key record's components. */
  static Optional<List<Component>> columns(
      Graph graph, Shape<?> rows, Shape<?> key, String step, String site) {
    List<Component> found = new ArrayList<>();
    for (Component wanted : key.components()) {
      Optional<Component> column = rows.component(wanted.name());
      if (column.isPresent() && column.get().type().equals(wanted.type())) {
        found.add(column.get());
      } else {
        graph.problem(
            PlanCode.KEY_NOT_BOUND,
            step,
            site,
            "The key's component "
                + wanted.name()
                + (column.isPresent()
                    ? " has another type than " + rows.name() + "." + wanted.name()
                    : " is no column of " + rows.name()),
            "a key record takes its components from the columns of the same name and type",
            "give " + key.name() + " components out of " + rows.describe());
      }
    }
    return found.size() == key.components().size() ? Optional.of(found) : Optional.empty();
  }

  static void mustEncodeDeterministically(
      Graph graph, List<Component> columns, String step, String site) {
    for (Component column : columns) {
      if (!isKey(column.type())) {
        graph.problem(
            PlanCode.KEY_NOT_DETERMINISTIC,
            step,
            site,
            "The column " + column.name() + " cannot be a key",
            "equal keys must have equal bytes: floating point has several zeros and NaNs, and rounding",
            "use text, a whole number, a decimal, a date, an enum, or a record of those; round to a whole number first");
      }
    }
  }

  private static boolean isKey(ValueType type) {
    return switch (type.kind()) {
      case FLOAT, DOUBLE, FLOATS, MAP -> false;
      case NESTED -> type.nested().components().stream().allMatch(inner -> isKey(inner.type()));
      case OPTIONAL, LIST -> type.elements().stream().allMatch(KeyedEvents::isKey);
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
}
