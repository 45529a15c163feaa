/**
 * What every measured program has in common: it is given a folder of input, runs to its end, and
 * answers for its own results. Programs share how an answer is hashed and nothing of how it is
 * found.
 */
@NullMarked
package dev.millrace.benchmarks.program;

import org.jspecify.annotations.NullMarked;
