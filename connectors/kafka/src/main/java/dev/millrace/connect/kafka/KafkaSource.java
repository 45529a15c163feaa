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
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final TopicInput input;

  private KafkaSource(TopicInput input) {
    this.input = input;
  }

  static KafkaSource of(String topic, RecordFormat format) {
    return new KafkaSource(
        new TopicInput(Cluster.UNKNOWN, topic, format, MessageColumns.NONE, Reading.ALL));
  }

  private KafkaSource with(Cluster changed) {
    return new KafkaSource(input.with(changed));
  }

  private KafkaSource with(RecordFormat changed) {
    return new KafkaSource(input.with(changed));
  }

  private KafkaSource with(MessageColumns changed) {
    return new KafkaSource(input.with(changed));
  }

  private KafkaSource with(Reading changed) {
    return new KafkaSource(input.with(changed));
  }

  private KafkaSource with(Start start) {
    return with(input.reading().from(start));
  }

  /** Where the brokers are: {@code host:9092}, or several with commas between. Has to be given. */
  public KafkaSource servers(String bootstrapServers) {
    return with(input.cluster().at(bootstrapServers));
  }

  /**
   * A property of Kafka's clients, such as {@code security.protocol}. Never shown anywhere.
   *
   * @throws IllegalArgumentException when the connector sets it itself
   */
  public KafkaSource property(String name, String value) {
    return with(input.cluster().with(name, value));
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
    return with(input.columns().withKey(input.columns().key().of(components)));
  }

  /**
   * The component that gets a header, as one gets the {@link #key}; of several of a name the last.
   */
  public KafkaSource header(String component, String name) {
    return with(input.columns().withHeader(component, name));
  }

  /** The component, an {@code Instant}, that gets the message's timestamp. */
  public KafkaSource timestamp(String component) {
    return with(input.columns().withTimestamp(component));
  }

  /**
   * Reads messages as changes of their keys, as a compacted topic has them: the component, a {@link
   * dev.millrace.feature.ChangeKind}, is UPSERT, or DELETE where there is no value; then all that
   * would be read from the value is null. Without it a message without a value is rejected.
   */
  public KafkaSource changes(String component) {
    return with(input.columns().withChange(component));
  }

  /**
   * The name of a component's field, when it is not the component's own: in the value, or in a key
   * of several.
   */
  public KafkaSource column(String component, String fieldName) {
    return with(input.format().column(component, fieldName))
        .with(input.columns().withKey(input.columns().key().withField(component, fieldName)));
  }

  /** The zone of times in the value that do not say theirs. */
  public KafkaSource zone(ZoneId zone) {
    return with(input.format().zone(zone));
  }

  /** How instants in the value are written; see {@code docs/connectors/files.md}. */
  public KafkaSource timePattern(String pattern) {
    return with(input.format().timePattern(pattern));
  }

  /** How local dates in the value are written. */
  public KafkaSource datePattern(String pattern) {
    return with(input.format().datePattern(pattern));
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

  /**
   * Begins in each partition, also in one that is found later, with the first message whose
   * timestamp is not before a time.
   */
  public KafkaSource from(Instant time) {
    return with(new Start.Since(time));
  }

  /** Begins where a consumer group has committed; with the oldest where it has not. */
  public KafkaSource fromCommitted(String group) {
    return with(new Start.Committed(group));
  }

  /**
   * Begins with given offsets, by partition; a partition that is not named, with the oldest. An
   * offset behind the partition's end fails the run.
   */
  public KafkaSource fromOffsets(Map<Integer, Long> byPartition) {
    return with(new Start.Offsets(byPartition));
  }

  /**
   * When a partition is idle: it has had nothing for so long, and nothing older than that is
   * expected of it then. A minute when nothing is said. Choose it longer than any message is late,
   * and at least as long as the lateness of {@code timestamps}: what comes later than that into a
   * partition that was idle is late. A launch tells where it is shorter (MR-T006).
   *
   * @param time a second or more; zero for never, and then a quiet partition holds all others
   */
  public KafkaSource idleAfter(Duration time) {
    return with(input.reading().idleAfter(time));
  }

  /**
   * How often to look for partitions that the topic was given since the run began; half a minute
   * when nothing is said. A message in a new partition is late when it is older than what the
   * others have given by then, so a lateness should be longer than this.
   *
   * @param time a second or more; zero for never
   */
  public KafkaSource newPartitionsEvery(Duration time) {
    return with(input.reading().lookEvery(time));
  }

  /**
   * Reads files before the topic: the run begins with what they hold, whatever order it is in, and
   * goes on with the topic from where {@link #from(Instant)} or {@link #fromOffsets} says. That is
   * the seam: the files have to hold every message before it, and none behind it.
   *
   * @param before a bounded source
   */
  public KafkaSource withHistory(SourceBinding<Object> before) {
    return with(input.reading().after(before));
  }

  /**
   * Commits to a consumer group, for tools that watch groups, how far the checkpoints are that are
   * complete. For watching alone: a run goes on from its checkpoint, and begins with these offsets
   * only where {@link #fromCommitted} names the group. A commit that fails is a warning, once.
   *
   * @param group that nobody else commits to, and that no consumer joins
   */
  public KafkaSource commitTo(String group) {
    return with(input.reading().watchedBy(group));
  }

  /**
   * Reads what is in the topic when the run begins, and ends: the same pipeline as a batch, for a
   * backfill.
   */
  public KafkaSource bounded() {
    return with(input.reading().bounded());
  }

  @Override
  public String describe() {
    return input.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    return input.check(port, shape);
  }

  @Override
  public List<String> notices(String port, Shape<Object> shape) {
    return input.reading().history() == null
        ? List.of()
        : input.reading().history().notices(port, shape);
  }

  @Override
  public boolean isUnbounded() {
    return !input.reading().isBounded();
  }

  @Override
  public Duration looksForPartitionsEvery() {
    return input.reading().lookEvery();
  }

  @Override
  public Duration takesForIdleAfter() {
    return input.reading().idleAfter();
  }

  @Override
  public byte[] resumePointOfFound(String partition) {
    return input.resumePointOfFound();
  }

  @Override
  public Optional<SourceBinding<Object>> history() {
    return Optional.ofNullable(input.reading().history());
  }

  @Override
  public List<InputPartition> partitions(Shape<Object> shape, long extentBytes) throws IOException {
    return input.partitions(extentBytes);
  }

  @Override
  public Optional<Extent> rest(Extent extent, long position) {
    return Optional.of(TopicInput.rest(extent, position));
  }

  @Override
  public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    return input.open(shape, projection, extent);
  }

  @Override
  public StreamReader<Object> follow(
      Shape<Object> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    return input.follow(shape, projection, partition, resumePoint);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KafkaSource that && input.equals(that.input);
  }

  @Override
  public int hashCode() {
    return input.hashCode();
  }

  @Override
  public String toString() {
    return describe();
  }
}
