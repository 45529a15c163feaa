package dev.millrace;

import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Rule;
import dev.millrace.plan.Severity;
import dev.millrace.plan.Step;
import dev.millrace.record.Component;
import java.util.List;
import java.util.Optional;

/** What rules upstream have promised: a column that a notNull rule guards is not null behind it. */
final class NotNull {
  private NotNull() {}

  /** Whether every row that leaves {@code step} has a value in {@code column}. */
  static boolean after(Step step, String column) {
    if (step instanceof Step.Validate validate && guards(validate.rules(), column)) {
      return true;
    }
    if (step instanceof Step.FilterByRules filter && guards(filter.rules(), column)) {
      return true;
    }
    if (step instanceof Step.Union) {
      return step.inputs().stream().allMatch(input -> after(input, column));
    }
    boolean sameRows =
        step instanceof Step.Validate
            || step instanceof Step.Filter
            || step instanceof Step.FilterByRules
            || step instanceof Step.Deduplicate
            || step instanceof Step.Timestamps;
    return sameRows && after(step.inputs().get(0), column);
  }

  private static boolean guards(List<Rule> rules, String column) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule instanceof Rule.NotNull notNull
                    && notNull.column().name().equals(column)
                    && rule.severity().compareTo(Severity.QUARANTINE) >= 0);
  }

  /** Asks for keys that are never null, where a null would not be a key like any other. */
  static void requireKey(Node<?> rows, Optional<List<Component>> key, String step, String site) {
    rows.step()
        .ifPresent(
            input ->
                key.orElse(List.of()).stream()
                    .filter(column -> column.nullable() && !after(input, column.name()))
                    .forEach(column -> mayBeNull(rows.graph(), input, column, step, site)));
  }

  private static void mayBeNull(
      Graph graph, Step input, Component column, String step, String site) {
    String name = input.shape().name();
    graph.problem(
        PlanCode.KEY_MAY_BE_NULL,
        step,
        site,
        "The key " + name + "." + column.name() + " may be null",
        "rows without a key are not alike, and would be paired or dropped as if they were",
        "validate(Rules.on(..).notNull("
            + name
            + "::"
            + column.accessor()
            + ")) before keyBy, or make the component non-null");
  }
}
