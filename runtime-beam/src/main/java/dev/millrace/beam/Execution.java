package dev.millrace.beam;

import dev.millrace.connect.Bindings;
import dev.millrace.engine.Manifest;
import dev.millrace.plan.Plan;
import org.apache.beam.sdk.options.PipelineOptions;

/** Runs a plan in this process, to its end. */
public final class Execution {
  private Execution() {}

  /** A new id: sortable by time, unique, fit for a file name. */
  @SuppressWarnings("DoNotCallSuggester")
  public static String newRunId() {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs a plan and publishes its outputs.
   *
   * @param run from {@link #newRunId}; {@link dev.millrace.engine.Progress} is kept under it
   * @throws dev.millrace.plan.ProblemsException before the first row, with everything that is wrong
   *     with the bindings
   * @throws RunFailedException when the run ended without publishing
   */
  @SuppressWarnings("DoNotCallSuggester")
  public static Manifest run(Plan plan, Bindings bindings, PipelineOptions options, String run) {
    throw new UnsupportedOperationException(plan.pipeline() + bindings + options + run);
  }
}
