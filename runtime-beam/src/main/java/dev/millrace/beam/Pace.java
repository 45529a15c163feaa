package dev.millrace.beam;

import dev.millrace.plan.Step;
import org.joda.time.Duration;

/**
 * How often a shuffle group of a grouping without windows works off what is complete: once in a
 * small part of the time that rows wait anyway, over which the groups take their turns. So each row
 * waits little longer, many are worked off together, and what arrives comes in between.
 */
final class Pace {
  private static final long PARTS = 64;
  private static final long LEAST_MILLIS = 1000;

  private Pace() {}

  /** A second at least. */
  static Duration of(Step.Barrier step) {
    return Duration.millis(Math.max(LEAST_MILLIS, lateness(step) / 1000 / PARTS));
  }

  /** The greatest lateness of rows that reach a step, in microseconds. */
  private static long lateness(Step step) {
    long own = step instanceof Step.Timestamps timestamps ? timestamps.lateness() : 0;
    return Math.max(own, step.inputs().stream().mapToLong(Pace::lateness).max().orElse(0));
  }
}
