package dev.millrace.upgrade;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the rows of a plan's groupings come from. A feeder of a grouping is a source or another
 * grouping whose rows come to it through steps that keep nothing: its stage packs rows for the
 * grouping, and its frontier is one that the grouping's windows wait for.
 */
record Feeders(SavedPlan plan) {
  /** The feeders of a step, by place among its inputs. */
  List<Set<String>> byInput(SavedStep step) {
    List<Set<String>> feeders = new ArrayList<>();
    for (String input : step.inputs()) {
      Set<String> found = new TreeSet<>();
      collect(input, found, new HashSet<>());
      feeders.add(found);
    }
    return feeders;
  }

  /** The feeders of a step, their feeders, and so on. */
  Set<String> ofAll(SavedStep step) {
    Set<String> all = new TreeSet<>();
    collectAll(step, all);
    return all;
  }

  private void collectAll(SavedStep step, Set<String> all) {
    for (Set<String> feeders : byInput(step)) {
      for (String feeder : feeders) {
        if (all.add(feeder)) {
          plan.step(feeder).ifPresent(each -> collectAll(each, all));
        }
      }
    }
  }

  private void collect(String name, Set<String> found, Set<String> passed) {
    Optional<SavedStep> step = plan.step(name);
    if (step.isEmpty() || !passed.add(name)) {
      return;
    }
    if (step.get().isBarrier() || step.get().kind().equals(SavedStep.READ)) {
      found.add(name);
    } else {
      step.get().inputsOfRows().forEach(input -> collect(input, found, passed));
    }
  }
}
