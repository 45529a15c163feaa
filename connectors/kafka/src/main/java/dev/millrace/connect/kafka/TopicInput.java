package dev.millrace.connect.kafka;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.StreamReader;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.plan.Problem;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.Serializable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;

/** What is read of a topic, and how: the readers behind {@link KafkaSource}. */
record TopicInput(
    Cluster cluster, String topic, RecordFormat format, MessageColumns columns, Reading reading)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a message is taken for where only a number of them is known. */
  private static final long ASSUMED_BYTES = 256;

  private static final String BEGIN_ANEW = "Begin a new run, without the checkpoint or savepoint";

  TopicInput with(Cluster changed) {
    return new TopicInput(changed, topic, format, columns, reading);
  }

  TopicInput with(RecordFormat changed) {
    return new TopicInput(cluster, topic, changed, columns, reading);
  }

  TopicInput with(MessageColumns changed) {
    return new TopicInput(cluster, topic, format, changed, reading);
  }

  TopicInput with(Reading changed) {
    return new TopicInput(cluster, topic, format, columns, changed);
  }

  String describe() {
    return "kafka "
        + topic
        + " at "
        + cluster
        + ", "
        + format.describe()
        + columns.describe()
        + reading.describe();
  }

  List<Problem> check(String port, Shape<Object> shape) {
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
    new TopicCheck(cluster, port, topic)
        .unusable(AclOperation.READ)
        .or(() -> strays(port))
        .ifPresent(problems::add);
    return List.copyOf(problems);
  }

  /** A problem where offsets are given for partitions that there are not. */
  private Optional<Problem> strays(String port) {
    if (!(reading.start() instanceof Start.Offsets given)) {
      return Optional.empty();
    }
    Set<Integer> strays = new TreeSet<>(given.byPartition().keySet());
    try {
      TopicIdentity.now(cluster, topic)
          .partitions()
          .forEach(each -> strays.remove(each.partition()));
    } catch (IOException e) {
      return Optional.of(new TopicCheck(cluster, port, topic).noAnswer(e));
    }
    return strays.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                KafkaCode.BAD_OPTION,
                port,
                "offsets are given for the partitions " + strays + " of topic '" + topic + "'",
                "there are no such partitions",
                "correct their numbers, which begin with 0, or the topic's name"));
  }

  private Problem committedAsABatch(String port) {
    return new Problem(
        KafkaCode.BAD_OPTION,
        port,
        "topic '" + topic + "' is read to its end, and commits to " + reading.watched(),
        "offsets are committed when a checkpoint is complete, and a batch has none",
        "take bounded or commitTo out");
  }

  byte[] resumePointOfFound() {
    // Only a time says something of a partition that nobody knew when the run was begun.
    return reading.start() instanceof Start.Since ? new byte[0] : new ResumePoint("", 0).toBytes();
  }

  List<InputPartition> partitions(long extentBytes) throws IOException {
    Cluster.Topic now = TopicIdentity.now(cluster, topic);
    List<TopicPartition> there = now.partitions();
    List<InputPartition> partitions = new ArrayList<>();
    if (!reading.isBounded()) {
      there.forEach(each -> partitions.add(new InputPartition(TopicLog.name(each), 0, List.of())));
      return partitions;
    }
    try (TopicLog log = log(there.get(0))) {
      for (TopicPartition each : there) {
        long from = log.startOf(reading.start(), each);
        long end = log.endOf(each);
        log.requireReaches(each, from, end);
        Extent all = new Extent(TopicLog.name(each), from, end, from, now.id());
        partitions.add(cut(all, extentBytes / ASSUMED_BYTES + 1));
      }
    }
    return partitions;
  }

  /** Offsets in place of bytes. */
  private static InputPartition cut(Extent all, long most) {
    List<Extent> extents = new ArrayList<>();
    long at = all.start();
    while (at < all.end()) {
      long end = all.end() - at > most ? at + most : all.end();
      extents.add(new Extent(all.partition(), at, end, at, all.version()));
      at = end;
    }
    return new InputPartition(all.partition(), Math.max(0, all.bytes()) * ASSUMED_BYTES, extents);
  }

  static Extent rest(Extent extent, long position) {
    return new Extent(extent.partition(), position, extent.end(), position, extent.version());
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

  RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    Messages messages = messages(shape, projection, extent.partition());
    return reading(
        TopicLog.named(extent.partition()),
        extent.version(),
        (log, same) ->
            new TopicExtent<>(log, same, messages, extent.start(), extent.end(), System::nanoTime));
  }

  StreamReader<Object> follow(
      Shape<Object> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    TopicPartition own = TopicLog.named(partition);
    Optional<ResumePoint> from = resumed(resumePoint);
    return reading(
        own,
        from.map(ResumePoint::topicId).orElse(""),
        (log, same) ->
            new TopicStream<>(
                log,
                same,
                messages(shape, projection, partition),
                from.isPresent() ? from.get().offset() : start(log, own),
                reading.idleAfter().toMillis(),
                InstantSource.system(),
                reading.watched() == null
                    ? null
                    : GroupOffsets.of(cluster, reading.watched(), own)));
  }

  private static Optional<ResumePoint> resumed(byte[] resumePoint) throws IOException {
    try {
      return resumePoint.length == 0
          ? Optional.empty()
          : Optional.of(ResumePoint.fromBytes(resumePoint));
    } catch (CorruptDataException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Makes a reader of a partition, which closes what it is given. */
  private interface Opening<R> {
    R open(TopicLog log, TopicIdentity same) throws IOException;
  }

  private <R> R reading(TopicPartition partition, String topicId, Opening<R> opening)
      throws IOException {
    TopicIdentity same = TopicIdentity.open(cluster, topic, topicId, BEGIN_ANEW);
    try {
      TopicLog log = log(partition);
      try {
        return opening.open(log, same);
      } catch (IOException | RuntimeException e) {
        log.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      same.close();
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
}
