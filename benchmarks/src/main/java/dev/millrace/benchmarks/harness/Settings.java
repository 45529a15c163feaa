package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.input.Input;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is asked of the command.
 *
 * @param programs which of their programs: a pattern that is found in the name
 * @param groups of workloads that have groups, one measurement for each
 * @param rows of the larger of the two runs
 * @param jvm options of every forked JVM
 * @param folder for inputs, outputs and the report
 */
record Settings(
    List<Workload> workloads,
    String programs,
    List<Groups> groups,
    long rows,
    int repetitions,
    List<String> jvm,
    Path folder) {
  private static final Set<String> KEYS =
      Set.of("workloads", "programs", "groups", "rows", "repetitions", "jvm", "folder");

  /** The smaller run has this part of the rows. */
  private static final long PART = 4;

  private static final long FEWEST_ROWS = 1_000;

  static Settings parse(String[] args) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String arg : args) {
      String[] option = arg.split("=", 2);
      if (option.length != 2 || !KEYS.contains(option[0])) {
        throw new IllegalArgumentException("Not an option: " + arg + ". There are " + KEYS);
      }
      given.put(option[0], option[1]);
    }
    Settings settings =
        new Settings(
            workloads(given.getOrDefault("workloads", "a,b,c,d,e,f,g,h,i,j,k")),
            given.getOrDefault("programs", ""),
            groups(given.getOrDefault("groups", "many")),
            Long.parseLong(given.getOrDefault("rows", "1000000")),
            Integer.parseInt(given.getOrDefault("repetitions", "5")),
            words(given.getOrDefault("jvm", "-Xmx2g")),
            Path.of(given.getOrDefault("folder", "target/bench")));
    if (settings.rows < FEWEST_ROWS || settings.repetitions < 1) {
      throw new IllegalArgumentException("At least 1000 rows and one repetition: " + settings);
    }
    return settings;
  }

  private static List<Workload> workloads(String letters) {
    return Arrays.stream(letters.split(",", -1))
        .map(letter -> Workload.valueOf(letter.strip().toUpperCase(Locale.ROOT)))
        .toList();
  }

  private static List<Groups> groups(String labels) {
    return Arrays.stream(labels.split(",", -1))
        .map(label -> Groups.valueOf(label.strip().toUpperCase(Locale.ROOT)))
        .toList();
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" +", -1)).filter(word -> !word.isEmpty()).toList();
  }

  List<Entry> entries(Workload workload) {
    Pattern wanted = Pattern.compile(programs);
    return workload.entries().stream()
        .filter(entry -> wanted.matcher(entry.name()).find())
        .toList();
  }

  Input allRowsOf(Entry entry, Groups inGroups) {
    return new Input(entry.input(), entry.rows(rows), inGroups.customers(rows));
  }

  Input fewRowsOf(Entry entry, Groups inGroups) {
    return new Input(entry.input(), entry.rows(rows) / PART, inGroups.customers(rows));
  }
}
