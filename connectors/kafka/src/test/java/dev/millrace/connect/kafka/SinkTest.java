package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.beam.Execution;
import dev.millrace.beam.RunFailedException;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.engine.Manifest;
import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.ProblemsException;
import dev.millrace.servers.Broker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows and rejections that are sent to topics. */
class SinkTest {
  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");
  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Sink<Sale> KEPT = Sink.of("kept", Sale.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  @TempDir Path folder;

  private final Broker broker = Broker.shared();

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("sending");
    pipeline
        .read(SALES)
        .validate(Rules.on(Sale.class).inRange(Sale::amount, Range.atLeast(0.0)))
        .quarantine(REJECTED)
        .timestamps(Sale::at, Lateness.of(Duration.ofMinutes(1)))
        .to(KEPT);
    return pipeline;
  }

  private static List<Sale> sales(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Sale("c" + i % 5, START.plusSeconds(i), i % 10 == 9 ? -1 : i, i, null))
        .toList();
  }

  private KafkaSink to(String topic) {
    return Kafka.jsonTo(topic).servers(broker.servers()).key("customer");
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  private Manifest run(Bindings bindings, Runner runner, String... more) {
    return Execution.run(pipeline().plan(), bindings, runner.options(more), Execution.newRunId());
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void everyRowOfABatchArrivesWithItsKeyAndAnIdThatIsTheSameInAnotherRun(Runner runner) {
    String topic = broker.topic("kept", 2);
    String rejected = broker.topic("rejected", 1);
    Bindings bindings =
        Bindings.of()
            .read(SALES, Rows.source(Sale.class, sales(100)))
            .write(KEPT, to(topic))
            .quarantine(REJECTED, Kafka.rejected(rejected).servers(broker.servers()))
            .publishTo(folder.resolve("out"));
    Manifest manifest = run(bindings, runner);
    Manifest again = run(bindings, runner);
    List<ConsumerRecord<byte[], byte[]>> records = broker.records(topic);
    assertThat(records, hasSize(180));
    assertThat(
        records.stream().map(each -> header(each, "millrace-id")).collect(Collectors.toSet()),
        hasSize(90));
    for (ConsumerRecord<byte[], byte[]> each : records) {
      assertThat(
          new String(each.value(), UTF_8),
          containsString("\"customer\":\"" + new String(each.key(), UTF_8) + "\""));
    }
    assertThat(broker.records(rejected), hasSize(20));
    assertThat(
        manifest.outputs().stream().map(Manifest.Output::records).sorted().toList(),
        equalTo(List.of(10L, 90L)));
    assertThat(again.ledger().entries(), equalTo(manifest.ledger().entries()));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void everyRowOfAStreamArrivesAndTheLedgerOfItsUnitsCloses(Runner runner) {
    String topic = broker.topic("kept", 2);
    String rejected = broker.topic("rejected", 1);
    Manifest manifest =
        run(
            Bindings.of()
                .read(SALES, Rows.stream(Sale.class, List.of(sales(300), sales(200))))
                .write(KEPT, to(topic), Rows.<Sale>sink(folder.resolve("kept")))
                .quarantine(REJECTED, Kafka.rejected(rejected).servers(broker.servers()))
                .publishTo(folder),
            runner,
            "--publishEveryMillis=60000");
    assertThat(broker.records(topic), hasSize(450));
    assertThat(broker.records(rejected), hasSize(50));
    assertThat(manifest.units(), notNullValue());
    assertThat(
        manifest.outputs().stream().map(Manifest.Output::records).sorted().toList(),
        equalTo(List.of(50L, 450L, 450L)));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aStreamWhoseOutputsAreAllTopicsPublishesTheManifestsOfItsUnits(Runner runner) {
    String topic = broker.topic("kept", 2);
    String rejected = broker.topic("rejected", 1);
    Manifest manifest =
        run(
            Bindings.of()
                .read(SALES, Rows.stream(Sale.class, List.of(sales(300))))
                .write(KEPT, to(topic))
                .quarantine(REJECTED, Kafka.rejected(rejected).servers(broker.servers()))
                .publishTo(folder.resolve("out")),
            runner,
            "--publishEveryMillis=60000");
    assertThat(manifest.units().count() > 3, is(true));
    assertThat(broker.records(topic), hasSize(270));
    assertThat(broker.records(rejected), hasSize(30));
  }

  @Test
  void aRejectedMessageComesOutWithItsOwnBytesKeyAndHeadersAndWithTheReasons() {
    String topic = broker.topic("in", 1);
    String rejected = broker.topic("rejected", 1);
    var sent =
        new org.apache.kafka.clients.producer.ProducerRecord<byte[], byte[]>(
            topic, new byte[] {0, -1}, new byte[] {'{', -1, 0});
    sent.headers().add("trace", new byte[] {7});
    broker.send(sent);
    broker.flush();
    var unused =
        run(
            Bindings.of()
                .read(SALES, Kafka.json(topic).servers(broker.servers()).bounded())
                .write(KEPT, Rows.<Sale>sink(folder.resolve("kept")))
                .quarantine(REJECTED, Kafka.rejected(rejected).servers(broker.servers())),
            Runner.DIRECT);
    ConsumerRecord<byte[], byte[]> record = broker.records(rejected).get(0);
    assertThat(record.key(), equalTo(new byte[] {0, -1}));
    assertThat(record.value(), equalTo(new byte[] {'{', -1, 0}));
    assertThat(record.headers().lastHeader("trace").value(), equalTo(new byte[] {7}));
    assertThat(header(record, "millrace-partition"), equalTo(topic + "-0"));
    assertThat(header(record, "millrace-position"), equalTo("0"));
    assertThat(header(record, "millrace-stage"), equalTo("READ"));
    assertThat(header(record, "millrace-reasons"), containsString("record is UTF-8"));
  }

  record Price(String product, @Nullable ChangeKind kind, @Nullable Double price) {}

  private static final Source<Price> PRICES = Source.of("prices", Price.class);
  private static final Sink<Price> NEWEST = Sink.of("newest", Price.class);

  @Test
  void aDeleteIsATombstoneAndComesBackAsADelete() throws Exception {
    String topic = broker.topic("prices", 1, Map.of("cleanup.policy", "compact"));
    Pipeline writing = Pipeline.named("writing");
    writing.read(PRICES).to(NEWEST);
    List<Price> prices =
        List.of(
            new Price("a", ChangeKind.UPSERT, 1.5),
            new Price("b", ChangeKind.UPSERT, 2.5),
            new Price("a", ChangeKind.DELETE, null));
    var unused =
        Execution.run(
            writing.plan(),
            Bindings.of()
                .read(PRICES, Rows.source(Price.class, prices))
                .write(
                    NEWEST,
                    Kafka.jsonTo(topic).servers(broker.servers()).key("product").changes("kind"))
                .publishTo(folder.resolve("out")),
            Runner.DIRECT.options(),
            Execution.newRunId());
    Map<String, String> newest = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> each : broker.records(topic)) {
      newest.put(
          new String(each.key(), UTF_8),
          each.value() == null ? "" : new String(each.value(), UTF_8));
    }
    assertThat(newest.get("a"), equalTo(""));
    assertThat(newest.get("b"), containsString("2.5"));

    Path back = folder.resolve("back");
    var unusedToo =
        Execution.run(
            writing.plan(),
            Bindings.of()
                .read(
                    PRICES,
                    Kafka.json(topic)
                        .servers(broker.servers())
                        .key("product")
                        .changes("kind")
                        .bounded())
                .write(NEWEST, Rows.<Price>sink(back)),
            Runner.DIRECT.options(),
            Execution.newRunId());
    Set<String> rows = new TreeSet<>(Sales.published(folder, "back", Price.class));
    assertThat(rows, equalTo(prices.stream().map(Object::toString).collect(Collectors.toSet())));
  }

  @Test
  void upsertsIntoATopicThatForgetsByAgeAreAProblem() {
    String topic = broker.topic("plain", 1);
    ProblemsException found =
        assertThrows(
            ProblemsException.class,
            () ->
                run(
                    Bindings.of()
                        .read(SALES, Rows.source(Sale.class, sales(1)))
                        .write(KEPT, to(topic).upsert())
                        .quarantine(REJECTED, Rows.<dev.millrace.Rejection>sink(folder)),
                    Runner.DIRECT));
    assertThat(found.getMessage(), containsString("MR-C207"));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aMessageThatDoesNotArriveFailsTheRunAndSaysWhere(Runner runner) {
    String topic = broker.topic("small", 1, Map.of("max.message.bytes", "120"));
    RunFailedException failed =
        assertThrows(
            RunFailedException.class,
            () ->
                run(
                    Bindings.of()
                        .read(SALES, Rows.stream(Sale.class, List.of(sales(300))))
                        .write(KEPT, to(topic).property("batch.size", "0"))
                        .quarantine(
                            REJECTED, Rows.<dev.millrace.Rejection>sink(folder.resolve("r"))),
                    runner));
    assertThat(
        failed.getMessage(), allOf(containsString("MR-R005"), containsString("kafka " + topic)));
  }

  @Test
  void aTopicThatIsSlowMakesTheRunWaitAndNothingIsLost() throws Exception {
    String topic = broker.topic("slow", 1);
    broker.throttle("slow-client", 50_000);
    long started = System.nanoTime();
    Manifest manifest =
        run(
            Bindings.of()
                .read(SALES, Rows.stream(Sale.class, List.of(sales(6_000))))
                .write(
                    KEPT,
                    to(topic)
                        .property("client.id", "slow-client")
                        .property("compression.type", "none")
                        .property("batch.size", "4096")
                        .property("buffer.memory", "65536"))
                .quarantine(REJECTED, Rows.<dev.millrace.Rejection>sink(folder.resolve("r"))),
            Runner.DIRECT);
    assertThat(broker.records(topic), hasSize(5_400));
    assertThat(manifest.outputs().get(0).records(), is(5_400L));
    assertThat(System.nanoTime() - started > 1_000_000_000L, is(true));
  }
}
