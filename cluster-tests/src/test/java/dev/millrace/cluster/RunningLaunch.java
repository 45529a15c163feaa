package dev.millrace.cluster;

import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that goes on. */
final class RunningLaunch {
  /** What a process ends with that was terminated, as 130 by Ctrl-C: to a JVM both are the same. */
  static final int INTERRUPTED = 143;

  private static final Pattern JOB = Pattern.compile("Flink job ([0-9a-f]{32}): http");

  private final Process process;
  private final Path out;
  private final Path err;

  private RunningLaunch(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Launches the job's jar, as {@link Launch#ofJob} does. */
  static RunningLaunch ofJob(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    ProcessBuilder java = Launch.java(List.of("-jar", Launch.job().toString()), List.of(args));
    java.environment().putAll(environment);
    return start(folder, java);
  }

  static RunningLaunch start(Path folder, ProcessBuilder process) throws IOException {
    Path out = Files.createTempFile(folder, "launch-", ".out");
    Path err = Files.createTempFile(folder, "launch-", ".err");
    Process running = process.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new RunningLaunch(running, out, err);
  }

  /** What it has complained about so far. */
  String err() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The job that it waits for, as soon as it has told. */
  String flinkJob() {
    Waiting.patiently().until(() -> JOB.matcher(err()).find() || !process.isAlive(), this::err);
    Matcher told = JOB.matcher(err());
    if (!told.find()) {
      throw new AssertionError("it ended, and told of no job:\n" + err());
    }
    return told.group(1);
  }

  /** Ends it as people do. */
  Launch interrupt() throws IOException {
    process.destroy();
    return end();
  }

  /** Waits for its end. */
  Launch end() throws IOException {
    int exit = Waiting.patiently().end(process, this::err);
    return new Launch(exit, Files.readString(out), err());
  }
}
