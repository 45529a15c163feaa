package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Sums of whole numbers, kept in 128 bits: whether one fits a long depends on the total alone, not
 * on what the order of rows makes of the sums in between.
 *
 * <p>The written form is the count of values and, unless that is zero, the low 64 bits and how far
 * the high ones are from those of a sum that fits; each variable-length.
 */
final class LongSums extends KindredAccumulators<LongSums> {
  /** Longs to a slot: low half, high half, count of values. */
  private static final int WIDTH = 3;

  private final int input;
  private final String label;
  private long[] sums = new long[0];

  LongSums(Origin origin, Shape<?> rows, Component input) {
    super(origin);
    this.input = input.index();
    this.label = rows.name() + "." + input.name();
  }

  @Override
  public void grow(int slots) {
    if (slots > sums.length / WIDTH) {
      int capacity = Capacity.grown(sums.length / WIDTH, slots);
      sums = Arrays.copyOf(sums, Math.multiplyExact(WIDTH, capacity));
    }
  }

  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    LongColumn column = block.longs(input);
    long[] values = column.array();
    boolean nullable = column.mayHaveNulls();
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!nullable || !column.isNull(row)) {
        add(slots[i], values[row], values[row] >> 63, 1);
      }
    }
  }

  private void add(int slot, long low, long high, long count) {
    int at = WIDTH * slot;
    long before = sums[at];
    long after = before + low;
    long carry = ((before & low) | ((before | low) & ~after)) >>> 63;
    sums[at] = after;
    sums[at + 1] += high + carry;
    sums[at + 2] += count;
  }

  @Override
  public void write(int slot, ByteOutput out) {
    long low = sums[WIDTH * slot];
    long count = sums[WIDTH * slot + 2];
    out.writeVarLong(count);
    if (count > 0) {
      out.writeSignedVarLong(low);
      out.writeSignedVarLong(sums[WIDTH * slot + 1] - (low >> 63));
    }
  }

  @Override
  public void merge(int slot, ByteInput in) {
    long count = in.readVarLong();
    Counts.total(sums[WIDTH * slot + 2], count);
    if (count > 0) {
      long low = in.readSignedVarLong();
      long excess = in.readSignedVarLong();
      if (excess > count / 2 || excess < -(count / 2)) {
        throw new CorruptDataException(label + ": a sum too great for " + count + " values");
      }
      add(slot, low, excess + (low >> 63), count);
    }
  }

  @Override
  void absorb(int slot, LongSums other, int otherSlot) {
    int from = WIDTH * otherSlot;
    add(slot, other.sums[from], other.sums[from + 1], other.sums[from + 2]);
  }

  @Override
  public boolean isEmpty(int slot) {
    return sums[WIDTH * slot + 2] == 0;
  }

  @Override
  public boolean hasResult(int slot) {
    return sums[WIDTH * slot + 2] > 0;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    long low = sums[WIDTH * slot];
    long high = sums[WIDTH * slot + 1];
    if (high != low >> 63) {
      BigInteger total =
          BigInteger.valueOf(high - (low >> 63)).shiftLeft(64).add(BigInteger.valueOf(low));
      throw new ArithmeticException(
          "sumLong of "
              + label
              + " is "
              + total
              + ", which no long can hold. Sum a BigDecimal with sumDecimal instead, or smaller"
              + " groups.");
    }
    into.appendLong(low);
  }

  @Override
  public void clear(int slot) {
    Arrays.fill(sums, WIDTH * slot, WIDTH * (slot + 1), 0);
  }

  @Override
  public long bytes() {
    return (long) Long.BYTES * sums.length;
  }

  @Override
  public void clear() {
    Arrays.fill(sums, 0);
  }
}
