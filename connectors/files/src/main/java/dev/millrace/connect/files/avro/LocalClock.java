package dev.millrace.connect.files.avro;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/** From local seconds to UTC in one zone, and back. */
final class LocalClock {
  /** The local time was skipped by a change of the clock. */
  static final int GAP = Integer.MIN_VALUE;

  private final ZoneId zone;
  private final ZoneRules rules;

  LocalClock(ZoneId zone) {
    this.zone = zone;
    this.rules = zone.getRules();
  }

  ZoneId zone() {
    return zone;
  }

  String shown(long second) {
    return LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC).toString();
  }

  /**
   * The offset in seconds of a local time, given as if it were UTC; the earlier of two times in an
   * overlap; {@link #GAP} in a gap.
   */
  int offsetSeconds(long local) {
    List<ZoneOffset> valid =
        rules.getValidOffsets(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC));
    return valid.isEmpty() ? GAP : valid.get(0).getTotalSeconds();
  }

  /** The offset in seconds at an instant. */
  int offsetAt(long second) {
    return rules.getOffset(java.time.Instant.ofEpochSecond(second)).getTotalSeconds();
  }
}
