package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * A barrier without fixed windows: works in the order of event time, as far as it is complete, and
 * keeps what is open as bytes until more is complete.
 *
 * <p>{@link #advance} shows a subclass all entries, in the order of their sort keys, so that those
 * of one key stand together. For each entry it pushes a result, drops it and says so in the ledger,
 * or keeps it, with the time it waits for; it may also keep entries of its own. A subclass holds
 * nothing from one {@code advance} to the next: what is kept comes back through {@link #take},
 * maybe on another worker.
 *
 * <p>In a stream, an array that comes out of the shuffle is counted by {@link Arrivals} when it
 * comes, and taken with {@link #take} when a time has been reached that it waits for. What is kept
 * lies in buckets; those come back that something arrived for ({@link #arrived}) or that wait for a
 * time that is complete. So the cost of an {@code advance} follows what there is to do, and not
 * what is kept.
 */
public abstract class OrderedWork extends GroupWork {
  /** What stands behind the barrier. */
  final Stage stage;

  /** Entries that {@link #take} gets again. */
  final KeptEntries kept;

  private final StateLayout layout;
  private final Arrivals arrivals;
  private final SortedEntries entries;
  private final BitSet arrived = new BitSet(SortKey.BUCKETS);

  /**
   * What is kept in a bucket.
   *
   * @param entries for {@link #take}
   * @param due the least time that has to be complete for something to be done; the greatest for
   *     none
   */
  @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
  public record Kept(int bucket, byte[] entries, long due) {}

  OrderedWork(Step.Barrier step, Stage stage, Limits limits) {
    this.arrivals = Arrivals.of(step, stage);
    this.stage = stage;
    this.layout = stage.layout();
    this.kept = new KeptEntries(layout.hash());
    this.entries = new SortedEntries(limits.foldBytes());
  }

  /**
   * @param step one that {@link Step.Barrier#isOrdered}
   */
  public static OrderedWork of(Step.Barrier step, Stage stage, Limits limits) {
    if (step instanceof Step.Deduplicate deduplicate) {
      return new DeduplicateMerge(deduplicate, stage, limits);
    }
    if (step instanceof Step.AsOf asOf) {
      return new AsOfMerge(asOf, stage, limits, false);
    }
    if (step instanceof Step.States states) {
      return new StatesMerge(states, stage, limits);
    }
    return step instanceof Step.Foreign foreign
        ? new ForeignMerge(foreign, stage, limits)
        : new SessionMerge((Step.Aggregate) step, stage, limits);
  }

  /** Takes an array that has arrived, or what was {@link #kept} in a bucket. */
  public final void take(byte[] packed) throws IOException {
    ByteInput in = Packing.open(packed, layout);
    Entry entry = new Entry();
    while (entry.next(in)) {
      arrived.set(entry.bucket());
      entries.add(entry);
    }
  }

  /** The buckets of everything that was taken since the last {@link #advance}. */
  public final BitSet arrived() {
    return arrived;
  }

  @Override
  public final void add(byte[] packed) throws IOException {
    arrivals.count(packed);
    take(packed);
  }

  /**
   * Pushes everything that follows from rows before a time, which are complete, and keeps the rest.
   */
  public final void advance(long before) throws IOException {
    kept.clear();
    arrived.clear();
    entries.drain(entry -> visit(entry, before));
    end(before);
  }

  @Override
  public final void finish() throws IOException {
    advance(Long.MAX_VALUE);
  }

  /**
   * What has to be taken again before an {@link #advance} to the time it waits for, or one with
   * entries of its bucket. There is nothing in buckets that are not named.
   */
  public final List<Kept> kept() {
    return kept.buckets();
  }

  /** Keeps an entry until its time is complete: no row of that time or before can come. */
  final void keep(Entry entry, long time) {
    kept.add(entry, later(time, 1));
  }

  /**
   * The next entry, in the order of sort keys.
   *
   * @param before times before it are complete, microseconds UTC
   */
  abstract void visit(Entry entry, long before) throws IOException;

  /** There is no other entry: ends the last key, and pushes all results. */
  abstract void end(long before) throws IOException;

  /** Deletes what a subclass has put on disk. */
  void release() {}

  @Override
  public final void close() {
    entries.close();
    release();
  }

  /** A time behind another, as far as times go. */
  static long later(long time, long micros) {
    long sum = time + micros;
    return sum < time ? Long.MAX_VALUE : sum;
  }
}
