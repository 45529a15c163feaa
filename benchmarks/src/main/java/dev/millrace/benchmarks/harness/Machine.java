package dev.millrace.benchmarks.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What was measured on.
 *
 * @param cpu as the system names it
 * @param loadBefore runnable processes in the minute before: above 0 others were at work
 */
public record Machine(
    String os, String cpu, int cores, long memoryBytes, String java, double loadBefore) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  static Machine here() throws IOException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        cpuName(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
        system.getSystemLoadAverage());
  }

  private static String cpuName() throws IOException {
    if (!Files.isReadable(CPU_INFO)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
