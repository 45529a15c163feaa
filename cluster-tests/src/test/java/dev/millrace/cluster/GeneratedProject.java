package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The project that the build of the archetype has generated, and packaged, and runs of it. Each
 * writes into a folder of its own.
 *
 * @param home of the project
 * @param tools where its scripts find a Maven that looks where that build's artifacts are
 * @param runs where outputs are
 */
record GeneratedProject(Path home, Path tools, Path runs) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As the module archetype left it. */
  static GeneratedProject find(Path runs) throws IOException {
    Path archetype = Path.of(System.getProperty("millrace.archetype")).toAbsolutePath().normalize();
    GeneratedProject project =
        new GeneratedProject(
            archetype.resolve("test-classes/projects/orders/project/orders"),
            archetype.resolve("tools"),
            runs);
    if (!Files.exists(project.job())) {
      throw new IllegalStateException(
          "there is no " + project.job() + ": verify the module archetype first");
    }
    Files.createDirectories(runs);
    return project;
  }

  Path job() {
    return home.resolve("target/orders-job.jar");
  }

  Path output(String run) {
    return runs.resolve(run);
  }

  /** Runs the job as one jar in a process of its own. */
  Launch inAProcess(String run) throws IOException {
    return launch(
        run,
        Map.of(),
        Launch.java(
            List.of("-jar", job().toString()),
            List.of("run", "--bindings", "bindings/files.yaml")));
  }

  /** Runs deploy.sh. */
  Launch deploy(String run, Map<String, String> environment, String... args) throws IOException {
    List<String> line = new ArrayList<>(List.of("sh", home.resolve("deploy/deploy.sh").toString()));
    line.addAll(List.of(args));
    return launch(run, environment, new ProcessBuilder(line));
  }

  Launch launch(String run, Map<String, String> environment, ProcessBuilder process)
      throws IOException {
    Map<String, String> variables = process.environment();
    variables.put("ORDERS_OUT", output(run).toString());
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.merge("PATH", tools.toString(), (path, own) -> own + ":" + path);
    variables.putAll(environment);
    return Launch.of(runs, process.directory(home.toFile()));
  }

  /** The files' bindings with the paths that a run has whose process starts anywhere. */
  Path bindings(String run) throws IOException {
    String bindings = Files.readString(home.resolve("bindings/files.yaml"));
    return Files.writeString(
        runs.resolve(run + ".yaml"),
        bindings
            .replace("${ORDERS_DATA:-data}", home.resolve("data").toString())
            .replace("${ORDERS_OUT:-out}", output(run).toString()));
  }

  /** The rows of some folders of a run, whatever parts and units they are in, sorted. */
  List<String> rows(String run, String... folders) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String folder : folders) {
      for (Path part : parts(output(run).resolve(folder))) {
        Files.readAllLines(part).stream()
            .skip(part.toString().endsWith(".csv") ? 1 : 0)
            .forEach(rows::add);
      }
    }
    rows.sort(null);
    return rows;
  }

  private static List<Path> parts(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all =
        Files.walk(folder.toRealPath(), java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(path -> path.getFileName().toString().startsWith("part-")).toList();
    }
  }

  /** The orders of a file of the sample, as messages. */
  List<byte[]> messages(String file) throws IOException {
    List<String> lines = Files.readAllLines(home.resolve("data/orders").resolve(file));
    String[] columns = lines.get(0).split(",", -1);
    List<byte[]> messages = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      assertThat(line, values.length, is(columns.length));
      ObjectNode order = JSON.createObjectNode();
      for (int i = 0; i < columns.length; i++) {
        if (!values[i].isEmpty()) {
          order.put(component(columns[i]), values[i]);
        }
      }
      messages.add(JSON.writeValueAsBytes(order));
    }
    return messages;
  }

  /**
   * {@code placedAt} of {@code placed_at}: a message has the names of the record, as in the README.
   */
  private static String component(String column) {
    return Pattern.compile("_(.)")
        .matcher(column)
        .replaceAll(at -> at.group(1).toUpperCase(Locale.ROOT));
  }
}
