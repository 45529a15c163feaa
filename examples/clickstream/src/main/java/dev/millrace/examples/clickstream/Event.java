package dev.millrace.examples.clickstream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor did, as the web servers send it. What is not {@code @Nullable} has to be there: an
 * event without a user is rejected when it is read.
 *
 * @param eventId the same when an event is sent twice
 * @param price of a purchase, in euros
 */
record Event(
    String eventId, String userId, Kind kind, String page, @Nullable Double price, Instant at) {
  /** What it was. */
  enum Kind {
    VIEW,
    CLICK,
    PURCHASE
  }

  boolean isPurchase() {
    return kind == Kind.PURCHASE;
  }
}
