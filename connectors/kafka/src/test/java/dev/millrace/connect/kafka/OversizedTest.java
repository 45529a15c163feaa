package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.beam.Execution;
import dev.millrace.beam.RunFailedException;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.RowSender;
import dev.millrace.connect.Rows;
import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.engine.Manifest;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are larger than their topic takes, or nearly. */
class OversizedTest {
  record Note(String id, @Nullable String text) {}

  private static final Source<Note> NOTES = Source.of("notes", Note.class);
  private static final Sink<Note> KEPT = Sink.of("kept", Note.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  /** What a client sends when nothing else is said; what a topic takes is 12 bytes more. */
  private static final int LIMIT = 1 << 20;

  @TempDir Path folder;

  private final Broker broker = Broker.shared();
  private final Random random = new Random(11);

  /** That no compression makes smaller. */
  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text(int bytes) {
    return Base64.getEncoder().encodeToString(bytes(bytes));
  }

  private Manifest run(KafkaSource source, RejectionTopic rejected, Runner runner) {
    Pipeline pipeline = Pipeline.named("noting");
    pipeline
        .read(NOTES)
        .validate(Rules.on(Note.class).notNull(Note::text))
        .quarantine(REJECTED)
        .to(KEPT);
    return Execution.run(
        pipeline.plan(),
        Bindings.of()
            .read(NOTES, source.servers(broker.servers()).bounded())
            .write(KEPT, Rows.<Note>sink(folder.resolve("kept")))
            .quarantine(REJECTED, rejected.servers(broker.servers())),
        runner.options(),
        Execution.newRunId());
  }

  private List<ConsumerRecord<byte[], byte[]>> rejected(String source, String topic, Runner runner)
      throws IOException {
    Manifest manifest = run(Kafka.json(source), Kafka.rejected(topic), runner);
    assertThat(
        manifest.outputs().stream().map(Manifest.Output::records).sorted().toList(),
        equalTo(List.of(1L, 1L)));
    assertThat(
        Sales.published(folder, "kept", Note.class), equalTo(List.of("Note[id=good, text=yes]")));
    return broker.records(topic);
  }

  private void sendWithAGoodOne(ProducerRecord<byte[], byte[]> bad) {
    broker.send(bad);
    sendAGoodOne(bad.topic());
  }

  private void sendAGoodOne(String source) {
    broker.send(new ProducerRecord<>(source, "{\"id\":\"good\",\"text\":\"yes\"}".getBytes(UTF_8)));
    broker.flush();
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aRejectedMessageAtTheLimitOfItsTopicComesOutInPartsAndTheRunGoesOn(Runner runner)
      throws IOException {
    String source = broker.topic("in", 1);
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(source, new byte[] {0, -1}, bytes(LIMIT - 100));
    sent.headers().add("trace", new byte[] {7});
    sendWithAGoodOne(sent);
    String topic = broker.topic("rejected", 2);
    List<ConsumerRecord<byte[], byte[]>> records = rejected(source, topic, runner);
    assertThat(records, hasSize(2));
    Parts parts = parts(records);
    assertThat(parts.value(), equalTo(sent.value()));
    assertThat(parts.key(), equalTo(sent.key()));
    assertThat(parts.headers(), equalTo(List.of("trace=[7]")));
    for (ConsumerRecord<byte[], byte[]> each : records) {
      assertThat(header(each, "millrace-position"), equalTo("0"));
      assertThat(header(each, "millrace-reasons"), containsString("record is UTF-8"));
    }
  }

  private static Parts parts(List<ConsumerRecord<byte[], byte[]>> records) {
    Parts parts = new Parts();
    records.forEach(each -> parts.take(each.key(), each.value(), each.headers()));
    return parts;
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  @Test
  void partsAreHalvedUntilATopicTakesThem() throws IOException {
    String source = broker.topic("in", 1);
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(source, bytes(300_000), bytes(500_000));
    sent.headers().add("trace", bytes(200_000));
    sendWithAGoodOne(sent);
    String topic = broker.topic("rejected", 1, Map.of("max.message.bytes", "65536"));
    List<ConsumerRecord<byte[], byte[]>> records = rejected(source, topic, Runner.DIRECT);
    assertThat(records.size(), greaterThan(15));
    Parts parts = parts(records);
    assertThat(parts.value(), equalTo(sent.value()));
    assertThat(parts.key(), equalTo(sent.key()));
    assertThat(parts.hasOwnHeadersApart(), is(true));
  }

  @Test
  void whatIsLargeOnlyBeforeCompressionComesOutWhole() throws IOException {
    String source = broker.topic("in", 1, Map.of("max.message.bytes", "4194304"));
    byte[] value = new byte[1_000_000];
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.servers(),
            "compression.type",
            "gzip",
            "max.request.size",
            4 << 20);
    try (KafkaProducer<byte[], byte[]> compressing =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var unused = compressing.send(new ProducerRecord<>(source, value, value));
    }
    sendAGoodOne(source);
    String topic = broker.topic("rejected", 1);
    List<ConsumerRecord<byte[], byte[]>> records = rejected(source, topic, Runner.DIRECT);
    assertThat(records, hasSize(1));
    assertThat(records.get(0).value(), equalTo(value));
    assertThat(header(records.get(0), "millrace-part"), nullValue());
  }

  /** More of them than are held until they have arrived, and every third of them too large. */
  @Test
  void ofManyLargeRejectionsAllArrive() throws IOException {
    String topic = broker.topic("rejected", 1);
    Shape<Rejection> shape = Shape.of(Rejection.class);
    int count = 24;
    Object[] rejections = new Object[count];
    for (int i = 0; i < count; i++) {
      rejections[i] = rejection(i, i % 3 == 0 ? bytes(LIMIT) : new byte[LIMIT]);
    }
    long[] ids = new long[count];
    try (RowSender<Rejection> sender =
        Kafka.rejected(topic).servers(broker.servers()).sender(shape)) {
      sender.send(
          Block.ofRows(shape, rejections, Selection.all(count), Provenance.of("", ids, ids)),
          Selection.all(count));
      sender.flush();
      assertThat(sender.bytes(), is((long) count * LIMIT));
    }
    Map<String, Parts> cut = new TreeMap<>();
    int whole = 0;
    for (ConsumerRecord<byte[], byte[]> each : broker.records(topic)) {
      if (header(each, "millrace-part") == null) {
        assertThat(each.value(), equalTo(new byte[LIMIT]));
        whole++;
      } else {
        cut.computeIfAbsent(header(each, "millrace-position"), any -> new Parts())
            .take(each.key(), each.value(), each.headers());
      }
    }
    assertThat(whole, is(16));
    assertThat(cut.size(), is(8));
    cut.forEach(
        (position, parts) ->
            assertThat(
                parts.value(),
                equalTo(((Rejection) rejections[Integer.parseInt(position)]).raw())));
  }

  private static Rejection rejection(int position, byte[] raw) {
    return new Rejection(
        "notes",
        "in",
        position,
        1,
        position,
        "read:notes",
        Rejection.Stage.READ,
        List.of(new Rejection.Failure("record is JSON", "0", "an object", "x")),
        raw,
        null,
        Instant.EPOCH,
        1,
        "f",
        null,
        null);
  }

  @Test
  void aTopicThatTakesHardlyAnythingIsNoneForRejections() {
    String topic = broker.topic("rejected", 1, Map.of("max.message.bytes", "65535"));
    List<Problem> problems =
        Kafka.rejected(topic)
            .servers(broker.servers())
            .check("rejected", Shape.of(Rejection.class));
    assertThat(problems, hasSize(1));
    assertThat(
        problems.get(0).toString(),
        allOf(containsString("MR-C210"), containsString(topic), containsString("65535")));
  }

  private RunFailedException failure(Note note, KafkaSink sink) {
    Pipeline pipeline = Pipeline.named("noting");
    pipeline.read(NOTES).to(KEPT);
    return assertThrows(
        RunFailedException.class,
        () ->
            Execution.run(
                pipeline.plan(),
                Bindings.of()
                    .read(NOTES, Rows.source(Note.class, List.of(new Note("small", "x"), note)))
                    .write(KEPT, sink.servers(broker.servers()).key("id"))
                    .publishTo(folder.resolve("out")),
                Runner.DIRECT.options(),
                Execution.newRunId()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "max.request.size", "buffer.memory"})
  void aRowThatIsTooLargeFailsTheRunAndSaysWhichAndWhatToSet(String property) {
    String topic = broker.topic("kept", 1);
    KafkaSink sink = Kafka.jsonTo(topic);
    RunFailedException failed =
        failure(
            new Note("large", text(1_200_000)),
            property.isEmpty() ? sink : sink.property(property, "300000"));
    assertThat(
        failed.getMessage(),
        allOf(
            containsString("MR-R005"),
            containsString("port 'kept'"),
            containsString("[MR-C210] row "),
            containsString(" bytes (key 5, value 1600"),
            containsString("'" + topic + "'"),
            property.isEmpty()
                ? containsString("takes no more than 1048588 (max.message.bytes)")
                : containsString("no more than the property " + property + " says"),
            containsString("Raise ")));
  }

  @Test
  void whatATopicTakesIsForTheTopicToSay() {
    String topic = broker.topic("kept", 1, Map.of("max.message.bytes", "4194304"));
    Pipeline pipeline = Pipeline.named("noting");
    pipeline.read(NOTES).to(KEPT);
    Note note = new Note("large", text(2_000_000));
    var unused =
        Execution.run(
            pipeline.plan(),
            Bindings.of()
                .read(NOTES, Rows.source(Note.class, List.of(note)))
                .write(KEPT, Kafka.jsonTo(topic).servers(broker.servers()))
                .publishTo(folder.resolve("out")),
            Runner.DIRECT.options(),
            Execution.newRunId());
    assertThat(
        new String(broker.records(topic).get(0).value(), UTF_8),
        containsString(note.text() == null ? "" : note.text()));
  }

  @Test
  void aStateThatIsTooLargeIsToldWithItsView() throws IOException {
    String topic = broker.topic("states", 1, Map.of("cleanup.policy", "compact"));
    Cluster cluster = Cluster.UNKNOWN.at(broker.servers());
    Shape<KeyState> shape = Shape.of(KeyState.class);
    byte[] key = {1};
    KeyState state = new KeyState("newest@1", "f1", key, key, bytes(1_200_000));
    Block<KeyState> block =
        Block.ofRows(
            shape,
            new Object[] {state},
            Selection.all(1),
            Provenance.of("", new long[1], new long[1]));
    StatesTopic states = new StatesTopic(cluster, topic, new ViewVersion("newest@1", "f1"));
    try (RowSender<KeyState> sender = states.sender(shape)) {
      sender.send(block, Selection.all(1));
      IOException failed = assertThrows(IOException.class, sender::flush);
      assertThat(
          failed.getMessage(),
          allOf(
              containsString("[MR-C210] state of newest@1-f1 0000"),
              containsString("'" + topic + "'"),
              containsString("1048588 (max.message.bytes)")));
    }
  }
}
