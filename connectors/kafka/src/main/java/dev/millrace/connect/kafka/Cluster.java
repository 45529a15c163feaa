package dev.millrace.connect.kafka;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster, and how its clients are made. The properties may hold secrets: nothing here ever
 * says them.
 *
 * @param servers {@code bootstrap.servers}; empty as long as nobody gave it
 * @param properties of clients, beside what the connector sets itself
 */
record Cluster(String servers, Map<String, String> properties) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How long anybody waits for an answer. */
  static final Duration ANSWER = Duration.ofSeconds(15);

  private static final String ALL_TIMEOUT = "default.api.timeout.ms";
  private static final String REQUEST_TIMEOUT = "request.timeout.ms";

  static final Cluster UNKNOWN = new Cluster("", Map.of());

  Cluster {
    properties = Map.copyOf(properties);
  }

  Cluster at(String bootstrapServers) {
    return new Cluster(bootstrapServers, properties);
  }

  Cluster with(String property, String value) {
    if (OwnProperties.isOwn(property)) {
      throw new IllegalArgumentException(
          "the property '"
              + property
              + "' is set by the connector: "
              + OwnProperties.why(property));
    }
    Map<String, String> more = new TreeMap<>(properties);
    more.put(property, value);
    return new Cluster(servers, more);
  }

  /** What a client of this cluster is made with. */
  Map<String, Object> settings(Map<String, Object> own) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put("bootstrap.servers", servers);
    own.forEach(settings::putIfAbsent);
    return settings;
  }

  /** A consumer that reads committed records and is told where to begin. */
  KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> own = new HashMap<>(more);
    own.put("enable.auto.commit", false);
    own.put("auto.offset.reset", "none");
    own.put("isolation.level", "read_committed");
    own.put("allow.auto.create.topics", false);
    Map<String, Object> settings = settings(own);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A topic as it is now.
   *
   * @param id see {@link TopicIdentity}
   * @param partitions by number
   */
  record Topic(String id, List<TopicPartition> partitions) {}

  static Topic topic(String name, Admin by) throws IOException {
    return asked(
        by,
        "the partitions of topic " + name + " are not known: ",
        admin -> described(name, admin));
  }

  private static Topic described(String name, Admin by)
      throws ExecutionException, TimeoutException, InterruptedException {
    TopicDescription described = answer(describe(name, by));
    return new Topic(
        described.topicId().toString(),
        described.partitions().stream()
            .map(each -> new TopicPartition(name, each.partition()))
            .sorted(Comparator.comparingInt(TopicPartition::partition))
            .toList());
  }

  /** The id of a topic that there is. */
  static Optional<String> idOf(String topic, Admin by) throws IOException {
    try {
      return Optional.of(asked(by, "", admin -> described(topic, admin)).id());
    } catch (IOException e) {
      if (ClientFailure.isUnknownTopic(e)) {
        return Optional.empty();
      }
      throw new IOException("topic " + topic + " cannot be asked for: " + e.getMessage(), e);
    }
  }

  static KafkaFuture<TopicDescription> describe(String topic, Admin by) {
    return describe(topic, by, new DescribeTopicsOptions());
  }

  private static KafkaFuture<TopicDescription> describe(
      String topic, Admin by, DescribeTopicsOptions how) {
    return by.describeTopics(List.of(topic), how).topicNameValues().get(topic);
  }

  private static <V> V answer(KafkaFuture<V> asked)
      throws ExecutionException, TimeoutException, InterruptedException {
    return asked.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
  }

  /** Something that a cluster is asked. */
  private interface Question<V> {
    V ask(Admin admin) throws ExecutionException, TimeoutException, InterruptedException;
  }

  private <V> V asked(Question<V> question) throws IOException {
    try (Admin admin = admin()) {
      return asked(admin, "", question);
    } catch (KafkaException e) {
      throw new IOException(ClientFailure.reason(e), e);
    }
  }

  private static <V> V asked(Admin admin, String otherwise, Question<V> question)
      throws IOException {
    try {
      return question.ask(admin);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new IOException(otherwise + ClientFailure.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** A client that gives up after a while; throws what Kafka does where none can be made. */
  Admin admin() {
    int request = millis(REQUEST_TIMEOUT);
    int all = millis(ALL_TIMEOUT);
    return Admin.create(
        settings(
            Map.of(
                // The client refuses a request that may take longer than all of its attempts.
                ALL_TIMEOUT,
                Math.max(all, request),
                REQUEST_TIMEOUT,
                Math.min(all, request),
                // Its clients complain of each attempt in the log.
                "reconnect.backoff.ms",
                500,
                "reconnect.backoff.max.ms",
                4000)));
  }

  /** A property; {@link #ANSWER} where it is not given, or where it is for the client to refuse. */
  private int millis(String property) {
    String given = properties.get(property);
    try {
      return given == null ? (int) ANSWER.toMillis() : Integer.parseInt(given.strip());
    } catch (NumberFormatException notANumber) {
      return (int) ANSWER.toMillis();
    }
  }

  /** What the user may do with a topic; null where the brokers do not say. */
  @Nullable Set<AclOperation> rights(String topic) throws IOException {
    DescribeTopicsOptions withRights =
        new DescribeTopicsOptions().includeAuthorizedOperations(true);
    return asked(admin -> answer(describe(topic, admin, withRights))).authorizedOperations();
  }

  /** What a topic is set to, itself or by its brokers. */
  String setting(String topic, String name) throws IOException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return asked(
        admin ->
            answer(admin.describeConfigs(List.of(resource)).all()).get(resource).get(name).value());
  }

  /** For people; never says a property. */
  @Override
  public String toString() {
    return servers;
  }
}
