package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Selection;

/** Exact sums of doubles, or means: both keep the same state, that of {@link ExactSums}. */
final class DoubleSums extends KindredAccumulators<DoubleSums> {
  private final int input;
  private final boolean mean;
  private final ExactSums sums = new ExactSums();

  DoubleSums(Origin origin, Component input, boolean mean) {
    super(origin);
    this.input = input.index();
    this.mean = mean;
  }

  @Override
  public void grow(int slots) {
    sums.grow(slots);
  }

  @Override
  public void add(int[] into, Block<?> block, Selection rows) {
    DoubleColumn column = block.doubles(input);
    double[] values = column.array();
    boolean nullable = column.mayHaveNulls();
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!nullable || !column.isNull(row)) {
        sums.add(into[i], values[row]);
      }
    }
  }

  @Override
  public void write(int slot, ByteOutput out) {
    sums.write(slot, out);
  }

  @Override
  public void merge(int slot, ByteInput in) {
    sums.mergeSettled(slot, in);
  }

  @Override
  void absorb(int slot, DoubleSums other, int otherSlot) {
    sums.merge(slot, other.sums, otherSlot);
  }

  @Override
  public boolean isEmpty(int slot) {
    return sums.count(slot) == 0;
  }

  @Override
  public boolean hasResult(int slot) {
    return sums.count(slot) > 0;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    into.appendDouble(mean ? sums.mean(slot) : sums.sum(slot));
  }

  @Override
  public void clear(int slot) {
    sums.clear(slot);
  }

  @Override
  public long bytes() {
    return sums.bytes();
  }

  @Override
  public void clear() {
    sums.clear();
  }
}
