package dev.millrace.plan;

import dev.millrace.record.Component;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checked definition: an immutable graph of {@link Step}s that has no problems, in an order in
 * which every step comes after its inputs.
 */
public final class Plan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String pipeline;
  private final List<Step> steps;

  private Plan(String pipeline, List<Step> steps) {
    this.pipeline = pipeline;
    this.steps = List.copyOf(steps);
  }

  /**
   * Checks a graph.
   *
   * @param pipeline its name
   * @param created every step the author made, whether or not it leads to a sink
   * @param drafts problems found while the graph was built
   * @throws ProblemsException with all problems at once
   */
  public static Plan of(String pipeline, List<Step> created, List<Problem> drafts) {
    List<Problem> problems = new ArrayList<>(drafts);
    problems.addAll(PlanChecks.check(pipeline, created));
    if (!problems.isEmpty()) {
      throw new ProblemsException("pipeline '" + pipeline + "'", problems);
    }
    return new Plan(pipeline, inputsFirst(created));
  }

  public String pipeline() {
    return pipeline;
  }

  /** All steps, inputs first; otherwise in the author's order. */
  public List<Step> steps() {
    return steps;
  }

  public List<Step.Read> reads() {
    return only(Step.Read.class);
  }

  public List<Step.Write> writes() {
    return only(Step.Write.class);
  }

  /** Steps of one kind, in plan order. */
  public <S extends Step> List<S> only(Class<S> kind) {
    return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The steps that read what {@code step} gives, in plan order. */
  public List<Step> consumers(Step step) {
    return steps.stream()
        .filter(other -> other.inputs().stream().anyMatch(input -> input == step))
        .toList();
  }

  /**
   * The columns of a step's rows that the steps behind it read, in the order of the shape. All of
   * them as soon as a row reaches code or a sink; typed steps read what they name. Of rows that are
   * refused nothing more is read: a quarantine keeps the raw bytes.
   */
  public List<Component> columnsRead(Step step) {
    return ColumnsRead.of(this, step);
  }

  /**
   * The {@link #consumers} that take rows of {@code step} on: all but those that only look
   * something up in them.
   */
  public List<Step> onward(Step step) {
    return consumers(step).stream()
        .filter(next -> !(next instanceof Step.Lookup lookup) || lookup.input() == step)
        .toList();
  }

  /** The steps that look something up in the rows of {@code step}, in plan order. */
  public List<Step.Lookup> lookupsIn(Step step) {
    return only(Step.Lookup.class).stream().filter(lookup -> lookup.table() == step).toList();
  }

  /** The quarantine ports, with the steps that send to each, in plan order. */
  public Map<String, List<Step>> quarantines() {
    Map<String, List<Step>> ports = new LinkedHashMap<>();
    for (Step step : steps) {
      if (invalidOf(step) instanceof Invalid.Quarantined quarantined) {
        ports.computeIfAbsent(quarantined.port(), port -> new ArrayList<>()).add(step);
      }
    }
    return ports;
  }

  /** What a step does with rows it refuses; failing for steps that refuse none. */
  public static Invalid invalidOf(Step step) {
    if (step instanceof Step.TryMap tryMap) {
      return tryMap.invalid();
    }
    if (step instanceof Step.Timestamps timestamps && timestamps.late() != null) {
      return new Invalid.Quarantined(timestamps.late(), null);
    }
    return step instanceof Step.Validate validate ? validate.invalid() : new Invalid.Failing();
  }

  /**
   * The quarantine of a step, or of the nearest step before it that has one; where several are
   * equally near, the author's first.
   */
  public static Optional<String> nearestQuarantine(Step step) {
    Deque<Step> open = new ArrayDeque<>(List.of(step));
    while (!open.isEmpty()) {
      Step next = open.removeFirst();
      if (invalidOf(next) instanceof Invalid.Quarantined quarantined) {
        return Optional.of(quarantined.port());
      }
      open.addAll(next instanceof Step.Lookup lookup ? List.of(lookup.input()) : next.inputs());
    }
    return Optional.empty();
  }

  /** Whether the rows that leave a step are rows that came in, unchanged and with their ids. */
  public static boolean keepsRows(Step step) {
    return step instanceof SameShape && !(step instanceof Step.Write);
  }

  /** Where every column of every sink comes from. */
  public Lineage lineage() {
    return Lineage.of(this);
  }

  /** The two fingerprints of every step, by step name, in plan order. */
  public Map<String, StepFingerprint> fingerprints() {
    Map<String, StepFingerprint> fingerprints = new LinkedHashMap<>();
    for (Step step : steps) {
      fingerprints.put(step.name(), StepFingerprint.of(step));
    }
    return fingerprints;
  }

  /** One fingerprint for the whole definition: steps, how they hang together, and their code. */
  public String fingerprint() {
    List<String> parts = new ArrayList<>();
    parts.add(pipeline);
    for (Step step : steps) {
      StepFingerprint own = StepFingerprint.of(step);
      parts.add(step.name());
      parts.add(own.definition());
      parts.add(own.code());
      step.inputs().forEach(input -> parts.add("<- " + input.name()));
    }
    return Fingerprint.of(parts.toArray(String[]::new));
  }

  /** What differs from an earlier definition, given by its {@link #fingerprints()}. */
  public List<StepChange> changesSince(Map<String, StepFingerprint> earlier) {
    return StepChange.between(earlier, fingerprints());
  }

  /**
   * What is worth knowing of the definition and no mistake, at most a line for each feature view,
   * in plan order: {@code customer_spend@1: ..}. Also at the end of {@link #describe}.
   */
  public List<String> notices() {
    return ViewText.notices(this);
  }

  /** The plan as stable text, fit for a golden file. */
  public String describe() {
    return PlanText.of(this);
  }

  private static List<Step> inputsFirst(List<Step> created) {
    List<Step> ordered = new ArrayList<>();
    Set<Step> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Step step : created) {
      visit(step, seen, ordered);
    }
    return ordered;
  }

  private static void visit(Step step, Set<Step> seen, List<Step> ordered) {
    if (seen.add(step)) {
      step.inputs().forEach(input -> visit(input, seen, ordered));
      ordered.add(step);
    }
  }
}
