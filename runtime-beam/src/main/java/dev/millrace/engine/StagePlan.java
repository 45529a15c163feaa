package dev.millrace.engine;

import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stage does, as it travels to workers: the step its rows come from, and everything behind
 * it up to the next aggregations and sinks.
 */
public final class StagePlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Step entry;
  private final Map<String, List<Step>> consumers;
  private final Map<String, String> fingerprints;
  private final Deciders deciders;

  private StagePlan(
      Step entry,
      Map<String, List<Step>> consumers,
      Map<String, String> fingerprints,
      Deciders deciders) {
    this.entry = entry;
    this.consumers = consumers;
    this.fingerprints = fingerprints;
    this.deciders = deciders;
  }

  /** The stage that begins at a {@link Step.Read} or a {@link Step.Barrier}. */
  public static StagePlan of(Plan plan, Step entry) {
    Map<String, List<Step>> consumers = new LinkedHashMap<>();
    Map<String, String> fingerprints = new LinkedHashMap<>();
    collect(plan, entry, consumers, fingerprints);
    return new StagePlan(entry, consumers, fingerprints, Deciders.of(plan, entry));
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

  /** The steps that decide what becomes of records that never become rows. */
  Deciders deciders() {
    return deciders;
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
