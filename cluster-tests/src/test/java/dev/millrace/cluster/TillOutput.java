package dev.millrace.cluster;

import static dev.millrace.cluster.Till.ANSWERS;
import static dev.millrace.cluster.Till.ASKS;
import static dev.millrace.cluster.Till.FIRSTS;
import static dev.millrace.cluster.Till.LATE;
import static dev.millrace.cluster.Till.LONG_ANSWERS;
import static dev.millrace.cluster.Till.RUSHES;
import static dev.millrace.cluster.Till.SALES;
import static dev.millrace.cluster.Till.SERVED;
import static dev.millrace.cluster.Till.SOLD;
import static dev.millrace.cluster.Till.TOTALS;

import dev.millrace.cluster.Till.Ask;
import dev.millrace.cluster.Till.Change;
import dev.millrace.cluster.Till.Sale;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.CsvSink;
import dev.millrace.launch.Millrace;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run of {@link Till} has published.
 *
 * @param root of its folders
 */
record TillOutput(Path root) {
  static final List<String> SINKS = List.of("totals", "rushes", "firsts", "sold", "answers");

  /** Runs a batch in this process. */
  static TillOutput ofBatch(
      Path root,
      Change change,
      SourceBinding<? super Sale> sales,
      SourceBinding<? super Ask> asks) {
    TillOutput output = new TillOutput(root);
    Bindings all =
        Bindings.of()
            .read(SALES, sales)
            .read(ASKS, asks)
            .write(TOTALS, output.csv("totals"))
            .write(RUSHES, output.csv("rushes"))
            .write(FIRSTS, output.csv("firsts"))
            .write(SOLD, output.csv("sold"))
            .write(SERVED, dev.millrace.connect.files.Files.store(output.served().toString()))
            .quarantine(
                LATE, dev.millrace.connect.files.Files.rejected(root.resolve("late").toString()));
    Object unused =
        Millrace.run(
            Till.define(change),
            change == Change.FEATURE
                ? all.write(LONG_ANSWERS, output.csv("answers"))
                : all.write(ANSWERS, output.csv("answers")));
    return output;
  }

  /** The store of the view that a batch serves. */
  Path served() {
    return root.resolve("served");
  }

  private CsvSink csv(String sink) {
    return dev.millrace.connect.files.Files.csvTo(root.resolve(sink).toString());
  }

  /**
   * The rows of a sink, sorted, whatever parts and units they are in: {@code shop=shop 1,spent=2.0}
   * by the header of each part, but for what was made of the row behind all others.
   */
  List<String> rows(String sink) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path part : parts(root.resolve(sink).toRealPath())) {
      List<String> lines = Files.readAllLines(part);
      String[] names = lines.get(0).split(",", -1);
      for (String line : lines.subList(1, lines.size())) {
        String[] values = line.split(",", -1);
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
          row.append(i == 0 ? "" : ",").append(names[i]).append('=').append(values[i]);
        }
        rows.add(row.toString());
      }
    }
    rows.removeIf(TillRows::isOfEnd);
    rows.sort(null);
    return rows;
  }

  private static List<Path> parts(Path sink) throws IOException {
    try (Stream<Path> all = Files.walk(sink, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(path -> path.getFileName().toString().startsWith("part-")).toList();
    }
  }

  /** Where a unit is published, with those of all other sinks. */
  Path unit(String name) {
    return root.resolve("answers").resolve(name);
  }

  /** Makes it what another one is. */
  void become(TillOutput other) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> all = Files.walk(root)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    try (Stream<Path> all = Files.walk(other.root())) {
      for (Path each : all.toList()) {
        Files.copy(each, root.resolve(other.root().relativize(each)), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }
}
