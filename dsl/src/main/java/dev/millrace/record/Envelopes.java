package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/**
 * What the records of one partition came with beside their bytes, by position. Asked for single
 * records only, up to the reader's next call.
 */
public interface Envelopes {
  /** The time of arrival of a record whose source does not say it. */
  long UNKNOWN = Long.MIN_VALUE;

  /**
   * What stands beside the bytes, such as a message's key and headers, in a form of the connector's
   * own; null for nothing.
   */
  byte @Nullable [] frame(long position);

  /**
   * When a record came into its source, in microseconds since 1970 UTC, as the source itself wrote
   * it down: by its clock, not the sender's and not the reader's, so the same however often it is
   * read. {@link #UNKNOWN} where the source does not say.
   */
  default long arrivedAt(long position) {
    return UNKNOWN;
  }
}
