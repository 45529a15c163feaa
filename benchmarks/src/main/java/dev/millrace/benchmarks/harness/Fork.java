package dev.millrace.benchmarks.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program in a JVM of its own, on this class path. */
final class Fork {
  private static final long PATIENCE_MINUTES = 60;

  private final List<String> jvmOptions;
  private final Path folder;

  Fork(List<String> jvmOptions, Path folder) {
    this.jvmOptions = jvmOptions;
    this.folder = folder;
  }

  /**
   * @throws IllegalStateException when the program failed; the message has the end of what it said
   */
  Measures run(Workload workload, Entry entry, Path input)
      throws IOException, InterruptedException {
    Path work = Files.createTempDirectory(Files.createDirectories(folder), "run-");
    try {
      Path said = work.resolve("out");
      Path complained = work.resolve("err");
      Process process =
          new ProcessBuilder(command(workload, entry, input, work))
              .redirectOutput(said.toFile())
              .redirectError(complained.toFile())
              .start();
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
        throw failed(entry, "did not end in " + PATIENCE_MINUTES + " minutes", complained);
      }
      if (process.exitValue() != 0) {
        throw failed(entry, "ended with exit code " + process.exitValue(), complained);
      }
      return measures(entry, said, complained);
    } finally {
      delete(work);
    }
  }

  private List<String> command(Workload workload, Entry entry, Path input, Path work) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A thread of the compiler that has ended takes its CPU time with it.
    command.add("-XX:-UseDynamicNumberOfCompilerThreads");
    command.addAll(jvmOptions);
    command.add("-Djava.io.tmpdir=" + work.toAbsolutePath());
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    command.add(MeasuredProgram.class.getName());
    command.addAll(List.of(workload.label(), entry.name()));
    command.add(input.toAbsolutePath().toString());
    command.add(work.resolve("output").toAbsolutePath().toString());
    return command;
  }

  private static Measures measures(Entry entry, Path said, Path complained) throws IOException {
    List<String> json =
        Files.readAllLines(said).stream().filter(line -> line.startsWith("{")).toList();
    if (json.isEmpty()) {
      throw failed(entry, "printed no measures", complained);
    }
    return new ObjectMapper().readValue(json.get(json.size() - 1), Measures.class);
  }

  private static IllegalStateException failed(Entry entry, String how, Path complained)
      throws IOException {
    String text = new String(Files.readAllBytes(complained), StandardCharsets.UTF_8);
    String end = text.substring(Math.max(0, text.length() - 6_000));
    return new IllegalStateException(entry.name() + " " + how + "\n" + end);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
