package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.plan.Times;
import dev.millrace.record.ByteInput;
import java.io.IOException;
import java.util.BitSet;

/**
 * A shuffle group of a barrier without fixed windows, in a stream: what arrives waits until its
 * time is complete, and then goes to an {@link OrderedWork} together with what that has kept of the
 * buckets concerned. So the cost of working follows what there is to do, and not what waits or is
 * kept. Made anew for each call of a runner; all that lasts lies in cells. Not thread-safe.
 *
 * <p>Memory: the index of what waits and of what is kept, and while it works, what became complete
 * and the buckets concerned.
 */
public final class OrderedGroup {
  private final Step.Barrier step;
  private final Stage stage;
  private final Limits limits;
  private final long pace;
  private final Arrivals arrivals;
  private final WaitingEntries waiting;
  private final StateCells keptCells;

  /**
   * @param step one that {@link Step.Barrier#isOrdered}
   * @param stage what stands behind it
   * @param pace work is done up to multiples of it only, in microseconds of event time
   * @param waiting cells for what waits
   * @param kept cells for what is kept
   * @throws StepFailedException when the cells are of another layout
   */
  public OrderedGroup(
      Step.Barrier step,
      Stage stage,
      Limits limits,
      long pace,
      StateCells waiting,
      StateCells kept) {
    this.step = step;
    this.stage = stage;
    this.limits = limits;
    this.pace = pace;
    this.arrivals = Arrivals.of(step, stage);
    this.waiting = new WaitingEntries(waiting, stage.layout(), pace, arrivals::due);
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
   * as it is complete, {@link #workOff} has something to do.
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
    long before = complete == Long.MAX_VALUE ? complete : Times.floor(complete, pace);
    KeptBuckets buckets = new KeptBuckets(keptCells);
    try (OrderedWork work = OrderedWork.of(step, stage, limits)) {
      BitSet concerned = new BitSet(SortKey.BUCKETS);
      KeptEntries unasked = new KeptEntries(stage.layout().hash());
      waiting.takeDue(
          before,
          entry -> {
            if (before != Long.MAX_VALUE && work.isOnlyKept(entry)) {
              unasked.add(entry, work.keptUntil(entry));
            } else {
              work.take(entry);
              concerned.set(entry.bucket());
            }
          });
      append(unasked, buckets, concerned);
      BitSet due = buckets.due(before);
      concerned.or(due);
      for (int bucket : concerned.stream().toArray()) {
        buckets.read(bucket, work);
      }
      work.advance(before, due);
      concerned.stream().forEach(bucket -> buckets.write(bucket, work.kept()));
    }
    waiting.setAlarm(Math.min(waiting.least(), buckets.least()));
    waiting.save();
    buckets.save();
  }

  /** What nobody asks about now is put down unread, but where its bucket is read anyway. */
  private static void append(KeptEntries unasked, KeptBuckets buckets, BitSet concerned) {
    for (int bucket : unasked.filled().stream().toArray()) {
      buckets.append(bucket, unasked);
      if (buckets.isScattered(bucket)) {
        concerned.set(bucket);
      }
    }
  }
}
