package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.Rejection.Stage;
import dev.millrace.connect.Projection;
import dev.millrace.connect.StreamReader;
import dev.millrace.connect.StreamReader.Reading;
import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of messages, and where reading begins. */
class MessagesTest {
  record Item(String name, int count) {}

  record Keyed(@Nullable Long id, String name, Instant sent, Optional<String> trace, int count) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Blob(byte[] key, byte[] value) {}

  record Text(String value) {}

  record Price(
      String product, ChangeKind kind, Instant at, @Nullable Double price, Optional<String> note) {}

  private final Broker broker = Broker.shared();

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private KafkaSource json(String topic) {
    return Kafka.json(topic).servers(broker.servers());
  }

  private String topicOf(String... values) {
    String topic = broker.topic("values", 1);
    for (String value : values) {
      broker.send(new ProducerRecord<>(topic, bytes(value)));
    }
    broker.flush();
    return topic;
  }

  @Test
  void aJsonObjectMayHaveSeveralLinesAndAMessageHoldsOneAlone() throws IOException {
    String good = "{\"name\":\"a\",\"count\":1}";
    String topic =
        topicOf(
            good,
            "{\n  \"name\": \"b\",\n  \"count\": 2\n}",
            good + "\n" + good,
            good + "\n",
            "",
            " ",
            "{\"name\":\"c\",\"count\":3}",
            "{\"name\":\"d\",\"count\":\"x\"}",
            "{\"name\":\"e\",\"count\":5}\r",
            "\n{\"name\":\"f\",\"count\":6}");
    Gathered<Item> all = Gathered.from(json(topic).bounded(), Item.class);
    assertThat(
        all.rows(),
        equalTo(
            List.of(
                new Item("a", 1),
                new Item("b", 2),
                new Item("a", 1),
                new Item("c", 3),
                new Item("e", 5),
                new Item("f", 6))));
    assertThat(all.positions, equalTo(List.of(0L, 1L, 3L, 6L, 8L, 9L)));
    assertThat(all.raws.get(1), equalTo("{\n  \"name\": \"b\",\n  \"count\": 2\n}"));
    assertThat(
        all.rejects,
        equalTo(
            List.of(
                new Gathered.Reject(2, good + "\n" + good, Stage.READ, List.of("line is JSON")),
                new Gathered.Reject(4, "", Stage.READ, List.of("line is JSON")),
                new Gathered.Reject(5, " ", Stage.READ, List.of("line is JSON")),
                new Gathered.Reject(
                    7, "{\"name\":\"d\",\"count\":\"x\"}", Stage.PARSE, List.of("count is int")))));
  }

  @Test
  void keyTimestampAndHeadersAreComponentsOfTheRow() throws IOException {
    String topic = broker.topic("keyed", 1);
    Instant sent = Instant.parse("2026-01-31T10:00:00.123Z");
    for (String key : new String[] {"7", "seven", "8"}) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              topic, 0, sent.toEpochMilli(), bytes(key), bytes("{\"name\":\"a\",\"count\":1}"));
      if (key.equals("8")) {
        record.headers().add("trace", bytes("first")).add("trace", bytes("last"));
      }
      broker.send(record);
    }
    broker.flush();
    Gathered<Keyed> all =
        Gathered.from(
            json(topic).key("id").timestamp("sent").header("trace", "trace").bounded(),
            Keyed.class);
    assertThat(
        all.rows(),
        equalTo(
            List.of(
                new Keyed(7L, "a", sent, Optional.empty(), 1),
                new Keyed(8L, "a", sent, Optional.of("last"), 1))));
    assertThat(all.rejects.get(0).position(), is(1L));
    assertThat(all.rejects.get(0).stage(), is(Stage.PARSE));
  }

  @Test
  void aTombstoneIsADeleteWhereChangesAreReadAndRejectedElsewhere() throws IOException {
    String topic = broker.topic("prices", 1);
    Instant at = Instant.parse("2026-01-31T10:00:00Z");
    broker.send(
        new ProducerRecord<>(
            topic, 0, at.toEpochMilli(), bytes("p"), bytes("{\"price\":1.5,\"note\":\"n\"}")));
    broker.send(new ProducerRecord<>(topic, 0, at.toEpochMilli(), bytes("p"), (byte[]) null));
    broker.send(new ProducerRecord<>(topic, 0, at.toEpochMilli(), (byte[]) null, (byte[]) null));
    broker.flush();
    KafkaSource source = json(topic).key("product").changes("kind").timestamp("at").bounded();
    Gathered<Price> all = Gathered.from(source, Price.class);
    assertThat(
        all.rows(),
        equalTo(
            List.of(
                new Price("p", ChangeKind.UPSERT, at, 1.5, Optional.of("n")),
                new Price("p", ChangeKind.DELETE, at, null, Optional.empty()))));
    assertThat(all.rejects.get(0).rules(), equalTo(List.of("product is String")));
    Gathered<Item> plain = Gathered.from(json(topic).bounded(), Item.class);
    assertThat(plain.rejects.get(1).rules(), equalTo(List.of("message has a value")));
    assertThat(plain.rejects.get(1).stage(), is(Stage.READ));
  }

  private static byte[] datum(Schema schema, String name, int count) throws IOException {
    GenericRecord record = new GenericData.Record(schema);
    record.put("name", name);
    record.put("count", count);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  @Test
  void anAvroRecordIsReadByItsSchemaAndWhatIsNoneIsRejected() throws IOException {
    Schema schema =
        SchemaBuilder.record("Item")
            .fields()
            .requiredString("name")
            .requiredInt("count")
            .endRecord();
    String topic = broker.topic("avro", 1);
    broker.send(new ProducerRecord<>(topic, datum(schema, "a", 1)));
    broker.send(new ProducerRecord<>(topic, new byte[] {99}));
    broker.send(new ProducerRecord<>(topic, new byte[] {2, 'b', 4, 0}));
    broker.send(new ProducerRecord<>(topic, datum(schema, "ü", -5)));
    broker.flush();
    KafkaSource source = Kafka.avro(topic, schema).servers(broker.servers()).bounded();
    Gathered<Item> all = Gathered.from(source, Item.class);
    assertThat(all.rows(), equalTo(List.of(new Item("a", 1), new Item("ü", -5))));
    assertThat(all.positions, equalTo(List.of(0L, 3L)));
    assertThat(all.rejects, hasSize(2));
    assertThat(all.rejects.get(1).rules(), equalTo(List.of("record is Avro")));
    assertThat(checked(source, Item.class), empty());
  }

  @Test
  void aValueMayBeAComponentAsAWhole() throws IOException {
    String topic = broker.topic("raw", 1);
    broker.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {'\n', -1}));
    broker.flush();
    Gathered<Blob> all =
        Gathered.from(
            Kafka.raw(topic, "value").servers(broker.servers()).key("key").bounded(), Blob.class);
    Blob blob = all.rows().get(0);
    assertThat(blob.value(), equalTo(new byte[] {'\n', -1}));
    assertThat(blob.key(), equalTo(new byte[] {1}));
    Gathered<Text> text =
        Gathered.from(Kafka.raw(topic, "value").servers(broker.servers()).bounded(), Text.class);
    assertThat(text.rejects.get(0).rules(), equalTo(List.of("record is UTF-8")));
  }

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private static Shape<Object> shape(Class<?> type) {
    return (Shape<Object>) Shape.of(type);
  }

  private static List<String> checked(KafkaSource source, Class<?> type) {
    return source.check("items", shape(type)).stream()
        .map(Problem::code)
        .map(c -> c.code())
        .toList();
  }

  @Test
  void brokersThatKeepQuietAreNotWaitedForAgainForTheNextPort() {
    KafkaSource source =
        Kafka.json("items")
            .servers("127.0.0.1:1")
            .property("default.api.timeout.ms", "200")
            .property("request.timeout.ms", "100");
    Shape<Object> shape = shape(Item.class);

    assertThat(
        source.check("items", shape).get(0).what(), not(containsString("nobody has answered")));
    assertThat(
        source.check("items", shape).get(0).what(), containsString("nobody has answered just now"));
  }

  @Test
  void whatCannotBeIsToldBeforeTheFirstMessage() {
    String topic = broker.topic("checked", 1);
    assertThat(checked(json(topic), Item.class), empty());
    assertThat(checked(json("nowhere"), Item.class), equalTo(List.of("MR-C202")));
    assertThat(checked(Kafka.json(topic), Item.class), equalTo(List.of("MR-C205")));
    assertThat(
        checked(
            Kafka.json(topic)
                .servers("127.0.0.1:1")
                .property("default.api.timeout.ms", "300")
                .property("request.timeout.ms", "200"),
            Item.class),
        equalTo(List.of("MR-C201")));
    assertThat(checked(json(topic).key("nmae"), Item.class), equalTo(List.of("MR-C203")));
    assertThat(
        checked(json(topic).key("name").header("name", "x"), Item.class),
        equalTo(List.of("MR-C203")));
    assertThat(checked(json(topic).timestamp("count"), Item.class), equalTo(List.of("MR-C203")));
    assertThat(
        checked(json(topic).key("product").changes("kind"), Price.class),
        equalTo(List.of("MR-C204")));
    assertThat(
        checked(Kafka.raw(topic, "count").servers(broker.servers()), Item.class),
        equalTo(List.of("MR-C203", "MR-C203")));
    assertThat(
        checked(
            json(topic).fromLatest().withHistory(dev.millrace.connect.files.Files.jsonl("/none")),
            Item.class),
        equalTo(List.of("MR-C101", "MR-C208")));
    assertThat(
        checked(
            json(broker.topic("seams", 2))
                .fromOffsets(Map.of(0, 7L))
                .withHistory(dev.millrace.connect.files.Files.jsonl("/none")),
            Item.class),
        equalTo(List.of("MR-C101", "MR-C208")));
    assertThat(
        checked(json(topic).bounded().commitTo("watchers"), Item.class),
        equalTo(List.of("MR-C205")));
  }

  private List<Integer> followed(KafkaSource source, String partition, byte[] resumePoint, int most)
      throws IOException {
    @SuppressWarnings("unchecked") // a binding of Object fills any shape
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Item.class);
    Gathered<Object> all = new Gathered<>(shape, most);
    try (StreamReader<Object> reader =
        source.follow(shape, Projection.all(shape), partition, resumePoint)) {
      Reading reading = Reading.MORE;
      for (int waits = 0; all.positions.size() < most && waits < 20_000; waits++) {
        reading = reader.read(all);
      }
      assertThat(reading == Reading.ENDED, is(false));
    }
    return all.rows().stream().map(row -> ((Item) row).count()).toList();
  }

  @Test
  void readingBeginsWhereTheBindingSaysOrWhereAReaderStopped() throws Exception {
    String topic = broker.topic("starts", 1);
    Instant start = Instant.parse("2026-01-31T10:00:00Z");
    for (int i = 0; i < 10; i++) {
      broker.send(
          new ProducerRecord<>(
              topic,
              0,
              start.toEpochMilli() + i,
              null,
              bytes("{\"name\":\"a\",\"count\":" + i + "}")));
    }
    broker.flush();
    broker.commit("readers", topic, 0, 7);
    String name = topic + "-0";
    byte[] none = {};
    assertThat(
        followed(json(topic), name, none, 2), equalTo(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)));
    assertThat(
        followed(json(topic).from(start.plusMillis(8)), name, none, 2), equalTo(List.of(8, 9)));
    assertThat(
        followed(json(topic).from(start.plusMillis(7).plusNanos(1)), name, none, 2),
        equalTo(List.of(8, 9)));
    assertThat(
        followed(json(topic).fromCommitted("readers"), name, none, 3), equalTo(List.of(7, 8, 9)));
    assertThat(
        followed(json(topic).fromOffsets(Map.of(0, 9L)), name, none, 1), equalTo(List.of(9)));
    assertThat(
        followed(json(topic).fromLatest(), name, new ResumePoint("", 6).toBytes(), 4),
        equalTo(List.of(6, 7, 8, 9)));
  }

  @Test
  void readingFromTheLatestGivesWhatComesAfterwards() throws IOException {
    String topic = topicOf("{\"name\":\"a\",\"count\":1}");
    @SuppressWarnings("unchecked") // a binding of Object fills any shape
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Item.class);
    Gathered<Object> all = new Gathered<>(shape, 1);
    try (StreamReader<Object> reader =
        json(topic).fromLatest().follow(shape, Projection.all(shape), topic + "-0", new byte[0])) {
      byte[] before = reader.resumePoint();
      assertThat(ResumePoint.fromBytes(before).offset(), is(1L));
      broker.send(new ProducerRecord<>(topic, bytes("{\"name\":\"b\",\"count\":2}")));
      broker.flush();
      for (int waits = 0; all.positions.isEmpty() && waits < 20_000; waits++) {
        Reading unused = reader.read(all);
      }
    }
    assertThat(all.rows(), equalTo(List.of(new Item("b", 2))));
  }

  @Test
  void recordsThatTheTopicHasForgottenFailTheReader() throws Exception {
    String topic = topicOf("{\"name\":\"a\",\"count\":1}", "{\"name\":\"b\",\"count\":2}");
    broker.forget(topic, 0, 1);
    IOException gone =
        org.junit.jupiter.api.Assertions.assertThrows(
            IOException.class,
            () -> followed(json(topic), topic + "-0", new ResumePoint("", 0).toBytes(), 1));
    assertThat(String.valueOf(gone.getMessage()).contains("MR-C206"), is(true));
  }
}
