package dev.millrace.engine;

import java.io.Serializable;

/**
 * What every stage of one kind has in common, as it travels to workers.
 *
 * @param plan what the stage does
 * @param outlets where rows and rejects go
 * @param units what is published together
 * @param run the run's id
 * @param tables that the stage looks things up in
 */
public record StageSetting(
    StagePlan plan, OutletPlan outlets, Limits limits, Units units, String run, Tables tables)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A stage that looks nothing up. */
  public StageSetting(StagePlan plan, OutletPlan outlets, Limits limits, Units units, String run) {
    this(plan, outlets, limits, units, run, Tables.none());
  }

  /** The same for a stage that loads a table for this one. */
  StageSetting loading(StagePlan table) {
    return new StageSetting(table, outlets, limits, Units.WHOLE_RUN, run, tables);
  }

  /** Under what its work is done. */
  Receipt.Origin origin() {
    return Receipt.Origin.of(plan.definition(), units.micros());
  }

  Progress progress() {
    return Progress.of(run);
  }
}
