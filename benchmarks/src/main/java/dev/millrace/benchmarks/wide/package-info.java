/**
 * Rows of twenty columns go to a cheap sink: as they are, or after a hundred rules, five on each
 * column. What the rules cost is the difference.
 */
@NullMarked
package dev.millrace.benchmarks.wide;

import org.jspecify.annotations.NullMarked;
