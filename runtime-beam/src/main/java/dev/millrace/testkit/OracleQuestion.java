package dev.millrace.testkit;

import dev.millrace.plan.Bound;
import dev.millrace.plan.Knowledge;
import org.jspecify.annotations.Nullable;

/**
 * What the oracle is asked.
 *
 * @param at the time T of the question, in microseconds UTC
 * @param bound which of the facts around it count (SEMANTICS S5)
 * @param knowledge whether facts count that were not yet available (SEMANTICS S6)
 * @param self the fact that asks, where the bound is of itself, and only there
 */
record OracleQuestion(long at, Bound bound, Knowledge knowledge, @Nullable OracleFact self) {
  /**
   * @throws IllegalArgumentException when a bound of itself has no asking fact, or another has one
   */
  OracleQuestion {
    if (bound.isOfSelf() != (self != null)) {
      throw new IllegalArgumentException(
          "a question " + bound.words() + (self == null ? " needs" : " has no") + " asking fact");
    }
  }

  static OracleQuestion of(long at, Bound bound, Knowledge knowledge) {
    return new OracleQuestion(at, bound, knowledge, null);
  }

  /** A question at the event time of the fact that asks it. */
  static OracleQuestion ofSelf(OracleFact self, Bound bound, Knowledge knowledge) {
    return new OracleQuestion(self.eventTime(), bound, knowledge, self);
  }

  /** The last microsecond the question may see: T, or the one before it. */
  long seen() {
    return bound == Bound.BEFORE ? OracleTime.minus(at, 1) : at;
  }
}
