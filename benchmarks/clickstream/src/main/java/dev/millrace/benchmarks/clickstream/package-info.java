/** The clickstream example as one writes it with Beam alone, to be measured beside it. */
@NullMarked
package dev.millrace.benchmarks.clickstream;

import org.jspecify.annotations.NullMarked;
