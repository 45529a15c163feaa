package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.input.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The command: measures workloads, prints a table, and writes {@code report.json}. */
public final class Benchmarks {
  private final Settings settings;
  private final Fork fork;

  private Benchmarks(Settings settings) {
    this.settings = settings;
    this.fork = new Fork(settings.jvm(), settings.folder());
  }

  /**
   * Options: {@code workloads=a,b programs=PATTERN rows=N repetitions=N jvm=OPTIONS folder=PATH},
   * all of them optional.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Settings settings = Settings.parse(args);
    Report report = new Benchmarks(settings).run();
    Path file = settings.folder().resolve("report.json");
    report.write(file);
    System.out.print(report.table());
    System.out.println("\nall figures: " + file);
  }

  private Report run() throws IOException, InterruptedException {
    Files.createDirectories(settings.folder());
    Machine machine = Machine.here();
    List<Report.Section> sections = new ArrayList<>();
    for (Workload workload : settings.workloads()) {
      sections.add(Report.section(workload, measure(workload)));
    }
    return new Report(
        machine, Report.METHOD, settings.rows(), settings.repetitions(), settings.jvm(), sections);
  }

  private List<Rounds> measure(Workload workload) throws IOException, InterruptedException {
    List<Rounds> entries = new ArrayList<>();
    for (Entry entry : settings.entries(workload)) {
      entries.add(new Rounds(entry, settings.fewRowsOf(entry), settings.rowsOf(entry)));
    }
    Rounds.Agreed agreed = new Rounds.Agreed();
    for (int round = 0; round < settings.repetitions(); round++) {
      List<Rounds> order = new ArrayList<>(entries);
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (Rounds rounds : order) {
        measure(workload, rounds, agreed);
      }
    }
    return entries;
  }

  private void measure(Workload workload, Rounds rounds, Rounds.Agreed agreed)
      throws IOException, InterruptedException {
    if (rounds.unavailable() != null) {
      return;
    }
    Measures few = run(workload, rounds.entry(), rounds.fewRows());
    if (few.unavailable() != null) {
      rounds.setUnavailable(few.unavailable());
      return;
    }
    agreed.require(rounds.entry(), rounds.fewRows(), few.answer());
    Measures all = run(workload, rounds.entry(), rounds.allRows());
    agreed.require(rounds.entry(), rounds.allRows(), all.answer());
    rounds.add(few, all);
  }

  private Measures run(Workload workload, Entry entry, long rows)
      throws IOException, InterruptedException {
    Path input = InputFiles.of(entry.input(), rows, settings.folder().resolve("input"));
    Measures measures = fork.run(workload, entry, input);
    System.err.printf(
        Locale.ROOT,
        "%s %s %d rows: cpu %.1f s, wall %.1f s%n",
        workload.label(),
        entry.name(),
        rows,
        measures.cpuNanos() / 1e9,
        measures.wallNanos() / 1e9);
    return measures;
  }
}
