/**
 * Questions about customers are answered from the facts before them: with the latest one, or with
 * sum, count, mean, greatest and number of different values over five windows.
 */
@NullMarked
package dev.millrace.benchmarks.asof;

import org.jspecify.annotations.NullMarked;
