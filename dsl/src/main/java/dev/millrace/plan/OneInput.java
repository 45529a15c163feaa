package dev.millrace.plan;

import java.util.List;

/** A step whose rows come of one other step's. */
sealed interface OneInput extends Step
    permits SameShape,
        Step.MapRows,
        Step.TryMap,
        Step.FlatMap,
        Step.Aggregate,
        Step.Foreign,
        Step.States {
  /** Where rows come from. */
  Step input();

  @Override
  default List<Step> inputs() {
    return List.of(input());
  }
}
