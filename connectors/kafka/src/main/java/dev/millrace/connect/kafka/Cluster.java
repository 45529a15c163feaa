package dev.millrace.connect.kafka;

import dev.millrace.plan.Problem;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
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
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final String ALL_TIMEOUT = "default.api.timeout.ms";
  private static final String REQUEST_TIMEOUT = "request.timeout.ms";
  private static final Pattern QUOTED = Pattern.compile("'.*'", Pattern.DOTALL);
  private static final Duration SILENCE = Duration.ofSeconds(2);

  /**
   * Clusters that were asked in vain, with {@link System#nanoTime} of then: the topics of all ports
   * are looked for one after the other, and nobody waits again for each.
   */
  private static final Map<Cluster, Long> SILENT = new ConcurrentHashMap<>();

  static final Cluster UNKNOWN = new Cluster("", Map.of());

  Cluster {
    properties = Map.copyOf(properties);
  }

  Cluster at(String bootstrapServers) {
    return new Cluster(bootstrapServers, properties);
  }

  Cluster with(String property, String value) {
    if (Own.isOwn(property)) {
      throw new IllegalArgumentException(
          "the property '" + property + "' is set by the connector: " + Own.why(property));
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
      if (isUnknownTopic(e)) {
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

  static boolean isUnknownTopic(Throwable failure) {
    return root(failure) instanceof UnknownTopicOrPartitionException;
  }

  /** Something that a cluster is asked. */
  private interface Question<V> {
    V ask(Admin admin) throws ExecutionException, TimeoutException, InterruptedException;
  }

  private <V> V asked(Question<V> question) throws IOException {
    try (Admin admin = admin()) {
      return asked(admin, "", question);
    } catch (KafkaException e) {
      throw new IOException(reason(e), e);
    }
  }

  private static <V> V asked(Admin admin, String otherwise, Question<V> question)
      throws IOException {
    try {
      return question.ask(admin);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new IOException(otherwise + reason(e), e);
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

  /**
   * Why a topic cannot be used, if it cannot. Asks the cluster.
   *
   * @param needed what the port does with the topic
   */
  Optional<Problem> check(String port, String topic, AclOperation... needed) {
    if (servers.isEmpty()) {
      return Optional.of(
          new Problem(
              KafkaCode.BAD_OPTION,
              port,
              "nobody says where topic '" + topic + "' is",
              "a client begins with the addresses of some brokers",
              "give servers: \"host:9092\", or .servers(\"host:9092\")"));
    }
    if (isSilent()) {
      return Optional.of(noAnswer(port, topic, "nobody has answered just now"));
    }
    try {
      return TopicRights.check(this, port, topic, rights(topic), needed);
    } catch (IOException e) {
      if (isUnknownTopic(e)) {
        return Optional.of(noTopic(port, topic));
      }
      if (root(e) instanceof TopicAuthorizationException) {
        return Optional.of(TopicRights.none(this, port, topic, needed));
      }
      Throwable why =
          e.getCause() instanceof ExecutionException failed ? failed.getCause() : e.getCause();
      if (why instanceof TimeoutException
          || why instanceof org.apache.kafka.common.errors.TimeoutException) {
        SILENT.put(this, System.nanoTime());
      }
      return Optional.of(noAnswer(port, topic, e));
    }
  }

  private @Nullable Set<AclOperation> rights(String topic) throws IOException {
    DescribeTopicsOptions withRights =
        new DescribeTopicsOptions().includeAuthorizedOperations(true);
    return asked(admin -> answer(describe(topic, admin, withRights))).authorizedOperations();
  }

  private boolean isSilent() {
    Long since = SILENT.get(this);
    return since != null && System.nanoTime() - since < SILENCE.toNanos();
  }

  /** A problem where a topic does not keep the newest message of each key, and that alone. */
  Optional<Problem> checkCompacted(String port, String topic) {
    try {
      String policy = setting(topic, "cleanup.policy");
      return policy.contains("compact")
          ? Optional.empty()
          : Optional.of(
              new Problem(
                  KafkaCode.NOT_COMPACTED,
                  port,
                  "topic '" + topic + "' has the clean-up policy " + policy,
                  "upserts and states are read as the newest message of each key: a topic that"
                      + " deletes by age loses keys that do not change",
                  "set cleanup.policy=compact on the topic, or take upsert out"));
    } catch (IOException e) {
      return Optional.of(noAnswer(port, topic, e));
    }
  }

  /** What a topic is set to, itself or by its brokers. */
  String setting(String topic, String name) throws IOException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return asked(
        admin ->
            answer(admin.describeConfigs(List.of(resource)).all()).get(resource).get(name).value());
  }

  private Problem noTopic(String port, String topic) {
    return new Problem(
        KafkaCode.NO_TOPIC,
        port,
        "there is no topic '" + topic + "' at " + servers,
        "topics are never made by reading or writing them: how many partitions they have, and how"
            + " long they keep what, are decisions",
        "make the topic, or correct its name");
  }

  Problem noAnswer(String port, String topic, IOException e) {
    return refusal(e)
        .map(refusal -> turnedAway(port, topic, refusal))
        .orElseGet(() -> noAnswer(port, topic, String.valueOf(e.getMessage())));
  }

  private Problem noAnswer(String port, String topic, String why) {
    return new Problem(
        KafkaCode.NO_ANSWER,
        port,
        "topic '" + topic + "' cannot be asked for at " + servers + ": " + why,
        "a run that cannot reach its brokers would fail later",
        "correct servers and the security properties (a listener that is spoken to by another"
            + " security.protocol does not answer), or wait until the brokers are up");
  }

  private static Optional<AuthenticationException> refusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException refusal) {
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }

  private Problem turnedAway(String port, String topic, AuthenticationException refusal) {
    boolean isTls = refusal instanceof SslAuthenticationException;
    return new Problem(
        KafkaCode.NO_ANSWER,
        port,
        "topic '"
            + topic
            + "' cannot be asked for: "
            + (isTls
                ? "no TLS connection to " + servers + " can be made"
                : servers + " turns the user away")
            + ": "
            + reason(refusal),
        isTls
            ? "a client talks to brokers whose certificate it trusts, and which are at an address"
                + " that the certificate names; and some brokers talk to clients alone whose"
                + " certificate they trust"
            : "the brokers know no such user with such a password, by this mechanism",
        isTls
            ? "give the certificate that signed theirs: ssl.truststore.type: PEM, and"
                + " ssl.truststore.location; and where they want to know the client's, that and its"
                + " key: ssl.keystore.location"
            : "correct user and password in sasl.jaas.config, or sasl.mechanism");
  }

  /** What a client's failure says, without the classes that wrap it. */
  static String reason(Throwable failure) {
    Throwable cause = root(failure);
    if (cause instanceof TimeoutException) {
      return "no answer within " + ANSWER.toSeconds() + " seconds";
    }
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : ": " + withoutLogin(message));
  }

  /**
   * Of a login that cannot be understood the client quotes parts: pieces of a password, say, that
   * has quotes in it, which nobody would know for a secret.
   */
  private static String withoutLogin(String message) {
    return message.contains("JAAS config")
        ? QUOTED.matcher(message).replaceAll("'…'") + " (sasl.jaas.config)"
        : message;
  }

  /** {@link #reason} in a word, which says nothing that came from a setting. */
  static String kind(Throwable failure) {
    return root(failure).getClass().getSimpleName();
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** For people; never says a property. */
  @Override
  public String toString() {
    return servers;
  }

  /** Properties that a run's correctness hangs on. */
  private static final class Own {
    private static final Map<String, String> WHY =
        Map.ofEntries(
            Map.entry("bootstrap.servers", "say servers instead"),
            Map.entry("enable.auto.commit", "where a run stands is kept in its checkpoints"),
            Map.entry("isolation.level", "what a transaction has not committed is no record"),
            Map.entry("allow.auto.create.topics", "a topic that is not there is a mistake"),
            Map.entry("partitioner.class", "rows of one key go to one partition"),
            Map.entry("partitioner.ignore.keys", "rows of one key go to one partition"),
            Map.entry("auto.offset.reset", "records that are gone must not be passed over"),
            Map.entry("group.id", "say committed or commitTo instead"),
            Map.entry("key.deserializer", "the binding says what keys are"),
            Map.entry("value.deserializer", "the binding says what values are"),
            Map.entry("key.serializer", "the binding says what keys are"),
            Map.entry("value.serializer", "the binding says what values are"),
            Map.entry("acks", "a row has arrived when all replicas have it"),
            Map.entry("enable.idempotence", "a client that tries again must not double a row"),
            Map.entry("transactional.id", "rows are sent at least once, with ids"));

    static boolean isOwn(String property) {
      return WHY.containsKey(property);
    }

    static String why(String property) {
      return WHY.getOrDefault(property, "");
    }
  }
}
