package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.program.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a program came to, as its JVM prints it.
 *
 * @param unavailable why there is nothing to report; null when there is
 * @param answer null when unavailable
 * @param cpuNanos of the process from its start to the end of the job
 * @param compilerCpuNanos of {@code cpuNanos}, what the threads of the just-in-time compiler took;
 *     0 where the system does not say
 * @param compilationNanos of these threads, by the clock
 * @param wallNanos from the start of the JVM to the end of the job
 * @param residentBytes the most that was ever resident; 0 where the system does not say
 * @param heapPeakBytes the most heap in use, garbage included, seen at collections and at the end
 * @param heapLiveBytes the most heap in use right behind a collection; 0 without one
 */
public record Measures(
    @Nullable String unavailable,
    @Nullable Answer answer,
    long cpuNanos,
    long compilerCpuNanos,
    long compilationNanos,
    long wallNanos,
    long residentBytes,
    long heapPeakBytes,
    long heapLiveBytes) {
  static Measures unavailable(String reason) {
    return new Measures(reason, null, 0, 0, 0, 0, 0, 0, 0);
  }
}
