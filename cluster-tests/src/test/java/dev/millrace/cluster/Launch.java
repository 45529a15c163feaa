package dev.millrace.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that was run to its end.
 *
 * @param out what it printed
 * @param err what it complained about
 */
record Launch(int exit, String out, String err) {
  /** Launches the job's jar as a user does: {@code java -jar job.jar args}. */
  static Launch ofJob(Path folder, String... args) throws IOException {
    return ofJava(folder, List.of("-jar", job().toString()), List.of(args));
  }

  /** Another main class of the job's jar. */
  static Launch ofClass(Path folder, String main, String... args) throws IOException {
    return ofJava(folder, List.of("-cp", job().toString(), main), List.of(args));
  }

  /** A job of these tests' own: the job's jar has everything else that it needs. */
  static Launch ofOwnClass(Path folder, Class<?> main, String... args) throws IOException {
    String classPath =
        Path.of("target", "test-classes").toAbsolutePath() + File.pathSeparator + job();
    return ofJava(folder, List.of("-cp", classPath, main.getName()), List.of(args));
  }

  static Path job() {
    Path job = Path.of(System.getProperty("millrace.job")).toAbsolutePath().normalize();
    if (!Files.exists(job)) {
      throw new IllegalStateException("there is no " + job + ": package the module examples first");
    }
    return job;
  }

  private static Launch ofJava(Path folder, List<String> what, List<String> args)
      throws IOException {
    return of(folder, java(what, args));
  }

  /** The job's jar, to be launched with more than arguments. */
  static ProcessBuilder processOfJob(List<String> args) {
    return java(List.of("-jar", job().toString()), args);
  }

  static ProcessBuilder java(List<String> what, List<String> args) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.addAll(what);
    line.addAll(args);
    return new ProcessBuilder(line);
  }

  static Launch of(Path folder, ProcessBuilder process) throws IOException {
    return RunningLaunch.start(folder, process).end();
  }

  @Override
  public String toString() {
    return "exit " + exit + "\n" + out + "\n" + err;
  }
}
