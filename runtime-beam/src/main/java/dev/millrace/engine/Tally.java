package dev.millrace.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.record.Mix;
import java.util.Objects;

/**
 * Which records: how many, and the sums of two independent 64-bit hashes of their ids (SEMANTICS
 * L2). Tallies add up in any order; two equal tallies speak of the same records, but for a chance
 * of about 2^-128. Mutable, not thread-safe.
 */
public final class Tally {
  private long count;
  private long first;
  private long second;

  public Tally() {}

  @JsonCreator
  Tally(
      @JsonProperty("count") long count,
      @JsonProperty("first") long first,
      @JsonProperty("second") long second) {
    this.count = count;
    this.first = first;
    this.second = second;
  }

  static long firstHash(long idHigh, long idLow) {
    return Mix.of(idHigh, idLow);
  }

  static long secondHash(long idHigh, long idLow) {
    return Mix.of(~idLow, idHigh);
  }

  @JsonProperty
  public long count() {
    return count;
  }

  @JsonProperty
  public long first() {
    return first;
  }

  @JsonProperty
  public long second() {
    return second;
  }

  public void add(Tally other) {
    add(other.count, other.first, other.second);
  }

  public void subtract(Tally other) {
    add(-other.count, -other.first, -other.second);
  }

  void add(long records, long firstSum, long secondSum) {
    count += records;
    first += firstSum;
    second += secondSum;
  }

  /** Adds one record, by its id. */
  void addRecord(long idHigh, long idLow) {
    add(1, firstHash(idHigh, idLow), secondHash(idHigh, idLow));
  }

  Tally copy() {
    return new Tally(count, first, second);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tally that
        && count == that.count
        && first == that.first
        && second == that.second;
  }

  @Override
  public int hashCode() {
    return Objects.hash(count, first, second);
  }

  @Override
  public String toString() {
    return count + " (" + Long.toHexString(first) + " " + Long.toHexString(second) + ")";
  }
}
