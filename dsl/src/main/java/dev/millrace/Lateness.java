package dev.millrace;

import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far behind the greatest event time of its partition a row may come and still be counted
 * (SEMANTICS S7). There is no default: it is a decision about the data. Immutable.
 *
 * <p>Late rows are never lost: each goes to a quarantine, as a {@link Rejection} of stage {@code
 * TIMESTAMPS}. Without {@link #lateTo} that is the quarantine of the nearest step before that has
 * one; where there is none, a stream of the pipeline is refused. A folder of files read as a batch
 * has no order of arrival and so no late rows.
 */
public final class Lateness {
  private final Duration allowed;
  private final @Nullable Duration ahead;
  private final @Nullable Quarantine late;

  private Lateness(Duration allowed, @Nullable Duration ahead, @Nullable Quarantine late) {
    this.allowed = allowed;
    this.ahead = ahead;
    this.late = late;
  }

  /** Rows up to {@code allowed} behind are accepted. */
  public static Lateness of(Duration allowed) {
    return new Lateness(Objects.requireNonNull(allowed, "allowed"), null, null);
  }

  /** Every row that is behind is late: for partitions that are in order. */
  public static Lateness none() {
    return of(Duration.ZERO);
  }

  /** Sends late rows, and rows too far ahead, to a quarantine of their own. */
  public Lateness lateTo(Quarantine port) {
    return new Lateness(allowed, ahead, Objects.requireNonNull(port, "port"));
  }

  /**
   * Refuses rows that claim to happen more than {@code bound} after they came, in a batch and in a
   * stream: one row from the year 2099 would make all that follow it late. Refused rows go where
   * late rows go.
   *
   * <p>When a row came is what its source wrote down, if it does, such as a Kafka topic with {@code
   * LogAppendTime}. Else it is the moment when the row is read, by the clock of the reader: the one
   * decision about time that may be another when the row is read again after a failure. Choose a
   * bound that only broken rows exceed.
   */
  public Lateness atMostAhead(Duration bound) {
    return new Lateness(allowed, Objects.requireNonNull(bound, "bound"), late);
  }

  long micros() {
    return allowed.isNegative() ? 0 : Window.micros(allowed);
  }

  /** {@code Long.MAX_VALUE} for no bound. */
  long aheadMicros() {
    return ahead == null || ahead.isNegative() ? Long.MAX_VALUE : Window.micros(ahead);
  }

  @Nullable String latePort() {
    return late == null ? null : late.name();
  }

  List<Problem> problems(String step, String site) {
    List<Problem> problems = new ArrayList<>();
    if (allowed.isNegative()) {
      problems.add(
          new Problem(
              PlanCode.LATENESS_NEGATIVE,
              step + " (" + site + ")",
              "The lateness is " + allowed,
              "a row cannot be required to come before its time",
              "write Lateness.none() or a positive duration"));
    }
    if (Window.micros(allowed) > Window.LONGEST) {
      problems.add(tooLong("The lateness is", allowed, step, site));
    }
    if (ahead != null && Window.micros(ahead) > Window.LONGEST) {
      problems.add(tooLong("The bound of rows that are ahead is", ahead, step, site));
    }
    if (ahead != null && ahead.isNegative()) {
      problems.add(
          new Problem(
              PlanCode.LATENESS_NEGATIVE,
              step + " (" + site + ")",
              "Rows may be at most " + ahead + " ahead",
              "every row that arrives at once would be refused",
              "write a duration that only broken rows exceed: atMostAhead(Duration.ofDays(1))"));
    }
    return problems;
  }

  private static Problem tooLong(String what, Duration duration, String step, String site) {
    return new Problem(
        PlanCode.LATENESS_NEGATIVE,
        step + " (" + site + ")",
        what + " " + duration + ", which is more than 10,000 years",
        "a stream would wait so long for rows, and times beyond it cannot be counted",
        "write how long a row of yours can take: Lateness.of(Duration.ofHours(1))");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Lateness that
        && allowed.equals(that.allowed)
        && Objects.equals(ahead, that.ahead)
        && Objects.equals(late, that.late);
  }

  @Override
  public int hashCode() {
    return Objects.hash(allowed, ahead, late);
  }

  @Override
  public String toString() {
    return "lateness " + allowed;
  }
}
