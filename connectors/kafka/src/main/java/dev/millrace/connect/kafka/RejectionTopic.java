package dev.millrace.connect.kafka;

import dev.millrace.Rejection;
import dev.millrace.connect.RowSender;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/**
 * Rejections to a topic: the key, the value and the headers of a rejected message as they came, and
 * why and where it was rejected in headers that begin with {@code millrace-}; own headers that
 * begin so get {@code own-} before their names. Rejections of other sources have no key, and their
 * raw bytes as value. One that is larger than the topic takes is sent in parts, and nothing of it
 * is left out. Made by {@link Kafka}. Immutable: every method returns a changed copy.
 *
 * <p>At least once: after a failure a rejection may come again, with the same {@code millrace-id}
 * and {@code millrace-step}.
 */
public final class RejectionTopic extends ToTopic<Rejection> {
  private static final long serialVersionUID = 1L;

  /** What our own headers fit into, with room for some of the bytes that were rejected. */
  private static final int LEAST = 1 << 16;

  private RejectionTopic(Cluster cluster, String topic) {
    super(cluster, topic);
  }

  static RejectionTopic of(String topic) {
    return new RejectionTopic(Cluster.UNKNOWN, topic);
  }

  /** See {@link KafkaSource#servers}. */
  public RejectionTopic servers(String bootstrapServers) {
    return new RejectionTopic(cluster.at(bootstrapServers), topic);
  }

  /** See {@link KafkaSource#property}. */
  public RejectionTopic property(String name, String value) {
    return new RejectionTopic(cluster.with(name, value), topic);
  }

  @Override
  public String describe() {
    return "kafka " + topic + " at " + cluster;
  }

  @Override
  public List<Problem> check(String port, Shape<Rejection> shape) {
    return new TopicCheck(cluster, port, topic)
        .unusable(AclOperation.WRITE).or(() -> checkSize(port)).stream().toList();
  }

  private Optional<Problem> checkSize(String port) {
    int most;
    try {
      most = Integer.parseInt(cluster.setting(topic, "max.message.bytes"));
    } catch (IOException unknown) {
      // Who may write to a topic need not be allowed to ask for its settings.
      return Optional.empty();
    }
    return most >= LEAST
        ? Optional.empty()
        : Optional.of(
            new Problem(
                KafkaCode.TOO_LARGE,
                port,
                "topic '" + topic + "' takes messages of " + most + " bytes at most",
                "a rejection says in headers why and where it was rejected, and a message that"
                    + " is too large is sent in parts, each with all of them",
                "set max.message.bytes of the topic to " + LEAST + " or more"));
  }

  @Override
  public RowSender<Rejection> sender(Shape<Rejection> shape) throws IOException {
    return TopicSender.open(cluster, new RejectionMessages(topic));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RejectionTopic that
        && cluster.equals(that.cluster)
        && topic.equals(that.topic);
  }

  @Override
  public int hashCode() {
    return topic.hashCode();
  }
}
