package dev.millrace.engine;

import dev.millrace.plan.Invalid;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps that decide what becomes of the records of a source that never become rows: on every
 * way from the source, the first that refuses rows. Such a record is invalid to each of them.
 *
 * @param steps none when no way has one; then such a record fails the run
 */
record Deciders(List<Step> steps) implements Serializable {
  private static final long serialVersionUID = 1L;

  Deciders {
    steps = List.copyOf(steps);
  }

  /** None for steps that read nothing. */
  static Deciders of(Plan plan, Step entry) {
    List<Step> found = new ArrayList<>();
    if (entry instanceof Step.Read) {
      collect(plan, entry, new ArrayList<>(), found);
    }
    return new Deciders(found);
  }

  private static void collect(Plan plan, Step step, List<Step> seen, List<Step> found) {
    for (Step next : plan.onward(step)) {
      if (!seen.contains(next)) {
        seen.add(next);
        if (next instanceof Step.TryMap || next instanceof Step.Validate) {
          found.add(next);
        } else {
          collect(plan, next, seen, found);
        }
      }
    }
  }

  /** The first that fails the run; where nobody decides, nobody keeps the record either. */
  Optional<Step> failing() {
    return steps.stream()
        .filter(step -> Plan.invalidOf(step) instanceof Invalid.Failing)
        .findFirst();
  }

  /** For each quarantine that takes the record the step that sends it there: once to a port. */
  Map<String, Step> quarantines() {
    Map<String, Step> ports = new LinkedHashMap<>();
    for (Step step : steps) {
      if (Plan.invalidOf(step) instanceof Invalid.Quarantined quarantined) {
        ports.putIfAbsent(quarantined.port(), step);
      }
    }
    return ports;
  }
}
