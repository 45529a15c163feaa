package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;

/**
 * The column of the first or of the last row in the order of SEMANTICS S3: event time, hash of the
 * payload, id; hashes and ids unsigned.
 *
 * <p>A payload is hashed when it decides a tie, and when its row is what a block leaves in a slot,
 * because a later block may tie with it and the payload will be gone.
 *
 * <p>The written form is 0 for no row, else 1, the five longs of the row's place in the order, and
 * the value as {@link Cells} write it.
 */
final class EdgeRows extends KindredAccumulators<EdgeRows> {
  /** Longs to a slot: event time, hash high and low, id high and low. */
  private static final int WIDTH = 5;

  private static final int HASH = 1;
  private static final int ID = 3;

  private final int input;
  private final boolean first;
  private final Cells values;
  private final PayloadHash hash = new PayloadHash();
  private final long[] offered = new long[WIDTH];
  private long[] places = new long[0];
  private boolean[] taken = new boolean[0];

  /**
   * While a block is added: one more than the row that a slot took from it, negative once its hash
   * is in place; zero for a slot that took none.
   */
  private int[] pending = new int[0];

  /** The slots that took a row of the block. */
  private int[] changed = new int[0];

  private int changes;

  EdgeRows(Origin origin, Shape<?> rows, Component input, boolean first) {
    super(origin);
    this.input = input.index();
    this.first = first;
    this.values = Cells.of(rows, input);
  }

  @Override
  public void grow(int slots) {
    values.grow(slots);
    if (slots > taken.length) {
      int capacity = Capacity.grown(taken.length, slots);
      places = Arrays.copyOf(places, Math.multiplyExact(WIDTH, capacity));
      taken = Arrays.copyOf(taken, capacity);
      pending = Arrays.copyOf(pending, capacity);
    }
  }

  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    Provenance provenance = block.provenance();
    int[] index = rows.array();
    int size = rows.size();
    if (changed.length < size) {
      changed = new int[size];
    }
    for (int i = 0; i < size; i++) {
      int row = index[i];
      int slot = slots[i];
      long time = provenance.eventTime(row);
      long held = places[WIDTH * slot];
      if (!taken[slot] || (first ? time < held : time > held)) {
        accept(slot, row, time, provenance);
      } else if (time == held) {
        decide(slot, row, block);
      }
    }
    settle(block);
  }

  private void accept(int slot, int row, long time, Provenance provenance) {
    int at = WIDTH * slot;
    places[at] = time;
    places[at + ID] = provenance.idHigh(row);
    places[at + ID + 1] = provenance.idLow(row);
    taken[slot] = true;
    if (pending[slot] == 0) {
      changed[changes++] = slot;
    }
    pending[slot] = row + 1;
  }

  /** Takes a row with the event time that the slot holds if it goes further in the order. */
  private void decide(int slot, int row, Block<?> block) {
    hashPending(slot, block);
    Provenance provenance = block.provenance();
    hash.of(block, row);
    offered[0] = places[WIDTH * slot];
    offered[HASH] = hash.high();
    offered[HASH + 1] = hash.low();
    offered[ID] = provenance.idHigh(row);
    offered[ID + 1] = provenance.idLow(row);
    if (goesFurther(slot)) {
      accept(slot, row, offered[0], provenance);
      places[WIDTH * slot + HASH] = offered[HASH];
      places[WIDTH * slot + HASH + 1] = offered[HASH + 1];
      pending[slot] = -(row + 1);
    }
  }

  private void hashPending(int slot, Block<?> block) {
    if (pending[slot] > 0) {
      hash.of(block, pending[slot] - 1);
      places[WIDTH * slot + HASH] = hash.high();
      places[WIDTH * slot + HASH + 1] = hash.low();
      pending[slot] = -pending[slot];
    }
  }

  /** Whether {@link #offered} is before the first, or after the last, that the slot holds. */
  private boolean goesFurther(int slot) {
    int at = WIDTH * slot;
    int order = Long.compare(offered[0], places[at]);
    for (int i = HASH; i < WIDTH && order == 0; i++) {
      order = Long.compareUnsigned(offered[i], places[at + i]);
    }
    return first ? order < 0 : order > 0;
  }

  /** Keeps of the block's rows what will be needed when it is gone. */
  private void settle(Block<?> block) {
    if (changes == 0) {
      return;
    }
    Column column = block.column(input);
    for (int i = 0; i < changes; i++) {
      int slot = changed[i];
      hashPending(slot, block);
      values.take(slot, column, -pending[slot] - 1);
      pending[slot] = 0;
    }
    changes = 0;
  }

  @Override
  public void write(int slot, ByteOutput out) {
    out.writeByte(taken[slot] ? 1 : 0);
    if (taken[slot]) {
      for (int i = 0; i < WIDTH; i++) {
        out.writeLong(places[WIDTH * slot + i]);
      }
      values.write(slot, out);
    }
  }

  @Override
  public void merge(int slot, ByteInput in) {
    if (!Cells.readFlag(in)) {
      return;
    }
    for (int i = 0; i < WIDTH; i++) {
      offered[i] = in.readLong();
    }
    Column value = values.read(in);
    if (!takesOffered(slot)) {
      return;
    }
    if (value == null) {
      values.drop(slot);
    } else {
      values.take(slot, value, 0);
    }
  }

  @Override
  void absorb(int slot, EdgeRows other, int otherSlot) {
    if (other.taken[otherSlot]) {
      System.arraycopy(other.places, WIDTH * otherSlot, offered, 0, WIDTH);
      if (takesOffered(slot)) {
        values.take(slot, other.values.view(), otherSlot);
      }
    }
  }

  /** Whether {@link #offered} is now the slot's place, so that its value is to be taken too. */
  private boolean takesOffered(int slot) {
    if (taken[slot] && !goesFurther(slot)) {
      return false;
    }
    taken[slot] = true;
    System.arraycopy(offered, 0, places, WIDTH * slot, WIDTH);
    return true;
  }

  @Override
  public boolean isEmpty(int slot) {
    return !taken[slot];
  }

  @Override
  public boolean hasResult(int slot) {
    return values.isHeld(slot);
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    values.append(slot, into);
  }

  @Override
  public void clear(int slot) {
    taken[slot] = false;
    values.drop(slot);
  }

  @Override
  public long bytes() {
    return 8L * places.length + 5L * taken.length + 4L * changed.length + values.bytes();
  }

  @Override
  public void clear() {
    Arrays.fill(taken, false);
    values.clear();
  }
}
