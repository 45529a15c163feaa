package dev.millrace;

import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.WindowSpec;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * How event time is cut. A window holds its start and not its end; times are UTC, to the
 * microsecond.
 */
public final class Window {
  /** 10,000 years in microseconds: times and windows then stay far within a long. */
  static final long LONGEST = 3_652_500L * 86_400_000_000L;

  private final WindowSpec spec;

  private Window(WindowSpec spec) {
    this.spec = spec;
  }

  /** Windows of one size side by side, aligned to 1970-01-01T00:00Z. */
  public static Window tumbling(Duration size) {
    return new Window(new WindowSpec.Tumbling(micros(size)));
  }

  /**
   * Windows of one size, one starting every hop: a row counts in each window that holds its time.
   *
   * @param hop at most the size
   */
  public static Window sliding(Duration size, Duration hop) {
    return new Window(new WindowSpec.Sliding(micros(size), micros(hop)));
  }

  /**
   * Days as people of a zone count them: 23, 24 or 25 hours where clocks change. A day lasts from
   * its start to the start of the next; what clocks repeat after midnight belongs to the day that
   * has begun.
   */
  public static Window calendarDays(ZoneId zone) {
    return new Window(new WindowSpec.CalendarDays(zone));
  }

  /**
   * Rows of a key that follow each other: a session starts with its first row and ends a gap after
   * its last, and a row that comes before that end belongs to it. Only for {@code aggregate}.
   *
   * <p>A stream has a session's result when no row of it can come any more: a gap and the lateness
   * behind its last row. Until then it keeps a group for each stretch of the length of the gap that
   * has rows.
   */
  public static Window sessions(Duration gap) {
    return new Window(new WindowSpec.Sessions(micros(gap)));
  }

  WindowSpec spec() {
    return spec;
  }

  Optional<Problem> problem(String step, String site) {
    String what = null;
    if (longest(spec) > LONGEST) {
      what = "The window is longer than 10,000 years";
    } else if (spec instanceof WindowSpec.Tumbling tumbling && tumbling.size() <= 0) {
      what = "The window's size is not positive";
    } else if (spec instanceof WindowSpec.Sliding sliding) {
      if (sliding.size() <= 0 || sliding.hop() <= 0) {
        what = "The window's size and hop must be positive";
      } else if (sliding.hop() > sliding.size()) {
        what = "The hop is longer than the window";
      }
    } else if (spec instanceof WindowSpec.Sessions sessions && sessions.gap() <= 0) {
      what = "The gap between sessions is not positive";
    }
    return Optional.ofNullable(what)
        .map(
            text ->
                new Problem(
                    PlanCode.WINDOW_SIZE,
                    step + " (" + site + ")",
                    text,
                    "every row must lie in at least one window",
                    "use a positive size or gap, of a microsecond to 10,000 years, and a hop up to the size"));
  }

  private static long longest(WindowSpec spec) {
    if (spec instanceof WindowSpec.Tumbling tumbling) {
      return tumbling.size();
    } else if (spec instanceof WindowSpec.Sliding sliding) {
      return Math.max(sliding.size(), sliding.hop());
    }
    return spec instanceof WindowSpec.Sessions sessions ? sessions.gap() : 0;
  }

  /** Rounded down; what a long cannot hold is the nearest that it can, and beyond LONGEST. */
  static long micros(Duration duration) {
    long second = duration.getSeconds();
    if (Math.abs(second) > Long.MAX_VALUE / 1_000_000 - 1) {
      return second < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return second * 1_000_000L + duration.getNano() / 1_000;
  }
}
