/**
 * The rows that workloads are run over: made up, the same for the same seed and number, as files of
 * CSV, JSON Lines, Parquet or Avro; and a reader of such CSV that is as fast as one writes it by
 * hand.
 */
@NullMarked
package dev.millrace.benchmarks.input;

import org.jspecify.annotations.NullMarked;
