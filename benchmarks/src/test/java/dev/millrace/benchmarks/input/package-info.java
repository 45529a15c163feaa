@NullMarked
package dev.millrace.benchmarks.input;

import org.jspecify.annotations.NullMarked;
