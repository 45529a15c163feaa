package dev.millrace.cluster;

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

class FlinkClusterIT {
  private final Path lib = Path.of(System.getProperty("millrace.flink.lib"));
  private final Path folder =
      Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();

  @Test
  void aClusterIsEmptyAtFirstAndLeavesNoProcess() throws IOException {
    TaskManager taskManager;
    long jobManager;
    try (FlinkCluster cluster = FlinkCluster.start(lib, folder, Map.of())) {
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
            lib,
            folder,
            List.of(),
            List.of(Endless.class.getName()),
            List.of(Path.of("target", "test-classes").toAbsolutePath()));
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
