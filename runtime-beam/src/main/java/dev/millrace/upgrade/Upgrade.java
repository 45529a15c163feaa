package dev.millrace.upgrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A stream that goes on from a savepoint with another definition: what becomes of each step. It
 * goes without trouble, loses something, or cannot be, as the worst step does.
 *
 * @param pipeline its name
 * @param verdict the worst of the steps'
 * @param steps those of the new definition in its order, then those that are gone
 */
public record Upgrade(String pipeline, Verdict verdict, List<StepVerdict> steps) {
  /**
   * Compares two plans of one pipeline.
   *
   * @throws ProblemsException when they are of two
   */
  public static Upgrade of(SavedPlan before, SavedPlan now) {
    if (!before.pipeline().equals(now.pipeline())) {
      throw new ProblemsException(
          "pipeline '" + now.pipeline() + "'",
          List.of(
              new Problem(
                  UpgradeCode.OTHER_PIPELINE,
                  "",
                  "The earlier plan is of pipeline '" + before.pipeline() + "'",
                  "a run, its folders and its savepoints belong to a pipeline by its name",
                  "compare with a plan of '" + now.pipeline() + "', or keep the name")));
    }
    Set<String> quarantines =
        now.steps().stream()
            .map(SavedStep::quarantine)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    List<SavedStep> gone =
        before.steps().stream().filter(step -> now.step(step.name()).isEmpty()).toList();
    Rewiring rewiring = new Rewiring(before, now);
    List<StepVerdict> steps = new ArrayList<>();
    for (SavedStep step : now.steps()) {
      steps.add(
          before
              .step(step.name())
              .map(earlier -> StepComparison.between(earlier, step, quarantines, rewiring))
              .orElseGet(() -> withHint(StepComparison.ofAdded(step), twin(step, gone))));
    }
    gone.forEach(step -> steps.add(StepComparison.ofRemoved(step, quarantines)));
    return new Upgrade(
        now.pipeline(),
        steps.stream()
            .map(StepVerdict::verdict)
            .max(Comparator.naturalOrder())
            .orElse(Verdict.SAME),
        List.copyOf(steps));
  }

  /** A step that is gone, and was what this one is. */
  private static Optional<SavedStep> twin(SavedStep step, List<SavedStep> gone) {
    return gone.stream()
        .filter(other -> other.kind().equals(step.kind()))
        .filter(other -> other.definition().equals(step.definition()))
        .findFirst();
  }

  private static StepVerdict withHint(StepVerdict verdict, Optional<SavedStep> twin) {
    return twin.isEmpty()
        ? verdict
        : new StepVerdict(
            verdict.step(),
            verdict.verdict(),
            verdict.what()
                + ". It is what "
                + twin.get().name()
                + " was: keep that name, and nothing is lost");
  }

  /**
   * Makes sure that a stream can go on.
   *
   * @param mayLoseState whether the user has said so
   * @throws ProblemsException with all steps that keep it from going on
   */
  public void require(boolean mayLoseState) {
    List<Problem> problems = new ArrayList<>();
    for (StepVerdict each : steps) {
      if (each.verdict() == Verdict.INCOMPATIBLE) {
        problems.add(
            new Problem(
                UpgradeCode.INCOMPATIBLE,
                each.step(),
                "It cannot go on from the savepoint: " + each.what(),
                "what a savepoint holds must be read as what it is, and arrive where it was going",
                "as said; `plan --against` compares before a restart"));
      } else if (each.verdict() == Verdict.STATE_LOST && !mayLoseState) {
        problems.add(
            new Problem(
                UpgradeCode.STATE_LOST,
                each.step(),
                "Going on from the savepoint loses something: " + each.what(),
                "rows must not vanish in silence",
                "say that it may be: -- --allowNonRestoredState=true"));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException("The upgrade of pipeline '" + pipeline + "'", problems);
    }
  }

  /** For people: a line for each step, and below it what has changed. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (StepVerdict each : steps) {
      text.append(String.format("%-12s  %s%n", each.verdict(), each.step()));
      if (!each.what().isEmpty()) {
        text.append("                ").append(each.what()).append(System.lineSeparator());
      }
    }
    return text.append(System.lineSeparator())
        .append(pipeline)
        .append(": ")
        .append(verdict)
        .append(System.lineSeparator())
        .toString();
  }

  /** The same for programs. */
  public String toJson() {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("verdicts are plain values", e);
    }
  }
}
