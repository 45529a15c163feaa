package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.Scrape;
import dev.millrace.servers.Scrape.Sample;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The retail job, unchanged, its sources switched from files to topics: as a batch it publishes
 * what the files gave; as a stream on a cluster it shows Prometheus what its ledger would hold.
 */
class RetailOverKafkaIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LATE = 7;

  private static Path folder;
  private static RetailFiles files;
  private static Broker broker;
  private static String lines;
  private static String labels;

  @BeforeAll
  static void sendLinesAndLabels() throws IOException {
    folder = Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
    files = RetailFiles.make(folder.resolve("retail"));
    broker = Broker.shared();
    lines = broker.topic("invoice-lines", 3);
    labels = broker.topic("labels", 2);
    send(lines, labels);
  }

  private static void send(String linesTo, String labelsTo) throws IOException {
    Launch sent =
        Launch.ofClass(
            folder,
            "dev.millrace.examples.retail.SendLines",
            broker.servers(),
            folder.resolve("retail/sample").toString(),
            linesTo,
            files.labels().toString(),
            labelsTo);
    assertThat(sent.toString(), sent.exit(), is(0));
    assertThat(sent.out(), containsString("Sent 6300 messages"));
  }

  @Test
  void topicsGiveTheSameTrainingSetAndTheSameDailyRevenueAsFiles() throws IOException {
    Path bindings = Path.of("..", "examples", "retail-kafka.yaml").toAbsolutePath().normalize();
    JsonNode fromTopics = ran("kafka", bindings);
    JsonNode fromFiles = ran("files", files.batch("files"));

    assertThat(files.rows("kafka"), equalTo(files.rows("files")));
    assertThat(files.rows("kafka").size(), greaterThan(100));
    assertThat(files.rejects("kafka"), is(files.rejects("files")));
    for (String counts : List.of("in", "valid", "quarantined", "unreadable")) {
      assertThat(counts, fromTopics.path(counts), equalTo(fromFiles.path(counts)));
    }
  }

  /** The summary of a run in a process of its own, on the direct runner. */
  private static JsonNode ran(String run, Path bindings, String... options) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of("run", "--json", "--quiet", "--bindings", bindings.toString(), "--"));
    args.addAll(List.of(options));
    ProcessBuilder process = Launch.processOfJob(args);
    process.environment().put("KAFKA_SERVERS", broker.servers());
    process.environment().put("RETAIL_LINES", lines);
    process.environment().put("RETAIL_LABELS", labels);
    process.environment().put("RETAIL_OUT", files.output(run).toString());
    Launch launch = Launch.of(folder, process);
    assertThat(launch.toString(), launch.exit(), is(0));
    return new ObjectMapper().readTree(launch.out());
  }

  @Test
  void aStreamOnAClusterShowsPrometheusWhatTheLedgerOfTheSameRowsHolds() throws IOException {
    // One partition, so that lines are in the order of the files: what is late hangs on it. Of two,
    // the producer may send nothing to one, and such a source has no frontier.
    String inOrder = broker.topic("ordered-lines", 1);
    String answers = broker.topic("ordered-labels", 1);
    send(inOrder, answers);
    for (int i = 0; i < LATE; i++) {
      broker.send(new ProducerRecord<>(inOrder, old(i).getBytes(StandardCharsets.UTF_8)));
    }
    broker.flush();
    Map<String, Double> expected = expected();
    int[] ports = freePorts();
    Map<String, String> reporting =
        Map.of(
            "metrics.reporters",
            "prom",
            "metrics.reporter.prom.factory.class",
            "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
            "metrics.reporter.prom.port",
            ports[0] + "," + ports[1]);
    try (FlinkCluster cluster = FlinkCluster.start(folder.resolve("flink"), reporting)) {
      cluster.startTaskManager(2);
      String run = leave(cluster, inOrder, answers);
      Waiting.upTo(PATIENCE)
          .until(
              () -> counters(shown(ports, run)).equals(expected),
              () -> counters(shown(ports, run)) + "\nis not\n" + expected + cluster.describe());
      assertLags(ports, run);
      for (Sample sample : shown(ports, run)) {
        assertThat(sample.labels().get("tm_id"), is("taskmanager_1"));
      }
    }
  }

  /** A sound line, from the year before all others. */
  private static String old(int number) {
    return "{\"invoiceNo\":\"4%05d\",\"stockCode\":\"85123A\",\"description\":null,\"quantity\":1,"
            .formatted(number)
        + "\"invoiceDate\":\"2009-12-01 08:26:00\",\"unitPrice\":2.5,\"customerId\":\"12346.0\","
        + "\"country\":\"France\"}";
  }

  /** By the names on Flink, from the ledger of the files as a stream: and what is late. */
  private static Map<String, Double> expected() throws IOException {
    Path bindings = files.inOrder("played");
    JsonNode played = ran("played", bindings, "--publishEveryMillis=2592000000");
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
    for (JsonNode rule : played.path("rules")) {
      if (rule.path("step").asText().equals("validate:invoice-lines")) {
        counts.put(
            "rows_quarantined_total__validate_invoice_lines__"
                + NAMES.get(rule.path("rule").asText()),
            rule.path("count").asDouble());
      }
    }
    return counts;
  }

  /** Rules as they are part of a metric's name. */
  private static final Map<String, String> NAMES =
      Map.of(
          "customerId not null", "customerId_not_null",
          "unitPrice in (0.0, 10000.0]", "unitPrice_in_0_0_10000_0",
          "quantity not 0", "quantity_not_0",
          "cancelled exactly when negative", "cancelled_exactly_when_negative",
          "stockCode matches [0-9]{5}[A-Za-z]*", "stockCode_matches_0_9_5_A_Za_z");

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
      boolean isCounted =
          name.startsWith("rows_")
              && !name.contains("__write_")
              && !(name.contains("quarantined") && !name.contains("__validate_"));
      if (isCounted && sample.value() > 0) {
        counts.merge(name.replaceAll("_[0-9a-f]{8}$", ""), sample.value(), Double::sum);
      }
    }
    return counts;
  }

  private static final String PREFIX = "flink_taskmanager_job_task_operator_millrace_";

  /** What the cluster shows of the job; whoever else answers at a port says nothing of it. */
  private static List<Sample> shown(int[] ports, String run) {
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

  private static void assertLags(int[] ports, String run) {
    Waiting.upTo(PATIENCE)
        .until(
            () -> gauge(ports, run, "ingestion_lag_seconds__invoice_lines") == 0,
            () -> shown(ports, run).toString());
    double frontier = gauge(ports, run, "frontier_timestamp_seconds__invoice_lines");
    double lag = gauge(ports, run, "frontier_lag_seconds__invoice_lines");
    Instant last = Instant.parse("2011-12-09T12:50:00Z");
    assertThat(Math.abs(frontier - last.getEpochSecond()) < 86_400, is(true));
    assertThat(Math.abs(frontier + lag - Instant.now().getEpochSecond()) < 60, is(true));
    Waiting.upTo(PATIENCE)
        .until(
            () -> gauge(ports, run, "frontier_lag_seconds__labels") > lag,
            () -> shown(ports, run).toString());
  }

  private static double gauge(int[] ports, String run, String name) {
    return shown(ports, run).stream()
        .filter(each -> each.name().equals(PREFIX + name))
        .mapToDouble(Sample::value)
        .max()
        .orElse(-1);
  }

  /** Gives the id of the run. */
  private static String leave(FlinkCluster cluster, String inOrder, String answers)
      throws IOException {
    Launch launch =
        Launch.ofJob(
            folder,
            "run",
            "--json",
            "--runner",
            "flink",
            "--flink-master",
            cluster.address(),
            "--detached",
            "--bindings",
            stream(inOrder, answers).toString(),
            "--",
            "--parallelism=2",
            "--shuffleGroups=4",
            "--checkpointingInterval=500",
            "--publishEveryMillis=2592000000");
    assertThat(launch.toString(), launch.exit(), is(0));
    return new ObjectMapper().readTree(launch.out()).path("run").asText();
  }

  /** The bindings of the example as a stream; its events are older than its messages. */
  private static Path stream(String inOrder, String answers) throws IOException {
    String batch = Files.readString(Path.of("..", "examples", "retail-kafka.yaml"));
    String stream =
        batch
            .replace("bounded: true", "idleAfter: PT0S")
            .replace("${KAFKA_SERVERS:-localhost:9092}", broker.servers())
            .replace("${RETAIL_LINES:-invoice-lines}", inOrder)
            .replace("${RETAIL_LABELS:-labels}", answers)
            .replace("${RETAIL_OUT:-target/retail}", files.output("cluster").toString());
    return Files.writeString(folder.resolve("cluster.yaml"), stream);
  }

  /** One for each process of the cluster: the reporter takes the first that is free. */
  private static int[] freePorts() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, loopback);
        ServerSocket other = new ServerSocket(0, 1, loopback)) {
      return new int[] {one.getLocalPort(), other.getLocalPort()};
    }
  }
}
