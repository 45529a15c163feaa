package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Rejection.Failure;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.beam.Execution;
import dev.millrace.beam.RunFailedException;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.Rows;
import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of messages: of one component, and of several. */
class KeyTest {
  enum Channel {
    SHOP,
    WEB
  }

  record Line(
      String country,
      String stockCode,
      @Nullable Integer pieces,
      Optional<LocalDate> day,
      Instant at,
      BigDecimal price,
      boolean gift,
      Channel channel,
      Duration delay,
      double weight,
      List<String> tags) {}

  private static final Line LINE =
      new Line(
          "Côte d'Ivoire",
          "85\"123\\A\n😀",
          7,
          Optional.of(LocalDate.of(2011, 12, 9)),
          Instant.parse("2011-12-09T12:50:00.000001Z"),
          new BigDecimal("2.50"),
          true,
          Channel.WEB,
          Duration.ofMinutes(90),
          0.5,
          List.of());

  @TempDir Path folder;

  private static <T> Block<T> block(Class<T> type, List<T> rows) {
    Provenance nobody = Provenance.of("", new long[rows.size()], new long[rows.size()]);
    return Block.ofRows(Shape.of(type), rows.toArray(), Selection.all(rows.size()), nobody);
  }

  private static <T> List<String> written(MessageKey key, Class<T> type, List<T> rows)
      throws IOException {
    KeyWriter writer = new KeyWriter(key, Shape.of(type));
    writer.begin(block(type, rows));
    List<String> keys = new java.util.ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      byte[] bytes = writer.write(row);
      keys.add(bytes == null ? "none" : new String(bytes, UTF_8));
    }
    return keys;
  }

  private static MessageKey key(String... components) {
    return MessageKey.NONE.of(List.of(components));
  }

  @Test
  void oneComponentIsItsTextAndSeveralAreAnObjectInTheOrderNamed() throws IOException {
    assertThat(written(key("country"), Line.class, List.of(LINE)), contains("Côte d'Ivoire"));
    assertThat(
        written(key("stockCode", "country"), Line.class, List.of(LINE)),
        contains("{\"stockCode\":\"85\\\"123\\\\A\\n😀\",\"country\":\"Côte d'Ivoire\"}"));
    assertThat(
        written(
            key("pieces", "day", "at", "price", "gift", "channel", "delay"),
            Line.class,
            List.of(LINE)),
        contains(
            "{\"pieces\":7,\"day\":\"2011-12-09\",\"at\":\"2011-12-09T12:50:00.000001Z\","
                + "\"price\":2.50,\"gift\":true,\"channel\":\"WEB\",\"delay\":\"PT1H30M\"}"));
  }

  @Test
  void aFieldOfAKeyHasTheNameThatItHasInTheValue() throws IOException {
    assertThat(
        written(key("stockCode", "gift").withField("stockCode", "code"), Line.class, List.of(LINE)),
        contains("{\"code\":\"85\\\"123\\\\A\\n😀\",\"gift\":true}"));
  }

  record Key(
      @Nullable String text,
      @Nullable Long number,
      Optional<Instant> at,
      @Nullable BigDecimal price,
      char letter) {}

  private static Key any(Random random) {
    return new Key(
        List.of("", "a", "ab", "\"", "{\"a\":1}", "é", "null").get(random.nextInt(7)),
        random.nextInt(3) == 0 ? null : random.nextLong(-2, 3),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(Instant.EPOCH.plusNanos(1000L * random.nextInt(2))),
        random.nextBoolean() ? null : new BigDecimal(random.nextBoolean() ? "1.0" : "1.00"),
        "ab".charAt(random.nextInt(2)));
  }

  @Test
  void keysAreEqualBytesWhereTheyAreEqualAndNowhereElseAndAreReadAsTheyWere() throws IOException {
    MessageKey key = key("letter", "number", "text", "price", "at");
    Random random = new Random(11);
    List<Key> keys = IntStream.range(0, 2_000).mapToObj(i -> any(random)).toList();
    List<String> written = written(key, Key.class, keys);
    Map<String, Key> byText = new HashMap<>();
    Map<Key, String> byKey = new HashMap<>();
    KeyReader reader = new KeyReader(key, Shape.of(Key.class), "p-0");
    for (int i = 0; i < keys.size(); i++) {
      Key one = keys.get(i);
      assertThat(Objects.requireNonNullElse(byText.put(written.get(i), one), one), equalTo(one));
      assertThat(
          Objects.requireNonNullElse(byKey.put(one, written.get(i)), written.get(i)),
          equalTo(written.get(i)));
      Object[] values = new Object[6];
      assertThat(reader.read(written.get(i).getBytes(UTF_8), values, 1), empty());
      assertThat(
          Arrays.asList(values),
          equalTo(
              Arrays.asList(null, one.letter(), one.number(), one.text(), one.price(), one.at())));
    }
    assertThat(byText.size() > 100, is(true));
  }

  record Pair(String a, @Nullable Integer b) {}

  private static String read(@Nullable String key) {
    KeyReader reader = new KeyReader(key("a", "b"), Shape.of(Pair.class), "p-0");
    Object[] values = new Object[2];
    List<Failure> failures = reader.read(key == null ? null : key.getBytes(UTF_8), values, 0);
    return failures.isEmpty()
        ? Arrays.toString(values)
        : failures.stream().map(Failure::rule).collect(Collectors.joining("; "));
  }

  @Test
  void aKeyIsReadByTheNamesOfItsFieldsInWhateverOrderTheyAre() {
    assertThat(read("{\"a\":\"x\",\"b\":1}"), is("[x, 1]"));
    assertThat(read(" { \"b\" : 1 , \"a\" : \"x\" } "), is("[x, 1]"));
    assertThat(read("{\"a\":\"x\",\"c\":{\"d\":[2]}}"), is("[x, null]"));
  }

  @Test
  void aKeyThatIsNoSuchObjectIsRefusedWithItsReasons() {
    assertThat(read("x"), is("key: line is JSON"));
    assertThat(read(""), is("key: line is JSON"));
    assertThat(read("{\"a\":\"x\"}{}"), is("key: line is JSON"));
    assertThat(read("{\"b\":\"y\"}"), is("key: b is int; key: a is String"));
    assertThat(read("{\"a\":\"x\",\"b\":1,\"b\":1}"), is("key: b is int"));
    assertThat(read(null), is("key: a is String"));
  }

  private static List<String> problems(KafkaSink sink) {
    @SuppressWarnings("unchecked") // a binding of Object takes any shape
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Change.class);
    return sink.check("kept", shape).stream()
        .map(problem -> problem.code().code() + " " + problem.what())
        .toList();
  }

  record Change(
      String country, String stockCode, double weight, ChangeKind kind, @Nullable Integer pieces) {}

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks does
  void everythingThatIsWrongWithAKeyIsToldAtOnceBeforeTheFirstRow() {
    String topic = Broker.shared().topic("keys", 1, Map.of("cleanup.policy", "compact"));
    KafkaSink sink = Kafka.jsonTo(topic).servers(Broker.shared().servers());
    assertThat(problems(sink.key("country", "stockCode", "pieces").changes("kind")), empty());
    assertThat(
        problems(
            sink.key("contry", "country", "weight", "country", (String) null, "kind")
                .changes("kind")),
        contains(
            "MR-C203 Change has no component 'contry'",
            "MR-C203 component 'country' is in the key twice",
            "MR-C203 Change has no component 'null'",
            "MR-C203 component 'weight', double, cannot be in a key of several components",
            "MR-C203 component 'kind' says whether a row deletes, and is in its key, too"));
    assertThat(
        problems(sink.key("country", "stockCode").column("country", "c").column("stockCode", "c")),
        contains("MR-C203 components 'country' and 'stockCode' of the key are both field 'c'"));
    assertThat(problems(sink.key("weight")), empty());
  }

  @Test
  void everythingThatIsWrongWithTheKeyOfASourceIsToldAtOnce() {
    String topic = Broker.shared().topic("keys", 1);
    @SuppressWarnings("unchecked") // a binding of Object fills any shape
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Change.class);
    KafkaSource source =
        Kafka.json(topic)
            .servers(Broker.shared().servers())
            .key("country", "contry", "weight", "country")
            .header("country", "h");
    assertThat(
        source.check("kept", shape).stream().map(Problem::what).toList(),
        contains(
            "Change has no component 'contry'",
            "component 'country' is in the key twice",
            "component 'weight', double, cannot be in a key of several components",
            "component 'country' is bound to two parts of the message"));
  }

  private static final Source<Change> CHANGES = Source.of("changes", Change.class);
  private static final Sink<Change> KEPT = Sink.of("kept", Change.class);

  private Bindings load(String sinkKey, String sourceKey) throws IOException {
    return Bindings.load(
        Files.writeString(
            folder.resolve("bindings.yaml"),
            """
            sources: {changes: {kafka: {json: changes, servers: "a:1", key: %s}}}
            sinks:
              kept: {kafka: {json: kept, servers: "a:1", upsert: true, key: %s}}
            publish-to: out
            """
                .formatted(sourceKey, sinkKey)),
        Ports.of(List.of(CHANGES), List.of(KEPT), List.of()),
        Map.of("C", "country"));
  }

  @Test
  void aKeyInAFileOfBindingsIsTextOrAList() throws IOException {
    KafkaSource source = Kafka.json("changes").servers("a:1");
    KafkaSink sink = Kafka.jsonTo("kept").servers("a:1").upsert();
    Bindings none = Bindings.of().publishTo(Path.of("out"));
    assertThat(
        load("[country, stockCode]", "[stockCode, \"${C}\"]"),
        equalTo(
            none.read(CHANGES, source.key("stockCode", "country"))
                .write(KEPT, sink.key("country", "stockCode"))));
    assertThat(
        load("[country]", "country"),
        equalTo(none.read(CHANGES, source.key("country")).write(KEPT, sink.key("country"))));
  }

  @Test
  void aKeyInAFileOfBindingsThatIsNoneIsToldWithItsLine() {
    ProblemsException found =
        assertThrows(ProblemsException.class, () -> load("[country, ~, [pieces]]", "[]"));
    assertThat(
        found.getMessage(),
        allOf(
            containsString("MR-B009] " + folder.resolve("bindings.yaml") + ":1:"),
            containsString("(source 'changes'): 'key' is an empty list"),
            containsString("MR-B009] " + folder.resolve("bindings.yaml") + ":3:"),
            containsString("(sink 'kept'): an item of 'key' is nothing"),
            containsString("an item of 'key' is a list")));
    assertThat(found.problems(), hasSize(3));
  }

  private void send(KafkaSink sink, List<Change> changes) {
    Pipeline sending = Pipeline.named("sending");
    sending.read(CHANGES).to(KEPT);
    var unused =
        Execution.run(
            sending.plan(),
            Bindings.of()
                .read(CHANGES, Rows.source(Change.class, changes))
                .write(KEPT, sink)
                .publishTo(folder.resolve("out")),
            Runner.DIRECT.options(),
            Execution.newRunId());
  }

  @Test
  void upsertsAndDeletesByAKeyOfSeveralComeBackAsTheChangesTheyWere() throws IOException {
    Broker broker = Broker.shared();
    String topic = broker.topic("stock", 3, Map.of("cleanup.policy", "compact"));
    List<Change> changes =
        List.of(
            new Change("France", "22728", 1.5, ChangeKind.UPSERT, 1),
            new Change("France", "22727", 2.5, ChangeKind.UPSERT, 2),
            new Change("Norway", "22728", 3.5, ChangeKind.UPSERT, 3),
            new Change("France", "22728", 4.5, ChangeKind.DELETE, 4));
    send(
        Kafka.jsonTo(topic)
            .servers(broker.servers())
            .key("country", "stockCode")
            .column("stockCode", "code")
            .changes("kind"),
        changes);
    Map<String, @Nullable String> newest = new HashMap<>();
    Map<String, Set<Integer>> partitions = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> each : broker.records(topic)) {
      String key = new String(each.key(), UTF_8);
      newest.put(key, each.value() == null ? null : new String(each.value(), UTF_8));
      partitions.computeIfAbsent(key, any -> new TreeSet<>()).add(each.partition());
    }
    assertThat(newest.keySet(), hasSize(3));
    assertThat(newest.get("{\"country\":\"France\",\"code\":\"22728\"}"), nullValue());
    assertThat(
        newest.get("{\"country\":\"Norway\",\"code\":\"22728\"}"), containsString("\"pieces\":3"));
    assertThat(partitions.values().stream().allMatch(places -> places.size() == 1), is(true));

    Gathered<Read> all =
        Gathered.from(
            Kafka.json(topic)
                .servers(broker.servers())
                .key("stockCode", "country")
                .column("stockCode", "code")
                .changes("kind")
                .bounded(),
            Read.class);
    assertThat(all.rejects, empty());
    assertThat(
        Set.copyOf(all.rows()),
        equalTo(
            Set.of(
                new Read("22728", "France", ChangeKind.UPSERT, 1),
                new Read("22727", "France", ChangeKind.UPSERT, 2),
                new Read("22728", "Norway", ChangeKind.UPSERT, 3),
                new Read("22728", "France", ChangeKind.DELETE, null))));
  }

  record Read(String stockCode, String country, ChangeKind kind, @Nullable Integer pieces) {}

  @Test
  void aMessageWhoseKeyIsNoSuchObjectIsRejectedBetweenOthersThatAreRead() throws IOException {
    Broker broker = Broker.shared();
    String topic = broker.topic("stock", 1);
    for (String key : List.of("{\"a\":\"x\",\"b\":1}", "x", "{\"b\":null,\"a\":\"y\"}")) {
      broker.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), "{}".getBytes(UTF_8)));
    }
    broker.flush();
    Gathered<Pair> all =
        Gathered.from(
            Kafka.json(topic).servers(broker.servers()).key("a", "b").bounded(), Pair.class);
    assertThat(all.rows(), contains(new Pair("x", 1), new Pair("y", null)));
    assertThat(all.rejects.get(0).position(), is(1L));
    assertThat(all.rejects.get(0).rules(), contains("key: line is JSON"));
  }

  @Test
  void aNullIsAFieldOfAKeyButNotWhereMessagesTakeEachOthersPlace() {
    Broker broker = Broker.shared();
    String topic = broker.topic("nulls", 1, Map.of("cleanup.policy", "compact"));
    KafkaSink sink = Kafka.jsonTo(topic).servers(broker.servers()).key("country", "pieces");
    List<Change> nulls = List.of(new Change("France", "1", 1, ChangeKind.UPSERT, null));
    // A compacted topic takes no message without a key; one whose key has a null is one with a key.
    send(sink, nulls);
    assertThat(
        broker.records(topic).stream().map(each -> new String(each.key(), UTF_8)).toList(),
        contains("{\"country\":\"France\",\"pieces\":null}"));
    RunFailedException failed =
        assertThrows(RunFailedException.class, () -> send(sink.upsert(), nulls));
    assertThat(
        failed.getMessage(),
        containsString("has no key, since its component 'pieces' is null, and a topic that keeps"));
  }
}
