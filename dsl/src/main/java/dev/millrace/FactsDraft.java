package dev.millrace;

import dev.millrace.plan.Availability;
import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.PlanCode;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a view's author has said of its facts, and the problems with it. Mutable. */
final class FactsDraft {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final String name;
  private final int version;
  private final String site;
  private final Graph problems;
  private Optional<Shape<Object>> facts = Optional.empty();
  private Optional<List<Component>> key = Optional.empty();
  private @Nullable Shape<?> keyType;
  private Optional<Component> time = Optional.empty();
  private @Nullable Availability availability;
  private @Nullable Component sequence;
  private final List<Component> id = new ArrayList<>();
  private @Nullable Component kind;
  private long ttl = FactWindow.FOREVER;

  FactsDraft(String name, int version, String site) {
    this.name = name;
    this.version = version;
    this.site = site;
    this.problems = new Graph("view " + title());
    if (!NAME.matcher(name).matches()) {
      problem(
          PlanCode.VIEW_NAME,
          "'" + name + "' cannot be the name of a view",
          "it stands in the namespaces of online stores, in manifests and in metrics",
          "write lower-case letters, digits and underscores, beginning with a letter, as in"
              + " 'customer_spend'");
    }
    if (version < 1) {
      problem(
          PlanCode.VIEW_NAME,
          "The version is " + version,
          "versions are counted from 1",
          "write FeatureView.named(\"" + name + "\", 1)");
    }
  }

  String title() {
    return name + "@" + version;
  }

  String name() {
    return name;
  }

  int version() {
    return version;
  }

  /** Where problems of the view are collected. */
  Graph graph() {
    return problems;
  }

  void problem(ErrorCode code, String what, String why, String fix) {
    problems.problem(code, "view " + title(), site, what, why, fix);
  }

  Optional<Shape<Object>> facts() {
    return facts;
  }

  Optional<List<Component>> key() {
    return key;
  }

  @Nullable Shape<?> keyType() {
    return keyType;
  }

  Optional<Component> time() {
    return time;
  }

  @Nullable Availability availability() {
    return availability;
  }

  @Nullable Component sequence() {
    return sequence;
  }

  List<Component> id() {
    return List.copyOf(id);
  }

  @Nullable Component kind() {
    return kind;
  }

  long ttl() {
    return ttl;
  }

  @SuppressWarnings("unchecked") // fields of this very class are all that is resolved against it
  void facts(Class<?> type) {
    facts = problems.shape((Class<Object>) type, "view " + title(), site);
  }

  @SuppressWarnings("unchecked") // the builder's types say that the field is one of the facts
  Optional<Component> column(Field<?, ?> field, String argument) {
    return facts.flatMap(
        shape ->
            problems.column(shape, (Field<Object, ?>) field, argument, "view " + title(), site));
  }

  void key(Field<?, ?> field) {
    key(column(field, "keyedBy").map(List::of));
  }

  void key(Class<?> type) {
    Optional<? extends Shape<?>> record = problems.shape(type, "view " + title(), site);
    keyType = record.orElse(null);
    key(
        facts.flatMap(
            shape ->
                record.flatMap(
                    of -> KeyedEvents.columns(problems, shape, of, "view " + title(), site))));
  }

  private void key(Optional<List<Component>> columns) {
    columns.ifPresent(
        found -> KeyedEvents.mustEncodeDeterministically(problems, found, "view " + title(), site));
    key = columns;
  }

  void time(Field<?, ?> field) {
    time = column(field, "at");
    time.ifPresent(found -> mustNotBeNull(found, "The event time"));
  }

  void availableAt(Field<?, ?> field) {
    column(field, "availableAt")
        .ifPresent(
            found -> {
              mustNotBeNull(found, "The availability");
              availability = new Availability(found, 0);
            });
  }

  void availableAfter(Duration delay) {
    if (delay.isNegative()) {
      problem(
          PlanCode.VIEW_COLUMN,
          "Facts are available " + delay + " after they happen",
          "nothing is known before it happens",
          "write a duration that is not negative");
    }
    availability = new Availability(null, Window.micros(delay));
  }

  void sequence(Field<?, ?> field) {
    column(field, "sequencedBy")
        .ifPresent(
            found -> {
              mustNotBeNull(found, "The sequence");
              sequence = found;
            });
  }

  void id(Field<?, ?> field) {
    column(field, "identifiedBy").ifPresent(id::add);
  }

  void kind(Field<?, ?> field) {
    column(field, "changedBy")
        .ifPresent(
            found -> {
              mustNotBeNull(found, "The kind of change");
              kind = found;
            });
  }

  private void mustNotBeNull(Component column, String what) {
    if (column.nullable() || column.kind() == Kind.OPTIONAL) {
      problem(
          PlanCode.VIEW_COLUMN,
          what + " " + column.name() + " may be null",
          "a fact without it has no place in the order of facts",
          "make the component non-null, and quarantine rows that have none");
    }
  }

  void ttl(Duration life) {
    ttl = Window.micros(life);
    if (ttl <= 0 || ttl > Window.LONGEST) {
      problem(
          PlanCode.VIEW_WINDOW,
          "The ttl is " + life,
          "a fact counts at T if T - ttl < e <= T",
          "write a positive duration of at most 10,000 years, or leave it out");
    }
  }
}
