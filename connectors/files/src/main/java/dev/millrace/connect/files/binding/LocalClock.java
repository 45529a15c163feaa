package dev.millrace.connect.files.binding;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * From local seconds to UTC in one zone, and back. Between two changes of the clock the offset of a
 * local time is remembered, so that a run of them costs two comparisons each; for one thread.
 */
public final class LocalClock {
  /** The local time was skipped by a change of the clock. */
  public static final int GAP = Integer.MIN_VALUE;

  private final ZoneId zone;
  private final ZoneRules rules;
  private long from = Long.MAX_VALUE;
  private long to = Long.MIN_VALUE;
  private int offset;

  public LocalClock(ZoneId zone) {
    this.zone = zone;
    this.rules = zone.getRules();
  }

  public ZoneId zone() {
    return zone;
  }

  /** What a clock without a zone shows at a local second: {@code 2011-03-27T01:30}. */
  public static String shown(long local) {
    return LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC).toString();
  }

  /** The offset in seconds at a second of UTC. */
  public int offsetAt(long second) {
    return rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
  }

  /**
   * The offset in seconds of a local time, given as if it were UTC; the earlier one in an overlap
   * (which is the larger offset, the first of the two to happen); {@link #GAP} in a gap.
   */
  public int offsetSeconds(long local) {
    if (local >= from && local < to) {
      return offset;
    }
    List<ZoneOffset> valid =
        rules.getValidOffsets(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC));
    if (valid.isEmpty()) {
      return GAP;
    }
    int found = valid.get(0).getTotalSeconds();
    if (valid.size() == 1) {
      remember(local, found);
    }
    return found;
  }

  private void remember(long local, int found) {
    Instant instant = Instant.ofEpochSecond(local - found);
    ZoneOffsetTransition before = rules.previousTransition(instant.plusSeconds(1));
    ZoneOffsetTransition after = rules.nextTransition(instant);
    long start =
        before == null
            ? Long.MIN_VALUE
            : Math.max(local(before.getDateTimeBefore()), local(before.getDateTimeAfter()));
    long end =
        after == null
            ? Long.MAX_VALUE
            : Math.min(local(after.getDateTimeBefore()), local(after.getDateTimeAfter()));
    if (local >= start && local < end) {
      from = start;
      to = end;
      offset = found;
    }
  }

  private static long local(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC);
  }
}
