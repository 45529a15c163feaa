package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The retail job, unchanged, its sources switched from files to topics: everything that it
 * publishes is what the batch over the files publishes, row for row, wherever and however it runs.
 */
class RetailOverKafkaIT {
  private static FlinkCluster cluster;
  private static RetailFiles files;
  private static RetailTopics topics;

  @BeforeAll
  static void startClusterAndRunOverFiles() throws IOException {
    Path folder = Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
    cluster = FlinkCluster.start(folder.resolve("flink"), Map.of());
    cluster.startTaskManager(2);
    files = RetailFiles.make(folder.resolve("retail"));
    topics = RetailTopics.sent(files);
    Launch here = Launch.ofJob(folder, "run", "--bindings", files.batch("files").toString());
    assertThat(here.toString(), here.exit(), is(0));
    assertThat(files.rows("files").size(), greaterThan(400));
    assertThat(files.reasons("files"), is(not(empty())));
    batch("here");
  }

  @AfterAll
  static void stopCluster() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void assertPublishedAsFromFiles(String run) throws IOException {
    assertThat(files.rows(run), equalTo(files.rows("files")));
    assertThat(files.reasons(run), equalTo(files.reasons("files")));
    assertThat(files.ledger(run), equalTo(files.ledger("files")));
  }

  @Test
  void aBatchHereOverTopicsPublishesWhatTheBatchOverFilesDid() throws IOException {
    assertPublishedAsFromFiles("here");
  }

  @Test
  void aBatchOnTheClusterOverTopicsPublishesWhatTheBatchOverFilesDid() throws IOException {
    batch(
        "cluster",
        "--runner",
        "flink",
        "--flink-master",
        cluster.address(),
        "--",
        "--parallelism=2",
        "--shuffleGroups=4");
    assertPublishedAsFromFiles("cluster");
  }

  @Test
  void aBatchWhoseSinksAreTopicsSendsWhatTheBatchOverFilesPublished() throws IOException {
    RetailSinkTopics sinks = RetailSinkTopics.empty();
    launch(RetailSinkTopics.BINDINGS, sinks.environment(topics.environment("sent")));

    assertThat(sinks.rows(), equalTo(files.rows("files")));
    assertThat(sinks.reasons(), equalTo(files.reasons("files")));
    assertThat(sinks.refusedAt(), equalTo(files.refusedAt("here")));
    assertThat(sinks.doubles(), is(0L));
  }

  private static void batch(String run, String... more) throws IOException {
    launch(RetailTopics.BINDINGS, topics.environment(run), more);
  }

  private static void launch(Path bindings, Map<String, String> environment, String... more)
      throws IOException {
    List<String> args = new ArrayList<>(List.of("run", "--bindings", bindings.toString()));
    args.addAll(List.of(more));
    ProcessBuilder process = Launch.processOfJob(args);
    process.environment().putAll(environment);
    Launch launch = Launch.of(files.folder(), process);
    assertThat(launch.toString(), launch.exit(), is(0));
  }

  @Test
  void aStreamOnTheClusterOverTopicsThatAreStillFilledPublishesWhatTheBatchOverFilesDid()
      throws IOException {
    RetailTopics ordered = RetailTopics.sentInOrder(files);
    RetailTopics followed = RetailTopics.empty(files);
    followed.sendOn(ordered, 0, 1, 2);
    String job = followed.leave(cluster, "stream", "{}").path("job").asText();
    // The first months are published before the last ones are in the topic at all.
    awaitPublished("stream", Instant.parse("2011-03-01T00:00:00Z"), job);
    followed.sendOn(ordered, 1, 2, 2);
    followed.sendMuchLater();
    awaitPublished("stream", Instant.parse("2011-12-10T00:00:00Z"), job);
    cluster.rest().cancel(job);
    cluster.rest().await(job, "CANCELED");

    assertPublishedAsFromFiles("stream");
    assertThat(files.rejections("stream"), equalTo(files.rejections("here")));
  }

  private static void awaitPublished(String run, Instant time, String job) {
    Waiting.patiently()
        .until(
            () -> !files.publishedTo(run).isBefore(time),
            () ->
                "published to "
                    + files.publishedTo(run)
                    + " instead of "
                    + time
                    + "; the job is "
                    + cluster.rest().state(job)
                    + ": "
                    + cluster.rest().why(job));
  }
}
