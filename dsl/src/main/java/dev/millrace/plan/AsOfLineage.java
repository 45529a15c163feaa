package dev.millrace.plan;

import dev.millrace.record.Component;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where the columns of an as-of join come from: each from what its feature reads. */
final class AsOfLineage {
  private AsOfLineage() {}

  /** Of a step that is followed by another by its own key, what the next one has to know. */
  static Map<String, Set<String>> of(
      Step.AsOf step, IdentityHashMap<Step, Map<String, Set<String>>> known) {
    Map<String, Set<String>> rows = known.getOrDefault(first(step).rows(), Map.of());
    if (step.targets().isEmpty()) {
      return rows;
    }
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (AsOfTarget target : step.targets()) {
      Set<String> origins =
          target.view() == AsOfTarget.ROW
              ? rows.getOrDefault(target.source().name(), Set.of())
              : feature(step.asked().get(target.view()), target.source(), known);
      columns.put(target.target().name(), origins);
    }
    return columns;
  }

  private static Step.AsOf first(Step.AsOf step) {
    return step.before().isEmpty() || !(step.rows() instanceof Step.AsOf earlier)
        ? step
        : first(earlier);
  }

  private static Set<String> feature(
      ViewUse use, Component feature, IdentityHashMap<Step, Map<String, Set<String>>> known) {
    Map<String, Set<String>> facts = known.getOrDefault(use.facts(), Map.of());
    Set<String> origins = new TreeSet<>();
    collect(use.view(), feature, facts, origins);
    return origins;
  }

  private static void collect(
      ViewDefinition view, Component feature, Map<String, Set<String>> facts, Set<String> into) {
    for (FeatureCall call : view.calls()) {
      if (call.target().equals(feature) && call.input() != null) {
        into.addAll(facts.getOrDefault(call.input().name(), Set.of()));
      }
    }
    for (DerivedFeature derived : view.derived()) {
      if (derived.target().equals(feature)) {
        collect(view, derived.first(), facts, into);
        collect(view, derived.second(), facts, into);
      }
    }
    for (StatusFeature status : view.statuses()) {
      if (status.target().equals(feature)) {
        collect(view, status.of(), facts, into);
      }
    }
  }
}
