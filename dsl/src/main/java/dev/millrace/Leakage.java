package dev.millrace;

import dev.millrace.plan.Bound;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Step;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether rows could see in a view's facts what they are themselves made of, or made from
 * (SEMANTICS S5).
 */
record Leakage(Graph graph, String step, String site, Step asking, Step facts) {

  /** The bound that was chosen, or CLOSED where nobody had to choose. */
  Bound checked(@Nullable Bound bound, String view) {
    Set<String> shared = shared();
    if (bound == null && !shared.isEmpty()) {
      graph.problem(
          PlanCode.LEAKAGE,
          step,
          site,
          "The rows and the facts of "
              + view
              + " both come from "
              + String.join(", ", shared)
              + ", and nobody said which facts a row may see",
          "a row that sees itself, or what happened at the very time it was made, trains a model on"
              + " the answer",
          "choose right after the asOf: .closed() for facts up to and at the row's time, .before()"
              + " for facts before it"
              + (isSelf() ? ", .beforeSelf() or .includeSelf() for facts in order" : ""));
    }
    if (bound != null && bound.isOfSelf() && !isSelf()) {
      graph.problem(
          PlanCode.NOT_SELF,
          step,
          site,
          "The rows are no facts of " + view,
          "before or at itself is a place in the order of the view's facts",
          "write .closed() or .before()");
    }
    return bound == null ? Bound.CLOSED : bound;
  }

  private Set<String> shared() {
    Set<String> ofFacts = sources(facts);
    Set<String> shared = new TreeSet<>(sources(asking));
    shared.retainAll(ofFacts);
    return shared;
  }

  /** The source ports that a step's rows come from, and those that they are said to derive from. */
  private static Set<String> sources(Step step) {
    Set<String> ports = new TreeSet<>();
    Set<Step> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Step> open = new ArrayDeque<>();
    open.add(step);
    while (!open.isEmpty()) {
      Step next = open.remove();
      if (seen.add(next)) {
        open.addAll(next.inputs());
        if (next instanceof Step.Read read) {
          ports.add(read.port());
          ports.addAll(read.derivedFrom());
        }
      }
    }
    return ports;
  }

  /** Whether the rows are rows of the facts' collection: as they are, or some of them. */
  private boolean isSelf() {
    Set<Step> ofFacts = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Step> open = new ArrayDeque<>(List.of(facts));
    while (!open.isEmpty()) {
      Step next = open.remove();
      if (ofFacts.add(next)) {
        open.addAll(same(next));
      }
    }
    return isAmong(ofFacts, asking);
  }

  private static boolean isAmong(Set<Step> ofFacts, Step step) {
    List<Step> same = same(step);
    return ofFacts.contains(step)
        || (!same.isEmpty() && same.stream().allMatch(before -> isAmong(ofFacts, before)));
  }

  /** The steps that have the same rows with the same ids, together or more of them. */
  private static List<Step> same(Step step) {
    return Plan.keepsRows(step) || step instanceof Step.Union ? step.inputs() : List.of();
  }
}
