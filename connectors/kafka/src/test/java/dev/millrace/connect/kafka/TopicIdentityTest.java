package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.Extent;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.StreamReader;
import dev.millrace.connect.StreamReader.Reading;
import dev.millrace.connect.files.RecordFormats;
import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.connect.kafka.SharedClients.Lease;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What becomes of a reader whose topic is taken away, or made again, behind its back. */
class TopicIdentityTest {
  record Word(String text) {}

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Broker broker = Broker.shared();
  private final Cluster cluster = Cluster.UNKNOWN.at(broker.servers());

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private final Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Word.class);

  private final Gathered<Object> gathered = new Gathered<>(shape, Integer.MAX_VALUE);

  private String topicOf(int messages) {
    String topic = broker.topic("identity", 1);
    send(topic, messages);
    return topic;
  }

  private void send(String topic, int messages) {
    for (int i = 0; i < messages; i++) {
      broker.send(new ProducerRecord<>(topic, 0, null, "{\"text\":\"a\"}".getBytes(UTF_8)));
    }
    broker.flush();
  }

  private void delete(String topic) throws Exception {
    Broker.await(broker.admin().deleteTopics(List.of(topic)).all());
    Waiting.patiently().until(() -> !names().contains(topic), () -> names().toString());
  }

  private Set<String> names() {
    return Broker.answer(broker.admin().listTopics().names());
  }

  private void makeAgain(String topic, int messages) throws Exception {
    delete(topic);
    Broker.await(broker.admin().createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
    send(topic, messages);
  }

  private KafkaSource source(String topic) {
    return Kafka.json(topic).servers(broker.servers());
  }

  private StreamReader<Object> follow(String topic, byte[] resumePoint) throws IOException {
    return source(topic).follow(shape, Projection.all(shape), topic + "-0", resumePoint);
  }

  private byte[] read(String topic, int messages) throws IOException {
    try (StreamReader<Object> reader = follow(topic, new byte[0])) {
      for (long calls = 0; gathered.positions.size() < messages && calls < 20_000; calls++) {
        Reading unused = reader.read(gathered);
      }
      assertThat(gathered.positions.size(), is(messages));
      return reader.resumePoint();
    }
  }

  private void assertReplaced(String how, Executable call) {
    IOException failure = assertThrows(IOException.class, call);
    assertThat(failure.getMessage(), startsWith("[MR-C209] topic 'identity-"));
    assertThat(failure.getMessage(), containsString("' at " + broker.servers()));
    assertThat(failure.getMessage(), containsString(" " + how + " since it was first read"));
  }

  /** Looks, each time later by a second of its clock, until it fails. */
  private static void look(TopicIdentity topic) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (long now = 0; System.nanoTime() < end; now += TopicIdentity.AGAIN_MILLIS) {
      topic.look(now);
      Thread.onSpinWait();
    }
  }

  @Test
  void aReaderGoesOnInTheTopicItKnows() throws IOException {
    String topic = topicOf(3);
    byte[] mark = read(topic, 3);
    send(topic, 2);
    gathered.positions.clear();
    try (StreamReader<Object> reader = follow(topic, mark)) {
      for (long calls = 0; gathered.positions.size() < 2 && calls < 20_000; calls++) {
        Reading unused = reader.read(gathered);
      }
    }
    assertThat(gathered.positions, equalTo(List.of(3L, 4L)));
  }

  @Test
  void aReaderDoesNotGoOnInAnotherTopicOfTheName() throws Exception {
    String topic = topicOf(3);
    byte[] mark = read(topic, 3);
    makeAgain(topic, 9);
    assertReplaced("is another one", () -> follow(topic, mark).close());
  }

  @Test
  void aReaderWhoseTopicIsGoneDoesNotGoOn() throws Exception {
    String topic = topicOf(1);
    byte[] mark = read(topic, 1);
    delete(topic);
    assertReplaced("is not there any more", () -> follow(topic, mark).close());
  }

  @Test
  void whoFollowsATopicHearsThatItIsGone() throws Exception {
    String topic = topicOf(1);
    try (TopicIdentity identity = TopicIdentity.open(cluster, topic, "", "")) {
      identity.look(0);
      delete(topic);
      assertReplaced("is not there any more", () -> look(identity));
    }
  }

  @Test
  void whoFollowsATopicHearsThatItIsAnother() throws Exception {
    String topic = topicOf(1);
    try (TopicIdentity identity = TopicIdentity.open(cluster, topic, "", "")) {
      identity.look(0);
      makeAgain(topic, 1);
      assertReplaced("is another one", () -> look(identity));
    }
  }

  @Test
  void aStreamIsToldWhileItWaits() throws Exception {
    String topic = topicOf(2);
    AtomicLong now = new AtomicLong();
    try (TopicStream<Object> stream =
        new TopicStream<>(
            TopicLog.open(cluster, new TopicPartition(topic, 0), Map.of()),
            TopicIdentity.open(cluster, topic, "", ""),
            new Messages(
                RecordFormats.json(),
                MessageColumns.NONE,
                shape,
                Projection.all(shape),
                topic + "-0"),
            0,
            0,
            () -> Instant.ofEpochMilli(now.addAndGet(TopicIdentity.AGAIN_MILLIS)),
            null)) {
      Waiting.patiently().until(() -> isRead(stream), () -> gathered.positions.toString());
      delete(topic);
      assertReplaced("is not there any more", () -> readForEver(stream));
    }
  }

  private boolean isRead(StreamReader<Object> reader) {
    try {
      Reading unused = reader.read(gathered);
      return gathered.positions.size() == 2;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readForEver(StreamReader<Object> reader) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Reading unused = reader.read(gathered);
    }
  }

  private Extent listed(String topic) throws IOException {
    return source(topic).bounded().partitions(shape, Long.MAX_VALUE).get(0).extents().get(0);
  }

  private RowReader<Object> open(String topic, Extent extent) throws IOException {
    return source(topic).bounded().open(shape, Projection.all(shape), extent);
  }

  @Test
  void aBoundedTopicIsReadAsItWasListedOrNotAtAll() throws Exception {
    String topic = topicOf(3);
    Extent extent = listed(topic);
    makeAgain(topic, 3);
    assertReplaced("is another one", () -> open(topic, extent).close());
  }

  @Test
  void aBoundedTopicThatIsMadeAgainMeanwhileIsNoEnd() throws Exception {
    String topic = topicOf(3);
    try (RowReader<Object> reader = open(topic, listed(topic))) {
      makeAgain(topic, 3);
      assertReplaced(
          "is another one",
          () -> {
            boolean unused = reader.read(gathered);
          });
    }
  }

  @Test
  void theRestOfABoundedTopicIsReadWhenWhatWasReadIsGone() throws Exception {
    String topic = topicOf(6);
    Extent extent = listed(topic);
    send(topic, 2);
    broker.forget(topic, 0, 4);
    Extent rest = source(topic).bounded().rest(extent, 4).orElseThrow();
    try (RowReader<Object> reader = open(topic, rest)) {
      assertThat(reader.read(gathered), is(false));
    }
    assertThat(gathered.positions, equalTo(List.of(4L, 5L)));
    IOException gone =
        assertThrows(
            IOException.class,
            () -> {
              try (RowReader<Object> reader = open(topic, extent)) {
                boolean unused = reader.read(gathered);
              }
            });
    assertThat(gone.getMessage(), containsString("MR-C206"));
  }

  @Test
  void whoServesATopicIsToldThatItIsAnother() throws Exception {
    String topic = topicOf(2);
    try (TopicFollower follower = TopicFollower.open(cluster, topic)) {
      follower.catchUp(message -> gathered.positions.add(message.offset()));
      assertThat(gathered.positions, equalTo(List.of(0L, 1L)));
      makeAgain(topic, 5);
      assertReplaced("is another one", () -> follower.catchUp(message -> {}));
    }
  }

  /** What it knows is of a topic that is no more; who begins anew reads the one that there is. */
  @Test
  void aWriterOfStatesIsToldOnceThatTheTopicIsAnother() throws Exception {
    String topic = topicOf(0);
    ViewVersion version = new ViewVersion("spend@1", "f");
    WrittenStates.Place place = new WrittenStates.Place(cluster, topic, version);
    try (Lease<WrittenStates> held = WrittenStates.lease(place)) {
      held.client().catchUp(Duration.ZERO);
      makeAgain(topic, 0);
      held.client().doubt();
      assertReplaced("is another one", () -> StatesSender.open(place));
      StatesSender.open(place).close();
    }
  }

  @Test
  void anUnknownFormatOfAResumePointIsRefusedWithWhatToDo() throws Exception {
    String topic = topicOf(1);
    byte[] mark = new ResumePoint("", 1).toBytes();
    mark[0] = 1;
    IOException refused = assertThrows(IOException.class, () -> follow(topic, mark).close());
    assertThat(refused.getMessage(), containsString("resume point in format 1, and 2 is read"));
  }
}
