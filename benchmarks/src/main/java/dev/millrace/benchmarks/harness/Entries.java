package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.input.InputKind;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import dev.millrace.benchmarks.sales.DuckSales;
import dev.millrace.benchmarks.sales.LoopSales;
import dev.millrace.benchmarks.sales.MillraceSales;
import dev.millrace.benchmarks.sales.NativeFlinkSales;
import dev.millrace.benchmarks.sales.PlainBeamSales;
import dev.millrace.benchmarks.sales.SalesJob;
import dev.millrace.benchmarks.sales.TunedBeamSales;
import dev.millrace.benchmarks.scan.AvroLoopScan;
import dev.millrace.benchmarks.scan.AvroSpecificScan;
import dev.millrace.benchmarks.scan.DuckScan;
import dev.millrace.benchmarks.scan.Format;
import dev.millrace.benchmarks.scan.LoopScan;
import dev.millrace.benchmarks.scan.MillraceScan;
import dev.millrace.benchmarks.scan.ReaderScan;
import dev.millrace.benchmarks.wide.LoopWide;
import dev.millrace.benchmarks.wide.MillraceWide;
import dev.millrace.benchmarks.wide.TunedBeamWide;
import java.util.ArrayList;
import java.util.List;

/** Which programs a workload has. */
final class Entries {
  private static final String MILLRACE = "millrace-";
  private static final String DIRECT = MILLRACE + Mode.DIRECT.label();
  private static final String STREAM = MILLRACE + Mode.FLINK_STREAM.label();
  private static final String ALL = "all";

  /** Of the rows, for what would need hours: the direct runner with its defaults. */
  private static final double TENTH = 0.1;

  private Entries() {}

  static List<Entry> totals(SalesJob job, InputKind input) {
    List<Entry> entries = sales(job, input);
    entries.add(entry("duckdb", input, DIRECT, new DuckSales(job)));
    return entries;
  }

  static List<Entry> stateless() {
    return sales(SalesJob.EACH, InputKind.ORDERS);
  }

  private static List<Entry> sales(SalesJob job, InputKind input) {
    List<Entry> entries = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      String millrace = MILLRACE + mode.label();
      entries.add(entry(millrace, input, millrace, new MillraceSales(job, mode)));
      entries.add(
          new Entry(
              "beam-plain-" + mode.label(),
              ALL,
              input,
              mode == Mode.DIRECT ? TENTH : 1,
              millrace,
              new PlainBeamSales(job, mode)));
      entries.add(
          entry(
              "beam-tuned-" + mode.label(), input, millrace, new TunedBeamSales(job, mode, false)));
      if (job.isWindowed() || !mode.isStream()) {
        entries.add(
            entry(
                "beam-fused-" + mode.label(),
                input,
                millrace,
                new TunedBeamSales(job, mode, true)));
      }
    }
    entries.add(entry("flink-native-stream", input, STREAM, new NativeFlinkSales(job)));
    entries.add(entry("plain-java", input, DIRECT, new LoopSales(job)));
    // For its answer, which the program over a tenth must give.
    entries.add(new Entry("plain-java-tenth", ALL, input, TENTH, DIRECT, new LoopSales(job)));
    return entries;
  }

  private static Entry entry(String name, InputKind input, String against, Program program) {
    return new Entry(name, ALL, input, 1, against, program);
  }

  static List<Entry> skewed() {
    List<Entry> entries = new ArrayList<>();
    for (Entry hot : totals(SalesJob.BY_MINUTE, InputKind.HOT_CUSTOMER)) {
      String even = "even-" + hot.name();
      entries.add(new Entry(even, "even", InputKind.ORDERS, hot.scale(), even, hot.program()));
      entries.add(new Entry(hot.name(), "hot", hot.input(), hot.scale(), even, hot.program()));
    }
    return entries;
  }

  static List<Entry> rules() {
    List<Entry> entries = new ArrayList<>();
    for (boolean checked : new boolean[] {false, true}) {
      String group = checked ? "-rules" : "-pass";
      for (Mode mode : List.of(Mode.DIRECT, Mode.FLINK_BATCH)) {
        String name = MILLRACE + mode.label();
        entries.add(wide(name, group, new MillraceWide(checked, mode)));
        entries.add(wide("beam-fused-" + mode.label(), group, new TunedBeamWide(checked, mode)));
      }
      entries.add(wide("plain-java", group, new LoopWide(checked)));
    }
    return entries;
  }

  private static Entry wide(String name, String group, Program program) {
    return new Entry(name + group, group, InputKind.WIDE, 1, name + "-pass", program);
  }

  static List<Entry> scans() {
    List<Entry> entries = new ArrayList<>();
    for (Format format : Format.values()) {
      Format.Container container = format.container();
      boolean isAvro = container == Format.Container.AVRO;
      String against = isAvro ? "avro-specific" : "duckdb";
      entries.add(
          scan(
              against,
              format,
              against,
              isAvro ? new AvroSpecificScan(true) : new DuckScan(container)));
      entries.add(scan(MILLRACE + "reader", format, against, new ReaderScan(container)));
      for (Mode mode : Mode.values()) {
        entries.add(
            scan(MILLRACE + mode.label(), format, against, new MillraceScan(container, mode)));
      }
      if (isAvro) {
        entries.add(scan("avro-specific-plain", format, against, new AvroSpecificScan(false)));
        entries.add(scan("plain-java", format, against, new AvroLoopScan()));
      } else if (container != Format.Container.PARQUET) {
        entries.add(scan("plain-java", format, against, new LoopScan(container)));
      }
    }
    return entries;
  }

  private static Entry scan(String name, Format format, String against, Program program) {
    String behind = "-" + format.label();
    return entry(name + behind, format.input(), against + behind, program);
  }

  static List<Entry> scaled() {
    List<Entry> entries = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      String name = MILLRACE + mode.label();
      Program program = new MillraceSales(SalesJob.BY_MINUTE, mode);
      for (int times : new int[] {1, 10, 100}) {
        String label = name + "-" + times + "x";
        entries.add(
            new Entry(label, times + "x", InputKind.ORDERS, times / 10.0, name + "-1x", program));
      }
    }
    return entries;
  }
}
