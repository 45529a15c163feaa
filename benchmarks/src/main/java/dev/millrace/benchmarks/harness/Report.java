package dev.millrace.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.millrace.benchmarks.program.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement came to, as a table and as JSON.
 *
 * @param method how figures net of start-up were made
 */
public record Report(
    Machine machine,
    String method,
    long rows,
    int repetitions,
    List<String> jvm,
    List<Section> workloads) {
  static final String METHOD =
      "each run in a JVM of its own, programs in turn, every other round backwards; net = (over all"
          + " rows - over a quarter of them) / difference in rows, cold both times; of it jit is what the threads of the"
          + " JVM's compiler took, which does not grow with the rows; no jit is the ratio without";

  /**
   * A workload.
   *
   * @param groups how many groups it has, where that may be chosen
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Section(
      String workload, String description, @Nullable String groups, List<Line> programs) {}

  /**
   * What the just-in-time compiler cost: CPU of its threads, and what compilations took by the
   * clock. All of it is in the CPU time of the process.
   */
  public record Compiler(
      Spread netCpuNanosPerRecord,
      Spread cpuMillis,
      Spread cpuMillisOverFew,
      Spread elapsedMillis,
      Spread elapsedMillisOverFew) {
    static Compiler of(Rounds rounds) {
      return new Compiler(
          rounds.netCompilerCpu(),
          rounds.ofAll(run -> run.compilerCpuNanos() / 1e6),
          rounds.ofFew(run -> run.compilerCpuNanos() / 1e6),
          rounds.ofAll(run -> run.compilationNanos() / 1e6),
          rounds.ofFew(run -> run.compilationNanos() / 1e6));
    }
  }

  /**
   * A program; all figures are null when it is not available.
   *
   * @param ratio its net CPU divided by that of {@code against}; null where one of them is not more
   *     than nothing
   * @param ratioWithoutCompiler the same of what is left of CPU without the compiler's threads
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Line(
      String program,
      String group,
      long rows,
      long fewRows,
      @Nullable String notAvailable,
      @Nullable Spread netCpuNanosPerRecord,
      @Nullable Spread netWallNanosPerRecord,
      @Nullable Spread cpuMillis,
      @Nullable Spread cpuMillisOverFew,
      @Nullable Compiler compiler,
      @Nullable Spread wallMillis,
      @Nullable Spread residentMegabytes,
      @Nullable Spread heapPeakMegabytes,
      @Nullable Spread heapLiveMegabytes,
      String against,
      @Nullable Double ratio,
      @Nullable Double ratioWithoutCompiler,
      @Nullable Answer answer) {
    static Line of(Rounds rounds, @Nullable Rounds against) {
      Entry entry = rounds.entry();
      if (rounds.isEmpty()) {
        return new Line(
            entry.name(),
            entry.group(),
            rounds.allRows().rows(),
            rounds.fewRows().rows(),
            rounds.unavailable(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            entry.against(),
            null,
            null,
            null);
      }
      Spread cpu = rounds.netCpu();
      return new Line(
          entry.name(),
          entry.group(),
          rounds.allRows().rows(),
          rounds.fewRows().rows(),
          null,
          cpu,
          rounds.netWall(),
          rounds.ofAll(run -> run.cpuNanos() / 1e6),
          rounds.ofFew(run -> run.cpuNanos() / 1e6),
          Compiler.of(rounds),
          rounds.ofAll(run -> run.wallNanos() / 1e6),
          rounds.ofAll(run -> run.residentBytes() / 1e6),
          rounds.ofAll(run -> run.heapPeakBytes() / 1e6),
          rounds.ofAll(run -> run.heapLiveBytes() / 1e6),
          entry.against(),
          against == null ? null : quotient(rounds, against, Rounds::netCpu),
          against == null ? null : quotient(rounds, against, Rounds::netCpuWithoutCompiler),
          rounds.answer());
    }
  }

  /** Null where a cost was lost in the noise: rows were too few. */
  private static @Nullable Double quotient(
      Rounds rounds, Rounds against, Function<Rounds, Spread> cost) {
    if (against.isEmpty()) {
      return null;
    }
    double own = cost.apply(rounds).median();
    double other = cost.apply(against).median();
    return own > 0 && other > 0 ? own / other : null;
  }

  static Section section(Workload workload, @Nullable Groups groups, List<Rounds> measured) {
    Map<String, Rounds> byName = new TreeMap<>();
    measured.forEach(rounds -> byName.put(rounds.entry().name(), rounds));
    return new Section(
        workload.label(),
        workload.description(),
        groups == null ? null : groups.label(),
        measured.stream()
            .map(rounds -> Line.of(rounds, byName.get(rounds.entry().against())))
            .toList());
  }

  void write(Path file) throws IOException {
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
  }

  String table() {
    StringBuilder table = new StringBuilder();
    table.append(machine).append('\n').append(method).append('\n');
    table.append("medians of ").append(repetitions).append('\n');
    for (Section section : workloads) {
      table.append('\n').append(section.workload()).append(": ").append(section.description());
      if (section.groups() != null) {
        table.append(", groups=").append(section.groups());
      }
      table.append('\n').append(HEADER);
      section.programs().forEach(line -> table.append(row(line)));
    }
    return table.toString();
  }

  private static final String HEADER =
      String.format(
          Locale.ROOT,
          "%-34s %9s %9s %10s %7s %9s %7s %9s %9s %9s %9s %8s %8s%n",
          "program",
          "rows",
          "results",
          "cpu ns/row",
          "jit",
          "least",
          "most",
          "ratio",
          "no jit",
          "wall ns",
          "wall ms",
          "rss MB",
          "live MB");

  private static String row(Line line) {
    if (line.netCpuNanosPerRecord() == null) {
      return String.format(
          Locale.ROOT,
          "%-34s %9d not available: %s%n",
          line.program(),
          line.rows(),
          line.notAvailable());
    }
    Spread cpu = line.netCpuNanosPerRecord();
    return String.format(
        Locale.ROOT,
        "%-34s %9d %9d %10.0f %7.0f %9.0f %7.0f %9s %9s %9.0f %9.0f %8.0f %8.0f%n",
        line.program(),
        line.rows(),
        line.answer().results(),
        cpu.median(),
        line.compiler().netCpuNanosPerRecord().median(),
        cpu.least(),
        cpu.greatest(),
        times(line.ratio()),
        times(line.ratioWithoutCompiler()),
        line.netWallNanosPerRecord().median(),
        line.wallMillis().median(),
        line.residentMegabytes().median(),
        line.heapLiveMegabytes().median());
  }

  private static String times(@Nullable Double ratio) {
    return ratio == null ? "" : String.format(Locale.ROOT, "x%.2f", ratio);
  }
}
