package dev.millrace.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the retail job gives, in topics of its own, in the words of {@link RetailFiles}.
 *
 * @param revenue the topic of daily revenue
 * @param training the topic of the training set
 * @param rejected the topic of lines that were refused
 */
record RetailSinkTopics(Broker broker, String revenue, String training, String rejected) {
  /** The bindings of the example: everything is in topics. */
  static final Path BINDINGS =
      Path.of("..", "examples", "retail-all-kafka.yaml").toAbsolutePath().normalize();

  private static final ObjectMapper JSON = new ObjectMapper();

  static RetailSinkTopics empty() {
    Broker broker = Broker.shared();
    return new RetailSinkTopics(
        broker,
        broker.topic("daily-revenue", 3),
        broker.topic("training-set", 2),
        broker.topic("rejected-lines", 2));
  }

  /** What the bindings take from the environment, with that of the sources. */
  Map<String, String> environment(Map<String, String> sources) {
    Map<String, String> all = new HashMap<>(sources);
    all.put("RETAIL_REVENUE", revenue);
    all.put("RETAIL_TRAINING", training);
    all.put("RETAIL_REJECTED", rejected);
    return all;
  }

  /** {@link RetailFiles#rows}: every message as the line of a CSV file. */
  List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : broker.records(revenue)) {
      rows.add("daily-revenue " + line(message));
    }
    for (ConsumerRecord<byte[], byte[]> message : broker.records(training)) {
      rows.add("training-set " + line(message));
    }
    rows.sort(null);
    return rows;
  }

  private static String line(ConsumerRecord<byte[], byte[]> message) throws IOException {
    List<String> values = new ArrayList<>();
    for (JsonNode value : JSON.readTree(message.value())) {
      values.add(value.isNull() ? "" : value.asText());
    }
    return String.join(",", values);
  }

  /** How many messages have an id that another of their topic has, too. */
  long doubles() {
    long doubles = 0;
    for (String topic : List.of(revenue, training, rejected)) {
      Set<String> ids = new HashSet<>();
      for (ConsumerRecord<byte[], byte[]> message : broker.records(topic)) {
        doubles += ids.add(header(message, "id") + header(message, "step")) ? 0 : 1;
      }
    }
    return doubles;
  }

  /** {@link RetailFiles#reasons}. */
  List<String> reasons() throws IOException {
    List<String> reasons = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : broker.records(rejected)) {
      String step = header(message, "step");
      reasons.add(step.startsWith("read:") ? step : step + rules(message));
    }
    reasons.sort(null);
    return reasons;
  }

  /** {@link RetailFiles#refusedAt}. */
  List<String> refusedAt() throws IOException {
    List<String> all = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : broker.records(rejected)) {
      all.add(
          String.join(
              " ",
              header(message, "partition"),
              header(message, "position"),
              header(message, "step"),
              header(message, "stage"),
              rules(message).toString()));
    }
    all.sort(null);
    return all;
  }

  private static List<String> rules(ConsumerRecord<byte[], byte[]> message) throws IOException {
    return JSON.readTree(header(message, "reasons")).findValuesAsText("rule");
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    var header = message.headers().lastHeader("millrace-" + name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
