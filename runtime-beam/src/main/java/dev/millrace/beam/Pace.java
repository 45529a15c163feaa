package dev.millrace.beam;

import dev.millrace.plan.Step;
import dev.millrace.plan.WindowSpec;
import org.joda.time.Duration;

/**
 * How often a grouping without windows works off what is complete: as often as rows wait anyway, by
 * a sixteenth. So each row is looked at about sixteen times while it waits, and waits little
 * longer.
 */
final class Pace {
  private static final long PARTS = 16;
  private static final long LEAST_MILLIS = 1000;

  private Pace() {}

  /** A second at least. */
  static Duration of(Step.Barrier step) {
    long waits = lateness(step);
    if (step instanceof Step.Aggregate aggregate
        && aggregate.window() instanceof WindowSpec.Sessions sessions) {
      waits += sessions.gap();
    }
    return Duration.millis(Math.max(LEAST_MILLIS, waits / 1000 / PARTS));
  }

  /** The greatest lateness of rows that reach a step, in microseconds. */
  private static long lateness(Step step) {
    long own = step instanceof Step.Timestamps timestamps ? timestamps.lateness() : 0;
    return Math.max(own, step.inputs().stream().mapToLong(Pace::lateness).max().orElse(0));
  }
}
