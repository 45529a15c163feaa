/**
 * Workload (a): trips are parsed, mapped, filtered, held against five rules, and their fares summed
 * and counted by rider and minute; as a batch and as a stream, by Millrace and its rivals. Every
 * program works out its answer itself.
 */
@NullMarked
package dev.millrace.benchmarks.trips;

import org.jspecify.annotations.NullMarked;
