package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.Selection;

/**
 * Accumulators from which rows can be taken back (SEMANTICS S12): those whose states are multisets
 * of values.
 *
 * <p>Law: adding A, adding B and removing B is adding A, in results and in written bytes, in
 * whatever order the rows come and go, as long as none goes before it came. Memory shrinks with
 * what is removed.
 */
public interface RemovableAccumulators extends Accumulators {
  /**
   * The inverse of {@link #add}: takes the row at place i of {@code rows} back from slot {@code
   * slots[i]}, which it, or a row with an equal input, was added to before. As fast as adding.
   *
   * @throws IllegalStateException when a slot holds no such row; those before it are then removed
   */
  void remove(int[] slots, Block<?> block, Selection rows);
}
