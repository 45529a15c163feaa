/**
 * What a run shows to those who watch it by Prometheus: counters of rows, moved by receipts, and
 * how far sources are behind. {@code docs/metrics.md} says what each means.
 *
 * <p>Numbers here are for people and alerts. A bundle that is tried again counts twice; the ledger
 * counts once. Nothing is done for single rows: a receipt stands for thousands.
 */
@NullMarked
package dev.millrace.metrics;

import org.jspecify.annotations.NullMarked;
