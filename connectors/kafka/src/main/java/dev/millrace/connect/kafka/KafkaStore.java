package dev.millrace.connect.kafka;

import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.ViewDefinition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Online views in a compacted topic: a message for each key, which takes the place of the one
 * before it; {@link OnlineTopic} reads them. Several views, and several versions of one, may share
 * a topic. Made by {@link Kafka}. Immutable: every method returns a changed copy.
 *
 * <p>A state that is older than what the topic has of its key is not sent (SEMANTICS S14): every
 * process that writes reads the topic first, and holds about 250 bytes for each key.
 */
public final class KafkaStore implements OnlineBinding {
  private static final long serialVersionUID = 1L;

  private final Cluster cluster;
  private final String topic;

  private KafkaStore(Cluster cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  static KafkaStore of(String topic) {
    return new KafkaStore(Cluster.UNKNOWN, topic);
  }

  /** See {@link KafkaSource#servers}. */
  public KafkaStore servers(String bootstrapServers) {
    return new KafkaStore(cluster.at(bootstrapServers), topic);
  }

  /** See {@link KafkaSource#property}. */
  public KafkaStore property(String name, String value) {
    return new KafkaStore(cluster.with(name, value), topic);
  }

  @Override
  public String describe() {
    return "kafka store " + topic + " at " + cluster;
  }

  @Override
  public SinkBinding<KeyState> of(ViewDefinition view) {
    return new StatesTopic(cluster, topic, ViewVersion.of(view));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KafkaStore that
        && cluster.equals(that.cluster)
        && topic.equals(that.topic);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cluster, topic);
  }

  @Override
  public String toString() {
    return describe();
  }
}
