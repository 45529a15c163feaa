package dev.millrace.examples.clickstream.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.millrace.servers.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The demo, started by its script, comes to its end or is interrupted. To a JVM, termination is
 * what Ctrl-C is, but for its exit code.
 */
class DemoIT {
  private static final int TERMINATED = 143;

  private Path said;
  private Process demo;

  /** What the script builds has been built, so its Maven does nothing. */
  private void start(String... options) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "it")).toAbsolutePath();
    said = Files.createTempFile(folder, "demo-", ".txt");
    Path commands = Files.createTempDirectory(folder, "commands-");
    Path maven = Files.writeString(commands.resolve("mvn"), "#!/bin/sh\n");
    assertThat(maven.toFile().setExecutable(true), is(true));
    List<String> command = new ArrayList<>(List.of("sh", "run.sh"));
    command.addAll(List.of(options));
    ProcessBuilder script = new ProcessBuilder(command).redirectErrorStream(true);
    script
        .environment()
        .merge(
            "PATH",
            commands + File.pathSeparator + Path.of(System.getProperty("java.home"), "bin"),
            (others, own) -> own + File.pathSeparator + others);
    demo = script.redirectOutput(said.toFile()).start();
  }

  @AfterEach
  void stop() {
    demo.destroyForcibly();
  }

  @Test
  void itShowsWhatBecameOfTheVisitsAndLeavesNoProcess() throws IOException {
    start("--seconds", "10", "--rate", "300", "--speed", "720");
    Waiting.patiently().until(() -> said().contains("Visitors come"), this::said);
    List<ProcessHandle> servers = started();
    assertThat("broker, JobManager, TaskManager", servers, hasSize(3));

    assertThat(said(), Waiting.patiently().end(demo, this::said), is(0));
    assertThat(
        said(),
        allOf(
            matchesPattern("(?s).*\nFlink  http://\\S+:[0-9]+\n.*"),
            matchesPattern("(?s).*\n[1-9][0-9]* sessions are over.*\n  \\{\"userId\".*"),
            matchesPattern(
                "(?s).*: ([1-9][0-9]*) sessions were over: \\1 equal, 0 missing, 0 different, 0"
                    + " written twice;.*"),
            matchesPattern("(?s).*\n  \\([1-9][0-9]* users have a state\\)\n.*"),
            matchesPattern("(?s).*Rejected messages, by reason:\n +[1-9][0-9]*  [A-Z]+: .*")));
    assertThatNothingIsLeftOf(servers);
  }

  @Test
  void itLeavesNoProcessWhenItIsInterruptedWhileTheServersStart() throws IOException {
    start();
    Waiting.patiently()
        .until(() -> said().contains("Starting") && !started().isEmpty(), this::said);

    assertThatItEndsAndLeavesNoneOf(started());
  }

  @Test
  void itLeavesNoProcessWhenItIsInterruptedWhileVisitorsCome() throws IOException {
    start();
    Waiting.patiently().until(() -> said().contains("Visitors come"), this::said);
    List<ProcessHandle> servers = started();
    assertThat("broker, JobManager, TaskManager", servers, hasSize(3));

    assertThatItEndsAndLeavesNoneOf(servers);
  }

  private void assertThatItEndsAndLeavesNoneOf(List<ProcessHandle> processes) {
    demo.destroy();

    assertThat(said(), Waiting.patiently().end(demo, this::said), is(TERMINATED));
    assertThatNothingIsLeftOf(processes);
  }

  private void assertThatNothingIsLeftOf(List<ProcessHandle> processes) {
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), empty());
    assertThat(said(), endsWith("Everything that was started has been stopped.\n"));
    assertThat(said(), not(containsString("Exception")));
  }

  private List<ProcessHandle> started() {
    return demo.descendants().toList();
  }

  private String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
