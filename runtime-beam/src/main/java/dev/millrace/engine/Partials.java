package dev.millrace.engine;

import dev.millrace.plan.Step;

/** Where packed partial aggregates and rows go: into the shuffle. */
public interface Partials {
  /**
   * @param group which of the shuffle's groups, from 0
   * @param span of all windows in it; of a grouping without windows, from its least time on; {@link
   *     TimeSpan#ALL} in a batch
   */
  void ship(Step.Barrier step, int group, TimeSpan span, byte[] packed);
}
