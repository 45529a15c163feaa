package dev.millrace.engine;

import dev.millrace.plan.Times;
import dev.millrace.plan.WindowSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Finds the windows of times, in microseconds UTC. Windows are known by their start. Keeps the last
 * answer, since times come in runs; not thread-safe.
 */
abstract class WindowAssigner {
  /** For groupings without windows: all time is one. */
  static final WindowAssigner NONE = new Always();

  static WindowAssigner of(WindowSpec spec) {
    if (spec instanceof WindowSpec.Tumbling tumbling) {
      return new Sliding(tumbling.size(), tumbling.size());
    } else if (spec instanceof WindowSpec.Sliding sliding) {
      return new Sliding(sliding.size(), sliding.hop());
    } else if (spec instanceof WindowSpec.CalendarDays days) {
      return new Days(days.zone());
    } else if (spec instanceof WindowSpec.Sessions sessions) {
      // Rows of one stretch of the gap's length lie less than a gap apart: parts of one session.
      return new Sliding(sessions.gap(), sessions.gap());
    }
    throw new IllegalStateException("a sealed type has no other window: " + spec);
  }

  /** The start of the last window that holds a time. */
  abstract long lastStart(long time);

  /**
   * The start of the window before one that starts at {@code start}, if that holds {@code time}
   * too; else {@code start}.
   */
  abstract long earlierStart(long start, long time);

  /**
   * The end of the window that starts at {@code start}: the first microsecond that is not in it.
   */
  abstract long end(long start);

  private static final class Sliding extends WindowAssigner {
    private final long size;
    private final long hop;

    private Sliding(long size, long hop) {
      this.size = size;
      this.hop = hop;
    }

    @Override
    long lastStart(long time) {
      return Math.floorDiv(time, hop) * hop;
    }

    @Override
    long earlierStart(long start, long time) {
      long earlier = start - hop;
      return time < earlier + size ? earlier : start;
    }

    @Override
    long end(long start) {
      return start + size;
    }
  }

  private static final class Always extends WindowAssigner {
    @Override
    long lastStart(long time) {
      return 0;
    }

    @Override
    long earlierStart(long start, long time) {
      return start;
    }

    @Override
    long end(long start) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * A day is what lies between its start and the start of the next: where clocks go back over
   * midnight, the local date alone would return to a day that has ended.
   */
  private static final class Days extends WindowAssigner {
    private final ZoneId zone;
    private long start = 1;
    private long end;

    private Days(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    long lastStart(long time) {
      if (time < start || time >= end) {
        LocalDate day = Instant.EPOCH.plus(time, ChronoUnit.MICROS).atZone(zone).toLocalDate();
        start = startOf(day);
        end = startOf(day.plusDays(1));
        while (time >= end) {
          day = day.plusDays(1);
          start = end;
          end = startOf(day.plusDays(1));
        }
      }
      return start;
    }

    @Override
    long earlierStart(long windowStart, long time) {
      return windowStart;
    }

    @Override
    long end(long windowStart) {
      lastStart(windowStart);
      return end;
    }

    private long startOf(LocalDate day) {
      return Times.micros(day.atStartOfDay(zone).toInstant());
    }
  }
}
