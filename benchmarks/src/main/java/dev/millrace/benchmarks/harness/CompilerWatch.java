package dev.millrace.benchmarks.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What this process's just-in-time compiler has cost so far. */
final class CompilerWatch {
  private static final Path THREADS = Path.of("/proc/self/task");

  /** Linux keeps fifteen letters of {@code C2 CompilerThread0}. */
  private static final List<String> NAMES = List.of("C1 CompilerThre", "C2 CompilerThre");

  /** Of Linux's times of threads, whatever the kernel's own tick is. */
  private static final long NANOS_PER_TICK = TimeUnit.SECONDS.toNanos(1) / 100;

  /** Places of a thread's user and system time behind its name in {@code stat}. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  private CompilerWatch() {}

  /**
   * What compilations took by the clock, added up over the compiler's threads: more than their CPU
   * when they had to wait for a core.
   */
  static long elapsedNanos() {
    return TimeUnit.MILLISECONDS.toNanos(
        ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
  }

  /**
   * CPU of the compiler's threads that live: of all, in a JVM whose number of them is fixed. 0
   * where the system does not say.
   */
  static long cpuNanos() throws IOException {
    return Files.isDirectory(THREADS) ? cpuNanos(THREADS) : 0;
  }

  /**
   * @param folder with a folder for each thread, as Linux has it
   */
  static long cpuNanos(Path folder) throws IOException {
    try (Stream<Path> threads = Files.list(folder)) {
      long nanos = 0;
      for (Path thread : threads.toList()) {
        nanos += cpuNanosOfThread(thread);
      }
      return nanos;
    }
  }

  private static long cpuNanosOfThread(Path thread) throws IOException {
    Path file = thread.resolve("stat");
    String stat;
    try {
      stat = Files.readString(file);
    } catch (IOException e) {
      if (Files.exists(file)) {
        throw e;
      }
      // A thread of the program that ended, maybe while it was read: the compiler's do not.
      return 0;
    }
    int nameEnd = stat.lastIndexOf(')');
    String name = stat.substring(stat.indexOf('(') + 1, nameEnd);
    if (!NAMES.contains(name)) {
      return 0;
    }
    String[] values = stat.substring(nameEnd + 2).split(" ", -1);
    return (Long.parseLong(values[USER_TICKS]) + Long.parseLong(values[SYSTEM_TICKS]))
        * NANOS_PER_TICK;
  }
}
