package dev.millrace.connect.kafka;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Rows from the messages of a topic. Made by {@link Kafka}. Immutable: every method returns a
 * changed copy.
 *
 * <p>A partition of the topic is a partition of SEMANTICS S7, a message's offset is its row's
 * position, and its id is made of both: another read of the same message is the same row. A message
 * that cannot be read is rejected with its bytes, its key and headers, and its place. Only
 * committed messages are read.
 */
public final class KafkaSource implements SourceBinding<Object> {
  private static final long serialVersionUID = 1L;

  /** What a message is taken for where only a number of them is known. */
  private static final long ASSUMED_BYTES = 256;

  private final Cluster cluster;
  private final String topic;
  private final RecordFormat format;
  private final MessageColumns columns;
  private final Reading reading;

  private KafkaSource(
      Cluster cluster, String topic, RecordFormat format, MessageColumns columns, Reading reading) {
    this.cluster = cluster;
    this.topic = topic;
    this.format = format;
    this.columns = columns;
    this.reading = reading;
  }

  static KafkaSource of(String topic, RecordFormat format) {
    return new KafkaSource(Cluster.UNKNOWN, topic, format, MessageColumns.NONE, Reading.ALL);
  }

  private KafkaSource with(Cluster changed) {
    return new KafkaSource(changed, topic, format, columns, reading);
  }

  private KafkaSource with(RecordFormat changed) {
    return new KafkaSource(cluster, topic, changed, columns, reading);
  }

  private KafkaSource with(MessageColumns changed) {
    return new KafkaSource(cluster, topic, format, changed, reading);
  }

  private KafkaSource with(Reading changed) {
    return new KafkaSource(cluster, topic, format, columns, changed);
  }

  private KafkaSource with(Start start) {
    return with(reading.from(start));
  }

  /** Where the brokers are: {@code host:9092}, or several with commas between. Has to be given. */
  public KafkaSource servers(String bootstrapServers) {
    return with(cluster.at(bootstrapServers));
  }

  /**
   * A property of Kafka's clients, such as {@code security.protocol}. Never shown anywhere.
   *
   * @throws IllegalArgumentException when the connector sets it itself
   */
  public KafkaSource property(String name, String value) {
    return with(cluster.with(name, value));
  }

  /**
   * The components that get the message's key. One gets its bytes where it is {@code byte[]}; else
   * its text, read as a number, a time, a constant, or as it is. Several get the fields of a JSON
   * object, in whatever order they are, as {@link KafkaSink#key} writes it. No key is null.
   */
  public KafkaSource key(String component, String... more) {
    return key(MessageKey.list(component, more));
  }

  KafkaSource key(List<String> components) {
    return with(columns.withKey(columns.key().of(components)));
  }

  /**
   * The component that gets a header, as one gets the {@link #key}; of several of a name the last.
   */
  public KafkaSource header(String component, String name) {
    return with(columns.withHeader(component, name));
  }

  /** The component, an {@code Instant}, that gets the message's timestamp. */
  public KafkaSource timestamp(String component) {
    return with(columns.withTimestamp(component));
  }

  /**
   * Reads messages as changes of their keys, as a compacted topic has them: the component, a {@link
   * dev.millrace.feature.ChangeKind}, is UPSERT, or DELETE where there is no value; then all that
   * would be read from the value is null. Without it a message without a value is rejected.
   */
  public KafkaSource changes(String component) {
    return with(columns.withChange(component));
  }

  /**
   * The name of a component's field, when it is not the component's own: in the value, or in a key
   * of several.
   */
  public KafkaSource column(String component, String fieldName) {
    return with(format.column(component, fieldName))
        .with(columns.withKey(columns.key().withField(component, fieldName)));
  }

  /** The zone of times in the value that do not say theirs. */
  public KafkaSource zone(ZoneId zone) {
    return with(format.zone(zone));
  }

  /** How instants in the value are written; see {@code docs/connectors/files.md}. */
  public KafkaSource timePattern(String pattern) {
    return with(format.timePattern(pattern));
  }

  /** How local dates in the value are written. */
  public KafkaSource datePattern(String pattern) {
    return with(format.datePattern(pattern));
  }

  /** Begins with the oldest message that is kept. So it is when nothing is said. */
  public KafkaSource fromEarliest() {
    return with(new Start.Earliest());
  }

  /**
   * Begins with what comes after the run has begun; a run that fails before its first checkpoint is
   * complete begins with what comes after it has begun again.
   */
  public KafkaSource fromLatest() {
    return with(new Start.Latest());
  }

  /** Begins in each partition with the first message whose timestamp is not before a time. */
  public KafkaSource from(Instant time) {
    return with(new Start.Since(time));
  }

  /** Begins where a consumer group has committed; with the oldest where it has not. */
  public KafkaSource fromCommitted(String group) {
    return with(new Start.Committed(group));
  }

  /** Begins with given offsets, by partition; a partition that is not named, with the oldest. */
  public KafkaSource fromOffsets(Map<Integer, Long> byPartition) {
    return with(new Start.Offsets(byPartition));
  }

  /**
   * When a partition is idle: it has had nothing for so long, and nothing older than that is
   * expected of it then. A minute when nothing is said. Choose it longer than any message is late,
   * and at least as long as the lateness of {@code timestamps}: what comes later than that into a
   * partition that was idle is late.
   *
   * @param time a second or more; zero for never, and then a quiet partition holds all others
   */
  public KafkaSource idleAfter(Duration time) {
    return with(reading.idleAfter(time));
  }

  /**
   * How often to look for partitions that the topic was given since the run began; half a minute
   * when nothing is said. A message in a new partition is late when it is older than what the
   * others have given by then, so a lateness should be longer than this.
   *
   * @param time a second or more; zero for never
   */
  public KafkaSource newPartitionsEvery(Duration time) {
    return with(reading.lookEvery(time));
  }

  /**
   * Reads files before the topic: the run begins with what they hold, whatever order it is in, and
   * goes on with the topic from where {@link #from(Instant)} or {@link #fromOffsets} says. That is
   * the seam: the files have to hold every message before it, and none behind it.
   *
   * @param before a bounded source
   */
  public KafkaSource withHistory(SourceBinding<Object> before) {
    return with(reading.after(before));
  }

  /**
   * Commits to a consumer group, for tools that watch groups, how far the checkpoints are that are
   * complete. For watching alone: a run goes on from its checkpoint, and begins with these offsets
   * only where {@link #fromCommitted} names the group. A commit that fails is a warning, once.
   *
   * @param group that nobody else commits to, and that no consumer joins
   */
  public KafkaSource commitTo(String group) {
    return with(reading.watchedBy(group));
  }

  /**
   * Reads what is in the topic when the run begins, and ends: the same pipeline as a batch, for a
   * backfill.
   */
  public KafkaSource bounded() {
    return with(reading.bounded());
  }

  @Override
  public String describe() {
    return "kafka "
        + topic
        + " at "
        + cluster
        + ", "
        + format.describe()
        + columns.describe()
        + reading.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    List<Problem> problems = new ArrayList<>(columns.check(port, shape));
    if (problems.isEmpty()) {
      problems.addAll(format.check(port, shape, columns.components()));
    }
    if (reading.history() != null) {
      problems.addAll(reading.history().check(port, shape));
      Seam.check(port, topic, cluster, reading).ifPresent(problems::add);
    }
    if (reading.watched() != null && reading.isBounded()) {
      problems.add(committedAsABatch(port));
    }
    cluster.check(port, topic).ifPresent(problems::add);
    return List.copyOf(problems);
  }

  private Problem committedAsABatch(String port) {
    return new Problem(
        KafkaCode.BAD_OPTION,
        port,
        "topic '" + topic + "' is read to its end, and commits to " + reading.watched(),
        "offsets are committed when a checkpoint is complete, and a batch has none",
        "take bounded or commitTo out");
  }

  @Override
  public List<String> notices(String port, Shape<Object> shape) {
    return reading.history() == null ? List.of() : reading.history().notices(port, shape);
  }

  @Override
  public boolean isUnbounded() {
    return !reading.isBounded();
  }

  @Override
  public Duration looksForPartitionsEvery() {
    return reading.lookEvery();
  }

  @Override
  public byte[] resumePointOfFound(String partition) {
    return reading.start() instanceof Start.Latest ? TopicStream.resumePoint(0) : new byte[0];
  }

  @Override
  public Optional<SourceBinding<Object>> history() {
    return Optional.ofNullable(reading.history());
  }

  @Override
  public List<InputPartition> partitions(Shape<Object> shape, long extentBytes) throws IOException {
    List<TopicPartition> there = cluster.partitions(topic);
    List<InputPartition> partitions = new ArrayList<>();
    if (!reading.isBounded()) {
      there.forEach(each -> partitions.add(new InputPartition(TopicLog.name(each), 0, List.of())));
      return partitions;
    }
    try (TopicLog log = log(there.get(0))) {
      for (TopicPartition each : there) {
        long from = log.startOf(reading.start(), each);
        partitions.add(
            cut(TopicLog.name(each), from, log.endOf(each), extentBytes / ASSUMED_BYTES + 1));
      }
    }
    return partitions;
  }

  private static InputPartition cut(String name, long from, long to, long most) {
    List<Extent> extents = new ArrayList<>();
    long at = from;
    while (at < to) {
      long end = to - at > most ? at + most : to;
      extents.add(new Extent(name, at, end, at));
      at = end;
    }
    return new InputPartition(name, Math.max(0, to - from) * ASSUMED_BYTES, extents);
  }

  private TopicLog log(TopicPartition partition) throws IOException {
    return TopicLog.open(
        cluster,
        partition,
        reading.start() instanceof Start.Committed committed
            ? Map.of("group.id", committed.group())
            : Map.of());
  }

  private Messages messages(Shape<?> shape, Projection projection, String partition) {
    return new Messages(format, columns, shape, projection, partition);
  }

  @Override
  public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    TopicLog log = log(TopicLog.named(extent.partition()));
    return new TopicExtent<>(
        log, messages(shape, projection, extent.partition()), extent.start(), extent.end());
  }

  @Override
  public StreamReader<Object> follow(
      Shape<Object> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    TopicPartition own = TopicLog.named(partition);
    TopicLog log = log(own);
    try {
      long next = resumePoint.length == 0 ? start(log, own) : TopicStream.resumed(resumePoint);
      return new TopicStream<>(
          log,
          messages(shape, projection, partition),
          next,
          reading.idleAfter().toMillis(),
          InstantSource.system(),
          reading.watched() == null ? null : GroupOffsets.of(cluster, reading.watched(), own));
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private long start(TopicLog log, TopicPartition partition) throws IOException {
    long offset = log.startOf(reading.start(), partition);
    if (reading.history() != null && reading.start() instanceof Start.Since) {
      log.requireSeam(offset, reading.start());
    }
    return offset;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KafkaSource that
        && cluster.equals(that.cluster)
        && topic.equals(that.topic)
        && format.equals(that.format)
        && columns.equals(that.columns)
        && reading.equals(that.reading);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cluster, topic, format, columns, reading);
  }

  @Override
  public String toString() {
    return describe();
  }
}
