package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.beam.Execution;
import dev.millrace.connect.Projection;
import dev.millrace.connect.StreamReader;
import dev.millrace.connect.kafka.Endings.Meanwhile;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.servers.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a consumer group says of a run, for those who watch it. */
class CommitToTest {
  record Word(String text) {}

  @TempDir Path folder;

  private final Broker broker = Broker.shared();

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private final Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Word.class);

  private final Gathered<Object> gathered = new Gathered<>(shape, Integer.MAX_VALUE);

  private StreamReader<Object> follow(String topic, String group, byte[] resumePoint)
      throws IOException {
    return Kafka.json(topic)
        .servers(broker.servers())
        .commitTo(group)
        .follow(shape, Projection.all(shape), topic + "-0", resumePoint);
  }

  private void send(String topic, int count) {
    for (int i = 0; i < count; i++) {
      broker.send(new ProducerRecord<>(topic, 0, null, "{\"text\":\"a\"}".getBytes(UTF_8)));
    }
    broker.flush();
  }

  private void read(StreamReader<Object> reader, int rows) {
    Waiting.patiently()
        .until(
            () -> {
              try {
                reader.read(gathered);
                return gathered.positions.size() == rows && reader.readUpTo() == Long.MAX_VALUE;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            () -> gathered.positions.size() + " rows");
  }

  /** By partition. */
  private Map<String, Long> committed(String group) {
    Map<String, Long> offsets = new TreeMap<>();
    try {
      broker
          .admin()
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, offset) -> offsets.put(partition.toString(), offset.offset()));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return offsets;
  }

  private void awaitCommitted(String group, Map<String, Long> offsets) {
    Waiting.patiently()
        .until(() -> committed(group).equals(offsets), () -> committed(group).toString());
  }

  @Test
  void theOffsetBehindTheLastRecordOfACompleteCheckpointIsCommittedAndNothingBefore()
      throws IOException {
    String topic = broker.topic("watched", 1);
    String group = topic + "-readers";
    send(topic, 2);
    try (StreamReader<Object> reader = follow(topic, group, new byte[0])) {
      read(reader, 2);
      byte[] first = reader.resumePoint();
      send(topic, 3);
      read(reader, 5);
      byte[] second = reader.resumePoint();
      send(topic, 1);
      read(reader, 6);
      assertThat(committed(group), anEmptyMap());

      reader.checkpointed(first);
      awaitCommitted(group, Map.of(topic + "-0", 2L));
      reader.checkpointed(second);
      awaitCommitted(group, Map.of(topic + "-0", 5L));
    }
    try (StreamReader<Object> resumed = follow(topic, group, new ResumePoint("", 3).toBytes())) {
      gathered.positions.clear();
      read(resumed, 3);
      assertThat(gathered.positions, equalTo(List.of(3L, 4L, 5L)));
    }
    assertThat(committed(group), equalTo(Map.of(topic + "-0", 5L)));
  }

  @Test
  void ofManyCheckpointsTheLastOneIsWhatStays() throws IOException {
    String topic = broker.topic("often", 1);
    String group = topic + "-readers";
    try (StreamReader<Object> reader = follow(topic, group, new byte[0])) {
      for (int offset = 1; offset <= 500; offset++) {
        reader.checkpointed(new ResumePoint("", offset).toBytes());
      }
      awaitCommitted(group, Map.of(topic + "-0", 500L));
    }
  }

  @Test
  void behindATransactionNothingIsLeftToWaitFor() throws IOException {
    String topic = broker.topic("transactions", 1);
    String group = topic + "-readers";
    try (KafkaProducer<byte[], byte[]> producer = broker.transactional(topic)) {
      producer.beginTransaction();
      var unused =
          producer.send(new ProducerRecord<>(topic, 0, null, "{\"text\":\"a\"}".getBytes(UTF_8)));
      producer.commitTransaction();
    }
    try (StreamReader<Object> reader = follow(topic, group, new byte[0])) {
      read(reader, 1);
      reader.checkpointed(reader.resumePoint());
      // The record, and the mark that its transaction was committed: the end of the partition.
      awaitCommitted(group, Map.of(topic + "-0", 2L));
    }
  }

  @Test
  void aGroupThatRefusesIsAWarningOnceAndReadingGoesOn() throws IOException {
    String topic = broker.topic("taken", 1);
    String group = topic + "-readers";
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.servers(), "group.id", group);
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (KafkaConsumer<byte[], byte[]> member =
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        StreamReader<Object> reader = follow(topic, group, new byte[0])) {
      member.subscribe(List.of(topic));
      Waiting.patiently()
          .until(
              () -> {
                var unused = member.poll(Duration.ofMillis(100));
                return !member.assignment().isEmpty();
              },
              () -> "no member");
      System.setErr(new PrintStream(told, true, UTF_8));
      send(topic, 2);
      read(reader, 2);
      reader.checkpointed(reader.resumePoint());
      Waiting.patiently()
          .until(() -> told.toString(UTF_8).contains("commitTo"), () -> told.toString(UTF_8));
      reader.checkpointed(new ResumePoint("", 1).toBytes());
      send(topic, 1);
      read(reader, 3);
      member.unsubscribe();
      Waiting.patiently().until(() -> hasNoMembers(group), () -> "members of " + group);
      reader.checkpointed(reader.resumePoint());
      awaitCommitted(group, Map.of(topic + "-0", 3L));
    } finally {
      System.setErr(before);
    }
    List<String> warnings =
        told.toString(UTF_8).lines().filter(line -> line.contains("commitTo")).toList();
    assertThat(warnings.size(), is(1));
    assertThat(warnings.get(0), containsString("UnknownMemberIdException"));
    assertThat(warnings.get(0), not(containsString(topic)));
  }

  private boolean hasNoMembers(String group) {
    try {
      return broker
          .admin()
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .isEmpty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> sales(int count) {
    Instant first = Instant.parse("2011-01-02T10:00:00Z");
    return IntStream.range(0, count)
        .mapToObj(i -> Sales.sale("c", first.plusSeconds(i), 1, "null"))
        .toList();
  }

  private void run(String topic, String group, PipelineOptions options) {
    // The direct runner completes a bundle with the next one: being idle gives it one to come.
    KafkaSource source =
        Kafka.json(topic)
            .servers(broker.servers())
            .commitTo(group)
            .idleAfter(Duration.ofSeconds(1));
    var unused =
        Execution.run(
            Sales.pipeline(Duration.ofMinutes(2)).plan(),
            Sales.bindings(new Endings(source, Map.of(), topic), folder.resolve("out")),
            options,
            Execution.newRunId());
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aRunCommitsWhatItsCheckpointsCover(Runner runner) throws IOException {
    String topic = broker.topic("run", 2);
    String group = topic + "-readers";
    Map<String, Long> ends = Sales.send(broker, topic, 2, sales(600));
    Meanwhile meanwhile = Meanwhile.of(topic);
    // It ends as soon as the group says that everything is in a checkpoint, and not before.
    meanwhile.action = (partition, offset) -> meanwhile.isOver |= isCommitted(group, ends, offset);
    List<String> more = new ArrayList<>(List.of("--publishEveryMillis=60000"));
    if (runner == Runner.FLINK) {
      more.add("--checkpointingInterval=100");
    }
    run(topic, group, runner.options(more.toArray(String[]::new)));
    assertThat(meanwhile.isOver, is(true));
    assertThat(committed(group), equalTo(new TreeMap<>(ends)));
    assertThat(Sales.published(folder.resolve("out"), "kept", Sales.Sale.class).size(), is(600));
  }

  /** Asks the broker only where a reader stands at its end. */
  private boolean isCommitted(String group, Map<String, Long> ends, long offset) {
    return offset == 300 && committed(group).equals(new TreeMap<>(ends));
  }

  @Test
  void aGroupHasAName() {
    KafkaSource source = Kafka.json("orders");
    assertThrows(IllegalArgumentException.class, () -> source.commitTo(" "));
    assertThat(source.commitTo("b").describe(), containsString(", commits to b"));
    assertThat(source.commitTo("a"), not(equalTo(source.commitTo("b"))));
  }
}
