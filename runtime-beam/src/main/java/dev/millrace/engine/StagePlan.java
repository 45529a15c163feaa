package dev.millrace.engine;

import dev.millrace.connect.Condition;
import dev.millrace.connect.Projection;
import dev.millrace.plan.Invalid;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.record.Component;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stage does, as it travels to workers: the step its rows come from, and everything behind
 * it up to the next aggregations and sinks.
 */
public final class StagePlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Step entry;
  private final Map<String, List<Step>> consumers;
  private final Map<String, String> fingerprints;
  private final Invalid unreadable;
  private final List<Component> columnsRead;

  private StagePlan(
      Step entry,
      List<Component> columnsRead,
      Map<String, List<Step>> consumers,
      Map<String, String> fingerprints,
      Invalid unreadable) {
    this.entry = entry;
    this.columnsRead = columnsRead;
    this.consumers = consumers;
    this.fingerprints = fingerprints;
    this.unreadable = unreadable;
  }

  /** The stage that begins at a {@link Step.Read} or a {@link Step.Barrier}. */
  public static StagePlan of(Plan plan, Step entry) {
    Map<String, List<Step>> consumers = new LinkedHashMap<>();
    Map<String, String> fingerprints = new LinkedHashMap<>();
    collect(plan, entry, consumers, fingerprints);
    return new StagePlan(
        entry, plan.columnsRead(entry), consumers, fingerprints, unreadable(plan, entry));
  }

  private static void collect(
      Plan plan, Step step, Map<String, List<Step>> consumers, Map<String, String> fingerprints) {
    if (fingerprints.putIfAbsent(step.name(), plan.fingerprints().get(step.name()).combined())
        != null) {
      return;
    }
    List<Step> behind = plan.consumers(step);
    consumers.put(step.name(), List.copyOf(behind));
    for (Step next : behind) {
      if (!(next instanceof Step.Barrier)) {
        collect(plan, next, consumers, fingerprints);
      }
    }
  }

  /**
   * What happens to records of a source that never become rows: what the nearest step behind it
   * decided about rows it refuses. Failing for other steps, and where no step decided anything.
   */
  static Invalid unreadable(Plan plan, Step entry) {
    Deque<Step> open = new ArrayDeque<>();
    if (entry instanceof Step.Read) {
      open.addAll(plan.consumers(entry));
    }
    while (!open.isEmpty()) {
      Step step = open.removeFirst();
      if (step instanceof Step.TryMap || step instanceof Step.Validate) {
        return Plan.invalidOf(step);
      }
      open.addAll(plan.consumers(step));
    }
    return new Invalid.Failing();
  }

  public Step entry() {
    return entry;
  }

  /** The source port, or the name of the grouping that made the rows. */
  String sourceName() {
    return entry instanceof Step.Read read ? read.port() : entry.name();
  }

  List<Step> consumers(Step step) {
    return consumers.getOrDefault(step.name(), List.of());
  }

  String fingerprint(Step step) {
    return fingerprints.getOrDefault(step.name(), "");
  }

  Invalid unreadable() {
    return unreadable;
  }

  /** What the stage needs of its source. */
  Projection projection() {
    return Projection.of(entry.shape(), columnsRead)
        .where(skippingFilter().map(filter -> Condition.of(filter.rules())).orElse(List.of()));
  }

  /**
   * The filter whose rows a reader need not read, if it can prove of them that the filter drops
   * them: one that all rows of the source go to, and nothing else. A filter with code is none: the
   * code might fail the run.
   */
  Optional<Step.FilterByRules> skippingFilter() {
    List<Step> first = consumers(entry);
    return entry instanceof Step.Read
            && first.size() == 1
            && first.get(0) instanceof Step.FilterByRules filter
            && filter.code().isEmpty()
        ? Optional.of(filter)
        : Optional.empty();
  }

  /** The steps that give rows of this stage their time. */
  List<Step.Timestamps> timestamps() {
    return consumers.values().stream()
        .flatMap(List::stream)
        .filter(Step.Timestamps.class::isInstance)
        .map(Step.Timestamps.class::cast)
        .distinct()
        .toList();
  }

  /** The barriers that rows of this stage are packed for. */
  public List<Step.Barrier> barriers() {
    return consumers.values().stream()
        .flatMap(List::stream)
        .filter(Step.Barrier.class::isInstance)
        .map(Step.Barrier.class::cast)
        .distinct()
        .toList();
  }
}
