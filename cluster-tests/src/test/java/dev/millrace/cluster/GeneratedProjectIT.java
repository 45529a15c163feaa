package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.FlinkRest;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A generated project is deployed as its README says, to a cluster, over files and over Kafka. */
class GeneratedProjectIT {
  private static final String[] SINKS = {"daily-spend", "training-set"};

  private static FlinkCluster cluster;
  private static GeneratedProject project;
  private static Path folder;
  private static List<String> expected;

  @BeforeAll
  static void startClusterAndRunHere() throws IOException {
    folder = Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
    project = GeneratedProject.find(folder.resolve("runs"));
    cluster = FlinkCluster.start(folder.resolve("flink"), Map.of());
    cluster.startTaskManager(2);
    Launch here = project.inAProcess("here");
    assertThat(here.toString(), here.exit(), is(0));
    expected = project.rows("here", SINKS);
    assertThat(expected, hasSize(20));
    assertThat(project.rows("here", "rejected"), hasSize(6));
  }

  @AfterAll
  static void stopCluster() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void deployShBuildsTheJobAndLeavesItToTheCluster() throws IOException {
    Launch launch =
        project.deploy("script", Map.of(), "run", cluster.address(), "bindings/files.yaml");

    assertThat(launch.toString(), launch.exit(), is(0));
    assertThat(launch.out(), containsString("http://" + cluster.address() + "/#/job/running/"));
    assertFinishedWithTheSameRows(job(launch), "script");
  }

  @Test
  void deployShSaysWhatIsWrong() throws IOException {
    Launch nothing = project.deploy("none", Map.of());
    assertThat(nothing.toString(), nothing.exit(), is(2));
    assertThat(
        nothing.err(), containsString("\n  sh deploy/deploy.sh run      HOST:PORT BINDINGS"));

    Launch unknown = project.deploy("none", Map.of(), "start", cluster.address(), "x");
    assertThat(unknown.toString(), unknown.exit(), is(2));
    assertThat(unknown.err(), containsString("There is no command start."));

    String none = "00000000000000000000000000000000";
    String savepoints = folder.resolve("savepoints").toUri().toString();
    Launch gone = project.deploy("none", Map.of(), "stop", cluster.address(), none, savepoints);
    assertThat(gone.toString(), gone.exit(), is(1));
    assertThat(
        gone.err(),
        equalTo("Job " + none + " was not stopped: Could not find Flink job (" + none + ")\n"));

    Launch nowhere = project.deploy("none", Map.of(), "stop", cluster.address(), "x");
    assertThat(nowhere.toString(), nowhere.exit(), is(1));
    assertThat(nowhere.err(), containsString("Cannot resolve path parameter (jobid) from value"));
    assertThat(nowhere.err(), not(containsString("java")));

    Launch nobody = project.deploy("none", Map.of(), "stop", "localhost:1", none);
    assertThat(nobody.toString(), nobody.exit(), is(1));
    assertThat(nobody.err(), containsString("No Flink cluster answers at localhost:1."));

    Launch early =
        project.deploy("none", Map.of(), "run", "http://localhost:1", "bindings/files.yaml");
    assertThat(early.toString(), early.exit(), is(1));
    assertThat(early.err(), containsString("No Flink cluster answers at localhost:1."));
  }

  @Test
  void flinksOwnCommandLineTakesTheJar() throws IOException {
    ProcessBuilder flink =
        new ProcessBuilder(
            cluster.commandLine(
                "run",
                "-m",
                cluster.address(),
                project.job().toString(),
                "run",
                "--bindings",
                "bindings/files.yaml"));
    Launch launch =
        project.launch("cli", Map.of("FLINK_CONF_DIR", cluster.configuration().toString()), flink);

    assertThat(launch.toString(), launch.exit(), is(0));
    assertFinishedWithTheSameRows(job(launch), "cli");
  }

  @Test
  void theRestInterfaceTakesTheJar() throws IOException {
    FlinkRest rest = cluster.rest();
    List<String> args = List.of("run", "--bindings", project.bindings("rest").toString());
    assertFinishedWithTheSameRows(rest.runJar(rest.uploadJar(project.job()), args, 1), "rest");
  }

  @Test
  void overKafkaItIsStoppedAndGoesOnAndGivesWhatItGivesOverFiles() throws IOException {
    Broker broker = Broker.shared();
    make(broker, "orders", "daily-spend", "orders-rejected");
    Map<String, String> environment =
        Map.of("KAFKA_SERVERS", broker.servers(), "JOB_JAR", project.job().toString());
    send(broker, project.messages("2026-02-27.csv"));
    send(broker, project.messages("2026-03-28.csv"));
    Launch first =
        project.deploy("kafka", environment, "run", cluster.address(), "bindings/kafka.yaml");
    assertThat(first.toString(), first.exit(), is(0));
    awaitDays(broker, 3, job(first));

    Launch stopped =
        project.deploy(
            "kafka",
            environment,
            "stop",
            cluster.address(),
            job(first),
            folder.resolve("savepoints").toUri().toString());
    assertThat(stopped.toString(), stopped.exit(), is(0));
    cluster.rest().await(job(first), "FINISHED");
    String goOn = stopped.out().lines().filter(each -> each.contains(" continue ")).toList().get(0);
    String savepoint = goOn.split(" ", -1)[4];

    send(broker, project.messages("2026-03-29.csv"));
    send(broker, List.of(laterOrder()));
    Launch second =
        project.deploy(
            "kafka", environment, "continue", cluster.address(), savepoint, "bindings/kafka.yaml");
    assertThat(second.toString(), second.exit(), is(0));
    awaitDays(broker, 12, job(second));
    Waiting.patiently()
        .until(
            () -> training("kafka").size() == training("here").size(),
            () -> cluster.rest().why(job(second)));
    List<String> rows = new ArrayList<>(days(broker));
    rows.addAll(training("kafka"));
    rows.sort(null);
    assertThat(rows, equalTo(expected));
    assertThat(distinct(broker, "orders-rejected"), hasSize(6));
    cluster.rest().cancel(job(second));
  }

  /** Of a day after all others: so those are over. */
  private static byte[] laterOrder() {
    return """
        {"orderId": "O-2000", "customerId": "anna", "placedAt": "2026-04-02T10:00:00Z", \
        "amount": "1.00 EUR", "country": "DE"}
        """
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void awaitDays(Broker broker, int wanted, String job) {
    Waiting.patiently()
        .until(
            () -> days(broker).size() == wanted,
            () ->
                days(broker)
                    + ", rejected: "
                    + distinct(broker, "orders-rejected")
                    + cluster.rest().state(job)
                    + cluster.rest().why(job));
  }

  private static List<String> training(String run) {
    try {
      return project.rows(run, "training-set");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was sent of each day and customer, as a line of a CSV file. */
  private static List<String> days(Broker broker) {
    return distinct(broker, "daily-spend").stream()
        .map(
            value ->
                String.join(
                    ",",
                    Stream.of("customerId", "day", "spend", "orders", "largest")
                        .map(column -> parsed(value).path(column).asText())
                        .toList()))
        .toList();
  }

  private static JsonNode parsed(String value) {
    try {
      return new ObjectMapper().readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of a topic: what was sent again has the same id, and counts once. */
  private static List<String> distinct(Broker broker, String topic) {
    Map<String, String> byId = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> each : broker.records(topic)) {
      byte[] id = each.headers().lastHeader("millrace-id").value();
      byId.put(
          new String(id, StandardCharsets.UTF_8), new String(each.value(), StandardCharsets.UTF_8));
    }
    return List.copyOf(byId.values());
  }

  private static void make(Broker broker, String... topics) {
    List<NewTopic> all = Stream.of(topics).map(topic -> new NewTopic(topic, 1, (short) 1)).toList();
    Broker.await(broker.admin().createTopics(all).all());
  }

  private static void send(Broker broker, List<byte[]> values) {
    values.forEach(value -> broker.send(new ProducerRecord<>("orders", value)));
    broker.flush();
  }

  /** As the launcher says it. */
  private static String job(Launch launch) {
    return launch.out().replaceAll("(?s).*as Flink job ([0-9a-f]{32}).*", "$1");
  }

  private static void assertFinishedWithTheSameRows(String job, String run) throws IOException {
    cluster.rest().await(job, "FINISHED");
    assertThat(project.rows(run, SINKS), equalTo(expected));
    assertThat(project.rows(run, "rejected"), hasSize(6));
  }
}
