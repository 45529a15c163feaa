/**
 * Measures programs side by side. {@link dev.millrace.benchmarks.harness.Benchmarks} is the
 * command; {@link dev.millrace.benchmarks.harness.Workload} says which programs there are.
 *
 * <p>How: every program runs in a JVM of its own, in turn with all others, twice a round: over all
 * rows and over a quarter of them, cold both times. Process CPU (all threads, the JIT's and the
 * collector's too) of the first less that of the second, divided by the difference in rows, is the
 * cost of a record net of start-up. The slope was chosen over a tiny run to subtract because most
 * of the JIT's work comes after the first rows and would be counted as cost of records; it stands
 * in both runs and falls out. What is left of it is the same for all. Medians over rounds, with
 * least and greatest.
 *
 * <p>A program that fails, or answers otherwise than the first of its group or than itself before,
 * ends the measurement with an error. One that cannot run here is reported as not available and has
 * no figures.
 */
@NullMarked
package dev.millrace.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
