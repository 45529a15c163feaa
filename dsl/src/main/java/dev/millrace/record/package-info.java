/**
 * Shapes, codecs and columns: what a row is, how it becomes bytes, and how many rows stand together
 * as a block.
 *
 * <p>A {@link dev.millrace.record.Shape} describes an element type. How such a class is written is
 * its {@link dev.millrace.record.ElementStyle}: Java records and AutoValue classes are two, others
 * come with connectors. Its codec is compact and deterministic: equal values give equal bytes, on
 * every machine and in every run. No Java serialisation touches data, and nothing reflects per row:
 * accessors and builders are bound once per shape, as constants the JIT inlines.
 */
@NullMarked
package dev.millrace.record;

import org.jspecify.annotations.NullMarked;
