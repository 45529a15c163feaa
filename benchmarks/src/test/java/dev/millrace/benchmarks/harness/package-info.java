@NullMarked
package dev.millrace.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
