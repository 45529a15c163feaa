package dev.millrace.engine;

import dev.millrace.feature.FeatureException;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.plan.ViewDefinition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What ends a run in a step that asks or keeps features. */
final class AsOfProblem {
  private AsOfProblem() {}

  static StepFailedException failed(Step step, FeatureException e) {
    return new StepFailedException(
        new Problem(
            RunCode.FUNCTION_FAILED,
            step.name() + " (" + step.site() + ")",
            String.valueOf(e.getMessage()),
            "a feature that is wrong in silence is worse than none",
            "mend the function, or validate the facts before the view"),
        e);
  }

  static StepFailedException failed(Step step, ArithmeticException e) {
    return new StepFailedException(
        new Problem(
            RunCode.AGGREGATION_FAILED,
            step.name() + " (" + step.site() + ")",
            String.valueOf(e.getMessage()),
            "a wrong number is worse than none",
            "sum decimals with sumDecimal, or make the window shorter"),
        e);
  }

  static StepFailedException otherTime(Step step, ViewDefinition view, long ofView, long ofEvent) {
    return new StepFailedException(
        new Problem(
            RunCode.VIEW_TIME,
            step.name() + " (" + step.site() + ")",
            "A fact of "
                + view.title()
                + " has "
                + view.time().name()
                + " "
                + text(ofView)
                + ", and the event time "
                + text(ofEvent),
            "rows are waited for by their event time, so a view that goes by another one would see"
                + " other facts in a stream than in a batch",
            "name the same column in timestamps(..) and in the view's at(..)"));
  }

  private static Instant text(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
