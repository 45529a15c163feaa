package dev.millrace.upgrade;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What comes to a grouping, then and now. A savepoint holds rows on their way from a feeder to it,
 * and it has closed what its feeders' frontiers had passed: other feeders may not take their place.
 */
final class Rewiring {
  private final SavedPlan now;
  private final Feeders feedersThen;
  private final Feeders feedersNow;

  Rewiring(SavedPlan before, SavedPlan now) {
    this.now = now;
    this.feedersThen = new Feeders(before);
    this.feedersNow = new Feeders(now);
  }

  /** Why a grouping that is in both plans cannot go on; null if it can. */
  @Nullable String refusal(SavedStep was, SavedStep is) {
    List<String> reasons = new ArrayList<>();
    noLonger(was, is).forEach(feeder -> cutOff(feeder).ifPresent(reasons::add));
    Set<String> come = new TreeSet<>();
    feedersNow.byInput(is).forEach(feeders -> feeders.forEach(each -> known(each, come)));
    come.removeAll(feedersThen.ofAll(was));
    if (!come.isEmpty()) {
      reasons.add(
          "rows would come to it from "
              + come.stream().collect(Collectors.joining(" and "))
              + ", which it has never waited for: they may be of times that it has closed");
    }
    return reasons.isEmpty() ? null : String.join("; ", reasons);
  }

  /**
   * A feeder that was there then; of a grouping that was not, those behind it: it begins with
   * nothing, so its rows are of no earlier times than theirs.
   */
  private void known(String feeder, Set<String> into) {
    Optional<SavedStep> added =
        feedersThen.plan().step(feeder).isPresent()
            ? Optional.empty()
            : now.step(feeder).filter(SavedStep::isBarrier);
    if (added.isEmpty()) {
      into.add(feeder);
    } else {
      feedersNow.byInput(added.get()).forEach(behind -> behind.forEach(each -> known(each, into)));
    }
  }

  /** Feeders whose rows no longer come to it, or not as the input they were. */
  private Set<String> noLonger(SavedStep was, SavedStep is) {
    List<Set<String>> then = feedersThen.byInput(was);
    List<Set<String>> today = feedersNow.byInput(is);
    Set<String> gone = new TreeSet<>();
    for (int input = 0; input < then.size(); input++) {
      Set<String> rest = new TreeSet<>(then.get(input));
      rest.removeAll(then.size() == today.size() ? today.get(input) : union(today));
      gone.addAll(rest);
    }
    return gone;
  }

  /**
   * A grouping that is gone has sent on everything that it has counted, and loses the rest, as is
   * said of it. A source that is gone has not.
   */
  private Optional<String> cutOff(String feeder) {
    if (now.step(feeder).isPresent()) {
      return Optional.of(
          "rows come to it from "
              + feeder
              + " no longer, and the savepoint holds some that are on their way");
    }
    return isReadThen(feeder)
        ? Optional.of(
            feeder
                + " is gone, and what it has counted of the rows that this step holds with it: the"
                + " books would not close")
        : Optional.empty();
  }

  private boolean isReadThen(String step) {
    return feedersThen
        .plan()
        .step(step)
        .filter(each -> each.kind().equals(SavedStep.READ))
        .isPresent();
  }

  private static Set<String> union(List<Set<String>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
  }
}
