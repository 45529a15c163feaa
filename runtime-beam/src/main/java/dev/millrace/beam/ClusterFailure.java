package dev.millrace.beam;

import dev.millrace.engine.StepFailedException;
import org.jspecify.annotations.Nullable;

/** What a failure says that came back from a runner. */
final class ClusterFailure {
  private ClusterFailure() {}

  /** The failure of a step, in the author's words; null when Millrace has none. */
  static @Nullable StepFailedException known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StepFailedException known) {
        return known;
      }
    }
    return null;
  }

  /** Whether an exception of a class, also one that is not known here, is among the causes. */
  static boolean isOf(String simpleName, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getSimpleName().equals(simpleName)
          || String.valueOf(cause.getMessage()).contains("." + simpleName)) {
        return true;
      }
    }
    return false;
  }
}
