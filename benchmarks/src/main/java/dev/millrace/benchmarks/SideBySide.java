package dev.millrace.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs side by side and compares them: each in a JVM of its own on this class path, in
 * turn rather than one after the other, so that whatever else the machine does meets them all.
 *
 * <pre>{@code
 * SideBySide [repetitions=5] [jvm=-Xmx2g ...] -- label=main.Class arg ... -- label=main.Class arg ...
 * }</pre>
 *
 * <p>The argument {@code {out}} stands for a fresh empty folder, deleted after the run. A program
 * ends by printing one line of JSON, see {@link Measurement}. Medians are printed, and ratios to
 * the first command. A program that fails, or gives another answer than the others or than itself
 * before, ends the comparison with an error: times of different answers are not comparable.
 */
public final class SideBySide {
  private static final List<String> MEASURES = List.of("wallMs", "cpuMs", "jvmCpuMs");

  private final List<String> jvmOptions = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private int repetitions = 5;

  private SideBySide() {}

  /** A program under measurement: its label, and its main class with arguments. */
  private record Command(String label, List<String> program) {}

  /** What one run printed: the answer all programs must share, and the measures. */
  private record Report(Map<String, Object> answer, Map<String, Long> measures) {}

  public static void main(String[] args) throws IOException, InterruptedException {
    SideBySide comparison = parse(List.of(args));
    System.out.print(table(comparison.run()));
  }

  private static SideBySide parse(List<String> args) {
    SideBySide comparison = new SideBySide();
    List<List<String>> groups = groups(args);
    for (String option : groups.get(0)) {
      if (option.startsWith("repetitions=")) {
        comparison.repetitions = Integer.parseInt(valueOf(option));
      } else if (option.startsWith("jvm=")) {
        comparison.jvmOptions.add(valueOf(option));
      } else {
        throw new IllegalArgumentException("Not an option: " + option);
      }
    }
    for (List<String> group : groups.subList(1, groups.size())) {
      List<String> program = new ArrayList<>(group);
      String label = program.get(0).substring(0, program.get(0).indexOf('='));
      program.set(0, valueOf(program.get(0)));
      comparison.commands.add(new Command(label, program));
    }
    if (comparison.commands.isEmpty() || comparison.repetitions < 1) {
      throw new IllegalArgumentException(
          "Arguments: [repetitions=N] [jvm=OPTION] -- label=main.Class arg ... [-- ...]");
    }
    return comparison;
  }

  private static List<List<String>> groups(List<String> args) {
    List<List<String>> groups = new ArrayList<>();
    groups.add(new ArrayList<>());
    for (String arg : args) {
      if (arg.equals("--")) {
        groups.add(new ArrayList<>());
      } else {
        groups.get(groups.size() - 1).add(arg);
      }
    }
    return groups;
  }

  private static String valueOf(String assignment) {
    return assignment.substring(assignment.indexOf('=') + 1);
  }

  /** The reports of each label, repetitions in order. Every other round goes backwards. */
  private Map<String, List<Report>> run() throws IOException, InterruptedException {
    Map<String, List<Report>> reports = new LinkedHashMap<>();
    commands.forEach(command -> reports.put(command.label(), new ArrayList<>()));
    Report first = null;
    for (int round = 0; round < repetitions; round++) {
      List<Command> order = new ArrayList<>(commands);
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (Command command : order) {
        Report report = fork(command);
        first = first == null ? report : first;
        requireSameAnswer(first, report, command);
        reports.get(command.label()).add(report);
      }
    }
    return reports;
  }

  private static void requireSameAnswer(Report first, Report report, Command command) {
    if (!report.answer().equals(first.answer())) {
      throw new IllegalStateException(
          "The answers differ: %s gives %s where the first run gave %s"
              .formatted(command.label(), report.answer(), first.answer()));
    }
  }

  private Report fork(Command command) throws IOException, InterruptedException {
    Path output = Files.createTempDirectory("side-by-side");
    try {
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(jvmOptions);
      line.add("-classpath");
      line.add(System.getProperty("java.class.path"));
      command.program().forEach(arg -> line.add(arg.replace("{out}", output.toString())));
      Process process =
          new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String json = lastJson(process);
      int code = process.waitFor();
      if (code != 0 || json == null) {
        throw new IllegalStateException(
            command.label() + " ended with exit code " + code + ", its report: " + json);
      }
      System.err.println(command.label() + " " + json);
      return report(json);
    } finally {
      delete(output);
    }
  }

  private static @Nullable String lastJson(Process process) throws IOException {
    String last = null;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = line.startsWith("{") ? line : last;
      }
    }
    return last;
  }

  private static Report report(String json) throws IOException {
    Map<String, Object> fields =
        new ObjectMapper().readValue(json, new TypeReference<TreeMap<String, Object>>() {});
    Map<String, Long> measures = new LinkedHashMap<>();
    for (String measure : MEASURES) {
      if (!(fields.remove(measure) instanceof Number value)) {
        throw new IllegalStateException("No " + measure + " in " + json);
      }
      measures.put(measure, value.longValue());
    }
    return new Report(fields, measures);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String table(Map<String, List<Report>> reports) {
    StringBuilder table = new StringBuilder("answer: ");
    List<Report> baseline = reports.values().iterator().next();
    table.append(baseline.get(0).answer()).append('\n');
    table.append(
        row("median of " + baseline.size(), "wall ms", "", "cpu ms", "", "jvm cpu ms", ""));
    reports.forEach(
        (label, runs) -> {
          List<String> cells = new ArrayList<>(List.of(label));
          for (String measure : MEASURES) {
            long median = median(runs, measure);
            cells.add(String.valueOf(median));
            cells.add(
                String.format(Locale.ROOT, "x%.2f", (double) median / median(baseline, measure)));
          }
          table.append(row(cells.toArray(String[]::new)));
        });
    return table.toString();
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, "%-16s %10s %7s %10s %7s %10s %7s%n", (Object[]) cells);
  }

  /** The middle value; of an even number of runs, the lower of the two. */
  private static long median(List<Report> runs, String measure) {
    List<Long> values = runs.stream().map(run -> run.measures().get(measure)).sorted().toList();
    return values.get((values.size() - 1) / 2);
  }
}
