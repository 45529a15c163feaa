package dev.millrace.benchmarks.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.millrace.benchmarks.input.UnavailableException;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** What a forked JVM does: runs one program, stops the clock, and prints one line of JSON. */
public final class MeasuredProgram {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private MeasuredProgram() {}

  /** Arguments: the workload's letter, the program's name, the input's folder, a new folder. */
  public static void main(String[] args) throws Exception {
    Workload workload = Workload.valueOf(args[0].toUpperCase(Locale.ROOT));
    Measures measures = run(workload.entry(args[1]), Path.of(args[2]), Path.of(args[3]));
    System.out.println(new ObjectMapper().writeValueAsString(measures));
    // Flink's threads would keep the process.
    System.exit(0);
  }

  static Measures run(Entry entry, Path input, Path output) throws Exception {
    AnswerSum.shared().reset();
    MemoryWatch memory = MemoryWatch.start();
    Callable<Answer> job;
    try {
      job = entry.program().run(input, output);
    } catch (UnavailableException e) {
      return Measures.unavailable(String.valueOf(e.getMessage()));
    }
    long cpu = PROCESS.getProcessCpuTime();
    long compilerCpu = CompilerWatch.cpuNanos();
    long compilation = CompilerWatch.elapsedNanos();
    long wallMillis =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    long resident = MemoryWatch.residentBytes();
    long peak = memory.heapPeakBytes();
    return new Measures(
        null,
        job.call(),
        cpu,
        compilerCpu,
        compilation,
        TimeUnit.MILLISECONDS.toNanos(wallMillis),
        resident,
        peak,
        memory.heapLiveBytes());
  }
}
