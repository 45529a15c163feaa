package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.millrace.beam.Execution;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Files;
import dev.millrace.connect.kafka.Endings.Meanwhile;
import dev.millrace.connect.kafka.Sales.Revenue;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.engine.Manifest;
import dev.millrace.servers.Broker;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Offsets that no reader gets: what the broker's cleaner took away, marks of transactions, and what
 * was aborted. A plain consumer says what is left before the pipeline reads it.
 */
class GapsTest {
  private static final Duration LATENESS = Duration.ofMinutes(2);
  private static final long SENT = 1_300_000_000_000L;
  private static final long SEGMENT_MILLIS = 60_000;

  @TempDir Path folder;

  private final Broker broker = Broker.shared();
  private long clock = SENT;

  /** What is in a topic for who reads committed messages, and where it ends for them. */
  private record Left(List<ConsumerRecord<byte[], byte[]>> records, Map<String, Long> ends) {
    List<String> values() {
      return records.stream().map(each -> new String(each.value(), UTF_8)).toList();
    }

    /** Topic, partition and offset of each. */
    List<String> places() {
      return records.stream()
          .map(each -> each.topic() + each.partition() + "@" + each.offset())
          .toList();
    }

    long offsets() {
      return ends.values().stream().mapToLong(each -> each).sum();
    }

    /** How often the offset behind a record, or behind the beginning, is not the next one's. */
    long gaps() {
      Map<Integer, Long> next = new HashMap<>();
      long gaps = 0;
      for (ConsumerRecord<byte[], byte[]> each : records) {
        Long before = next.put(each.partition(), each.offset() + 1);
        gaps += each.offset() == (before == null ? 0 : before) ? 0 : 1;
      }
      return gaps;
    }
  }

  private Left left(String topic) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.servers(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      Map<String, Long> named = new TreeMap<>();
      ends.forEach((partition, end) -> named.put(partition.toString(), end));
      return new Left(all, named);
    }
  }

  private void send(String topic, String key, @Nullable String value) {
    byte[] bytes = value == null ? null : value.getBytes(UTF_8);
    broker.send(new ProducerRecord<>(topic, 0, clock, key.getBytes(UTF_8), bytes));
  }

  /** By the next message's timestamp the broker begins another segment, and may clean this one. */
  private void endSegment() {
    broker.flush();
    clock += 2 * SEGMENT_MILLIS;
  }

  private static Map<String, String> cleanedAtOnce() {
    return Map.of(
        "cleanup.policy", "compact",
        "segment.ms", Long.toString(SEGMENT_MILLIS),
        "min.cleanable.dirty.ratio", "0.001",
        "max.compaction.lag.ms", "1",
        "delete.retention.ms", "0");
  }

  /** From now on nothing more is taken away. */
  private void stopCleaning(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    ConfigEntry policy = new ConfigEntry("cleanup.policy", "delete");
    try {
      broker
          .admin()
          .incrementalAlterConfigs(
              Map.of(resource, List.of(new AlterConfigOp(policy, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends values in one transaction, to the partitions of a topic in turn. */
  private void transaction(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      int partitions,
      List<String> values,
      boolean isCommitted) {
    producer.beginTransaction();
    for (int i = 0; i < values.size(); i++) {
      byte[] key = ("t" + i).getBytes(UTF_8);
      var unused =
          producer.send(
              new ProducerRecord<>(
                  topic, i % partitions, clock, key, values.get(i).getBytes(UTF_8)));
    }
    if (isCommitted) {
      producer.commitTransaction();
    } else {
      producer.flush();
      producer.abortTransaction();
    }
  }

  private Manifest run(SourceBinding<Object> source, String out, PipelineOptions options) {
    return Execution.run(
        Sales.pipeline(LATENESS).plan(),
        Sales.bindings(source, folder.resolve(out)),
        options,
        Execution.newRunId());
  }

  /** Reads a topic as a batch and as a stream, everywhere, and holds all against what is left. */
  private void assertGivesWhatIsLeft(String topic, Left left) throws IOException {
    Path file = folder.resolve("left.jsonl");
    java.nio.file.Files.write(file, left.values());
    var unused = run(Files.jsonl(file.toString()), "files", Runner.DIRECT.options());
    KafkaSource source = Kafka.json(topic).servers(broker.servers());
    for (Runner runner : Runner.values()) {
      Manifest batch = run(source.bounded(), "batch on " + runner, runner.options());
      assertSame("batch on " + runner, batch, left);
      assertThat(ends(batch), equalTo(left.ends()));
    }
    // These end only where they stand at the topic's end, whatever is there or not.
    Endings stream = new Endings(source, left.ends(), topic);
    PipelineOptions here = Runner.DIRECT.recovering(folder);
    assertSame("stream", run(stream, "stream", here), left);
    Meanwhile meanwhile = Meanwhile.of(topic);
    meanwhile.failBehindCheckpoint(topic + "-0", left.records().get(100).offset());
    assertSame("recovered", run(stream, "recovered", Runner.FLINK.recovering(folder)), left);
    meanwhile.assertWentOnFromCheckpoints(topic + "-0");
    assertThat("meanwhile", left(topic).places(), equalTo(left.places()));
  }

  private void assertSame(String out, Manifest manifest, Left left) throws IOException {
    assertThat(published(out, "kept", Sale.class), equalTo(published("files", "kept", Sale.class)));
    assertThat(
        published(out, "revenue", Revenue.class),
        equalTo(published("files", "revenue", Revenue.class)));
    assertThat(
        Sales.rejected(folder.resolve(out)), equalTo(Sales.rejected(folder.resolve("files"))));
    assertThat(
        manifest.inputs().stream().mapToLong(Manifest.Input::records).sum(),
        is((long) left.records().size()));
  }

  private static Map<String, Long> ends(Manifest manifest) {
    Map<String, Long> ends = new TreeMap<>();
    for (Manifest.Input input : manifest.inputs()) {
      input.extents().forEach(each -> ends.merge(input.partition(), each.end(), Math::max));
    }
    return ends;
  }

  private <T> List<String> published(String run, String port, Class<T> type) throws IOException {
    return Sales.published(folder.resolve(run), port, type);
  }

  @Test
  void aTopicThatWasCleanedGivesWhatIsLeftToTheEndAlsoWhereTheLastOffsetsAreGone()
      throws IOException {
    String topic = broker.topic("cleaned", 1, cleanedAtOnce());
    List<String> lines = Sales.lines(3_000, 11);
    Random random = new Random(11);
    for (int i = 0; i < lines.size(); i++) {
      send(topic, "k" + random.nextInt(400), lines.get(i));
      if (i % 300 == 299) {
        endSegment();
      }
    }
    for (int key = 0; key < 400; key += 4) {
      send(topic, "k" + key, null);
    }
    endSegment();
    // A tombstone goes when the cleaner comes again, which it does for another segment.
    Waiting.patiently()
        .until(() -> isCleaned(topic, lines.get(2_999)), () -> left(topic).places().toString());
    try (KafkaProducer<byte[], byte[]> producer = broker.transactional(topic)) {
      transaction(producer, topic, 1, lines.subList(0, 20), false);
      endSegment();
      transaction(producer, topic, 1, lines.subList(0, 20), false);
    }
    stopCleaning(topic);

    Left left = left(topic);
    assertThat(left.gaps(), greaterThan(100L));
    long last = left.records().get(left.records().size() - 1).offset();
    assertThat(last, lessThan(left.offsets() - 20));
    assertGivesWhatIsLeft(topic, left);
  }

  /** Whether each key but that of the messages that it sends itself is there once at most. */
  private boolean isCleaned(String topic, String value) {
    send(topic, "again", value);
    endSegment();
    Map<String, Integer> found = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> each : left(topic).records()) {
      if (each.value() == null) {
        return false;
      }
      found.merge(new String(each.key(), UTF_8), 1, Integer::sum);
    }
    found.remove("again");
    return found.size() < 300 + 1 && found.values().stream().allMatch(count -> count == 1);
  }

  @Test
  void whatWasAbortedIsNotReadAndMarksOfTransactionsArePassedOver() throws IOException {
    String topic = broker.topic("transactions", 2);
    List<String> lines = Sales.lines(1_200, 12);
    List<String> committed = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = broker.transactional(topic)) {
      for (int from = 0; from < lines.size(); from += 40) {
        List<String> some = lines.subList(from, from + 40);
        boolean isCommitted = from % 3 != 0 && from < lines.size() - 80;
        transaction(producer, topic, 2, some, isCommitted);
        if (isCommitted) {
          committed.addAll(some);
        }
      }
    }
    Left left = left(topic);
    assertThat(
        left.values().stream().sorted().toList(), equalTo(committed.stream().sorted().toList()));
    assertThat(left.gaps(), greaterThan(20L));
    assertThat(left.offsets(), is(1_200L + 2 * 30));
    assertGivesWhatIsLeft(topic, left);
  }
}
