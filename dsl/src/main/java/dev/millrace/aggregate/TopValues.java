package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The most frequent values, from exact counts of all of them: what is cut off in one part of the
 * rows could be the most frequent of the whole.
 */
final class TopValues extends KindredAccumulators<TopValues>
    implements StreamedAccumulators, RemovableAccumulators {
  private final DistinctValues values;
  private final int k;

  /**
   * @param values counted ones
   */
  TopValues(Origin origin, DistinctValues values, int k) {
    super(origin);
    if (k < 1) {
      throw new IllegalArgumentException("the top " + k + " values");
    }
    this.values = values;
    this.k = k;
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
  public void remove(int[] slots, Block<?> block, Selection rows) {
    values.remove(slots, block, rows);
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
  void absorb(int slot, TopValues other, int otherSlot) {
    values.merge(slot, other.values, otherSlot);
  }

  @Override
  public boolean isEmpty(int slot) {
    return values.size(slot) == 0;
  }

  @Override
  public boolean hasResult(int slot) {
    return values.size(slot) > 0;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    DistinctTable table = values.table;
    Ranking ranking = new Ranking(k);
    for (int entry = table.latest(slot); entry >= 0; entry = table.previous(entry)) {
      long times = values.count(entry);
      if (ranking.admits(times)) {
        ranking.add(times, values.value(entry), values.canonical(entry));
      }
    }
    into.appendObject(ranking.best());
  }

  @Override
  public @Nullable Object resultOf(List<? extends InputStream> states) throws IOException {
    Ranking ranking = new Ranking(k);
    long different =
        SortedDistinct.merge(
            values.form(),
            states,
            (value, times) -> {
              if (ranking.admits(times)) {
                ranking.add(times, values.value(value), values.canonical(value));
              }
            });
    return different == 0 ? null : ranking.best();
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
