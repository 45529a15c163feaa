package dev.millrace;

import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.record.ColumnException;
import dev.millrace.record.ColumnRef;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import dev.millrace.record.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of a pipeline and the problems met while they were made. */
final class Graph {
  private final String pipeline;
  private final List<Step> steps = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Unfinished> begun = new ArrayList<>();
  private final Set<FeatureView<?, ?, ?>> views =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Step, Step> renamed = new IdentityHashMap<>();

  Graph(String pipeline) {
    this.pipeline = pipeline;
  }

  String pipeline() {
    return pipeline;
  }

  Step add(Step step) {
    steps.add(step);
    return step;
  }

  /**
   * Puts a step in the place of one that no other step has used yet. Collections that hold the old
   * one go on with the new one. A step that has been used stays, and is a problem: what was made of
   * it bears its name already.
   */
  Step rename(Step old, String name, String site) {
    if (steps.stream().anyMatch(step -> step.inputs().stream().anyMatch(in -> in == old))) {
      problem(
          PlanCode.NAMED_TOO_LATE,
          old.name(),
          site,
          "The step is named \"" + name + "\" after its rows were used",
          "what was made of them would go on with the step under its old name",
          "write .named(\"" + name + "\") right after the step, and use what it returns");
      return old;
    }
    Step step = Renamed.of(old, old.name().substring(0, old.name().indexOf(':') + 1) + name);
    replace(old, step);
    return step;
  }

  private void replace(Step old, Step step) {
    steps.replaceAll(each -> each == old ? step : each);
    renamed.put(old, step);
    Renamed.earlierPart(old)
        .ifPresent(part -> replace(part, Renamed.earlierPart(step).orElseThrow()));
  }

  /** The step that a collection stands behind, which may have been renamed since. */
  Step current(Step step) {
    Step current = step;
    for (Step next = renamed.get(step); next != null; next = renamed.get(next)) {
      current = next;
    }
    return current;
  }

  void problem(ErrorCode code, String step, String site, String what, String why, String fix) {
    problems.add(new Problem(code, step + " (" + site + ")", what, why, fix));
  }

  /** A problem where a step that keeps state or counts has no name of its author's. */
  void requireName(String name, String step, String site, String what, String fix) {
    requireName(name, step, site, what, "state, counters and fingerprints are kept under it", fix);
  }

  /** A problem where the author left a name blank. */
  void requireName(String name, String step, String site, String what, String why, String fix) {
    if (name.isBlank()) {
      problem(PlanCode.EMPTY_NAME, step, site, what, why, fix);
    }
  }

  /** The shape of a type; a problem for each thing that is wrong with it, and empty then. */
  <T> Optional<Shape<T>> shape(Class<T> type, String step, String site) {
    try {
      return Optional.of(Shape.of(type));
    } catch (ShapeException e) {
      for (ShapeException.Fault fault : e.faults()) {
        problem(
            PlanCode.SHAPE_UNSUPPORTED,
            step,
            site,
            type.getSimpleName()
                + (fault.path().isEmpty() ? "" : "." + fault.path())
                + ": "
                + fault.reason(),
            "every component needs a compact and deterministic encoding",
            fault.fix());
      }
      return Optional.empty();
    }
  }

  /** The component a column reference names; a problem, and empty, where it names none. */
  <T> Optional<Component> column(
      Shape<T> shape, Field<? super T, ?> field, String argument, String step, String site) {
    try {
      return Optional.of(resolve(shape, field));
    } catch (ColumnException e) {
      problems.add(notAColumn(e, argument, step + " (" + site + ")"));
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // a Field of a supertype is called with rows of T only
  static <T> Component resolve(Shape<T> shape, Field<? super T, ?> field) {
    return ColumnRef.of(shape, (Field<T, @Nullable Object>) field).component();
  }

  static Problem notAColumn(ColumnException e, String argument, String where) {
    PlanCode code =
        switch (e.reason()) {
          case NOT_A_REFERENCE -> PlanCode.NOT_A_COLUMN_CLASS;
          case BOUND_RECEIVER -> PlanCode.NOT_A_COLUMN_BOUND;
          case LAMBDA -> PlanCode.NOT_A_COLUMN_LAMBDA;
          case STATIC_METHOD -> PlanCode.NOT_A_COLUMN_STATIC;
          case NOT_A_COMPONENT -> PlanCode.NOT_A_COLUMN_METHOD;
        };
    return new Problem(
        code,
        where,
        "Not a column: the argument of " + argument + " " + e.getMessage(),
        "lineage, rules and keys need the column's name",
        e.fix());
  }

  /** The problems so far. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  void problems(List<Problem> more) {
    problems.addAll(more);
  }

  /** The problems of a view, which are told once however often it is fed. */
  void problemsOf(FeatureView<?, ?, ?> view) {
    if (views.add(view)) {
      problems.addAll(view.problems());
    }
  }

  /** Remembers a sentence that plan() will ask to be finished. */
  Unfinished begin(String step, String site, String what, String fix) {
    Unfinished sentence = new Unfinished(step, site, what, fix);
    begun.add(sentence);
    return sentence;
  }

  Plan plan() {
    List<Problem> all = new ArrayList<>(problems);
    for (Unfinished sentence : begun) {
      if (!sentence.isFinished()) {
        all.add(sentence.problem());
      }
    }
    return Plan.of(pipeline, steps, all);
  }
}
