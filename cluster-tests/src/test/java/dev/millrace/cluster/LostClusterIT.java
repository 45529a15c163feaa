package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A cluster that is gone while somebody waits for it. */
class LostClusterIT {
  private final Path folder =
      Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();

  @Test
  void theLauncherSaysThatItDoesNotKnowWhatBecameOfTheJob() throws IOException {
    RetailFiles files = RetailFiles.make(folder.resolve("retail"));
    RunningLaunch launch;
    String job;
    try (FlinkCluster cluster =
        FlinkCluster.start(
            folder.resolve("flink"),
            Map.of("rest.retry.max-attempts", "2", "rest.retry.delay", "200"))) {
      cluster.startTaskManager(1);
      launch =
          RunningLaunch.ofJob(
              files.folder(),
              Map.of("FLINK_CONF_DIR", cluster.configuration().toString()),
              "run",
              "--bindings",
              files.stream("lost", 60).toString(),
              "--runner",
              "flink",
              "--flink-master",
              cluster.address(),
              "--",
              "--parallelism=1",
              "--publishEveryMillis=2592000000",
              "--checkpointingInterval=500");
      job = launch.flinkJob();
      Waiting.patiently().until(() -> files.units("lost") > 0, launch::err);
    }

    Launch ended = launch.end();

    assertThat(ended.toString(), ended.exit(), is(1));
    assertThat(ended.err(), containsString("[MR-D004]"));
    assertThat(ended.err(), containsString("what became of job " + job + " is not known"));
    assertThat(ended.err(), containsString("units; they stay"));
    assertThat(Files.isDirectory(files.output("lost").resolve("daily-revenue")), is(true));
    assertThat("on record", files.jobs("lost"), contains(containsString(job)));
  }
}
