package dev.millrace.engine;

import java.time.Clock;

/**
 * That a partition is to be raised to a frontier because a clock says so. After a recovery it would
 * be decided otherwise, and what was published before would not be the same: so it holds from when
 * a checkpoint is complete that has it.
 */
final class Decision {
  private static final long UNMARKED = Long.MAX_VALUE;

  private boolean isWaiting;
  private long frontier = Frontier.NONE;
  private long since;
  private long mark = UNMARKED;

  /**
   * Begins to wait.
   *
   * @param to where the partition will be raised to; also {@link Frontier#NONE}, since that nothing
   *     is promised has to hold after a recovery, too
   */
  void make(long to, Clock clock) {
    isWaiting = true;
    frontier = to;
    since = clock.millis() * 1_000;
    mark = UNMARKED;
  }

  boolean isWaiting() {
    return isWaiting;
  }

  /** Where the partition will be raised to; {@link Frontier#NONE} where nothing waits. */
  long frontier() {
    return frontier;
  }

  /** When it was made, in microseconds UTC; {@code Long.MAX_VALUE} where nothing waits. */
  long since() {
    return isWaiting ? since : Long.MAX_VALUE;
  }

  /** A mark of this number holds it. */
  void marked(long number) {
    mark = mark == UNMARKED ? number : mark;
  }

  /**
   * The checkpoint with a mark of this number, and all before it, are complete.
   *
   * @return the frontier that holds from now on; {@link Frontier#NONE} for none
   */
  long confirmed(long number) {
    if (!isWaiting || mark > number) {
      return Frontier.NONE;
    }
    isWaiting = false;
    long safe = frontier;
    frontier = Frontier.NONE;
    return safe;
  }
}
