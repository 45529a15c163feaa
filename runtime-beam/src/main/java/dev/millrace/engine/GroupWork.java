package dev.millrace.engine;

import dev.millrace.plan.Step;
import java.io.IOException;

/**
 * A grouping behind the shuffle, at work on one shuffle group: takes what was packed before the
 * shuffle and pushes rows into the stage behind. Not thread-safe.
 */
public abstract class GroupWork implements AutoCloseable {
  GroupWork() {}

  /**
   * Work on all of a group that lies in a span of time.
   *
   * @param stage what stands behind the grouping; its entry is {@code step}
   * @param span of the group's windows
   */
  public static GroupWork of(Step.Barrier step, Stage stage, TimeSpan span, Limits limits) {
    if (step instanceof Step.AsOf asOf) {
      return new AsOfMerge(asOf, stage, limits, true);
    }
    if (step.isOrdered()) {
      return OrderedWork.of(step, stage, limits);
    }
    return step instanceof Step.Join join
        ? new JoinMerge(join, stage, span, limits)
        : new GroupMerge((Step.Aggregate) step, stage, span, limits);
  }

  /** Takes one packed array. */
  public abstract void add(byte[] packed) throws IOException;

  /** Pushes the rows that follow from everything taken. */
  public abstract void finish() throws IOException;

  /** Deletes what was put on disk. */
  @Override
  public abstract void close();
}
