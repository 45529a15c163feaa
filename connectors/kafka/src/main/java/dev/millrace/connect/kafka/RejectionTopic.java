package dev.millrace.connect.kafka;

import dev.millrace.Rejection;
import dev.millrace.connect.RowSender;
import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rejections to a topic: the key, the value and the headers of a rejected message as they came, and
 * why and where it was rejected in headers that begin with {@code millrace-}. Rejections of other
 * sources have no key, and their raw bytes as value. Made by {@link Kafka}. Immutable: every method
 * returns a changed copy.
 *
 * <p>At least once: after a failure a rejection may come again, with the same {@code millrace-id}
 * and {@code millrace-step}.
 */
public final class RejectionTopic implements SinkBinding<Rejection> {
  private static final long serialVersionUID = 1L;

  private final Cluster cluster;
  private final String topic;

  private RejectionTopic(Cluster cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
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
    return cluster.check(port, topic).stream().toList();
  }

  @Override
  public boolean isSent() {
    return true;
  }

  @Override
  public RowSender<Rejection> sender(Shape<Rejection> shape) throws IOException {
    return TopicSender.open(cluster, new RejectionMessages(topic));
  }

  @Override
  public String folder() {
    return "kafka:" + topic;
  }

  @Override
  public String extension() {
    return "";
  }

  @Override
  public RowWriter<Rejection> writer(Shape<Rejection> shape, OutputStream out) {
    throw new UnsupportedOperationException(describe() + " has no files");
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

  @Override
  public String toString() {
    return describe();
  }
}
