package dev.millrace.launch;

/** How a launch ended, for scripts. Documented in {@code docs/running.md}. */
final class ExitCode {
  /** The plan was shown, the run was published, or a cluster has taken it. */
  static final int DONE = 0;

  /** The run failed and published nothing. */
  static final int FAILED = 1;

  /** The command line cannot be understood. */
  static final int USAGE = 2;

  /** The definition or the bindings have problems; nothing was read. */
  static final int PROBLEMS = 3;

  /** More rows were rejected than a step allows; nothing was published but the rejects. */
  static final int TOO_MANY_REJECTED = 4;

  /** The definition cannot go on from a savepoint of the earlier one: a step is INCOMPATIBLE. */
  static final int INCOMPATIBLE = 5;

  private ExitCode() {}
}
