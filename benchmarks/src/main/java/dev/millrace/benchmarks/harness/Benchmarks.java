package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.input.Input;
import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.input.UnavailableException;
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
   * Options: {@code workloads=a,b programs=PATTERN groups=many,few rows=N repetitions=N jvm=OPTIONS
   * folder=PATH}, all of them optional.
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
      if (workload.hasGroups()) {
        for (Groups groups : settings.groups()) {
          sections.add(Report.section(workload, groups, measure(workload, groups)));
        }
      } else {
        sections.add(Report.section(workload, null, measure(workload, Groups.MANY)));
      }
    }
    return new Report(
        machine, Report.METHOD, settings.rows(), settings.repetitions(), settings.jvm(), sections);
  }

  private List<Rounds> measure(Workload workload, Groups groups)
      throws IOException, InterruptedException {
    List<Rounds> entries = new ArrayList<>();
    for (Entry entry : settings.entries(workload)) {
      entries.add(
          new Rounds(entry, settings.fewRowsOf(entry, groups), settings.allRowsOf(entry, groups)));
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
    Path fewRows;
    Path allRows;
    try {
      fewRows = input(rounds.fewRows());
      allRows = input(rounds.allRows());
    } catch (UnavailableException e) {
      rounds.setUnavailable(String.valueOf(e.getMessage()));
      return;
    }
    Measures few = run(workload, rounds.entry(), rounds.fewRows(), fewRows);
    if (few.unavailable() != null) {
      rounds.setUnavailable(few.unavailable());
      return;
    }
    agreed.require(rounds.entry(), rounds.fewRows().rows(), few.answer());
    Measures all = run(workload, rounds.entry(), rounds.allRows(), allRows);
    agreed.require(rounds.entry(), rounds.allRows().rows(), all.answer());
    rounds.add(few, all);
  }

  private Path input(Input rows) throws IOException, UnavailableException {
    return InputFiles.of(rows, settings.folder().resolve("input"));
  }

  private Measures run(Workload workload, Entry entry, Input rows, Path input)
      throws IOException, InterruptedException {
    Measures measures = fork.run(workload, entry, input);
    System.err.printf(
        Locale.ROOT,
        "%s %s %d rows: cpu %.1f s, of it compiler %.1f s, wall %.1f s%n",
        workload.label(),
        entry.name(),
        rows.rows(),
        measures.cpuNanos() / 1e9,
        measures.compilerCpuNanos() / 1e9,
        measures.wallNanos() / 1e9);
    return measures;
  }
}
