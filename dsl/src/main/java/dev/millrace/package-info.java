/**
 * The language: ports, collections, rules, windows and aggregations.
 *
 * <p>A pipeline is a graph of steps over typed collections. {@link dev.millrace.Records} have no
 * time yet; {@link dev.millrace.Events} are append-only rows with an event time; {@link
 * dev.millrace.KeyedEvents} and {@link dev.millrace.WindowedEvents} are events on their way into an
 * aggregation; {@link dev.millrace.Validated} is a collection whose author has yet to say what
 * happens to invalid rows. Every collection is an immutable value; each method adds a step to the
 * pipeline and returns the next collection.
 *
 * <p>Nothing runs here. {@link dev.millrace.Pipeline#plan()} checks the whole definition and gives
 * the logical plan.
 */
@NullMarked
package dev.millrace;

import org.jspecify.annotations.NullMarked;
