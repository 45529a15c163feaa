package dev.millrace.engine;

import java.io.Serializable;

/**
 * What every stage of one kind has in common, as it travels to workers.
 *
 * @param plan what the stage does
 * @param outlets where rows and rejects go
 * @param units what is published together
 * @param run the run's id
 */
public record StageSetting(
    StagePlan plan, OutletPlan outlets, Limits limits, Units units, String run)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  Progress progress() {
    return Progress.of(run);
  }
}
