package dev.millrace.connect.kafka;

import dev.millrace.connect.RowSender;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/**
 * Rows to a topic, each as a message whose value has every component. Made by {@link Kafka}.
 * Immutable: every method returns a changed copy.
 *
 * <p>At least once: a row that is sent again after a failure has the same id in its header {@code
 * millrace-id}. Messages are seen as they come, also of a run that fails later. All rows of a
 * checkpoint have arrived at all replicas in sync before it is complete. A topic that cannot keep
 * up makes the run wait; a message that does not arrive within {@code delivery.timeout.ms} fails
 * it.
 */
public final class KafkaSink extends ToTopic<Object> {
  private static final long serialVersionUID = 1L;

  private final RecordFormat format;
  private final MessageKey key;
  private final @Nullable String change;
  private final boolean isUpsert;

  private KafkaSink(
      Cluster cluster,
      String topic,
      RecordFormat format,
      MessageKey key,
      @Nullable String change,
      boolean isUpsert) {
    super(cluster, topic);
    this.format = format;
    this.key = key;
    this.change = change;
    this.isUpsert = isUpsert;
  }

  static KafkaSink of(String topic, RecordFormat format) {
    return new KafkaSink(Cluster.UNKNOWN, topic, format, MessageKey.NONE, null, false);
  }

  private KafkaSink with(Cluster changed) {
    return new KafkaSink(changed, topic, format, key, change, isUpsert);
  }

  private KafkaSink with(RecordFormat changed) {
    return new KafkaSink(cluster, topic, changed, key, change, isUpsert);
  }

  private KafkaSink with(MessageKey changed) {
    return new KafkaSink(cluster, topic, format, changed, change, isUpsert);
  }

  /** See {@link KafkaSource#servers}. */
  public KafkaSink servers(String bootstrapServers) {
    return with(cluster.at(bootstrapServers));
  }

  /** See {@link KafkaSource#property}. */
  public KafkaSink property(String name, String value) {
    return with(cluster.with(name, value));
  }

  /**
   * The components that are the message's key. One is its bytes where it is {@code byte[]}, else
   * its text, and null is no key. Several are a JSON object, {@code
   * {"country":"France","stockCode":"22728"}}: a field of each, in the order given here, written as
   * in a JSON value, but times always in ISO-8601; so equal keys are equal bytes. A key with the
   * same components in another order is another key. Rows of one key go to one partition. Without
   * it messages have no key.
   */
  public KafkaSink key(String component, String... more) {
    return key(MessageKey.list(component, more));
  }

  KafkaSink key(List<String> components) {
    return with(key.of(components));
  }

  /**
   * Says that a message takes the place of those before it with the same key. Every row needs a key
   * then, with no null in it, and the topic has to be compacted.
   *
   * <p>The topic ends with the newest value of a key where that key's rows are results of one
   * aggregation by sessions, by that very key, in a stream: they come in the order of their times,
   * and do so again after a failure. That holds where the worker that was given up is dead: one
   * that was paused or cut off may deliver what its client still holds after another has taken
   * over, since producers are idempotent and not fenced, and an older value then stands behind a
   * newer one until the key's next row. Other rows of one key (of windows of a fixed length that
   * close at nearly the same time, of several partitions of a source, of several steps, of an
   * aggregation by more than the key, of a batch that is tried again) have no order, and any of
   * them may be the last: then let the value have a time, by which readers compare.
   */
  public KafkaSink upsert() {
    return new KafkaSink(cluster, topic, format, key, change, true);
  }

  /**
   * {@link #upsert} of rows that are changes: where the component, a {@link ChangeKind}, is DELETE,
   * the message has no value, which deletes what the topic has of its key. RETRACT fails the run.
   */
  public KafkaSink changes(String component) {
    return new KafkaSink(cluster, topic, format, key, component, true);
  }

  /** See {@link KafkaSource#column}. */
  public KafkaSink column(String component, String fieldName) {
    return with(format.column(component, fieldName)).with(key.withField(component, fieldName));
  }

  /** The zone in which times are written, where the format has none of its own. */
  public KafkaSink zone(ZoneId zone) {
    return with(format.zone(zone));
  }

  /** See {@link KafkaSource#timePattern}. */
  public KafkaSink timePattern(String pattern) {
    return with(format.timePattern(pattern));
  }

  /** See {@link KafkaSource#datePattern}. */
  public KafkaSink datePattern(String pattern) {
    return with(format.datePattern(pattern));
  }

  @Override
  public String describe() {
    return "kafka "
        + topic
        + " at "
        + cluster
        + ", "
        + format.describe()
        + key.describe()
        + (change == null ? isUpsert ? ", upserts" : "" : ", changes " + change);
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    List<Problem> problems = new ArrayList<>();
    if (isUpsert && key.isNone()) {
      problems.add(
          new Problem(
              KafkaCode.BAD_OPTION,
              port,
              "upserts go to topic '" + topic + "', and no component is the key",
              "a message takes the place of those with its key",
              "add key(\"component\")"));
    }
    problems.addAll(key.checkWriting(port, shape));
    checkChange(port, shape, problems);
    problems.addAll(format.checkWriting(port, shape));
    AclOperation[] needed =
        isUpsert
            ? new AclOperation[] {AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS}
            : new AclOperation[] {AclOperation.WRITE};
    TopicCheck check = new TopicCheck(cluster, port, topic);
    check.unusable(needed).ifPresent(problems::add);
    if (problems.isEmpty() && isUpsert) {
      check.notCompacted().ifPresent(problems::add);
    }
    return List.copyOf(problems);
  }

  private void checkChange(String port, Shape<?> shape, List<Problem> problems) {
    if (change == null) {
      return;
    }
    Component component = shape.component(change).orElse(null);
    if (component == null) {
      problems.add(
          bad(
              port,
              shape.name() + " has no component '" + change + "'",
              "write one of " + ColumnNames.names(shape.components())));
    } else if (component.type().javaClass() != ChangeKind.class) {
      problems.add(bad(port, "component '" + change + "' is no ChangeKind", "name one that is"));
    } else if (key.has(change)) {
      problems.add(
          bad(
              port,
              "component '" + change + "' says whether a row deletes, and is in its key, too",
              "take it out of the key, which a delete shares with what it deletes"));
    }
  }

  private static Problem bad(String port, String what, String fix) {
    return new Problem(
        KafkaCode.BAD_COMPONENT, port, what, "a part of the message is made of it", fix);
  }

  @Override
  public RowSender<Object> sender(Shape<Object> shape) throws IOException {
    return TopicSender.open(
        cluster, new RowMessages<>(topic, format.encoder(shape), shape, key, change, isUpsert));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KafkaSink that
        && cluster.equals(that.cluster)
        && topic.equals(that.topic)
        && format.equals(that.format)
        && key.equals(that.key)
        && Objects.equals(change, that.change)
        && isUpsert == that.isUpsert;
  }

  @Override
  public int hashCode() {
    return Objects.hash(cluster, topic, format, key, change, isUpsert);
  }
}
