package dev.millrace.connect;

import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A pipeline's ports, and bindings files for them. */
final class BindingsFixture {
  record Line(String invoiceNo, int quantity) {}

  record Revenue(String country, double revenue) {}

  static final Source<Line> LINES = Source.of("invoice-lines", Line.class);
  static final Sink<Revenue> DAILY = Sink.of("daily-revenue", Revenue.class);
  static final Quarantine REJECTED = Quarantine.of("rejected-lines");
  static final Ports PORTS = Ports.of(List.of(LINES), List.of(DAILY), List.of(REJECTED));

  static final String SINKS_AND_QUARANTINE =
      """
      sinks: {daily-revenue: {shelf: {parquet: out/daily}}}
      quarantine: {rejected-lines: {shelf: {jsonl: out/rejected}}}
      """;

  private BindingsFixture() {}

  static Bindings load(Path folder, String yaml, Map<String, String> environment) {
    Path file = folder.resolve("bindings.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Connectors connectors =
        Connectors.of(List.of(new ShelfConnector(), new ShelfConnector.TapConnector()));
    return BindingsFile.load(file, PORTS, environment, connectors);
  }

  /** Every problem's whole text, with the test's folder taken off the file's name. */
  static List<String> problems(Path folder, String yaml, Map<String, String> environment) {
    try {
      load(folder, yaml, environment);
      return List.of();
    } catch (ProblemsException e) {
      return e.problems().stream()
          .map(problem -> problem.toString().replace(folder + "/", ""))
          .toList();
    }
  }

  static List<String> problems(Path folder, String yaml) {
    return problems(folder, yaml, Map.of());
  }

  /** Problems of a file whose sinks and quarantine are right. */
  static List<String> sourceProblems(Path folder, String sources) {
    return problems(folder, sources + "\n" + SINKS_AND_QUARANTINE);
  }
}
