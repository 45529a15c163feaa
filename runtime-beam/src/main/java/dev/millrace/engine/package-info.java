/**
 * The block engine: what a plan does to rows, without any runner.
 *
 * <p>A {@link dev.millrace.engine.Stage} is everything row-wise between a source (or an
 * aggregation) and the next shuffle or sink: operators that push {@link
 * dev.millrace.engine.RowBatch}es from one to the next, down to leaves that fold, write or reject.
 * It counts what passes in a {@link dev.millrace.engine.Ledger} as it goes. The runner's part,
 * {@code dev.millrace.beam}, only carries bytes between stages.
 */
@NullMarked
package dev.millrace.engine;

import org.jspecify.annotations.NullMarked;
