package dev.millrace.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who the rows of a block are, by row index: their ids (SEMANTICS L1), their event times once
 * {@code timestamps} gave them one, and, while they are in the reader's hands, the raw bytes they
 * came as.
 *
 * <p>An id is 128 bits. A row fresh from a source has the hash of its port and partition in the
 * high half and its position in the low half; see {@link #childOf}.
 */
public final class Provenance {
  private final String partition;
  // Null while all rows share the high half: those fresh from one partition do.
  private final long @Nullable [] idHigh;
  private final long sharedHigh;
  private final long[] idLow;
  private final long @Nullable [] eventTimes;
  private final @Nullable RawRows raw;

  private Provenance(
      String partition,
      long @Nullable [] idHigh,
      long sharedHigh,
      long[] idLow,
      long @Nullable [] eventTimes,
      @Nullable RawRows raw) {
    this.partition = partition;
    this.idHigh = idHigh;
    this.sharedHigh = sharedHigh;
    this.idLow = idLow;
    this.eventTimes = eventTimes;
    this.raw = raw;
  }

  /**
   * Raw bytes of rows: row i is {@code bytes[starts[i] .. ends[i])}.
   *
   * @param envelopes what records came with beside their bytes; null where they have nothing else
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record RawRows(byte[] bytes, int[] starts, int[] ends, @Nullable Envelopes envelopes) {
    /** Rows of records that have nothing but their bytes. */
    public RawRows(byte[] bytes, int[] starts, int[] ends) {
      this(bytes, starts, ends, null);
    }
  }

  /** Rows that have no raw bytes (any more). */
  public static Provenance of(String partition, long[] idHigh, long[] idLow) {
    return new Provenance(partition, idHigh, 0, idLow, null, null);
  }

  /** Rows in the reader's hands. */
  public static Provenance of(String partition, long[] idHigh, long[] idLow, RawRows raw) {
    return new Provenance(partition, idHigh, 0, idLow, null, raw);
  }

  /**
   * Rows in the reader's hands, fresh from one partition: they share the high half of their ids.
   */
  public static Provenance of(String partition, long idHigh, long[] idLow, RawRows raw) {
    return new Provenance(partition, null, idHigh, idLow, null, raw);
  }

  /** The same rows with event times, in microseconds UTC. */
  public Provenance at(long[] times) {
    return new Provenance(partition, idHigh, sharedHigh, idLow, times, raw);
  }

  /**
   * The partition all rows came from (a file's path, a topic's partition), for people; empty after
   * a shuffle.
   */
  public String partition() {
    return partition;
  }

  public long idHigh(int row) {
    return idHigh == null ? sharedHigh : idHigh[row];
  }

  public long idLow(int row) {
    return idLow[row];
  }

  public boolean hasEventTimes() {
    return eventTimes != null;
  }

  /** Microseconds since 1970 UTC. */
  public long eventTime(int row) {
    if (eventTimes == null) {
      throw new IllegalStateException("rows have no event time before timestamps()");
    }
    return eventTimes[row];
  }

  /** The bytes a row came as, or null when they are no longer at hand. */
  public byte @Nullable [] raw(int row) {
    return raw == null ? null : Arrays.copyOfRange(raw.bytes(), raw.starts()[row], raw.ends()[row]);
  }

  /**
   * What a record came with beside its bytes (a message's key and headers), or null: it had nothing
   * else, or it is no longer at hand.
   *
   * @param position of the record in its partition
   */
  public byte @Nullable [] frame(long position) {
    return raw == null || raw.envelopes() == null ? null : raw.envelopes().frame(position);
  }

  /**
   * {@link Envelopes#arrivedAt} of a record; {@link Envelopes#UNKNOWN} also where that is no longer
   * at hand.
   *
   * @param position of the record in its partition
   */
  public long arrivedAt(long position) {
    return raw == null || raw.envelopes() == null
        ? Envelopes.UNKNOWN
        : raw.envelopes().arrivedAt(position);
  }

  /**
   * The provenance of rows that each came from one of these: row i from {@code parents[i]} as its
   * child number {@code ordinals[i]}. The id of a child is the hash of its parent's id, and the
   * ordinal (SEMANTICS L1: flatMap appends an ordinal). Event times and raw bytes are the parent's.
   */
  public Provenance childOf(int[] parents, int[] ordinals) {
    int size = parents.length;
    long[] high = new long[size];
    long[] low = new long[size];
    long[] times = eventTimes == null ? null : new long[size];
    int[] starts = new int[raw == null ? 0 : size];
    int[] ends = new int[raw == null ? 0 : size];
    for (int i = 0; i < size; i++) {
      int parent = parents[i];
      high[i] = Mix.of(idHigh(parent), idLow[parent]);
      low[i] = ordinals[i];
      if (times != null) {
        times[i] = eventTimes[parent];
      }
      if (raw != null) {
        starts[i] = raw.starts()[parent];
        ends[i] = raw.ends()[parent];
      }
    }
    RawRows childRaw = raw == null ? null : new RawRows(raw.bytes(), starts, ends, raw.envelopes());
    return new Provenance(partition, high, 0, low, times, childRaw);
  }
}
