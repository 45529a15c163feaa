package dev.millrace.plan;

import java.util.List;
import java.util.stream.Collectors;

/** A plan as text: one paragraph a step, inputs first, no line numbers and no hashes of code. */
final class PlanText {
  private PlanText() {}

  static String of(Plan plan) {
    StringBuilder text = new StringBuilder("pipeline ").append(plan.pipeline()).append('\n');
    for (Step step : plan.steps()) {
      text.append('\n').append(step.name());
      if (!step.inputs().isEmpty()) {
        text.append(" <- ").append(names(step.inputs()));
      }
      text.append('\n');
      for (String line : step.definition()) {
        text.append("    ").append(line).append('\n');
      }
    }
    text.append('\n').append(plan.lineage().describe());
    paragraph(text, "facts kept", ViewText.kept(plan));
    paragraph(text, "notices", plan.notices());
    return text.toString();
  }

  private static void paragraph(StringBuilder text, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append('\n').append(title).append('\n');
      lines.forEach(line -> text.append("    ").append(line).append('\n'));
    }
  }

  private static String names(List<Step> steps) {
    return steps.stream().map(Step::name).collect(Collectors.joining(", "));
  }
}
