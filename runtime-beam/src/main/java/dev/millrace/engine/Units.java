package dev.millrace.engine;

import dev.millrace.plan.Problem;
import dev.millrace.plan.Times;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Units of publication: what is published together, with a ledger of its own. A batch is one unit.
 * A stream has a unit for each window of event time of a fixed size: what its readers do with a
 * record belongs to the unit of the partition's frontier behind that record, which follows from
 * positions alone (SEMANTICS S7); results of a window belong to the unit its end lies in. So a unit
 * that is made again after a failure holds the same rows.
 *
 * <p>A unit is named by its first microsecond, UTC.
 *
 * @param micros length of a unit; 0 for a batch
 */
public record Units(long micros) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A batch: one unit for everything. */
  public static final Units WHOLE_RUN = new Units(0);

  /** The one unit of a batch. */
  public static final long RUN = 0;

  /** The unit of what is read before the first row that has a time. */
  public static final long BEGINNING = Long.MIN_VALUE;

  private static final long MICROS_PER_SECOND = 1_000_000;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Units of a stream. */
  public static Units of(Duration length) {
    if (length.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("a unit of " + length + " is shorter than a millisecond");
    }
    return new Units(length.toMillis() * 1000);
  }

  public boolean isWholeRun() {
    return micros == 0;
  }

  /**
   * Makes sure that what a savepoint holds was made for units of this length.
   *
   * @param step whose state it is
   * @throws StepFailedException when it was not
   */
  public void requireSame(long microsOfState, String step) {
    if (microsOfState != micros) {
      throw new StepFailedException(
          new Problem(
              RunCode.STATE_REFUSED,
              step,
              "The savepoint is of a run with units of "
                  + microsOfState / 1000
                  + " ms, and this one has units of "
                  + micros / 1000
                  + " ms",
              "units of two lengths would hold the same times",
              "go on with the same --publishEveryMillis, or begin a new run, without the"
                  + " savepoint"));
    }
  }

  /** The unit a time lies in; {@code Long.MIN_VALUE} is no time yet. */
  long of(long time) {
    if (isWholeRun()) {
      return RUN;
    }
    return time == Long.MIN_VALUE ? BEGINNING : Math.floorDiv(time, micros) * micros;
  }

  /** The time before which all of a unit lies; the greatest for the one unit of a batch. */
  long end(long unit) {
    return isWholeRun() ? Long.MAX_VALUE : Times.plus(unit, micros);
  }

  /** The unit in which a window that ends so is published. */
  long ofSpan(TimeSpan span) {
    return isWholeRun() ? RUN : of(span.lastMillis() * 1000);
  }

  /** The span whose end publishes a unit. */
  public TimeSpan span(long unit) {
    if (isWholeRun()) {
      return TimeSpan.ALL;
    }
    return unit == BEGINNING
        ? new TimeSpan(TimeSpan.ALL.startMillis(), TimeSpan.ALL.startMillis() + 1)
        : TimeSpan.of(unit, unit + micros);
  }

  /** The unit whose span it is. */
  public long starting(TimeSpan span) {
    return span.startMillis() == TimeSpan.ALL.startMillis() ? BEGINNING : span.startMillis() * 1000;
  }

  /**
   * Fit for a file name: letters and digits first, whatever a record says its year is. Sorted by
   * time for years of four digits; others are {@code plus10000…} and {@code minus0044…}.
   */
  public String name(long unit) {
    if (isWholeRun()) {
      return "run";
    }
    if (unit == BEGINNING) {
      return "beginning";
    }
    String start = NAME.format(Instant.EPOCH.plus(unit, ChronoUnit.MICROS));
    String fraction =
        micros % MICROS_PER_SECOND == 0
            ? ""
            : String.format(Locale.ROOT, "-%06d", Math.floorMod(unit, MICROS_PER_SECOND));
    return start.replace("+", "plus").replace("-", "minus") + fraction;
  }
}
