package dev.millrace.upgrade;

import dev.millrace.engine.StateGrowth;
import dev.millrace.upgrade.SavedStep.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step then and now: the rules by which {@link Upgrade} judges. */
final class StepComparison {
  private static final String NEW_RUN = "begin a new run, without the savepoint";

  private StepComparison() {}

  /**
   * A step that is in both plans.
   *
   * @param quarantines the ports there are now
   * @param rewiring of the plans that they are in
   */
  static StepVerdict between(
      SavedStep before, SavedStep now, Set<String> quarantines, Rewiring rewiring) {
    String step = now.name();
    if (!before.kind().equals(now.kind())) {
      return new StepVerdict(
          step,
          Verdict.INCOMPATIBLE,
          "was "
              + before.kind()
              + " and is "
              + now.kind()
              + ". Give the new step a name of its own");
    }
    String refusal = before.state() == null ? null : refusal(before.state(), now.state());
    if (refusal == null && now.isBarrier()) {
      refusal = rewiring.refusal(before, now);
    }
    if (refusal != null) {
      return new StepVerdict(step, Verdict.INCOMPATIBLE, refusal + ". " + remedy(now));
    }
    String port = before.quarantine();
    if (port != null && !quarantines.contains(port)) {
      return new StepVerdict(step, Verdict.STATE_LOST, rejectsOf(port));
    }
    List<String> changes = changes(before, now);
    return changes.isEmpty()
        ? StepVerdict.same(step)
        : new StepVerdict(step, Verdict.COMPATIBLE, String.join("; ", changes) + effect(now));
  }

  private static List<String> changes(SavedStep before, SavedStep now) {
    List<String> changes = new ArrayList<>();
    if (!before.inputs().equals(now.inputs())) {
      changes.add("its rows come from " + String.join(", ", now.inputs()));
    }
    if (!before.definition().equals(now.definition())) {
      changes.add(difference(before, now));
    }
    if (!before.code().equals(now.code())) {
      changes.add("its code has changed");
    }
    return changes;
  }

  /** A step that was not there. */
  static StepVerdict ofAdded(SavedStep step) {
    if (step.kind().equals(SavedStep.READ)) {
      return new StepVerdict(
          step.name(),
          Verdict.INCOMPATIBLE,
          "a new source would have been part of units that are published. Read it in a pipeline of"
              + " its own, or "
              + NEW_RUN);
    }
    if (step.kind().equals(SavedStep.TIMESTAMPS)) {
      return new StepVerdict(
          step.name(),
          Verdict.INCOMPATIBLE,
          "it has no frontier in the savepoint: rows would be accepted into windows that are"
              + " closed. Keep the step's name, or "
              + NEW_RUN);
    }
    if (step.isBarrier()) {
      return new StepVerdict(
          step.name(),
          Verdict.STATE_LOST,
          "begins empty: what it gives lacks the rows that were read before the savepoint, until"
              + " windows and histories begin after it");
    }
    return new StepVerdict(
        step.name(),
        Verdict.COMPATIBLE,
        step.kind().equals(SavedStep.WRITE)
            ? "new: gets the rows that come from now on"
            : "new: rows read from now on pass it, and what is open holds rows that did not");
  }

  /**
   * A step that is there no longer.
   *
   * @param quarantines the ports there are now
   */
  static StepVerdict ofRemoved(SavedStep step, Set<String> quarantines) {
    String port = step.quarantine();
    if (port != null && !quarantines.contains(port)) {
      return lost(step, rejectsOf(port));
    }
    if (step.kind().equals(SavedStep.READ)) {
      return lost(step, "its positions, and what its readers have not sent on");
    }
    if (step.kind().equals(SavedStep.WRITE)) {
      return lost(step, "the rows that wait to be published for it");
    }
    if (step.isBarrier()) {
      return lost(step, "everything that it keeps: rows, groups and facts that no result has yet");
    }
    return new StepVerdict(
        step.name(), Verdict.COMPATIBLE, "gone: rows read from now on do not pass it");
  }

  private static String rejectsOf(String port) {
    return "the rejects of units that were not published: quarantine '"
        + port
        + "' is gone. Keep a step with that quarantine until those units are published";
  }

  private static StepVerdict lost(SavedStep step, String what) {
    return new StepVerdict(step.name(), Verdict.STATE_LOST, "gone, and with it " + what);
  }

  /** Why state cannot be read, or null: the rule that the engine itself goes by. */
  private static @Nullable String refusal(State before, @Nullable State now) {
    if (now == null) {
      return "its state is asked for no longer";
    }
    List<String> gone = without(before.keeps(), now.keeps());
    List<String> come = without(now.keeps(), before.keeps());
    boolean isRead = StateGrowth.of(before.keeps(), now.keeps()).isPresent();
    if (!isRead && (!gone.isEmpty() || !come.isEmpty())) {
      return "its state is of " + quoted(gone) + ", and now it would be of " + quoted(come);
    }
    if (!isRead) {
      return "its state is in another order";
    }
    for (int i = 0; i < now.reaches().size(); i++) {
      long asked = now.reaches().get(i);
      long kept = i < before.reaches().size() ? before.reaches().get(i) : 0;
      if (asked > kept) {
        return "facts were kept for " + span(kept) + ", and are asked for " + span(asked) + " back";
      }
    }
    return null;
  }

  private static String quoted(List<String> lines) {
    return lines.isEmpty() ? "fewer things" : "'" + String.join("', '", lines) + "'";
  }

  private static String span(long micros) {
    return micros == Long.MAX_VALUE ? "ever" : Duration.ofMillis(micros / 1000).toString();
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> rest = new ArrayList<>(lines);
    rest.removeAll(others);
    return rest;
  }

  private static String remedy(SavedStep step) {
    if (step.kind().equals(SavedStep.PUBLISH)) {
      return "Keep --publishEveryMillis, or " + NEW_RUN;
    }
    return step.isBarrier() && !step.kind().equals("states")
        ? "Leave the step as it is and add another one beside it, which begins empty, or " + NEW_RUN
        : "Leave it as it is, or " + NEW_RUN;
  }

  private static String difference(SavedStep before, SavedStep now) {
    List<String> gone = without(before.says(), now.says());
    List<String> come = without(now.says(), before.says());
    String was = gone.isEmpty() ? "" : "was '" + String.join("', '", gone) + "'";
    String is = come.isEmpty() ? "" : "is '" + String.join("', '", come) + "'";
    if (was.isEmpty() && is.isEmpty()) {
      return "its rows have other types";
    }
    return was + (was.isEmpty() || is.isEmpty() ? "" : ", ") + is;
  }

  private static String effect(SavedStep now) {
    if (now.kind().equals("aggregate")) {
      return "; its state is read: groups that are open hold what was folded before";
    }
    if (now.isBarrier()) {
      return "; its state is read, and results from now on follow the new definition";
    }
    return now.kind().equals(SavedStep.WRITE) || now.kind().equals(SavedStep.READ)
        ? "; holds for rows from now on"
        : "; holds for rows read from now on: what is open holds rows of both";
  }
}
