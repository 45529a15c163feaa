package dev.millrace.examples.clickstream.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.servers.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo is interrupted. To a JVM, termination is what Ctrl-C is, but for its exit code. */
class DemoIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TERMINATED = 143;

  private Path said;
  private Process demo;

  @BeforeEach
  void start() throws IOException {
    said = Files.createTempFile(Files.createDirectories(Path.of("target", "it")), "demo-", ".txt");
    demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                Path.of("target", "classes")
                    + File.pathSeparator
                    + Files.readString(Path.of("target", "class-path")),
                Demo.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
  }

  @AfterEach
  void stop() {
    demo.destroyForcibly();
  }

  @Test
  void itLeavesNoProcessWhenItIsInterruptedWhileTheServersStart() throws InterruptedException {
    Waiting.upTo(PATIENCE).until(() -> !started().isEmpty(), this::said);

    assertThatItEndsAndLeavesNoneOf(started());
  }

  @Test
  void itLeavesNoProcessWhenItIsInterruptedWhileVisitorsCome() throws InterruptedException {
    Waiting.upTo(PATIENCE).until(() -> said().contains("Visitors come"), this::said);
    List<ProcessHandle> servers = started();
    assertThat("broker, JobManager, TaskManager", servers, hasSize(3));

    assertThatItEndsAndLeavesNoneOf(servers);
  }

  private void assertThatItEndsAndLeavesNoneOf(List<ProcessHandle> processes)
      throws InterruptedException {
    demo.destroy();

    assertThat(said(), demo.waitFor(), is(TERMINATED));
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
