package dev.millrace.upgrade;

/**
 * What becomes of a step's state when a stream goes on with another definition. Least bad first.
 */
public enum Verdict {
  /** The step is what it was. */
  SAME,
  /** The step has changed, and its state, if it has any, is read by the new one. */
  COMPATIBLE,
  /** State that no step claims is lost, or a step begins without the rows read before. */
  STATE_LOST,
  /** The state is refused, or would be misread. */
  INCOMPATIBLE
}
