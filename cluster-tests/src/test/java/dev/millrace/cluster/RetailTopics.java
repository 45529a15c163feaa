package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The retail job's input in topics of its own.
 *
 * @param lines the topic of invoice lines
 * @param labels the topic of labels
 */
record RetailTopics(RetailFiles files, Broker broker, String lines, String labels) {
  /** The bindings of the example, which are those of a batch. */
  static final Path BINDINGS =
      Path.of("..", "examples", "retail-kafka.yaml").toAbsolutePath().normalize();

  private static final int LINES = 3;
  private static final int LABELS = 2;

  /** With everything that the files have, sent by the example: partitions as its client chooses. */
  static RetailTopics sent(RetailFiles files) throws IOException {
    return sent(files, empty(files));
  }

  /** {@link #sent} into one partition each, so that they are in the order of the files. */
  static RetailTopics sentInOrder(RetailFiles files) throws IOException {
    Broker broker = Broker.shared();
    return sent(
        files,
        new RetailTopics(
            files, broker, broker.topic("ordered-lines", 1), broker.topic("ordered-labels", 1)));
  }

  private static RetailTopics sent(RetailFiles files, RetailTopics to) throws IOException {
    Launch sent =
        Launch.ofClass(
            files.folder(),
            "dev.millrace.examples.retail.SendLines",
            to.broker.servers(),
            files.folder().resolve("sample").toString(),
            to.lines,
            files.labels().toString(),
            to.labels);
    assertThat(sent.toString(), sent.exit(), is(0));
    assertThat(sent.out(), containsString("Sent 6300 messages"));
    return to;
  }

  /** With nothing in them yet. */
  static RetailTopics empty(RetailFiles files) {
    Broker broker = Broker.shared();
    return new RetailTopics(
        files, broker, broker.topic("invoice-lines", LINES), broker.topic("labels", LABELS));
  }

  /**
   * Sends on what stands in topics that are in order: to the partitions in turn, so that each of
   * them is in order, too.
   *
   * @param from the first part of what there is, and {@code to} the part behind the last, of {@code
   *     parts}
   */
  void sendOn(RetailTopics ordered, int from, int to, int parts) {
    sendOn(part(broker.records(ordered.lines), from, to, parts), lines, LINES);
    sendOn(part(broker.records(ordered.labels), from, to, parts), labels, LABELS);
    broker.flush();
  }

  private static <T> List<T> part(List<T> all, int from, int to, int parts) {
    return all.subList(all.size() * from / parts, all.size() * to / parts);
  }

  private void sendOn(List<ConsumerRecord<byte[], byte[]>> records, String topic, int partitions) {
    for (int i = 0; i < records.size(); i++) {
      broker.send(new ProducerRecord<>(topic, i % partitions, null, records.get(i).value()));
    }
  }

  /**
   * Sends a line and a label to each partition that are so much later than all others that what is
   * before them can be published; they themselves are not, as nothing comes behind them.
   */
  void sendMuchLater() {
    for (int partition = 0; partition < LINES; partition++) {
      send(lines, partition, line(500_000 + partition, "2012-02-15 12:00:00"));
    }
    for (int partition = 0; partition < LABELS; partition++) {
      send(
          labels,
          partition,
          "{\"customerId\":\"12346\",\"at\":\"2012-02-15T12:00:00Z\",\"buysNext30d\":false}");
    }
    broker.flush();
  }

  /** A sound line. */
  static String line(int invoice, String date) {
    return "{\"invoiceNo\":\"%06d\",\"stockCode\":\"85123A\",\"description\":null,\"quantity\":1,"
            .formatted(invoice)
        + "\"invoiceDate\":\""
        + date
        + "\",\"unitPrice\":2.5,\"customerId\":\"12346.0\",\"country\":\"France\"}";
  }

  private void send(String topic, int partition, String value) {
    broker.send(
        new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)));
  }

  /** What the bindings of the example take from the environment. */
  Map<String, String> environment(String run) {
    return Map.of(
        "KAFKA_SERVERS",
        broker.servers(),
        "RETAIL_LINES",
        lines,
        "RETAIL_LABELS",
        labels,
        "RETAIL_OUT",
        files.output(run).toString());
  }

  /**
   * Starts the example as a stream that goes on by itself; gives what the launcher says of it.
   *
   * @param properties of the client that reads lines, as YAML
   */
  JsonNode leave(FlinkCluster cluster, String run, String properties) throws IOException {
    Launch launch =
        Launch.ofJob(
            files.folder(),
            "run",
            "--json",
            "--runner",
            "flink",
            "--flink-master",
            cluster.address(),
            "--detached",
            "--bindings",
            stream(run, properties).toString(),
            "--",
            "--parallelism=2",
            "--shuffleGroups=4",
            "--checkpointingInterval=500",
            "--publishEveryMillis=2592000000");
    assertThat(launch.toString(), launch.exit(), is(0));
    return new ObjectMapper().readTree(launch.out());
  }

  /**
   * The bindings of the example as a stream; its events are older than its messages.
   *
   * @param properties of the client that reads lines, as YAML
   */
  private Path stream(String run, String properties) throws IOException {
    String batch = Files.readString(BINDINGS);
    String stream =
        batch
            .replace("bounded: true", "idleAfter: PT0S")
            .replace("zone: Europe/London", "zone: Europe/London\n      properties: " + properties)
            .replace("${KAFKA_SERVERS:-localhost:9092}", broker.servers())
            .replace("${RETAIL_LINES:-invoice-lines}", lines)
            .replace("${RETAIL_LABELS:-labels}", labels)
            .replace("${RETAIL_OUT:-target/retail}", files.output(run).toString());
    return Files.writeString(files.folder().resolve(run + ".yaml"), stream);
  }
}
