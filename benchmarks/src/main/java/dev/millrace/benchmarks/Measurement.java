package dev.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Wall and CPU time of one stretch of a program, all threads counted (the garbage collector's and
 * the JIT's as well).
 *
 * <p>Fields whose name ends in {@code Ms} are measures in milliseconds; everything else in a report
 * is part of the answer, and programs that stand side by side must agree on it.
 */
public final class Measurement {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long wallAtStart = System.nanoTime();
  private final long cpuAtStart = PROCESS.getProcessCpuTime();

  private Measurement() {}

  public static Measurement start() {
    return new Measurement();
  }

  /** Ends the stretch: {@code wallMs} and {@code cpuMs} of it, {@code jvmCpuMs} since the start. */
  public Map<String, Long> stop() {
    long cpu = PROCESS.getProcessCpuTime();
    Map<String, Long> measures = new LinkedHashMap<>();
    measures.put("wallMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - wallAtStart));
    measures.put("cpuMs", TimeUnit.NANOSECONDS.toMillis(cpu - cpuAtStart));
    measures.put("jvmCpuMs", TimeUnit.NANOSECONDS.toMillis(cpu));
    return measures;
  }

  /** The one line that {@link SideBySide} reads: the answer, then the measures. */
  public static String report(Map<String, ?> answer, Map<String, Long> measures) {
    Map<String, Object> report = new LinkedHashMap<>(answer);
    report.putAll(measures);
    try {
      return new ObjectMapper().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A report of numbers and text is always JSON", e);
    }
  }
}
