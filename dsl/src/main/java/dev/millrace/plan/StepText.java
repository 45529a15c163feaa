package dev.millrace.plan;

import dev.millrace.record.Component;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of {@link Step#definition} that take more than a step's own parts to say. */
final class StepText {
  private StepText() {}

  static List<String> of(Step.Read step) {
    List<String> lines = new ArrayList<>(List.of("read " + step.shape().describe()));
    if (!step.derivedFrom().isEmpty()) {
      lines.add("derived from " + String.join(", ", step.derivedFrom()));
    }
    return lines;
  }

  static List<String> of(Step.AsOf step) {
    List<String> lines = new ArrayList<>();
    lines.add("as of the time of " + step.asking().describe() + " by " + names(step.key()));
    for (ViewUse use : step.uses()) {
      lines.add(use.describe());
      lines.addAll(use.view().definition());
    }
    lines.add("to " + step.shape().describe());
    for (AsOfTarget target : step.targets()) {
      String from =
          target.view() == AsOfTarget.ROW
              ? step.asking().name()
              : step.asked().get(target.view()).view().title();
      lines.add(target.target().name() + " = " + from + "." + target.source().name());
    }
    return lines;
  }

  static List<String> of(Step.States step) {
    List<String> lines = new ArrayList<>();
    lines.add("states of " + step.view().title() + " by " + names(step.view().key()));
    lines.addAll(step.view().definition());
    return lines;
  }

  static List<String> of(Step.Timestamps step) {
    List<String> lines = new ArrayList<>();
    lines.add("timestamps " + step.column().name() + ", lateness " + span(step.lateness()));
    if (step.ahead() != Long.MAX_VALUE) {
      lines.add("at most " + span(step.ahead()) + " ahead");
    }
    if (step.late() != null) {
      lines.add("late to " + step.late());
    }
    return lines;
  }

  static List<String> of(Step.Aggregate step) {
    List<String> sets = new ArrayList<>();
    sets.add("aggregate by " + names(step.key()));
    sets.add(step.window().describe());
    sets.add("to " + step.shape().describe());
    for (Step.Aggregate.KeyTarget target : step.keyTargets()) {
      sets.add(target.target().name() + " = key " + step.key().get(target.place()).name());
    }
    addTarget(sets, step.start(), "window start");
    addTarget(sets, step.end(), "window end");
    addTarget(sets, step.day(), "day");
    for (AggregateCall call : step.calls()) {
      sets.add(call.describe());
    }
    return sets;
  }

  private static void addTarget(List<String> sets, @Nullable Component target, String what) {
    if (target != null) {
      sets.add(target.name() + " = " + what);
    }
  }

  /** A rule by its id, and what it accepts unless only its code says that. */
  static String of(Rule rule) {
    String condition = rule instanceof Rule.Check ? "" : ": " + rule.canonical();
    return Literal.quoted(rule.id()) + condition;
  }

  /** Columns by name, in order. */
  static String names(List<Component> columns) {
    return String.join(", ", columns.stream().map(Component::name).toList());
  }

  /** A span of so many microseconds: {@code PT1H}. */
  static String span(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS).toString();
  }
}
