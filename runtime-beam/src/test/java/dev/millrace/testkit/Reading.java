package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A fact or a change record of generated histories, with columns of many kinds.
 *
 * @param tag tells rows apart; copies of one row have the same
 */
record Reading(
    long tag,
    @Nullable String sensor,
    Region region,
    @Nullable Long line,
    Instant at,
    Instant known,
    long version,
    ChangeKind kind,
    String label,
    double amount,
    @Nullable Double extra,
    long units,
    @Nullable Long points,
    int level,
    BigDecimal price,
    @Nullable BigDecimal discount,
    String text,
    @Nullable String note,
    @Nullable Region place,
    Optional<String> hint) {
  enum Region {
    NORTH,
    SOUTH,
    WEST
  }

  /** A key of two columns. */
  record Place(@Nullable String sensor, Region region) {}

  /**
   * A row that asks, by any of the keys.
   *
   * @param id its place among the rows that ask
   */
  record Ask(long id, @Nullable String sensor, Region region, @Nullable Long line, Instant at) {}
}
