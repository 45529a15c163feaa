package dev.millrace.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.record.Mix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folders that a run publishes.
 *
 * @param folder that holds one for each port
 */
record Published(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The rows of a port, sorted, whatever parts and units they are in. */
  List<String> rows(String port) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path part : files(port, "part-")) {
      rows.addAll(Files.readAllLines(part));
    }
    rows.sort(null);
    return rows;
  }

  /** Stage, rules and text of what was refused at a port, sorted. */
  List<String> refused(String port) throws IOException {
    List<String> all = new ArrayList<>();
    for (JsonNode rejection : rejections(port)) {
      List<String> rules = new ArrayList<>();
      rejection.path("failures").forEach(each -> rules.add(each.path("rule").asText()));
      all.add(rejection.path("stage").asText() + rules + " " + rejection.path("rawText").asText());
    }
    all.sort(null);
    return all;
  }

  /** Where the records stood that were refused at a port by a rule, each once. */
  Set<String> places(String port, String rule) throws IOException {
    Set<String> places = new TreeSet<>();
    for (JsonNode rejection : rejections(port, rule)) {
      String place =
          Truth.place(rejection.path("partition").asText(), rejection.path("position").asLong());
      if (!places.add(place)) {
        throw new AssertionError(port + " has " + place + " twice");
      }
    }
    return places;
  }

  /** The tally that a ledger would have of what was refused at a port by a rule. */
  Map<String, Long> tally(String port, String rule) throws IOException {
    long count = 0;
    long first = 0;
    long second = 0;
    for (JsonNode rejection : rejections(port, rule)) {
      String id = rejection.path("id").asText();
      long high = Long.parseUnsignedLong(id.substring(0, 16), 16);
      long low = Long.parseUnsignedLong(id.substring(16), 16);
      count++;
      first += Mix.of(high, low);
      second += Mix.of(~low, high);
    }
    return Map.of("count", count, "first", first, "second", second);
  }

  /** The tally of an account of the ledger. */
  Map<String, Long> account(String step, String place) {
    for (JsonNode entry : manifest().orElseThrow().path("ledger")) {
      if (entry.path("step").asText().equals(step) && entry.path("place").asText().equals(place)) {
        Map<String, Long> tally = new TreeMap<>();
        entry
            .path("tally")
            .fields()
            .forEachRemaining(e -> tally.put(e.getKey(), e.getValue().asLong()));
        return tally;
      }
    }
    throw new AssertionError("the ledger has no " + step + " " + place);
  }

  private List<JsonNode> rejections(String port, String rule) throws IOException {
    List<JsonNode> rejections = rejections(port);
    rejections.removeIf(each -> !each.path("failures").findValuesAsText("rule").contains(rule));
    return rejections;
  }

  /** Everything that was refused at a port. */
  List<JsonNode> rejections(String port) throws IOException {
    List<JsonNode> rejections = new ArrayList<>();
    for (String row : rows(port)) {
      rejections.add(JSON.readTree(row));
    }
    return rejections;
  }

  /** The manifest of everything that is published; empty before there is anything. */
  Optional<JsonNode> manifest() {
    return manifest("kept");
  }

  private Optional<JsonNode> manifest(String port) {
    try {
      return Optional.of(JSON.readTree(folder.resolve(port).resolve("_manifest.json").toFile()));
    } catch (NoSuchFileException | java.io.FileNotFoundException notYet) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of the last unit of a stream that was published; the beginning of time before. */
  Instant publishedTo() {
    return publishedTo("kept");
  }

  /** {@link #publishedTo()}, where it is another port that has a folder. */
  Instant publishedTo(String port) {
    return manifest(port)
        .map(manifest -> manifest.path("units").path("last").path("end").asText())
        .filter(end -> !end.isEmpty())
        .map(Instant::parse)
        .orElse(Instant.MIN);
  }

  /** Every raise of an idle partition's frontier that stands in the manifests of units. */
  List<JsonNode> raises() throws IOException {
    List<JsonNode> raises = new ArrayList<>();
    Path current = folder.resolve(".millrace/orders/current/units").toRealPath();
    try (Stream<Path> all = Files.walk(current, FileVisitOption.FOLLOW_LINKS)) {
      for (Path each : all.filter(path -> path.endsWith("manifest.json")).toList()) {
        JSON.readTree(each.toFile()).path("raises").forEach(raises::add);
      }
    }
    return raises;
  }

  /** How many records each account of the ledger holds. */
  Map<String, Long> ledger() {
    return ledger("kept");
  }

  /** {@link #ledger()}, where it is another port that has a folder. */
  Map<String, Long> ledger(String port) {
    Map<String, Long> counts = new TreeMap<>();
    manifest(port)
        .orElseThrow()
        .path("ledger")
        .forEach(
            entry ->
                counts.put(
                    entry.path("step").asText() + " " + entry.path("place").asText(),
                    entry.path("tally").path("count").asLong()));
    return counts;
  }

  /** The files of a port whose names begin so, whatever units they are in. */
  List<Path> files(String port, String prefix) throws IOException {
    Path output = folder.resolve(port).toRealPath();
    try (Stream<Path> all = Files.walk(output, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
    }
  }
}
