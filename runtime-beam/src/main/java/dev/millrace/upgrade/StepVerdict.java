package dev.millrace.upgrade;

import java.util.Objects;

/**
 * What becomes of one step.
 *
 * @param what what has changed, what that does to values, and what to do about it; empty where
 *     nothing has
 */
public record StepVerdict(String step, Verdict verdict, String what) {
  public StepVerdict {
    Objects.requireNonNull(verdict);
  }

  static StepVerdict same(String step) {
    return new StepVerdict(step, Verdict.SAME, "");
  }
}
