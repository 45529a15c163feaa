package dev.millrace.examples.clickstream;

import java.time.Duration;
import java.time.Instant;

/**
 * A visit that is over.
 *
 * @param duration from its first event to its last
 * @param revenue in euros
 */
record Session(
    String userId, Instant start, Duration duration, long events, long purchases, double revenue) {
  static Session of(Visit visit) {
    return new Session(
        visit.userId(),
        visit.first(),
        Duration.between(visit.first(), visit.last()),
        visit.events(),
        visit.purchases(),
        visit.revenue());
  }
}
