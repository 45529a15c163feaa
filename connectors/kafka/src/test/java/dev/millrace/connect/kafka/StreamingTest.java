package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Rejection;
import dev.millrace.beam.Execution;
import dev.millrace.beam.RunFailedException;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Files;
import dev.millrace.connect.kafka.Endings.Meanwhile;
import dev.millrace.connect.kafka.Sales.Revenue;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.engine.Manifest;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics that are followed: what comes later, what does not come, and readers that begin again. */
class StreamingTest {
  private static final Duration LATENESS = Duration.ofMinutes(2);
  private static final Instant SEAM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");

  @TempDir Path folder;

  private final Broker broker = Broker.shared();

  private Manifest run(SourceBinding<Object> source, String out, PipelineOptions options) {
    return Execution.run(
        Sales.pipeline(LATENESS).plan(),
        Sales.bindings(source, folder.resolve(out)),
        options,
        Execution.newRunId());
  }

  private static String[] unitsOfAMinute() {
    return new String[] {"--publishEveryMillis=60000"};
  }

  private PipelineOptions recovering() throws IOException {
    return Runner.FLINK.recovering(folder);
  }

  private void assertSame(String actual, String expected) throws IOException {
    assertThat(
        Sales.published(folder.resolve(actual), "kept", Sale.class),
        equalTo(Sales.published(folder.resolve(expected), "kept", Sale.class)));
    assertThat(
        Sales.published(folder.resolve(actual), "revenue", Revenue.class),
        equalTo(Sales.published(folder.resolve(expected), "revenue", Revenue.class)));
    assertThat(
        Sales.rejected(folder.resolve(actual)), equalTo(Sales.rejected(folder.resolve(expected))));
  }

  private void fromFiles(List<String> lines) throws IOException {
    Path file = folder.resolve("sales.jsonl");
    java.nio.file.Files.write(file, lines);
    var unused = run(Files.jsonl(file.toString()), "files", Runner.DIRECT.options());
  }

  @Test
  void aReaderThatFailsGoesOnWhereItsCheckpointStood() throws IOException {
    List<String> lines = Sales.lines(4_000, 3);
    String topic = broker.topic("failing", 3);
    Map<String, Long> ends = Sales.send(broker, topic, 3, lines);
    Meanwhile meanwhile = Meanwhile.of(topic);
    meanwhile.failBehindCheckpoint(topic + "-0", 300);
    meanwhile.failBehindCheckpoint(topic + "-2", 700);
    Manifest manifest =
        run(
            new Endings(Kafka.json(topic).servers(broker.servers()), ends, topic),
            "kafka",
            recovering());
    meanwhile.assertWentOnFromCheckpoints(topic + "-0", topic + "-2");
    fromFiles(lines);
    assertSame("kafka", "files");
    assertThat(manifest.inputs().stream().mapToLong(Manifest.Input::records).sum(), is(4_000L));
  }

  @Test
  void rowsThatAreSentAgainAfterAFailureHaveTheIdsTheyHad() throws IOException {
    String topic = broker.topic("again", 2);
    Map<String, Long> ends = Sales.send(broker, topic, 2, sales(START, 2_000));
    Meanwhile meanwhile = Meanwhile.of(topic);
    meanwhile.failBehindCheckpoint(topic + "-0", 300);
    meanwhile.failBehindCheckpoint(topic + "-1", 600);
    String kept = broker.topic("kept", 2);
    String revenue = broker.topic("revenue", 1);
    Manifest manifest =
        Execution.run(
            Sales.pipeline(LATENESS).plan(),
            Bindings.of()
                .read(
                    Sales.SALES,
                    new Endings(Kafka.json(topic).servers(broker.servers()), ends, topic))
                .write(Sales.KEPT, Kafka.jsonTo(kept).servers(broker.servers()).key("customer"))
                .write(
                    Sales.REVENUE, Kafka.jsonTo(revenue).servers(broker.servers()).key("customer"))
                .quarantine(Sales.REJECTED, Rows.<Rejection>sink(folder.resolve("rejected"))),
            recovering(),
            Execution.newRunId());
    meanwhile.assertWentOnFromCheckpoints(topic + "-0", topic + "-1");
    assertThat(valuesById(kept).size(), is(2_000));
    assertThat(valuesById(revenue).size(), is(34));
    assertThat(
        manifest.outputs().stream().map(Manifest.Output::records).sorted().toList(),
        equalTo(List.of(0L, 34L, 2_000L)));
  }

  /** Fails where one id stands for two values. */
  private Map<String, String> valuesById(String topic) {
    Map<String, String> byId = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> each : broker.records(topic)) {
      String id = new String(each.headers().lastHeader(RowMessages.ID).value(), UTF_8);
      String value = new String(each.value(), UTF_8);
      String before = byId.putIfAbsent(id, value);
      assertThat(before == null || before.equals(value), is(true));
    }
    return byId;
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aPartitionThatIsNewIsReadFromItsBeginning(Runner runner) throws IOException {
    String topic = broker.topic("growing", 1);
    List<String> lines = Sales.lines(600, 4);
    Map<String, Long> ends = Sales.send(broker, topic, 1, lines.subList(0, 300));
    Map<String, Long> all = new HashMap<>(ends);
    Meanwhile meanwhile = Meanwhile.of(topic);
    AtomicBoolean hasGrown = new AtomicBoolean();
    AtomicInteger ended = new AtomicInteger();
    meanwhile.action =
        (partition, offset) -> {
          if (offset == 300 && partition.endsWith("-0") && hasGrown.compareAndSet(false, true)) {
            grow(topic, lines.subList(300, 600));
          }
          if (offset == 300 && partition.endsWith("-1")) {
            ended.incrementAndGet();
            meanwhile.isOver = true;
          }
        };
    var unused =
        run(
            new Endings(
                Kafka.json(topic)
                    .servers(broker.servers())
                    .newPartitionsEvery(Duration.ofSeconds(1)),
                Map.of(),
                topic),
            "kafka",
            runner == Runner.DIRECT ? runner.options(unitsOfAMinute()) : recovering());
    assertThat(ended.get(), greaterThan(0));
    fromFiles(lines);
    assertSame("kafka", "files");
    assertThat(all.size(), is(1));
  }

  /** Where the partition that is new would begin otherwise: at its end, or in its middle. */
  @ParameterizedTest
  @CsvSource({"DIRECT,true", "DIRECT,false", "FLINK,true", "FLINK,false"})
  void aPartitionThatIsNewIsReadFromItsBeginningWhereverTheOthersBegin(
      Runner runner, boolean isLatest) throws Exception {
    String topic = broker.topic("growing", 1);
    String group = topic + "-readers";
    List<String> lines = Sales.lines(600, 4);
    Map<String, Long> unused = Sales.send(broker, topic, 1, lines.subList(0, 300));
    Meanwhile meanwhile = Meanwhile.of(topic);
    AtomicBoolean hasGrown = new AtomicBoolean();
    meanwhile.action =
        (partition, offset) -> {
          if (offset == 300 && partition.endsWith("-0") && hasGrown.compareAndSet(false, true)) {
            grow(topic, lines.subList(300, 600));
            broker.commit(group, topic, 1, 200);
          }
          meanwhile.isOver |= offset == 300 && partition.endsWith("-1");
        };
    broker.commit(group, topic, 0, 300);
    KafkaSource source =
        Kafka.json(topic).servers(broker.servers()).newPartitionsEvery(Duration.ofSeconds(1));
    KafkaSource started = isLatest ? source.fromLatest() : source.fromCommitted(group);
    var unusedManifest =
        run(
            new Endings(started, Map.of(), topic),
            "kafka",
            runner == Runner.DIRECT ? runner.options(unitsOfAMinute()) : recovering());
    assertThat(meanwhile.beginnings(topic + "-0").get(0), is(300L));
    assertThat(meanwhile.beginnings(topic + "-1").get(0), is(0L));
    fromFiles(lines.subList(300, 600));
    assertSame("kafka", "files");
  }

  /** Gives a topic of one partition a second one with messages in it. */
  private void grow(String topic, List<String> lines) {
    broker.grow(topic, 2);
    for (String line : lines) {
      broker.send(new ProducerRecord<>(topic, 1, null, line.getBytes(UTF_8)));
    }
    broker.flush();
  }

  private static List<String> sales(Instant from, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Sales.sale("c", from.plusSeconds(i), 1, "null"))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aPartitionThatIsIdleDoesNotHoldTheOthers(Runner runner) throws IOException {
    String topic = broker.topic("idle", 2);
    Map<String, Long> unused = Sales.send(broker, topic, 1, sales(START, 600));
    Meanwhile meanwhile = Meanwhile.of(topic);
    Path published = folder.resolve("kafka/revenue");
    meanwhile.action = (partition, offset) -> meanwhile.isOver |= hasPart(published);
    Manifest manifest =
        run(
            new Endings(
                Kafka.json(topic).servers(broker.servers()).idleAfter(Duration.ofSeconds(1)),
                Map.of(),
                topic),
            "kafka",
            runner == Runner.DIRECT ? runner.options(unitsOfAMinute()) : recovering());
    assertThat(meanwhile.isOver, is(true));
    assertThat(Sales.published(folder.resolve("kafka"), "kept", Sale.class).size(), is(600));
    assertThat(manifest.units().count(), greaterThan(5));
  }

  private static boolean hasPart(Path published) {
    try (var parts = java.nio.file.Files.list(published)) {
      return parts.findAny().isPresent();
    } catch (IOException notYet) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void anEmptyTopicIsNoRowsAsABatch(Runner runner) throws IOException {
    String topic = broker.topic("empty", 2);
    Manifest manifest =
        run(Kafka.json(topic).servers(broker.servers()).bounded(), "kafka", runner.options());
    assertThat(Sales.published(folder.resolve("kafka"), "kept", Sale.class), empty());
    assertThat(manifest.inputs(), empty());
  }

  /** How a source is bound. */
  enum Form {
    JAVA,
    YAML
  }

  /**
   * Sends lines to the partitions of a topic in turn, a millisecond apart.
   *
   * @param first of the lines; all from there are sent
   * @param atSeam the line whose message is of the time at which the topic begins to count
   */
  private void sendAroundSeam(
      String topic, int partitions, List<String> lines, int first, int atSeam) {
    for (int i = first; i < lines.size(); i++) {
      long time = SEAM.toEpochMilli() + i - atSeam;
      broker.send(
          new ProducerRecord<>(topic, i % partitions, time, null, lines.get(i).getBytes(UTF_8)));
    }
    broker.flush();
  }

  private SourceBinding<Object> afterHistory(Form form, String topic, Path history)
      throws IOException {
    KafkaSource typed =
        Kafka.json(topic)
            .servers(broker.servers())
            .from(SEAM)
            .withHistory(Files.jsonl(history.toString()));
    if (form == Form.JAVA) {
      return typed;
    }
    // What is nested stays concealed through the whole run, also as names of partitions.
    Path file =
        java.nio.file.Files.writeString(
            folder.resolve("bindings.yaml"),
            """
            sources:
              sales:
                kafka:
                  json: %s
                  servers: "%s"
                  from: %s
                  history: {files: {jsonl: "${HISTORY}"}}
            """
                .formatted(topic, broker.servers(), SEAM));
    Ports ports = Ports.of(List.of(Sales.SALES), List.of(), List.of());
    Bindings loaded = Bindings.load(file, ports, Map.of("HISTORY", history.toString()));
    assertThat(loaded, equalTo(Bindings.of().read(Sales.SALES, typed)));
    @SuppressWarnings("unchecked") // it is Kafka's, and that fills any shape
    SourceBinding<Object> source =
        (SourceBinding<Object>) (SourceBinding<?>) loaded.source(Sales.SALES).orElseThrow();
    return source;
  }

  @ParameterizedTest
  @CsvSource({"DIRECT,JAVA", "DIRECT,YAML", "FLINK,JAVA", "FLINK,YAML"})
  void historyAndTopicMeetWithoutAGapAndWithoutADouble(Runner runner, Form form)
      throws IOException {
    List<String> lines = Sales.lines(3_000, 5);
    Path history = java.nio.file.Files.createDirectories(folder.resolve("history"));
    // The topic has a part of what the files have, too: it is before the seam.
    java.nio.file.Files.write(history.resolve("a.jsonl"), lines.subList(0, 700));
    java.nio.file.Files.write(history.resolve("b.jsonl"), lines.subList(700, 1_400));
    java.nio.file.Files.write(history.resolve("c.jsonl"), lines.subList(1_400, 2_000));
    String topic = broker.topic("seam", 2);
    sendAroundSeam(topic, 2, lines, 1_000, 2_000);
    Map<String, Long> ends = Map.of(topic + "-0", 1_000L, topic + "-1", 1_000L);
    if (runner == Runner.FLINK) {
      Meanwhile.of(topic).failBehindCheckpoint(topic + "-1", 700);
    }
    Manifest manifest =
        run(
            new Endings(afterHistory(form, topic, history), ends, topic),
            "kafka",
            runner == Runner.DIRECT ? runner.options(unitsOfAMinute()) : recovering());
    if (runner == Runner.FLINK) {
      Meanwhile.of(topic).assertWentOnFromCheckpoints(topic + "-1");
    }
    fromFiles(lines);
    assertSame("kafka", "files");
    assertThat(
        manifest.inputs().stream()
            .filter(each -> each.partition().startsWith(topic))
            .flatMap(each -> each.extents().stream())
            .map(each -> each.start() + "-" + each.end())
            .toList(),
        equalTo(List.of("500-1000", "500-1000")));
    assertThat(manifest.inputs().stream().mapToLong(Manifest.Input::records).sum(), is(3_000L));
    assertThat(
        manifest.inputs().stream().map(Manifest.Input::partition).sorted().limit(3).toList(),
        form == Form.YAML
            ? equalTo(List.of("${HISTORY}/a.jsonl", "${HISTORY}/b.jsonl", "${HISTORY}/c.jsonl"))
            : equalTo(List.of(history + "/a.jsonl", history + "/b.jsonl", history + "/c.jsonl")));
  }

  /** Where a run fails, of which one split is in the history and the other behind the seam. */
  enum Failing {
    IN_THE_HISTORY,
    BEHIND_THE_SEAM
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatFailsWhileOneSplitIsInTheHistoryAndOneBehindTheSeamGivesWhatFilesGive(
      Failing failing) throws IOException {
    List<String> lines = Sales.lines(11_000, 8);
    Path history = java.nio.file.Files.createDirectories(folder.resolve("history"));
    // The first split has a and c; c is long, and read slowly until the failure has come.
    java.nio.file.Files.write(history.resolve("a.jsonl"), lines.subList(0, 700));
    java.nio.file.Files.write(history.resolve("b.jsonl"), lines.subList(700, 1_400));
    java.nio.file.Files.write(history.resolve("c.jsonl"), lines.subList(1_400, 10_000));
    String topic = broker.topic("failing-seam", 2);
    sendAroundSeam(topic, 2, lines, 9_000, 10_000);
    Meanwhile meanwhile = Meanwhile.of(topic);
    PacedHistory.Pace pace = PacedHistory.Pace.of(topic);
    if (failing == Failing.IN_THE_HISTORY) {
      pace.failIn("c.jsonl", 700);
    } else {
      meanwhile.failBehindCheckpoint(topic + "-1", 700);
      pace.slowly("c.jsonl", () -> meanwhile.hasFailed(topic + "-1"));
    }
    Map<String, Long> ends = Map.of(topic + "-0", 1_000L, topic + "-1", 1_000L);
    Manifest manifest =
        run(
            new Endings(afterHistory(Form.JAVA, topic, history), ends, topic),
            "kafka",
            recovering());

    assertThat(pace.hasFailed() || meanwhile.hasFailed(topic + "-1"), is(true));
    List<Long> behindTheSeam = meanwhile.beginnings(topic + "-1");
    assertThat(behindTheSeam.toString(), behindTheSeam.size(), is(2));
    assertThat(behindTheSeam.get(0), is(500L));
    assertThat("a checkpoint's", behindTheSeam.get(1) >= 700, is(true));
    // It was in the history when the failure came, and has met the topic once.
    assertThat(meanwhile.beginnings(topic + "-0"), equalTo(List.of(500L)));
    fromFiles(lines);
    assertSame("kafka", "files");
    assertThat(manifest.inputs().stream().mapToLong(Manifest.Input::records).sum(), is(11_000L));
  }

  @Test
  void aTopicThatForgotWhatLiesAtTheSeamFailsTheRun() throws Exception {
    List<String> lines = Sales.lines(100, 6);
    Path history = java.nio.file.Files.createDirectories(folder.resolve("history"));
    java.nio.file.Files.write(history.resolve("a.jsonl"), lines.subList(0, 50));
    String topic = broker.topic("forgotten", 1);
    sendAroundSeam(topic, 1, lines, 40, 50);
    broker.forget(topic, 0, 20);

    RunFailedException failed =
        assertThrows(
            RunFailedException.class,
            () ->
                run(
                    Kafka.json(topic)
                        .servers(broker.servers())
                        .from(SEAM)
                        .withHistory(Files.jsonl(history.toString())),
                    "forgotten",
                    Runner.DIRECT.options(unitsOfAMinute())));

    assertThat(
        failed.getMessage(),
        containsString("[MR-C206] " + topic + "-0 keeps no record from before 2026-01-01"));
  }
}
