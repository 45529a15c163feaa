package dev.millrace.connect.kafka;

import dev.millrace.connect.SourceBinding;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much of a topic is read, and when.
 *
 * @param isBounded whether to where the topic ends when the run begins
 * @param idleAfter zero for never
 * @param lookEvery for new partitions; zero for never
 * @param history what is read before the topic; null for nothing
 * @param watched the group that is told of checkpoints; null for none
 */
record Reading(
    Start start,
    boolean isBounded,
    Duration idleAfter,
    Duration lookEvery,
    @Nullable SourceBinding<Object> history,
    @Nullable String watched)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** All that the topic has and will have. */
  static final Reading ALL =
      new Reading(
          new Start.Earliest(), false, Duration.ofMinutes(1), Duration.ofSeconds(30), null, null);

  Reading from(Start changed) {
    return new Reading(changed, isBounded, idleAfter, lookEvery, history, watched);
  }

  Reading bounded() {
    return new Reading(start, true, idleAfter, lookEvery, history, watched);
  }

  Reading idleAfter(Duration time) {
    return new Reading(start, isBounded, atLeastASecond(time), lookEvery, history, watched);
  }

  Reading lookEvery(Duration time) {
    return new Reading(start, isBounded, idleAfter, atLeastASecond(time), history, watched);
  }

  Reading after(SourceBinding<Object> before) {
    if (before.isUnbounded()) {
      throw new IllegalArgumentException(
          before.describe() + " has no end, so nothing is behind it");
    }
    return new Reading(start, isBounded, idleAfter, lookEvery, before, watched);
  }

  Reading watchedBy(String group) {
    if (group.isBlank()) {
      throw new IllegalArgumentException("a consumer group without a name");
    }
    return new Reading(start, isBounded, idleAfter, lookEvery, history, group);
  }

  private static Duration atLeastASecond(Duration time) {
    if (!time.isZero() && time.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          time + " is shorter than a second: give more, or zero for never");
    }
    return time;
  }

  /** To go on with behind a topic. */
  String describe() {
    return ", from "
        + start.describe()
        + (isBounded ? " to the end" : "")
        + (history == null ? "" : ", after " + history.describe())
        + (watched == null ? "" : ", commits to " + watched);
  }
}
