package dev.millrace.servers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FlinkClusterTest {
  private final Path folder =
      Path.of("target", "test", UUID.randomUUID().toString()).toAbsolutePath();

  @Test
  void aClusterIsEmptyAtFirstAndLeavesNoProcess() throws IOException {
    TaskManager taskManager;
    long jobManager;
    try (FlinkCluster cluster = FlinkCluster.start(folder, Map.of())) {
      jobManager = cluster.pid();
      taskManager = cluster.startTaskManager(3);
      assertThat(cluster.rest().get("/overview").path("slots-total").asInt(), is(3));
      assertThat(cluster.rest().get("/jobs").path("jobs").size(), is(0));
    }
    assertThat(taskManager.isAlive(), is(false));
    assertThat(ProcessHandle.of(jobManager).map(ProcessHandle::isAlive).orElse(false), is(false));
    assertThat(Files.exists(folder.resolve("jobmanager/log")), is(true));
    assertThat(Files.exists(folder.resolve("tmp")), is(false));
  }

  @Test
  void aProcessEndsWhenTheOneThatStartedItLetsGo() throws IOException {
    ServerProcess process =
        ServerProcess.start(
            "a thread that never ends",
            List.of(
                ServerJars.flink(), Path.of("target", "test-classes").toAbsolutePath().toString()),
            folder,
            List.of(),
            List.of(Endless.class.getName()));
    process.letGo();
    Waiting.upTo(Duration.ofMinutes(1)).until(() -> !process.isAlive(), process::describe);
  }

  /** Does nothing for ever. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) throws InterruptedException {
      Thread.currentThread().join();
    }
  }
}
