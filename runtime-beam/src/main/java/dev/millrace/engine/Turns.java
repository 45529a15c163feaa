package dev.millrace.engine;

import dev.millrace.plan.Times;

/**
 * The times up to which a shuffle group works: multiples of a pace behind a start of its own, so
 * that groups do not all work at once and let what arrives wait.
 *
 * @param start in microseconds
 * @param pace in microseconds, at least 1
 */
public record Turns(long start, long pace) {
  /** Those of a group. */
  public static Turns of(int group, int groups, long pace) {
    return new Turns(Math.floorMod(group, groups) * (pace / groups), pace);
  }

  /** The last turn that is not after a time; the end of all times is a turn. */
  public long before(long time) {
    return time == Long.MAX_VALUE
        ? time
        : Times.plus(Times.floor(Times.minus(time, start), pace), start);
  }

  /** The first turn that is not before a time. */
  public long from(long time) {
    long before = before(time);
    return before == time ? time : Times.plus(before, pace);
  }
}
