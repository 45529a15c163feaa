package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.plan.Times;
import dev.millrace.record.ByteInput;
import java.io.IOException;
import java.util.BitSet;

/**
 * A barrier without fixed windows: works in the order of event time, as far as it is complete, and
 * keeps what is open as bytes until more is complete.
 *
 * <p>{@link #advance} shows a subclass all entries, in the order of their sort keys, so that those
 * of one key stand together. The times of all of them are complete. For each entry a subclass
 * pushes a result, drops it and says so in the ledger, or keeps it, with the time it waits for; it
 * may also keep entries of its own. It holds nothing from one {@code advance} to the next: what is
 * kept comes back through {@link #takeKept}, maybe on another worker. An {@link OrderedGroup} sees
 * to that.
 *
 * <p>What nobody needs any more is forgotten only where a time has come that was waited for: for as
 * long as nothing leaves a bucket, what comes is added to it, and it needs not be written whole.
 */
public abstract class OrderedWork extends GroupWork {
  /** What stands behind the barrier. */
  final Stage stage;

  /** Entries that {@link #takeKept} gets again. */
  final KeptEntries kept;

  private KeptEntries.Written keeper = OrderedWork::nobodyKeeps;

  private final StateLayout layout;
  private final Arrivals arrivals;
  private final SortedEntries entries;

  /** Buckets that wait for a time that has come. */
  private BitSet due = new BitSet();

  private boolean isLast;

  OrderedWork(Step.Barrier step, Stage stage, Limits limits) {
    this.arrivals = Arrivals.of(step, stage);
    this.stage = stage;
    this.layout = stage.layout();
    this.kept = new KeptEntries(layout.head(), (bucket, entries) -> keeper.write(bucket, entries));
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

  /** Takes an array. */
  public final void take(byte[] packed) throws IOException {
    ByteInput in = Packing.open(packed, layout);
    Entry entry = new Entry();
    while (entry.next(in)) {
      take(entry);
    }
  }

  /** Takes an entry. */
  final void take(Entry entry) throws IOException {
    entries.add(entry);
  }

  private static void nobodyKeeps(int bucket, KeptEntries kept) {
    throw new IllegalStateException("something is kept at the end of all, in bucket " + bucket);
  }

  /** Says who keeps what is kept. */
  final void keepIn(KeptEntries.Written to) {
    keeper = to;
  }

  /** Takes what was kept before. */
  final void takeKept(byte[] packed) throws IOException {
    ByteInput in = Packing.open(packed, layout);
    Entry entry = new Entry();
    while (entry.next(in)) {
      kept.expect(entry);
      entries.add(entry, true);
    }
  }

  /** Whether an entry gives no result, and does nothing to what is kept beside it. */
  boolean isOnlyKept(Entry entry) {
    return false;
  }

  /** The time that such an entry is kept for, at least. */
  long keptUntil(Entry entry) {
    throw new IllegalStateException("nothing is only kept");
  }

  @Override
  public final void add(byte[] packed) throws IOException {
    arrivals.count(packed);
    take(packed);
  }

  /**
   * Pushes everything that follows from rows before a time, which are complete.
   *
   * @param due buckets that wait for a time before it
   */
  final void advance(long before, BitSet due) throws IOException {
    this.due = due;
    isLast = before == Long.MAX_VALUE;
    entries.drain(entry -> visit(entry, before));
    end(before);
    kept.end();
  }

  @Override
  public final void finish() throws IOException {
    advance(Long.MAX_VALUE, due);
  }

  /** Whether what nobody needs any more of an entry's group is to be forgotten now. */
  final boolean forgets(Entry entry) {
    return isLast || due.get(entry.bucket());
  }

  /**
   * The next entry, in the order of sort keys; its time is complete.
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

  /**
   * When to forget what nobody needs from a time on: an eighth of the time later that it was needed
   * for, so that a bucket is read to forget about eight times while an entry is needed.
   */
  static long forgottenAt(long unneeded, long needed) {
    return Times.plus(unneeded, needed / 8);
  }
}
