package dev.millrace;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that did not make it, with everything needed to explain it and to send it again
 * (SEMANTICS L3).
 *
 * @param source the source port it came from
 * @param partition the file, or the topic's partition; the step's name for a row that an
 *     aggregation made
 * @param position the line, offset or index in the partition; see {@link #idHigh} for rows with no
 *     position of their own
 * @param idHigh high half of the record's id (L1)
 * @param idLow low half of the record's id
 * @param step the step that refused it: {@code validate:invoice-lines}
 * @param stage what kind of step that was
 * @param failures every reason, in the order of the rules; never empty
 * @param raw the bytes as they came, or the canonical encoding of a row that never had any
 * @param eventTime the row's event time, where it has one
 * @param firstFailedAt when it was first refused, by the clock of the worker
 * @param attempt 1 for a first run, counting up with replays
 * @param definition the fingerprint of the step that refused it
 * @param exception the exception's class, message and place, where one was thrown
 * @param frame what the record came with beside its raw bytes, as its connector packs it: the key,
 *     the time and the headers of a message; null where there is no such thing
 */
@SuppressWarnings("ArrayRecordComponent")
public record Rejection(
    String source,
    String partition,
    long position,
    long idHigh,
    long idLow,
    String step,
    Stage stage,
    List<Failure> failures,
    byte[] raw,
    @Nullable Instant eventTime,
    Instant firstFailedAt,
    int attempt,
    String definition,
    @Nullable String exception,
    byte @Nullable [] frame) {

  /** Where a record was refused. */
  public enum Stage {
    /** It could not be taken from its source: invalid UTF-8, an unclosed quote. */
    READ,
    /** It was taken, but a column could not be understood: a number that is none. */
    PARSE,
    /** A {@code tryMap} threw. */
    MAP,
    /** A rule said no. */
    VALIDATE,
    /** It was late, or too far ahead of the clock. */
    TIMESTAMPS,
    FEATURE,
    SINK
  }

  /**
   * One reason.
   *
   * @param rule the rule's id, {@code customerId not null}; for READ and PARSE what was tried,
   *     {@code quantity is int}
   * @param ruleFingerprint changes when the rule's definition changes
   * @param expected what would have passed, for people
   * @param observed what was there, for people; long values are cut
   */
  public record Failure(
      String rule, String ruleFingerprint, String expected, @Nullable String observed) {}

  /** The ids of all rules that failed. */
  public List<String> rules() {
    return failures.stream().map(Failure::rule).toList();
  }
}
