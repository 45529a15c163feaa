package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.Projection;
import dev.millrace.connect.StreamReader;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Places to begin that a topic does not have, and clients that are told how long to wait. */
class StartsTest {
  record Word(String text) {}

  private static final Instant SENT = Instant.parse("2026-01-31T10:00:00Z");

  private final Broker broker = Broker.shared();

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private final Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Word.class);

  private final Gathered<Object> gathered = new Gathered<>(shape, Integer.MAX_VALUE);

  private KafkaSource json(String topic) {
    return Kafka.json(topic).servers(broker.servers());
  }

  /** A topic of one partition with messages, a second apart. */
  private String topicOf(int messages) {
    String topic = broker.topic("starts", 1);
    for (int i = 0; i < messages; i++) {
      broker.send(
          new ProducerRecord<>(
              topic, 0, SENT.plusSeconds(i).toEpochMilli(), null, word().getBytes(UTF_8)));
    }
    broker.flush();
    return topic;
  }

  private static String word() {
    return "{\"text\":\"a\"}";
  }

  /** Follows a partition until it has given so many rows. */
  private void follow(KafkaSource source, String partition, byte[] resumePoint, int rows)
      throws IOException {
    try (StreamReader<Object> reader =
        source.follow(shape, Projection.all(shape), partition, resumePoint)) {
      Waiting.patiently()
          .until(
              () -> {
                try {
                  reader.read(gathered);
                  return gathered.positions.size() >= rows;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              () -> gathered.positions.size() + " rows");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<String> told(KafkaSource source) {
    return source.check("words", shape).stream().map(Problem::toString).toList();
  }

  @Test
  void theGroupIsNamedByItsOwnSettingAlone() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> json("words").fromCommitted("readers").property("group.id", "others"));
    assertThat(
        refused.getMessage(),
        allOf(containsString("'group.id'"), containsString("committed or commitTo")));
  }

  static Stream<UnaryOperator<KafkaSource>> allButATime() {
    return Stream.of(
        KafkaSource::fromEarliest,
        KafkaSource::fromLatest,
        source -> source.fromCommitted("readers of " + StartsTest.class),
        source -> source.fromOffsets(Map.of(0, 2L)));
  }

  @ParameterizedTest
  @MethodSource("allButATime")
  void aPartitionThatWasFoundLaterAndHasForgottenItsFirstRecordsFailsTheRun(
      UnaryOperator<KafkaSource> start) throws Exception {
    String topic = topicOf(4);
    broker.commit("readers of " + StartsTest.class, topic, 0, 2);
    broker.forget(topic, 0, 1);
    String partition = topic + "-0";
    KafkaSource source = start.apply(json(topic));
    IOException gone =
        assertThrows(
            IOException.class,
            () -> follow(source, partition, source.resumePointOfFound(partition), 2));
    assertThat(
        gone.getMessage(),
        allOf(
            containsString("[MR-C206] " + partition + " does not hold offset 0 any more"),
            containsString("keeps records for less time")));
  }

  @Test
  void aPartitionThatWasFoundLaterBeginsWithTheTimeWhereATimeIsGiven() throws Exception {
    String topic = topicOf(4);
    broker.forget(topic, 0, 1);
    KafkaSource source = json(topic).from(SENT.plusSeconds(2));
    follow(source, topic + "-0", source.resumePointOfFound(topic + "-0"), 2);
    assertThat(gathered.positions, equalTo(List.of(2L, 3L)));
  }

  @Test
  void anOffsetBehindTheEndIsNothingToBeginWith() throws Exception {
    String topic = topicOf(3);
    String group = topic + "-readers";
    broker.commit(group, topic, 0, 5_000);
    for (KafkaSource source :
        List.of(json(topic).fromOffsets(Map.of(0, 5_000L)), json(topic).fromCommitted(group))) {
      IOException asABatch =
          assertThrows(IOException.class, () -> Gathered.from(source.bounded(), Word.class));
      assertBehindTheEnd(topic, asABatch);
      IOException asAStream =
          assertThrows(IOException.class, () -> follow(source, topic + "-0", new byte[0], 1));
      assertBehindTheEnd(topic, asAStream);
    }
  }

  private static void assertBehindTheEnd(String topic, IOException failure) {
    assertThat(
        failure.getMessage(),
        allOf(
            containsString("[MR-C206] " + topic + "-0 does not hold offset 5000: it ends at 3"),
            not(containsString("keeps records for less time"))));
  }

  @Test
  void atTheEndABoundedReadHasNothingToRead() throws IOException {
    String topic = topicOf(3);
    Gathered<Word> all =
        Gathered.from(json(topic).fromOffsets(Map.of(0, 3L)).bounded(), Word.class);
    assertThat(all.positions, empty());
  }

  @Test
  void behindAnOpenTransactionABoundedReadHasNothingToRead() throws Exception {
    String topic = topicOf(3);
    String group = topic + "-readers";
    try (KafkaProducer<byte[], byte[]> producer = broker.transactional(topic)) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, null, word().getBytes(UTF_8))).get();
      broker.commit(group, topic, 0, 4);
      Gathered<Word> all = Gathered.from(json(topic).fromCommitted(group).bounded(), Word.class);
      assertThat(all.positions, empty());
      producer.abortTransaction();
    }
  }

  @Test
  void anOffsetOfAPartitionThatThereIsNotIsAProblem() {
    String topic = topicOf(1);
    assertThat(told(json(topic).fromOffsets(Map.of(0, 1L))), empty());
    List<String> told = told(json(topic).fromOffsets(Map.of(0, 1L, 7, 2L, 9, 3L)));
    assertThat(told, hasSize(1));
    assertThat(
        told.get(0),
        allOf(
            containsString("MR-C205"),
            containsString("the partitions [7, 9] of topic '" + topic + "'")));
  }

  @Test
  void aClientMayWaitForLongerOrShorterThanTheConnectorDoes() {
    KafkaSource source = json(topicOf(1));
    assertThat(told(source.property("request.timeout.ms", "30000")), empty());
    assertThat(told(source.property("default.api.timeout.ms", "10000")), empty());
    assertThat(
        told(
            source
                .property("request.timeout.ms", "30000")
                .property("default.api.timeout.ms", "60000")),
        empty());
    // What cannot be is for the client to say.
    List<String> told = told(source.property("request.timeout.ms", "soon"));
    assertThat(told, hasSize(1));
    assertThat(told.get(0), containsString("MR-C201"));
    assertThat(told.get(0).contains("request.timeout.ms"), is(true));
  }
}
