/**
 * The block engine: what a plan does to rows, without any runner.
 *
 * <p>A {@link dev.millrace.engine.Stage} is everything row-wise between a source (or an
 * aggregation) and the next shuffle or sink: operators that push {@link
 * dev.millrace.engine.RowBatch}es from one to the next, down to leaves that fold, write or reject.
 * It counts what passes in a {@link dev.millrace.engine.Ledger} as it goes. The runner's part,
 * {@code dev.millrace.beam}, only carries bytes between stages.
 *
 * <p>Where a step needs rows of one key together, they pass a shuffle. Before it, {@code RowPacker}
 * writes each row as an {@code Entry}, with a {@code RowKey} as its sort key, into the array of its
 * shuffle group ({@code Packing}); an aggregation packs the groups of a {@code GroupTable} instead.
 * Behind it, a {@link dev.millrace.engine.GroupWork} takes the arrays of one shuffle group, brings
 * together what belongs to one key ({@code SortedEntries}, or a {@code GroupTable} again) and
 * pushes what follows from it into the next stage ({@code ResultsByUnit}). One that works in the
 * order of event time, as that becomes complete, is an {@link dev.millrace.engine.OrderedWork}.
 * What does not fit into memory lies in {@code SpillFiles}.
 */
@NullMarked
package dev.millrace.engine;

import org.jspecify.annotations.NullMarked;
