package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.asof.AsOfJob;
import dev.millrace.benchmarks.asof.DuckAsOf;
import dev.millrace.benchmarks.asof.LoopAsOf;
import dev.millrace.benchmarks.asof.MillraceAsOf;
import dev.millrace.benchmarks.asof.PlainBeamAsOf;
import dev.millrace.benchmarks.input.InputKind;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which programs do as-of joins. What they answer is the group. */
final class AsOfEntries {
  private static final String MILLRACE = "millrace-";
  private static final String PLAIN_BEAM = "beam-plain-";
  private static final List<Mode> BATCH = List.of(Mode.DIRECT, Mode.FLINK_BATCH);
  private static final int ALL_THREADS = Runtime.getRuntime().availableProcessors();

  /** Of the rows, for what would need hours. */
  private static final double TENTH = 0.1;

  private AsOfEntries() {}

  static List<Entry> all() {
    List<Entry> entries = new ArrayList<>();
    for (AsOfJob job : AsOfJob.values()) {
      entries.addAll(all(new InputOf(InputKind.HISTORY, job, "")));
      entries.addAll(parquet(new InputOf(InputKind.HISTORY_PARQUET, job, "-parquet")));
    }
    return entries;
  }

  /** What the names of entries end with, and what their answers depend on. */
  private record InputOf(InputKind kind, AsOfJob job, String suffix) {
    Entry entry(String name, double scale, String against, Program program) {
      String end = "-" + job.label() + suffix;
      return new Entry(name + end, job.label(), kind, scale, against + end, program);
    }

    Entry entry(String name, Program program) {
      return entry(name, 1, duck(how()), program);
    }

    /** DuckDB's best way to do the job. */
    DuckAsOf.How how() {
      return job == AsOfJob.LATEST ? DuckAsOf.How.ASOF : DuckAsOf.How.RANGE;
    }

    /** The other one, which is how people do it. */
    DuckAsOf.How otherHow() {
      return job == AsOfJob.LATEST ? DuckAsOf.How.RANGE : DuckAsOf.How.RANGES;
    }

    Program duckdb(DuckAsOf.How how, int threads) {
      return new DuckAsOf(job, how, kind == InputKind.HISTORY_PARQUET, threads);
    }

    Program millrace(Mode mode) {
      return new MillraceAsOf(job, mode, kind == InputKind.HISTORY_PARQUET);
    }
  }

  private static String duck(DuckAsOf.How how) {
    return "duckdb-" + how.name().toLowerCase(Locale.ROOT);
  }

  private static List<Entry> all(InputOf input) {
    List<Entry> entries = new ArrayList<>();
    for (Mode mode : BATCH) {
      entries.add(input.entry(MILLRACE + mode.label(), input.millrace(mode)));
    }
    for (DuckAsOf.How how : List.of(input.how(), input.otherHow())) {
      entries.add(input.entry(duck(how), input.duckdb(how, 1)));
    }
    entries.add(
        input.entry(duck(input.how()) + "-threads", input.duckdb(input.how(), ALL_THREADS)));
    for (Mode mode : BATCH) {
      // Against Millrace on the same runner: that is what one would run instead.
      entries.add(
          input.entry(
              PLAIN_BEAM + mode.label(),
              mode == Mode.DIRECT ? TENTH : 1,
              MILLRACE + mode.label(),
              new PlainBeamAsOf(input.job(), mode)));
    }
    entries.add(input.entry("plain-java", new LoopAsOf(input.job())));
    // For its answer, which the program over a tenth must give.
    entries.add(
        input.entry("plain-java-tenth", TENTH, duck(input.how()), new LoopAsOf(input.job())));
    return entries;
  }

  private static List<Entry> parquet(InputOf input) {
    return List.of(
        input.entry(MILLRACE + Mode.DIRECT.label(), input.millrace(Mode.DIRECT)),
        input.entry(MILLRACE + Mode.FLINK_BATCH.label(), input.millrace(Mode.FLINK_BATCH)),
        input.entry(duck(input.how()), input.duckdb(input.how(), 1)));
  }

  static List<Entry> skewed() {
    List<Entry> entries = new ArrayList<>();
    for (AsOfJob job : AsOfJob.values()) {
      InputOf hot = new InputOf(InputKind.HOT_HISTORY, job, "");
      for (Entry entry : linear(hot)) {
        String even = "even-" + entry.name();
        Program program = entry.program();
        entries.add(new Entry(even, "even " + job.label(), InputKind.HISTORY, 1, even, program));
        entries.add(new Entry(entry.name(), entry.group(), entry.input(), 1, even, program));
      }
      entries.addAll(quadratic(hot));
    }
    return entries;
  }

  private static List<Entry> linear(InputOf hot) {
    List<Entry> entries = new ArrayList<>();
    for (Mode mode : BATCH) {
      entries.add(hot.entry(MILLRACE + mode.label(), hot.millrace(mode)));
    }
    if (hot.job() == AsOfJob.LATEST) {
      entries.add(hot.entry(duck(hot.how()), hot.duckdb(hot.how(), 1)));
    }
    entries.add(hot.entry("plain-java", new LoopAsOf(hot.job())));
    return entries;
  }

  /** What looks at all facts for each question, and over as many rows what does not. */
  private static List<Entry> quadratic(InputOf hot) {
    String range = duck(DuckAsOf.How.RANGE) + "-tenth";
    return List.of(
        hot.entry(range, TENTH, range, hot.duckdb(DuckAsOf.How.RANGE, 1)),
        hot.entry(MILLRACE + "direct-tenth", TENTH, range, hot.millrace(Mode.DIRECT)),
        hot.entry(
            PLAIN_BEAM + "flink-batch-tenth",
            TENTH,
            range,
            new PlainBeamAsOf(hot.job(), Mode.FLINK_BATCH)),
        hot.entry("plain-java-tenth", TENTH, range, new LoopAsOf(hot.job())));
  }

  static List<Entry> scaled() {
    List<Entry> entries = new ArrayList<>();
    String name = MILLRACE + Mode.FLINK_BATCH.label();
    for (AsOfJob job : AsOfJob.values()) {
      for (int times : new int[] {1, 10, 100}) {
        InputOf input = new InputOf(InputKind.HISTORY, job, "-" + times + "x");
        Entry entry = input.entry(name, times / 10.0, name, input.millrace(Mode.FLINK_BATCH));
        entries.add(
            new Entry(
                entry.name(),
                entry.name(),
                entry.input(),
                entry.scale(),
                name + "-" + job.label() + "-1x",
                entry.program()));
      }
    }
    return entries;
  }
}
