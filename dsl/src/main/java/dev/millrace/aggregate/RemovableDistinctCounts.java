package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.Selection;

/** How many different values, of which it knows how often each is there. */
final class RemovableDistinctCounts extends DistinctCounts implements RemovableAccumulators {
  /**
   * @param values counted ones
   */
  RemovableDistinctCounts(Origin origin, DistinctValues values) {
    super(origin, values);
  }

  @Override
  public void remove(int[] slots, Block<?> block, Selection rows) {
    values.remove(slots, block, rows);
  }
}
