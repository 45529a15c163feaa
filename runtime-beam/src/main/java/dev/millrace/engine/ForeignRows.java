package dev.millrace.engine;

import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Mix;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;

/**
 * Rows on their way into and out of a {@link Step.Foreign}: unpacked for it, and packed again when
 * they come back. Not thread-safe.
 */
public final class ForeignRows {
  private static final int BLOCK_ROWS = 512;

  private final Step.Foreign step;
  private final Shape<?> shape;
  private final Packing packing;
  private final RowPacker packer;
  private final Partials partials;
  private final boolean wholeRun;
  private Object[] rows = new Object[BLOCK_ROWS];
  private int size;

  /**
   * @param partials take the rows that came back
   * @param wholeRun whether the run is a batch
   */
  public ForeignRows(Step.Foreign step, int groups, Partials partials, boolean wholeRun) {
    this.step = step;
    this.shape = step.shape();
    this.packing = new Packing(step, groups);
    this.packer = new RowPacker(step, 0, shape, packing);
    this.partials = partials;
    this.wholeRun = wholeRun;
  }

  /** Takes a row and its event time, in microseconds UTC. */
  public interface Rows {
    void take(Object row, long time);
  }

  /** Unpacks rows before the transform. */
  public static void unpack(Step.Foreign step, StateLayout layout, byte[] packed, Rows to) {
    Entry entry = new Entry();
    RowKey key = new RowKey();
    ByteInput in = Packing.open(packed, layout);
    while (entry.next(in)) {
      key.read(entry);
      to.take(step.input().shape().codec().decode(entry.payload()), key.time());
    }
  }

  /** Takes a row that came back. */
  public void add(Object row) {
    rows[size++] = row;
    if (size == BLOCK_ROWS) {
      pack();
    }
  }

  /** Ships everything that came back so far. */
  public void flush() {
    pack();
    packing.ship(partials, wholeRun);
  }

  private void pack() {
    Block<?> block =
        Block.ofRows(
            shape, rows, Selection.all(size), Provenance.of("", new long[size], new long[size]));
    try {
      packer.turnTo(block);
      LongColumn times = block.longs(step.time().index());
      for (int row = 0; row < size; row++) {
        packer.encode(row);
        long time = times.get(row);
        if (!TimeReach.holds(time)) {
          throw new StepFailedException(beyondReach(rows[row], time));
        }
        long idHigh = Mix.of(packer.contentHigh(), time);
        packer.pack(row, 0, time, idHigh, packer.contentLow(), group -> packing.since(time, group));
      }
    } catch (NullPointerException e) {
      throw new StepFailedException(incomplete(e), e);
    }
    rows = new Object[BLOCK_ROWS];
    size = 0;
  }

  private Problem beyondReach(Object row, long time) {
    return new Problem(
        RunCode.FUNCTION_FAILED,
        step.name() + " (" + step.site() + ")",
        "The transform gave a row at a time that cannot be counted with, "
            + time
            + " microseconds from 1970: "
            + row,
        "windows and horizons are counted in microseconds; times may be " + TimeReach.words(),
        "mend the transform, or leave such rows out of it");
  }

  private Problem incomplete(NullPointerException e) {
    return new Problem(
        RunCode.FUNCTION_FAILED,
        step.name() + " (" + step.site() + ")",
        "The transform gave a row that is not complete: " + e.getMessage(),
        "a row that is neither valid nor rejected would be lost",
        "mend the transform, or mark the component @Nullable");
  }

  /** The event time of a row that came back, in microseconds UTC. */
  public long timeOf(Object row) {
    Object[] one = {row};
    Block<?> block =
        Block.ofRows(shape, one, Selection.all(1), Provenance.of("", new long[1], new long[1]));
    return block.longs(step.time().index()).get(0);
  }
}
