/**
 * Side-by-side measurements: the same job written in different ways, each run in a JVM of its own.
 *
 * <p>A program that can be measured is a main class that takes its input and output as arguments,
 * measures itself with {@link dev.millrace.benchmarks.Measurement} and ends by printing one line of
 * JSON. {@link dev.millrace.benchmarks.SideBySide} runs several of them in turn and refuses to
 * compare programs that do not give the same answer.
 */
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
