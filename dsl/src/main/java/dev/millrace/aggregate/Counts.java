package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Selection;
import java.util.Arrays;

/** How many rows. The written form is the count, variable-length. */
final class Counts extends KindredAccumulators<Counts> implements RemovableAccumulators {
  private long[] counts = new long[0];

  Counts(Origin origin) {
    super(origin);
  }

  @Override
  public void grow(int slots) {
    if (slots > counts.length) {
      counts = Arrays.copyOf(counts, Capacity.grown(counts.length, slots));
    }
  }

  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      counts[slots[i]]++;
    }
  }

  @Override
  public void remove(int[] slots, Block<?> block, Selection rows) {
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      if (counts[slots[i]] == 0) {
        throw new IllegalStateException("Of no row, one cannot be removed: it was not added here.");
      }
      counts[slots[i]]--;
    }
  }

  @Override
  public void write(int slot, ByteOutput out) {
    out.writeVarLong(counts[slot]);
  }

  @Override
  public void merge(int slot, ByteInput in) {
    counts[slot] = total(counts[slot], in.readVarLong());
  }

  @Override
  void absorb(int slot, Counts other, int otherSlot) {
    counts[slot] += other.counts[otherSlot];
  }

  /** The total of two counts, of which the second was read. */
  static long total(long count, long read) {
    if (read < 0 || count + read < 0) {
      throw new CorruptDataException(count + " values held and " + read + " to add");
    }
    return count + read;
  }

  @Override
  public boolean isEmpty(int slot) {
    return counts[slot] == 0;
  }

  @Override
  public boolean hasResult(int slot) {
    return true;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    into.appendLong(counts[slot]);
  }

  @Override
  public void clear(int slot) {
    counts[slot] = 0;
  }

  @Override
  public long bytes() {
    return (long) Long.BYTES * counts.length;
  }

  @Override
  public void clear() {
    Arrays.fill(counts, 0);
  }
}
