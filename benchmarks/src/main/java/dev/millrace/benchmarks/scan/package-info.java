/**
 * Scans: of eight columns three are read, the country, the time and the price, and added up by
 * country and day, so that hardly anything is left but reading.
 */
@NullMarked
package dev.millrace.benchmarks.scan;

import org.jspecify.annotations.NullMarked;
