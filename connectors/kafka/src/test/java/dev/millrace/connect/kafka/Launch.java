package dev.millrace.connect.kafka;

import dev.millrace.launch.Millrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The pipeline of {@link Sales}, launched as users do: in a process of its own, with its
 * environment.
 *
 * @param out what it printed
 * @param err what it complained about, and what everything in it has logged
 */
record Launch(int exit, String out, String err) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The process's own. */
  public static void main(String[] args) {
    Millrace.main(Sales.pipeline(Duration.ofMinutes(2)), args);
  }

  /**
   * @param folder where it writes, also what it forgets again
   * @throws AssertionError when it does not come to an end
   */
  static Launch of(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
    line.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
    line.add("-Dorg.slf4j.simpleLogger.log.org.apache.kafka=info");
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(Launch.class.getName());
    line.addAll(List.of(args));
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    ProcessBuilder process = new ProcessBuilder(line);
    process.environment().putAll(environment);
    Process running = process.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("not over after " + PATIENCE + ":\n" + Files.readString(err));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      running.destroyForcibly();
    }
    return new Launch(running.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Override
  public String toString() {
    return "exit " + exit + "\n" + out + "\n" + err;
  }
}
