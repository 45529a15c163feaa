/**
 * Lowering: a plan and its bindings become a Beam pipeline, and the pipeline runs.
 *
 * <p>Only small things cross an edge of the Beam graph: lists of extents, packed partial aggregates
 * and receipts. Rows stay inside the engine's stages ({@code dev.millrace.engine}), from the reader
 * to the next shuffle or sink.
 */
@NullMarked
package dev.millrace.beam;

import org.jspecify.annotations.NullMarked;
