package dev.millrace.connect.kafka;

import dev.millrace.plan.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Whether a port can use a topic, by what its cluster answers; and if not, why. */
record TopicCheck(Cluster cluster, String port, String topic) {
  private static final Duration SILENCE = Duration.ofSeconds(2);

  /**
   * Clusters that were asked in vain, with {@link System#nanoTime} of then: the topics of all ports
   * are looked for one after the other, and nobody waits again for each.
   */
  private static final Map<Cluster, Long> SILENT = new ConcurrentHashMap<>();

  /**
   * Why a topic cannot be used, if it cannot. Asks the cluster.
   *
   * @param needed what the port does with the topic
   */
  Optional<Problem> unusable(AclOperation... needed) {
    if (cluster.servers().isEmpty()) {
      return Optional.of(
          new Problem(
              KafkaCode.BAD_OPTION,
              port,
              "nobody says where topic '" + topic + "' is",
              "a client begins with the addresses of some brokers",
              "give servers: \"host:9092\", or .servers(\"host:9092\")"));
    }
    if (isSilent()) {
      return Optional.of(noAnswer("nobody has answered just now"));
    }
    try {
      return TopicRights.check(cluster, port, topic, cluster.rights(topic), needed);
    } catch (IOException e) {
      if (ClientFailure.isUnknownTopic(e)) {
        return Optional.of(noTopic());
      }
      if (ClientFailure.root(e) instanceof TopicAuthorizationException) {
        return Optional.of(TopicRights.none(cluster, port, topic, needed));
      }
      Throwable why =
          e.getCause() instanceof ExecutionException failed ? failed.getCause() : e.getCause();
      if (why instanceof TimeoutException
          || why instanceof org.apache.kafka.common.errors.TimeoutException) {
        SILENT.put(cluster, System.nanoTime());
      }
      return Optional.of(noAnswer(e));
    }
  }

  private boolean isSilent() {
    Long since = SILENT.get(cluster);
    return since != null && System.nanoTime() - since < SILENCE.toNanos();
  }

  /** A problem where a topic does not keep the newest message of each key, and that alone. */
  Optional<Problem> notCompacted() {
    try {
      String policy = cluster.setting(topic, "cleanup.policy");
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
      return Optional.of(noAnswer(e));
    }
  }

  private Problem noTopic() {
    return new Problem(
        KafkaCode.NO_TOPIC,
        port,
        "there is no topic '" + topic + "' at " + cluster,
        "topics are never made by reading or writing them: how many partitions they have, and how"
            + " long they keep what, are decisions",
        "make the topic, or correct its name");
  }

  Problem noAnswer(IOException e) {
    return ClientFailure.refusal(e)
        .map(this::turnedAway)
        .orElseGet(() -> noAnswer(String.valueOf(e.getMessage())));
  }

  private Problem noAnswer(String why) {
    return new Problem(
        KafkaCode.NO_ANSWER,
        port,
        "topic '" + topic + "' cannot be asked for at " + cluster + ": " + why,
        "a run that cannot reach its brokers would fail later",
        "correct servers and the security properties (a listener that is spoken to by another"
            + " security.protocol does not answer), or wait until the brokers are up");
  }

  private Problem turnedAway(AuthenticationException refusal) {
    boolean isTls = refusal instanceof SslAuthenticationException;
    return new Problem(
        KafkaCode.NO_ANSWER,
        port,
        "topic '"
            + topic
            + "' cannot be asked for: "
            + (isTls
                ? "no TLS connection to " + cluster + " can be made"
                : cluster + " turns the user away")
            + ": "
            + ClientFailure.reason(refusal),
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
}
