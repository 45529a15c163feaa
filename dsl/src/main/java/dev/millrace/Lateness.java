package dev.millrace;

import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How far behind the greatest event time of its partition a row may come and still be counted
 * (SEMANTICS S7). There is no default: it is a decision about the data. A folder of files read as a
 * batch has no late rows.
 */
public record Lateness(Duration allowed) {

  /** Rows up to {@code allowed} behind are accepted. */
  public static Lateness of(Duration allowed) {
    return new Lateness(allowed);
  }

  /** Every row that is behind is late: for partitions that are in order. */
  public static Lateness none() {
    return new Lateness(Duration.ZERO);
  }

  long micros() {
    return allowed.isNegative()
        ? 0
        : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(allowed));
  }

  Optional<Problem> problem(String step, String site) {
    if (!allowed.isNegative()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            PlanCode.LATENESS_NEGATIVE,
            step + " (" + site + ")",
            "The lateness is " + allowed,
            "a row cannot be required to come before its time",
            "write Lateness.none() or a positive duration"));
  }
}
