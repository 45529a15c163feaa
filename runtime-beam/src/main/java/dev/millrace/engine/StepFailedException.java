package dev.millrace.engine;

import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.Problem;

/** A run that must not go on: the step, the record and the reason, told to the author. */
public final class StepFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  public StepFailedException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  public StepFailedException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public ErrorCode code() {
    return problem.code();
  }
}
