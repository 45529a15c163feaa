package dev.millrace.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A unit of a stream of pipeline 'retail'. Its root manifest is the list of all units published, so
 * that a unit that was lost would show.
 *
 * @param attempt which making of the unit; stands in its files
 * @param rejectedParts 0 for a unit without rejects
 */
record SampleUnit(String name, int attempt, int rejectedParts) {
  static SampleUnit parse(String text) {
    String[] parts = text.split("/", -1);
    return new SampleUnit(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  @Override
  public String toString() {
    return name + "/" + attempt + "/" + rejectedParts;
  }

  Published publish(Path root, OpenRun run, Consumer<Phase> phases) throws IOException {
    return publish(run.unitPublication(), stage(root, run), phases);
  }

  Published publish(UnitPublication publication, List<StagedPart> parts, Consumer<Phase> phases)
      throws IOException {
    return publication.publish(name, parts, manifest(), this::root, phases);
  }

  List<StagedPart> stage(Path root, OpenRun run) throws IOException {
    return stage(root, run.staging());
  }

  List<StagedPart> stage(Path root, StagingArea staging) throws IOException {
    List<StagedPart> parts = new ArrayList<>();
    parts.add(stage(staging, SampleRun.daily(root)));
    for (int i = 0; i < rejectedParts; i++) {
      parts.add(stage(staging, SampleRun.rejected(root)));
    }
    return parts;
  }

  private StagedPart stage(StagingArea staging, String folder) throws IOException {
    try (StagedFile file = staging.create(folder, ".csv", "part")) {
      file.stream().write(rows().getBytes(StandardCharsets.UTF_8));
      return file.finish();
    }
  }

  private String rows() {
    return name + "," + attempt + "\n";
  }

  byte[] manifest() {
    return (name + " made " + attempt).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] root(Optional<byte[]> before, Optional<byte[]> replaced) {
    String known = before.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
    String all = replaced.isPresent() ? known : known + " " + name;
    return all.strip().getBytes(StandardCharsets.UTF_8);
  }

  /** What readers of both folders must find when these units are published. */
  static Map<String, String> expected(List<SampleUnit> units) {
    Map<String, String> files = new TreeMap<>();
    String root = String.join(" ", units.stream().map(SampleUnit::name).distinct().toList());
    files.put("daily/_manifest.json", root);
    files.put("x/rejected/_manifest.json", root);
    for (SampleUnit unit : units) {
      String manifest = new String(unit.manifest(), StandardCharsets.UTF_8);
      files.put("daily/" + unit.name + "/_manifest.json", manifest);
      files.put("daily/" + unit.name + "/part-00000.csv", unit.rows());
      for (int i = 0; i < unit.rejectedParts; i++) {
        files.put("x/rejected/" + unit.name + "/_manifest.json", manifest);
        files.put("x/rejected/" + unit.name + "/part-0000" + i + ".csv", unit.rows());
      }
    }
    return files;
  }

  /** Every file that readers find now, through the bound folders. */
  static Map<String, String> found(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String folder : List.of(SampleRun.DAILY, SampleRun.REJECTED)) {
      Path place = root.resolve(folder);
      if (Files.isDirectory(place)) {
        try (Stream<Path> all = Files.walk(place, FileVisitOption.FOLLOW_LINKS)) {
          for (Path file : all.filter(Files::isRegularFile).toList()) {
            files.put(folder + "/" + place.relativize(file), Files.readString(file));
          }
        }
      }
    }
    return files;
  }
}
