package dev.millrace.engine;

import dev.millrace.connect.Condition;
import dev.millrace.connect.Projection;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.record.Component;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a stage does, as it travels to workers: the step its rows come from, and everything behind
 * it up to the next aggregations and sinks.
 */
public final class StagePlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String definition;
  private final Step entry;
  private final Map<String, List<Step>> consumers;
  private final Map<String, List<Step.Lookup>> lookupsIn;
  private final Map<String, String> fingerprints;
  private final Deciders deciders;
  private final List<Component> columnsRead;

  private StagePlan(
      String definition,
      Step entry,
      List<Component> columnsRead,
      Map<String, List<Step>> consumers,
      Map<String, List<Step.Lookup>> lookupsIn,
      Map<String, String> fingerprints,
      Deciders deciders) {
    this.definition = definition;
    this.entry = entry;
    this.columnsRead = columnsRead;
    this.consumers = consumers;
    this.lookupsIn = lookupsIn;
    this.fingerprints = fingerprints;
    this.deciders = deciders;
  }

  /** The stage that begins at a {@link Step.Read} or a {@link Step.Barrier}. */
  public static StagePlan of(Plan plan, Step entry) {
    Map<String, List<Step>> consumers = new LinkedHashMap<>();
    Map<String, String> fingerprints = new LinkedHashMap<>();
    collect(plan, entry, consumers, fingerprints);
    Map<String, List<Step.Lookup>> lookupsIn = new LinkedHashMap<>();
    plan.steps().stream()
        .filter(step -> consumers.containsKey(step.name()))
        .forEach(step -> lookupsIn.put(step.name(), plan.lookupsIn(step)));
    return new StagePlan(
        plan.fingerprint(),
        entry,
        plan.columnsRead(entry),
        consumers,
        lookupsIn,
        fingerprints,
        Deciders.of(plan, entry));
  }

  /** The stage that makes a table for a lookup, out of the table's source and nothing else. */
  static StagePlan ofTable(Plan plan, Step.Lookup lookup) {
    Map<String, List<Step>> consumers = new LinkedHashMap<>();
    Map<String, String> fingerprints = new LinkedHashMap<>();
    Step entry = lookup.table();
    fingerprints.put(entry.name(), plan.fingerprints().get(entry.name()).combined());
    while (!(entry instanceof Step.Read)) {
      Step before = entry.inputs().get(0);
      consumers.put(before.name(), List.of(entry));
      fingerprints.put(before.name(), plan.fingerprints().get(before.name()).combined());
      entry = before;
    }
    Map<String, List<Step.Lookup>> end = Map.of(lookup.table().name(), List.of(lookup));
    return new StagePlan(
        plan.fingerprint(),
        entry,
        plan.columnsRead(entry),
        consumers,
        end,
        fingerprints,
        Deciders.of(plan, entry));
  }

  private static void collect(
      Plan plan, Step step, Map<String, List<Step>> consumers, Map<String, String> fingerprints) {
    if (fingerprints.putIfAbsent(step.name(), plan.fingerprints().get(step.name()).combined())
        != null) {
      return;
    }
    List<Step> behind = plan.onward(step);
    consumers.put(step.name(), List.copyOf(behind));
    for (Step next : behind) {
      if (!(next instanceof Step.Barrier)) {
        collect(plan, next, consumers, fingerprints);
      }
    }
  }

  /** The fingerprint of the whole plan. */
  String definition() {
    return definition;
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

  /** The steps whose table the rows that leave a step are. */
  List<Step.Lookup> lookupsIn(Step step) {
    return lookupsIn.getOrDefault(step.name(), List.of());
  }

  /** The steps by which rows of this stage look something up. */
  List<Step.Lookup> lookups() {
    return consumers.values().stream()
        .flatMap(List::stream)
        .filter(Step.Lookup.class::isInstance)
        .map(Step.Lookup.class::cast)
        .distinct()
        .toList();
  }

  String fingerprint(Step step) {
    return fingerprints.getOrDefault(step.name(), "");
  }

  /** The steps that decide what becomes of records that never become rows. */
  Deciders deciders() {
    return deciders;
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
            && lookupsIn(entry).isEmpty()
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

  /**
   * All steps that work in this stage, the entry first; one that is reached twice is there twice.
   */
  public List<Step> steps() {
    return Stream.concat(Stream.of(entry), consumers.values().stream().flatMap(List::stream))
        .filter(step -> step.name().equals(entry.name()) || !(step instanceof Step.Barrier))
        .toList();
  }

  /** Where rows of this stage leave it, or are taken apart: counted as going out. */
  public List<Step> ends() {
    return Stream.concat(
            consumers.values().stream()
                .flatMap(List::stream)
                .filter(
                    step ->
                        step instanceof Step.Barrier
                            || step instanceof Step.Write
                            || step instanceof Step.FlatMap),
            lookupsIn.values().stream().flatMap(List::stream))
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
