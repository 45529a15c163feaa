package dev.millrace;

import dev.millrace.plan.Rule;
import dev.millrace.plan.Severity;
import dev.millrace.plan.Step;

/**
 * What validation upstream has promised: a column that a notNull rule guards is not null behind it.
 */
final class NotNull {
  private NotNull() {}

  /** Whether every row that leaves {@code step} has a value in {@code column}. */
  static boolean after(Step step, String column) {
    if (step instanceof Step.Validate validate && guards(validate, column)) {
      return true;
    }
    if (step instanceof Step.Union) {
      return step.inputs().stream().allMatch(input -> after(input, column));
    }
    boolean sameRows =
        step instanceof Step.Validate
            || step instanceof Step.Filter
            || step instanceof Step.Timestamps;
    return sameRows && after(step.inputs().get(0), column);
  }

  private static boolean guards(Step.Validate validate, String column) {
    return validate.rules().stream()
        .anyMatch(
            rule ->
                rule instanceof Rule.NotNull notNull
                    && notNull.column().name().equals(column)
                    && rule.severity().compareTo(Severity.QUARANTINE) >= 0);
  }
}
