package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The retail job's input, made once, and one folder for each run's output.
 *
 * @param folder of everything
 */
record RetailFiles(Path folder) {
  private static final String PACKAGE = "dev.millrace.examples.retail.";
  private static final int LINES = 6_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Makes invoice lines, and labels of some customers. */
  static RetailFiles make(Path folder) throws IOException {
    RetailFiles files = new RetailFiles(folder);
    Files.createDirectories(folder);
    done(
        Launch.ofClass(
            folder,
            PACKAGE + "SampleData",
            folder.resolve("sample").toString(),
            Integer.toString(LINES)));
    files.writeLabels();
    return files;
  }

  /** Of customers that are in the lines, and some that are not. */
  private void writeLabels() throws IOException {
    List<String> rows = new ArrayList<>(List.of("customerId,at,buysNext30d"));
    for (String month : List.of("2011-03", "2011-06", "2011-09")) {
      for (int customer = 12_346; customer < 12_446; customer++) {
        rows.add(customer + "," + month + "-01T00:00:00Z," + (customer % 3 == 0));
      }
    }
    Files.write(labels(), rows);
  }

  private static void done(Launch launch) {
    assertThat(launch.toString(), launch.exit(), is(0));
  }

  Path labels() {
    return folder.resolve("labels.csv");
  }

  private String lines() {
    return "{files: {csv: \"%s/*.csv\", zone: Europe/London, timePattern: \"yyyy-MM-dd HH:mm:ss\", columns: {customerId: CustomerID}}}"
        .formatted(folder.resolve("sample"));
  }

  /** Bindings of a batch that writes into a folder of its own. */
  Path batch(String run) throws IOException {
    return bindings(run, lines(), labels());
  }

  /** A batch whose labels are from another file. */
  Path batch(String run, Path labels) throws IOException {
    return bindings(run, lines(), labels);
  }

  /**
   * Bindings of a stream: the same lines, played.
   *
   * @param pace lines in a second
   */
  Path stream(String run, int pace) throws IOException {
    return bindings(
        run, "{replay: {partitions: 2, pace: %d, source: %s}}".formatted(pace, lines()), labels());
  }

  /** Bindings of a stream: the lines in one partition, in the order of the files. */
  Path inOrder(String run) throws IOException {
    return bindings(run, "{replay: {source: %s}}".formatted(lines()), labels());
  }

  private Path bindings(String run, String lines, Path labels) throws IOException {
    Path out = output(run);
    return Files.writeString(
        folder.resolve(run + ".yaml"),
        """
        sources:
          invoice-lines: %s
          labels: {files: {csv: "%s"}}
        sinks:
          daily-revenue: {files: {csv: "%s"}}
          training-set: {files: {csv: "%s"}}
        quarantine:
          rejected-lines: {files: {jsonl: "%s"}}
        """
            .formatted(
                lines,
                labels,
                out.resolve("daily-revenue"),
                out.resolve("training-set"),
                out.resolve("rejected-lines")));
  }

  Path output(String run) {
    return folder.resolve("out-" + run);
  }

  /** The rows of a run's two sinks, sorted, whatever parts and units they are in. */
  List<String> rows(String run) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String sink : List.of("daily-revenue", "training-set")) {
      for (Path part : parts(output(run).resolve(sink).toRealPath())) {
        Files.readAllLines(part).stream().skip(1).map(row -> sink + " " + row).forEach(rows::add);
      }
    }
    rows.sort(null);
    return rows;
  }

  /** How many rows were refused. */
  long rejects(String run) throws IOException {
    return refused(run).size();
  }

  /**
   * By which step and which rules each row was refused, sorted; of those that could not be read,
   * only that, as each format has its own words for it.
   */
  List<String> reasons(String run) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (JsonNode each : refused(run)) {
      String step = each.path("step").asText();
      reasons.add(step.startsWith("read:") ? step : step + rules(each));
    }
    reasons.sort(null);
    return reasons;
  }

  /** The whole reasons, with the bytes as they came, sorted. */
  List<String> rejections(String run) throws IOException {
    return refused(run).stream()
        .map(
            each ->
                each.path("step").asText()
                    + " "
                    + each.path("stage").asText()
                    + rules(each)
                    + " "
                    + each.path("raw").asText())
        .sorted()
        .toList();
  }

  /** Where each row that was refused stands, in which step and by which rules, sorted. */
  List<String> refusedAt(String run) throws IOException {
    return refused(run).stream()
        .map(
            each ->
                String.join(
                    " ",
                    each.path("partition").asText(),
                    each.path("position").asText(),
                    each.path("step").asText(),
                    each.path("stage").asText(),
                    rules(each).toString()))
        .sorted()
        .toList();
  }

  private static List<String> rules(JsonNode rejection) {
    return rejection.path("failures").findValuesAsText("rule");
  }

  private List<JsonNode> refused(String run) throws IOException {
    List<JsonNode> refused = new ArrayList<>();
    for (Path part : parts(output(run).resolve("rejected-lines").toRealPath())) {
      for (String line : Files.readAllLines(part)) {
        refused.add(JSON.readTree(line));
      }
    }
    return refused;
  }

  /** What is on record of jobs that do runs. */
  List<String> jobs(String run) throws IOException {
    List<String> jobs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(output(run).resolve(".millrace"))) {
      for (Path each : files.filter(file -> file.endsWith("job")).toList()) {
        jobs.add(Files.readString(each));
      }
    }
    return jobs;
  }

  /** The end of the last unit that a stream has published; the beginning of time before. */
  Instant publishedTo(String run) {
    return manifest(run)
        .map(manifest -> manifest.path("units").path("last").path("end").asText())
        .filter(end -> !end.isEmpty())
        .map(Instant::parse)
        .orElse(Instant.MIN);
  }

  /** How many records each account of a run's ledger holds. */
  Map<String, Long> ledger(String run) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode account : manifest(run).orElseThrow().path("ledger")) {
      counts.put(
          account.path("step").asText() + " " + account.path("place").asText(),
          account.path("tally").path("count").asLong());
    }
    return counts;
  }

  private Optional<JsonNode> manifest(String run) {
    try {
      return Optional.of(
          JSON.readTree(Files.readString(output(run).resolve("daily-revenue/_manifest.json"))));
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> parts(Path output) throws IOException {
    try (Stream<Path> all = Files.walk(output, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(path -> path.getFileName().toString().startsWith("part-")).toList();
    }
  }

  /** How many units a stream has published. */
  long units(String run) {
    Path folder = output(run).resolve("daily-revenue");
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(each -> !each.getFileName().toString().startsWith("_")).count();
    } catch (IOException notYet) {
      return 0;
    }
  }
}
