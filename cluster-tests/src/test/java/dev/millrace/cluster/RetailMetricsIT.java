package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.Scrape;
import dev.millrace.servers.Scrape.Sample;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a stream of the retail job on a cluster shows Prometheus, in real scrapes. */
class RetailMetricsIT {
  private static final int LATE = 7;

  private static Broker broker;
  private static RetailFiles files;
  private static RetailTopics ordered;
  private static List<Integer> ports;
  private static FlinkCluster cluster;

  @BeforeAll
  static void sendLinesAndLabelsAndStartCluster() throws IOException {
    Path folder = Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
    broker = Broker.shared();
    files = RetailFiles.make(folder.resolve("retail"));
    ordered = RetailTopics.sentInOrder(files);
    cluster = FlinkCluster.start(folder.resolve("flink"), FlinkCluster.WITH_METRICS);
    cluster.startTaskManager(2);
    ports = cluster.metricsPorts();
  }

  @AfterAll
  static void stopCluster() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** The summary of a run in a process of its own, on the direct runner. */
  private static JsonNode ran(Path bindings, Map<String, String> environment, String... options)
      throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of("run", "--json", "--quiet", "--bindings", bindings.toString(), "--"));
    args.addAll(List.of(options));
    ProcessBuilder process = Launch.processOfJob(args);
    process.environment().putAll(environment);
    Launch launch = Launch.of(files.folder(), process);
    assertThat(launch.toString(), launch.exit(), is(0));
    return new ObjectMapper().readTree(launch.out());
  }

  @Test
  void countersAndLagsAreWhatTheLedgerOfTheSameRowsHolds() throws IOException {
    // One partition, so that lines are in the order of the files: what is late hangs on it.
    RetailTopics topics = sentOn("counted", Instant.now());
    for (int i = 0; i < LATE; i++) {
      byte[] old =
          RetailTopics.line(400_000 + i, "2009-12-01 08:26:00").getBytes(StandardCharsets.UTF_8);
      broker.send(new ProducerRecord<>(topics.lines(), old));
    }
    broker.flush();
    Map<String, Double> expected = expected();
    JsonNode left = topics.leave(cluster, "counted", "{}");
    String run = left.path("run").asText();
    Waiting.patiently()
        .until(
            () -> counters(shown(ports, run)).equals(expected),
            () -> counters(shown(ports, run)) + "\nis not\n" + expected + cluster.describe());
    assertLags(ports, run);
    for (Sample sample : shown(ports, run)) {
      assertThat(sample.labels().get("tm_id"), is("taskmanager_1"));
    }
    cancel(left);
  }

  /** Topics of one partition each; the messages as if they had all been sent at a time. */
  private static RetailTopics sentOn(String name, Instant at) {
    RetailTopics topics =
        new RetailTopics(
            files, broker, broker.topic(name + "-lines", 1), broker.topic(name + "-labels", 1));
    sendOn(ordered.lines(), topics.lines(), at);
    sendOn(ordered.labels(), topics.labels(), at);
    broker.flush();
    return topics;
  }

  private static void sendOn(String from, String to, Instant at) {
    for (ConsumerRecord<byte[], byte[]> each : broker.records(from)) {
      broker.send(new ProducerRecord<>(to, 0, at.toEpochMilli(), null, each.value()));
    }
  }

  @Test
  void theIngestionLagIsTheAgeOfWhatIsReadWhileTheStreamIsBehindAndThenZero() throws IOException {
    Instant sent = Instant.now().minus(Duration.ofHours(2));
    RetailTopics topics = sentOn("behind", sent);
    long messages = broker.records(topics.lines()).size();
    String client = topics.lines();
    broker.throttleReading(client, 30_000);
    JsonNode left =
        topics.leave(
            cluster, "behind", "{client.id: " + client + ", max.partition.fetch.bytes: \"8192\"}");
    String run = left.path("run").asText();
    Waiting.patiently()
        .until(
            () ->
                linesRead(ports, run) > 0
                    && gauge(ports, run, LINES_BEHIND) > 0
                    && gauge(ports, run, LABELS_BEHIND) == 0,
            () -> shown(ports, run) + cluster.describe());
    assertThat(linesRead(ports, run), lessThan((double) messages));
    double age = Duration.between(sent, Instant.now()).toSeconds();
    assertThat(gauge(ports, run, LINES_BEHIND), closeTo(age, 60));

    broker.throttleReading(client, 1e9);
    Waiting.patiently()
        .until(
            () -> linesRead(ports, run) == messages && gauge(ports, run, LINES_BEHIND) == 0,
            () -> shown(ports, run) + cluster.describe());
    cancel(left);
  }

  private static final String LINES_BEHIND = "ingestion_lag_seconds__invoice_lines";
  private static final String LABELS_BEHIND = "ingestion_lag_seconds__labels";

  private static double linesRead(List<Integer> ports, String run) {
    return counters(shown(ports, run)).getOrDefault("rows_read_total__read_invoice_lines", 0.0);
  }

  private static void cancel(JsonNode left) {
    String job = left.path("job").asText();
    cluster.rest().cancel(job);
    cluster.rest().await(job, "CANCELED");
  }

  /** By the names on Flink, from the ledger of the files as a stream: and what is late. */
  private static Map<String, Double> expected() throws IOException {
    Path bindings = files.inOrder("played");
    JsonNode played = ran(bindings, Map.of(), "--publishEveryMillis=2592000000");
    Map<String, Double> counts = new TreeMap<>();
    for (JsonNode account : played.path("ledger")) {
      String step = account.path("step").asText();
      String metric = metric(account.path("place").asText(), step);
      double count = account.path("tally").path("count").asDouble();
      if (!metric.isEmpty() && !step.startsWith("write:") && count > 0) {
        counts.merge(metric + "__" + step.replaceAll("[:-]", "_"), count, Double::sum);
      }
    }
    counts.merge("rows_read_total__read_invoice_lines", (double) LATE, Double::sum);
    counts.merge("rows_late_total__timestamps_invoice_lines", (double) LATE, Double::sum);
    counts.putAll(refusedByRule(played));
    return counts;
  }

  /**
   * What each rule refused: of readers, in the words of the messages' format, by a batch over the
   * topics, as files have other words.
   */
  private static Map<String, Double> refusedByRule(JsonNode played) throws IOException {
    Map<String, Double> refused = new TreeMap<>();
    JsonNode batch = ran(RetailTopics.BINDINGS, ordered.environment("batch"));
    for (JsonNode rule : batch.path("rules")) {
      if (rule.path("step").asText().startsWith("read:")) {
        refused.put(quarantined(rule), rule.path("count").asDouble());
      }
    }
    assertThat("rules of readers", refused.isEmpty(), is(false));
    for (JsonNode rule : played.path("rules")) {
      if (!rule.path("step").asText().startsWith("read:")) {
        refused.put(quarantined(rule), rule.path("count").asDouble());
      }
    }
    refused.merge(
        "rows_quarantined_total__timestamps_invoice_lines__not_late", (double) LATE, Double::sum);
    return refused;
  }

  /** The metric of a rule: its name without what is no letter and no digit. */
  private static String quarantined(JsonNode rule) {
    String name = rule.path("rule").asText().replaceAll("[^A-Za-z0-9]+", "_");
    return "rows_quarantined_total__"
        + rule.path("step").asText().replaceAll("[:-]", "_")
        + "__"
        + name.replaceAll("^_|_$", "");
  }

  private static String metric(String place, String step) {
    return switch (place) {
      case "IN" -> step.startsWith("read:") ? "rows_read_total" : "";
      case "OUT" -> "rows_valid_total";
      case "REJECTED", "UNREADABLE" -> "rows_rejected_total";
      case "FILTERED" -> "rows_filtered_total";
      case "LATE" -> "rows_late_total";
      default -> "";
    };
  }

  /** Sums over subtasks, of what is not 0 and not made by steps that wait for windows to close. */
  private static Map<String, Double> counters(List<Sample> shown) {
    Map<String, Double> counts = new TreeMap<>();
    for (Sample sample : shown) {
      String name = sample.name().substring(PREFIX.length());
      boolean isCounted = name.startsWith("rows_") && !name.contains("__write_");
      if (isCounted && sample.value() > 0) {
        counts.merge(name.replaceAll("_[0-9a-f]{8}$", ""), sample.value(), Double::sum);
      }
    }
    return counts;
  }

  private static final String PREFIX = "flink_taskmanager_job_task_operator_millrace_";

  /** What the cluster shows of the job; whoever else answers at a port says nothing of it. */
  private static List<Sample> shown(List<Integer> ports, String run) {
    List<Sample> shown = new ArrayList<>();
    for (int port : ports) {
      answered(port).stream()
          .filter(each -> each.name().startsWith(PREFIX))
          .filter(
              each -> each.labels().getOrDefault("job_name", "").endsWith(run.replace('-', '_')))
          .forEach(shown::add);
    }
    return shown;
  }

  private static List<Sample> answered(int port) {
    try {
      return Scrape.of("http://127.0.0.1:" + port + "/metrics").samples();
    } catch (IOException notYet) {
      return List.of();
    }
  }

  private static void assertLags(List<Integer> ports, String run) {
    Waiting.patiently()
        .until(
            () -> gauge(ports, run, "ingestion_lag_seconds__invoice_lines") == 0,
            () -> shown(ports, run).toString());
    // Rows are counted when they are read; the frontier follows when they are shipped, and gauges
    // are shown now and then.
    double last = Instant.parse("2011-12-09T12:50:00Z").getEpochSecond();
    Waiting.patiently()
        .until(
            () -> {
              double frontier = gauge(ports, run, "frontier_timestamp_seconds__invoice_lines");
              double lag = gauge(ports, run, "frontier_lag_seconds__invoice_lines");
              return closeTo(last, 86_400).matches(frontier)
                  && closeTo((double) Instant.now().getEpochSecond(), 60).matches(frontier + lag)
                  && gauge(ports, run, "frontier_lag_seconds__labels") > lag;
            },
            () -> shown(ports, run).toString());
  }

  private static double gauge(List<Integer> ports, String run, String name) {
    return shown(ports, run).stream()
        .filter(each -> each.name().equals(PREFIX + name))
        .mapToDouble(Sample::value)
        .max()
        .orElse(-1);
  }
}
