/**
 * Orders become sales: parse, drop what was cancelled, map, check five rules; then add up by
 * customer and window, or hand every sale to a sink. Millrace's form is {@link
 * dev.millrace.benchmarks.sales.MillraceSales}; all others are its rivals and share nothing with
 * it.
 *
 * <p>The rivals come in forms. <em>plain</em>: as usually written, AutoValue elements, a transform
 * for each step, {@code Combine.perKey}, the runner's defaults. <em>tuned</em>: a reader by hand, a
 * compact coder, sums folded in each bundle before the shuffle, options set. <em>fused</em>: the
 * same with everything up to the shuffle in one function, so that no sale is ever an element, and
 * with many customers to a group: Millrace's own ideas, written by hand.
 */
@NullMarked
package dev.millrace.benchmarks.sales;

import org.jspecify.annotations.NullMarked;
