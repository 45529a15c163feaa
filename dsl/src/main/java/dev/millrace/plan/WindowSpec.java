package dev.millrace.plan;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Which windows a time belongs to. Times are microseconds since 1970 UTC; a window holds its start
 * and not its end. Division is floor division, before 1970 too (SEMANTICS S1).
 */
public sealed interface WindowSpec extends Serializable {
  /** The definition, as stable text: {@code tumbling PT1H}. */
  String describe();

  /** Windows of one size side by side, aligned to 1970-01-01T00:00Z. */
  record Tumbling(long size) implements WindowSpec {
    @Override
    public String describe() {
      return "tumbling " + duration(size);
    }
  }

  /**
   * Windows of one size that start every hop; a time lies in size / hop of them, rounded either
   * way.
   */
  record Sliding(long size, long hop) implements WindowSpec {
    @Override
    public String describe() {
      return "sliding " + duration(size) + " every " + duration(hop);
    }
  }

  /** Calendar days of a zone: 23, 24 or 25 hours where clocks change. */
  record CalendarDays(ZoneId zone) implements WindowSpec {
    @Override
    public String describe() {
      return "calendar days in " + zone;
    }

    /** The day that begins at a window's start. */
    public LocalDate day(long start) {
      return Instant.EPOCH
          .plus(start, java.time.temporal.ChronoUnit.MICROS)
          .atZone(zone)
          .toLocalDate();
    }
  }

  /**
   * The rows of a key that lie less than a gap apart, and all between them. A session starts with
   * its first row and ends a gap after its last.
   */
  record Sessions(long gap) implements WindowSpec {
    @Override
    public String describe() {
      return "sessions with a gap of " + duration(gap);
    }
  }

  private static String duration(long micros) {
    return java.time.Duration.of(micros, java.time.temporal.ChronoUnit.MICROS).toString();
  }
}
