package dev.millrace.engine;

import dev.millrace.plan.Step;

/** Where packed partial aggregates go: into the shuffle. */
public interface Partials {
  /**
   * @param group which of the shuffle's groups, from 0
   * @param span of all windows in it; {@link TimeSpan#ALL} in a batch
   */
  void ship(Step.Aggregate step, int group, TimeSpan span, byte[] packed);
}
