package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.millrace.servers.FlinkCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A cluster with fewer slots than a job asks for. It is one of its own, since it is impatient:
 * where slots are not waited for, a job may also fail because those of the job before are not free
 * yet.
 */
class ScarceSlotsIT {
  private final Path folder =
      Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();

  @Test
  void aJobThatAsksForMoreSlotsThanThereAreFailsAndSaysSo() throws IOException {
    RetailFiles files = RetailFiles.make(folder.resolve("retail"));
    Map<String, String> impatient =
        Map.of("slot.request.timeout", "3000", "restart-strategy.type", "none");
    try (FlinkCluster cluster = FlinkCluster.start(folder.resolve("flink"), impatient)) {
      cluster.startTaskManager(1);

      Launch launch =
          Launch.ofJob(
              files.folder(),
              "run",
              "--bindings",
              files.batch("wide").toString(),
              "--runner",
              "flink",
              "--flink-master",
              cluster.address(),
              "--",
              "--parallelism=50");

      assertThat(launch.toString(), launch.exit(), is(1));
      assertThat(launch.err(), containsString("the job asks for 50"));
      assertThat(launch.err(), containsString("[MR-D003]"));
    }
  }
}
