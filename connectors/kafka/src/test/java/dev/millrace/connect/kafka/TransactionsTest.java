package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.beam.Execution;
import dev.millrace.connect.Projection;
import dev.millrace.connect.StreamReader.Reading;
import dev.millrace.connect.files.RecordFormats;
import dev.millrace.connect.kafka.Endings.Meanwhile;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent in transactions, while they are open and when they are over. */
class TransactionsTest {
  record Word(String text) {}

  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");

  @TempDir Path folder;

  private final Broker broker = Broker.shared();

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private final Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Word.class);

  private final Gathered<Object> gathered = new Gathered<>(shape, Integer.MAX_VALUE);

  /** As far as the test lets it go. */
  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, int partition, String value) {
    var unused = producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8)));
  }

  private static String word(String text) {
    return "{\"text\":\"" + text + "\"}";
  }

  private TopicStream<Object> follow(String topic) throws IOException {
    InstantSource clock = now::get;
    Cluster cluster = Cluster.UNKNOWN.at(broker.servers());
    TopicPartition partition = new TopicPartition(topic, 0);
    Messages messages =
        new Messages(
            RecordFormats.json(), MessageColumns.NONE, shape, Projection.all(shape), topic + "-0");
    return new TopicStream<>(
        TopicLog.open(cluster, partition, Map.of()),
        TopicIdentity.open(cluster, topic, "", ""),
        messages,
        0,
        IDLE.toMillis(),
        clock,
        null);
  }

  private Reading read(TopicStream<Object> stream) {
    try {
      return stream.read(gathered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readUntil(TopicStream<Object> stream, int rows) {
    Waiting.patiently()
        .until(
            () -> {
              Reading unused = read(stream);
              return gathered.positions.size() >= rows;
            },
            () -> gathered.positions.size() + " rows");
  }

  private void pass(Duration time) {
    now.updateAndGet(then -> then.plus(time));
  }

  /** Lets time pass until the partition is idle. */
  private void readUntilIdle(TopicStream<Object> stream) {
    Waiting.patiently()
        .until(
            () -> {
              pass(IDLE.dividedBy(2));
              Reading unused = read(stream);
              return stream.idleUntil() != Long.MIN_VALUE;
            },
            () -> "not idle at " + now.get());
    assertThat(stream.idleUntil(), is(now.get().minus(IDLE).toEpochMilli() * 1_000));
  }

  /** Lets four times as much time pass as a partition is quiet before it is idle. */
  private void assertNeverIdle(TopicStream<Object> stream) {
    for (int i = 0; i < 8; i++) {
      pass(IDLE.dividedBy(2));
      assertThat(read(stream), is(Reading.WAITING));
      assertThat(stream.idleUntil(), is(Long.MIN_VALUE));
    }
  }

  @Test
  void aPartitionWithAnOpenTransactionIsNotIdleUntilItIsCommitted() throws IOException {
    String topic = broker.topic("open", 1);
    try (KafkaProducer<byte[], byte[]> producer =
            broker.transactional(topic, Duration.ofMinutes(10));
        TopicStream<Object> stream = follow(topic)) {
      readUntilIdle(stream);
      producer.beginTransaction();
      send(producer, topic, 0, word("a"));
      producer.flush();
      long before = stream.idleUntil();
      for (int i = 0; i < 8; i++) {
        pass(IDLE.dividedBy(2));
        assertThat(read(stream), is(Reading.WAITING));
        // What was said before the transaction began holds, and nothing later.
        assertThat(stream.idleUntil(), is(before));
      }
      producer.commitTransaction();
      readUntil(stream, 1);
      assertThat(gathered.raws, equalTo(List.of(word("a"))));
      assertThat(stream.idleUntil(), is(Long.MIN_VALUE));
      readUntilIdle(stream);
    }
  }

  @Test
  void aPartitionWhoseTransactionIsAbortedIsIdleAndNothingOfItIsRead() throws IOException {
    String topic = broker.topic("aborted", 1);
    try (KafkaProducer<byte[], byte[]> producer =
            broker.transactional(topic, Duration.ofMinutes(10));
        TopicStream<Object> stream = follow(topic)) {
      producer.beginTransaction();
      send(producer, topic, 0, word("a"));
      producer.flush();
      assertNeverIdle(stream);
      producer.abortTransaction();
      readUntilIdle(stream);
      assertThat(gathered.positions, empty());
    }
  }

  @Test
  void aTransactionThatNobodyEndsTheBrokerAborts() throws IOException {
    String topic = broker.topic("abandoned", 1);
    try (KafkaProducer<byte[], byte[]> producer =
            broker.transactional(topic, Duration.ofSeconds(1));
        TopicStream<Object> stream = follow(topic)) {
      producer.beginTransaction();
      send(producer, topic, 0, word("a"));
      producer.flush();
      readUntilIdle(stream);
      assertThat(gathered.positions, empty());
    }
  }

  /** Three words of which the second was aborted, and one whose transaction is open. */
  private void sendWords(KafkaProducer<byte[], byte[]> producer, String topic) {
    for (String text : List.of("a", "b", "c", "d")) {
      producer.beginTransaction();
      send(producer, topic, 0, word(text));
      producer.flush();
      if (text.equals("b")) {
        producer.abortTransaction();
      } else if (!text.equals("d")) {
        producer.commitTransaction();
      }
    }
  }

  @Test
  void aBatchHasWhatWasCommittedWhenItBeganOnceAndNothingElse() throws IOException {
    String topic = broker.topic("batch", 1);
    KafkaSource bounded = Kafka.json(topic).servers(broker.servers()).bounded();
    try (KafkaProducer<byte[], byte[]> producer =
        broker.transactional(topic, Duration.ofMinutes(10))) {
      sendWords(producer, topic);
      assertThat(
          Gathered.from(bounded, Word.class).rows(),
          equalTo(List.of(new Word("a"), new Word("c"))));
      producer.abortTransaction();
      assertThat(
          Gathered.from(bounded, Word.class).rows(),
          equalTo(List.of(new Word("a"), new Word("c"))));
    }
  }

  @Test
  void aStreamHasWhatIsCommittedOnceAndNeverWhatIsAborted() throws IOException {
    String topic = broker.topic("stream", 1);
    try (KafkaProducer<byte[], byte[]> producer =
            broker.transactional(topic, Duration.ofMinutes(10));
        TopicStream<Object> stream = follow(topic)) {
      sendWords(producer, topic);
      readUntil(stream, 2);
      assertNeverIdle(stream);
      assertThat(gathered.raws, equalTo(List.of(word("a"), word("c"))));
      producer.commitTransaction();
      readUntil(stream, 3);
      readUntilIdle(stream);
      assertThat(gathered.raws, equalTo(List.of(word("a"), word("c"), word("d"))));
    }
  }

  private static List<String> sales(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Sales.sale("c", START.plusSeconds(i), 1, "null"))
        .toList();
  }

  /**
   * Partition 0 moves on, 1 has an open transaction, and 2 is empty: as long as both are quiet, the
   * one is idle and the other is not.
   */
  @ParameterizedTest
  @EnumSource(Runner.class)
  void rowsOfATransactionThatWasOpenForLongerThanIdleAfterAreNotLate(Runner runner)
      throws IOException {
    String topic = broker.topic("patient", 3);
    Map<String, Long> unused = Sales.send(broker, topic, 1, sales(600));
    Meanwhile meanwhile = Meanwhile.of(topic);
    AtomicBoolean isCommitted = new AtomicBoolean();
    Map<String, Long> read = new ConcurrentHashMap<>();
    try (KafkaProducer<byte[], byte[]> producer =
        broker.transactional(topic, Duration.ofMinutes(10))) {
      producer.beginTransaction();
      sales(10).forEach(sale -> send(producer, topic, 1, sale));
      producer.flush();
      meanwhile.action =
          (partition, offset) -> {
            read.put(partition, offset);
            if (meanwhile.raises(topic + "-2") > 3 && isCommitted.compareAndSet(false, true)) {
              producer.commitTransaction();
            }
            meanwhile.isOver |=
                read.getOrDefault(topic + "-0", 0L) >= 600
                    && read.getOrDefault(topic + "-1", 0L) >= 10;
          };
      List<String> more = new ArrayList<>(List.of("--publishEveryMillis=60000"));
      if (runner == Runner.FLINK) {
        more.add("--checkpointingInterval=100");
      }
      KafkaSource source =
          Kafka.json(topic).servers(broker.servers()).idleAfter(Duration.ofSeconds(1));
      var unusedToo =
          Execution.run(
              Sales.pipeline(Duration.ofMinutes(2)).plan(),
              Sales.bindings(new Endings(source, Map.of(), topic), folder.resolve("out")),
              runner.options(more.toArray(String[]::new)),
              Execution.newRunId());
    }
    assertThat(isCommitted.get(), is(true));
    assertThat(Sales.rejected(folder.resolve("out")), empty());
    assertThat(Sales.published(folder.resolve("out"), "kept", Sale.class).size(), is(610));
  }
}
