package dev.millrace.engine;

import dev.millrace.plan.Step;

/** Where packed partial aggregates go: into the shuffle. */
public interface Partials {
  /**
   * @param group which of the shuffle's groups, from 0
   */
  void ship(Step.Aggregate step, int group, byte[] packed);
}
