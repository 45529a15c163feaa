package dev.millrace.servers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
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
  void aPortThatSomebodyTookIsNotInsistedOnAndWhatWasLoggedEarlierIsNotBelieved()
      throws IOException {
    Path log = Files.createDirectories(folder.resolve("jobmanager")).resolve("log");
    Files.writeString(log, "Rest endpoint listening at localhost:1\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Iterator<Integer> ports = List.of(taken.getLocalPort(), FreePort.find()).iterator();
      Map<String, String> settings = new HashMap<>(FlinkCluster.WITH_METRICS);
      try (FlinkCluster cluster = FlinkCluster.start(folder, settings, ports::next)) {
        assertThat(ports.hasNext(), is(false));
        assertThat(cluster.rest().get("/overview").path("slots-total").asInt(), is(0));
        int port = cluster.metricsPorts().get(0);
        assertThat(
            Scrape.of("http://127.0.0.1:" + port + "/metrics").samples().stream()
                .anyMatch(each -> each.name().equals("flink_jobmanager_numRegisteredTaskManagers")),
            is(true));
      }
    }
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
            List.of(WaitingTest.Endless.class.getName()));
    process.letGo();
    Waiting.patiently().until(() -> !process.isAlive(), process::describe);
  }
}
