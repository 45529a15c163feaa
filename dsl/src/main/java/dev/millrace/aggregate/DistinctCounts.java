package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** How many different values, exactly. */
sealed class DistinctCounts extends KindredAccumulators<DistinctCounts>
    implements StreamedAccumulators permits RemovableDistinctCounts {
  final DistinctValues values;

  DistinctCounts(Origin origin, DistinctValues values) {
    super(origin);
    this.values = values;
  }

  @Override
  public void grow(int slots) {
    values.grow(slots);
  }

  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    values.add(slots, block, rows);
  }

  @Override
  public void write(int slot, ByteOutput out) {
    values.write(slot, out);
  }

  @Override
  public void merge(int slot, ByteInput in) {
    values.merge(slot, in);
  }

  @Override
  void absorb(int slot, DistinctCounts other, int otherSlot) {
    values.merge(slot, other.values, otherSlot);
  }

  @Override
  public boolean isEmpty(int slot) {
    return values.size(slot) == 0;
  }

  @Override
  public boolean hasResult(int slot) {
    return true;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    into.appendLong(values.size(slot));
  }

  @Override
  public Object resultOf(List<? extends InputStream> states) throws IOException {
    return SortedDistinct.merge(values.form(), states, (value, times) -> {});
  }

  @Override
  public void clear(int slot) {
    values.clear(slot);
  }

  @Override
  public long bytes() {
    return values.bytes();
  }

  @Override
  public void clear() {
    values.clear();
  }
}
