package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Selection;

/**
 * The states of one aggregation for many groups, by slot: a dense index from 0. Not thread-safe.
 *
 * <p>Laws: for any split of the rows of a group into parts, in any order, adding them to one slot,
 * or adding the parts to slots of their own and merging those through {@link #write} and {@link
 * #merge}, gives the same result and the same written bytes.
 */
public interface Accumulators {
  /** Makes room for slots 0 to {@code slots - 1}; new slots are empty. */
  void grow(int slots);

  /**
   * Adds rows of a block: the row at place i of {@code rows} to slot {@code slots[i]}. Null inputs
   * are skipped, except by first and last.
   */
  void add(int[] slots, Block<?> block, Selection rows);

  /** Writes the state of a slot; deterministic. */
  void write(int slot, ByteOutput out);

  /** Merges a written state into a slot. */
  void merge(int slot, ByteInput in);

  /** Whether a slot has a result; where not, the result is null. */
  boolean hasResult(int slot);

  /** Appends the result of a slot that has one to a column of the function's result type. */
  void result(int slot, ColumnBuilder into);

  /** Bytes of memory held, about: what the engine's budget counts. */
  long bytes();

  /** Forgets all slots. */
  void clear();
}
