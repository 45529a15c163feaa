package dev.millrace.plan;

import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a plan says of its feature views as a whole: memory, and what is worth knowing. */
final class ViewText {
  private ViewText() {}

  /** {@code spend@1 in asOf:labels: for PT720H, about 52 bytes a fact}, in plan order. */
  static List<String> kept(Plan plan) {
    Set<String> lines = new LinkedHashSet<>();
    for (Step.AsOf step : plan.only(Step.AsOf.class)) {
      for (ViewUse use : step.uses()) {
        lines.add(use.view().title() + " in " + step.name() + ": " + kept(use.view()));
      }
    }
    for (Step.States step : plan.only(Step.States.class)) {
      lines.add(step.view().title() + " in " + step.name() + ": " + kept(step.view()));
    }
    return List.copyOf(lines);
  }

  private static String kept(ViewDefinition view) {
    long reach = view.reach();
    String bytes = ", about " + view.bytesOfFact() + " bytes a fact";
    List<Component> longer =
        view.columnsKept().stream()
            .filter(column -> column.kind().storage() == Kind.Storage.OBJECTS)
            .toList();
    return (reach == FactWindow.FOREVER ? "for ever" : "for " + StepText.span(reach))
        + bytes
        + (longer.isEmpty() ? "" : " and the length of " + StepText.names(longer));
  }

  /** At most one a view, in plan order. */
  static List<String> notices(Plan plan) {
    Map<String, String> notices = new LinkedHashMap<>();
    for (Step.AsOf step : plan.only(Step.AsOf.class)) {
      for (ViewUse use : step.uses()) {
        List<String> about = notices(use);
        if (!about.isEmpty()) {
          // Asked twice, it may be asked once as it is known now, of which there is less to say.
          notices.merge(
              use.view().title(),
              String.join("; ", about),
              (one, other) -> one.length() < other.length() ? other : one);
        }
      }
    }
    List<String> lines = new ArrayList<>();
    notices.forEach((title, about) -> lines.add(title + ": " + about));
    return List.copyOf(lines);
  }

  private static List<String> notices(ViewUse use) {
    List<String> about = new ArrayList<>();
    if (use.view().availability() == null && use.knowledge() == Knowledge.AS_SERVED) {
      about.add(
          "no availability is declared (availableAt, availableAfter), so every fact is taken to be"
              + " known when it happens");
    }
    if (use.view().kind() != null && use.view().id().isEmpty()) {
      about.add("nothing identifies a fact (identifiedBy), so a retraction takes nothing back");
    }
    return about;
  }
}
