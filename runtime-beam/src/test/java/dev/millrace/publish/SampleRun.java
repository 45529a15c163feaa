package dev.millrace.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A run of pipeline 'retail' into two folders, whose every file says which run it is of. */
record SampleRun(String id, int dailyParts, int rejectedParts) {
  static final SampleRun OLDEST = new SampleRun("oldest", 1, 1);
  static final SampleRun EARLIER = new SampleRun("earlier", 3, 1);
  static final SampleRun NEW = new SampleRun("new", 2, 2);
  static final SampleRun NEXT = new SampleRun("next", 1, 0);

  static final String DAILY = "daily";
  static final String REJECTED = "x/rejected";

  static List<SampleRun> all() {
    return List.of(OLDEST, EARLIER, NEW, NEXT);
  }

  static SampleRun named(String id) {
    return all().stream().filter(run -> run.id.equals(id)).findFirst().orElseThrow();
  }

  static String daily(Path root) {
    return root.resolve(DAILY).toString();
  }

  static String rejected(Path root) {
    return root.resolve(REJECTED).toString();
  }

  static PublicationLayout layout(Path root) {
    return PublicationLayout.of("retail", List.of(daily(root), rejected(root)));
  }

  void publish(Path root) throws IOException {
    try (OpenRun run = Publisher.of(layout(root)).begin(id)) {
      run.publication().publish(stage(root, run), manifest());
    }
  }

  /** All parts, the last first. */
  List<StagedPart> stage(Path root, OpenRun run) throws IOException {
    List<StagedPart> parts = new ArrayList<>();
    for (int i = 0; i < dailyParts; i++) {
      parts.add(stage(run, daily(root), i));
    }
    for (int i = 0; i < rejectedParts; i++) {
      parts.add(stage(run, rejected(root), i));
    }
    Collections.reverse(parts);
    return parts;
  }

  private StagedPart stage(OpenRun run, String folder, int number) throws IOException {
    try (StagedFile file = run.staging().create(folder, ".csv", "shard-" + number)) {
      file.stream().write(rows(number).getBytes(StandardCharsets.UTF_8));
      return file.finish();
    }
  }

  private String rows(int number) {
    return id + ",part," + number + "\n";
  }

  byte[] manifest() {
    return ("{\"run\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  /** Every file that readers of the two folders must find, and its content. */
  Map<String, String> expected() {
    Map<String, String> files = new TreeMap<>();
    String manifest = new String(manifest(), StandardCharsets.UTF_8);
    files.put("daily/_manifest.json", manifest);
    files.put("x/rejected/_manifest.json", manifest);
    for (int i = 0; i < dailyParts; i++) {
      files.put("daily/part-0000" + i + ".csv", rows(i));
    }
    for (int i = 0; i < rejectedParts; i++) {
      files.put("x/rejected/part-0000" + i + ".csv", rows(i));
    }
    return files;
  }

  /** Every file that readers find now, through the bound folders. */
  static Map<String, String> found(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String folder : List.of(DAILY, REJECTED)) {
      files.putAll(filesIn(root.resolve(folder), folder));
    }
    return files;
  }

  static Map<String, String> filesIn(Path folder, String name) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      for (String file : names(folder)) {
        files.put(name + "/" + file, Files.readString(folder.resolve(file)));
      }
    }
    return files;
  }

  static List<String> names(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    }
  }

  static Path state(Path root) {
    return root.resolve(".millrace/retail");
  }

  static List<String> runsOnDisk(Path root) throws IOException {
    return names(state(root).resolve("runs"));
  }
}
