package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import java.io.IOException;
import java.util.BitSet;

/**
 * A shuffle group of a barrier without fixed windows, in a stream: what arrives waits until its
 * time is complete, and then goes to an {@link OrderedWork} together with what that has kept of the
 * buckets concerned. So the cost of working follows what there is to do, and not what waits or is
 * kept. Made anew for each call of a runner; all that lasts lies in cells. Not thread-safe.
 *
 * <p>Memory: the index of what waits and of what is kept; while it works, sorts of what became
 * complete and of the buckets concerned, which are put on disk beyond the budget, and the largest
 * bucket.
 */
public final class OrderedGroup {
  private final Step.Barrier step;
  private final Stage stage;
  private final Limits limits;
  private final Turns turns;
  private final Arrivals arrivals;
  private final WaitingEntries waiting;
  private final StateCells keptCells;

  /**
   * @param step one that {@link Step.Barrier#isOrdered}
   * @param stage what stands behind it
   * @param turns work is done up to these times only
   * @param waiting cells for what waits
   * @param kept cells for what is kept
   * @throws StepFailedException when the cells are of another layout
   */
  public OrderedGroup(
      Step.Barrier step,
      Stage stage,
      Limits limits,
      Turns turns,
      StateCells waiting,
      StateCells kept) {
    this.step = step;
    this.stage = stage;
    this.limits = limits;
    this.turns = turns;
    this.arrivals = Arrivals.of(step, stage);
    this.waiting = new WaitingEntries(waiting, stage.layout(), turns.pace(), arrivals::due);
    this.keptCells = kept;
  }

  /**
   * Takes an array that came out of the shuffle.
   *
   * @return whether {@link #due} is earlier now
   */
  public boolean arrive(byte[] packed) {
    long least = Long.MAX_VALUE;
    Entry entry = new Entry();
    ByteInput in = Packing.open(packed, stage.layout());
    while (entry.next(in)) {
      arrivals.count(entry);
      least = Math.min(least, waiting.add(entry));
    }
    boolean isEarlier = least < due();
    waiting.setAlarm(Math.min(least, due()));
    waiting.save();
    return isEarlier;
  }

  /**
   * The least time, in microseconds UTC, that something waits for; the greatest for none. As soon
   * as the turn is complete that is not before it, {@link #workOff} has something to do.
   */
  public long due() {
    return waiting.alarm();
  }

  /**
   * Pushes everything that follows from rows before a time, which are complete.
   *
   * @param complete in microseconds UTC; the greatest for the end of all
   */
  public void workOff(long complete) throws IOException {
    long before = turns.before(complete);
    KeptBuckets buckets = new KeptBuckets(keptCells);
    try (OrderedWork work = OrderedWork.of(step, stage, limits)) {
      BitSet concerned = takeDue(before, work, buckets);
      BitSet due = buckets.due(before);
      concerned.or(due);
      BitSet empty = (BitSet) concerned.clone();
      work.keepIn(
          (bucket, kept) -> {
            buckets.write(bucket, kept);
            empty.clear(bucket);
          });
      for (int next = concerned.nextSetBit(0); next >= 0; next = concerned.nextSetBit(next + 1)) {
        buckets.read(next, work);
      }
      work.advance(before, due);
      empty.stream().forEach(buckets::remove);
    }
    waiting.setAlarm(Math.min(waiting.least(), buckets.least()));
    waiting.save();
    buckets.save();
  }

  /**
   * Gives work what is due; but what nobody asks about now is put down unread.
   *
   * @return the buckets that have to be read
   */
  private BitSet takeDue(long before, OrderedWork work, KeptBuckets buckets) throws IOException {
    BitSet concerned = new BitSet(SortKey.BUCKETS);
    try (SortedEntries unasked = new SortedEntries(limits.foldBytes())) {
      waiting.takeDue(
          before,
          entry -> {
            if (before != Long.MAX_VALUE && work.isOnlyKept(entry)) {
              unasked.add(entry);
            } else {
              work.take(entry);
              concerned.set(entry.bucket());
            }
          });
      KeptEntries put =
          new KeptEntries(
              stage.layout().head(),
              (bucket, added) -> {
                buckets.append(bucket, added);
                concerned.set(bucket, concerned.get(bucket) || buckets.isScattered(bucket));
              });
      unasked.drain(entry -> put.add(entry, work.keptUntil(entry)));
      put.end();
    }
    return concerned;
  }
}
