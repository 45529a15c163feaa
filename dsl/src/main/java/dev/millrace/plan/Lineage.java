package dev.millrace.plan;

import dev.millrace.record.Component;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where columns come from. Typed steps are exact. Opaque code is a barrier of coarse grain: every
 * column of its output may come from every column of its input, and the lineage says so by naming
 * the step.
 */
public final class Lineage {
  private final Map<String, Map<String, Set<String>>> sinks;

  private Lineage(Map<String, Map<String, Set<String>>> sinks) {
    this.sinks = sinks;
  }

  /**
   * The origins of a sink's column, sorted: {@code invoice-lines.unitPrice} where it is exact,
   * {@code invoice-lines.* via tryMap:InvoiceLine} where opaque code stands between.
   *
   * @throws IllegalArgumentException when there is no such sink or column
   */
  public Set<String> origins(String sink, String column) {
    Set<String> origins = sinks.getOrDefault(sink, Map.of()).get(column);
    if (origins == null) {
      throw new IllegalArgumentException("no column " + column + " in a sink " + sink);
    }
    return origins;
  }

  static Lineage of(Plan plan) {
    IdentityHashMap<Step, Map<String, Set<String>>> known = new IdentityHashMap<>();
    Map<String, Map<String, Set<String>>> sinks = new LinkedHashMap<>();
    for (Step step : plan.steps()) {
      known.put(step, columns(step, known));
      if (step instanceof Step.Write write) {
        sinks.put(write.port(), known.get(step));
      }
    }
    return new Lineage(sinks);
  }

  /** A paragraph a sink, a line a column. */
  String describe() {
    StringBuilder text = new StringBuilder();
    sinks.forEach(
        (sink, columns) -> {
          text.append("lineage of ").append(sink).append('\n');
          columns.forEach(
              (column, origins) ->
                  text.append("    ")
                      .append(column)
                      .append(" <- ")
                      .append(origins.isEmpty() ? "rows counted" : String.join(", ", origins))
                      .append('\n'));
        });
    return text.toString();
  }

  private static Map<String, Set<String>> columns(
      Step step, IdentityHashMap<Step, Map<String, Set<String>>> known) {
    if (step instanceof Step.Read read) {
      Map<String, Set<String>> columns = new LinkedHashMap<>();
      for (Component component : read.shape().components()) {
        columns.put(component.name(), Set.of(read.port() + "." + component.name()));
      }
      return columns;
    }
    if (step instanceof Step.Aggregate aggregate) {
      return aggregated(aggregate, known.get(aggregate.input()));
    }
    if (step instanceof Step.Union union) {
      return merged(union, known);
    }
    if (step instanceof Step.AsOf asOf) {
      return AsOfLineage.of(asOf, known);
    }
    if (step instanceof Step.States states) {
      return kept(states, known.get(states.input()));
    }
    if (step instanceof Step.Join || step instanceof Step.Lookup) {
      Map<String, Set<String>> both = new LinkedHashMap<>();
      step.inputs().forEach(input -> both.putAll(prefixed(input.name(), known.get(input))));
      return behind(step, both);
    }
    Map<String, Set<String>> input = known.get(step.inputs().get(0));
    boolean opaque =
        step instanceof Step.MapRows
            || step instanceof Step.TryMap
            || step instanceof Step.FlatMap
            || step instanceof Step.Foreign;
    return opaque ? behind(step, input) : input;
  }

  /** A state is made of what the view keeps of its facts; its revision, of all they have. */
  private static Map<String, Set<String>> kept(Step.States step, Map<String, Set<String>> facts) {
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (Component component : step.shape().components()) {
      columns.put(component.name(), Set.of("the view's definition"));
    }
    columns.put("key", originsOf(step.view().key(), facts));
    columns.put("revision", originsOf(step.view().facts().components(), facts));
    columns.put("state", originsOf(step.view().columnsKept(), facts));
    return columns;
  }

  private static Set<String> originsOf(List<Component> parts, Map<String, Set<String>> facts) {
    Set<String> origins = new TreeSet<>();
    parts.forEach(part -> origins.addAll(facts.getOrDefault(part.name(), Set.of())));
    return origins;
  }

  /** Both sides may have columns of one name. */
  private static Map<String, Set<String>> prefixed(String side, Map<String, Set<String>> columns) {
    Map<String, Set<String>> prefixed = new LinkedHashMap<>();
    columns.forEach((column, origins) -> prefixed.put(side + " " + column, origins));
    return prefixed;
  }

  /** Opaque code: every column from every source that reaches it. */
  private static Map<String, Set<String>> behind(Step step, Map<String, Set<String>> input) {
    Set<String> all = new TreeSet<>();
    for (Set<String> origins : input.values()) {
      for (String origin : origins) {
        int dot = origin.indexOf('.');
        boolean exact = dot > 0 && !origin.contains(" via ");
        all.add(exact ? origin.substring(0, dot) + ".* via " + step.name() : origin);
      }
    }
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (Component component : step.shape().components()) {
      columns.put(component.name(), all);
    }
    return columns;
  }

  private static Map<String, Set<String>> aggregated(
      Step.Aggregate step, Map<String, Set<String>> input) {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    step.keyTargets()
        .forEach(
            key -> found.put(key.target().name(), input.get(step.key().get(key.place()).name())));
    step.calls()
        .forEach(
            call ->
                found.put(
                    call.target().name(),
                    call.input() == null ? Set.of() : input.get(call.input().name())));
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (Component component : step.shape().components()) {
      columns.put(
          component.name(), found.getOrDefault(component.name(), Set.of("the window's time")));
    }
    return columns;
  }

  private static Map<String, Set<String>> merged(
      Step.Union union, IdentityHashMap<Step, Map<String, Set<String>>> known) {
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (Step input : union.inputs()) {
      known
          .get(input)
          .forEach(
              (column, origins) ->
                  columns.computeIfAbsent(column, name -> new TreeSet<>()).addAll(origins));
    }
    return columns;
  }
}
