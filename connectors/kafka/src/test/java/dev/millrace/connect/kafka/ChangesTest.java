package dev.millrace.connect.kafka;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.feature.ChangeKind;
import dev.millrace.record.Field;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A compacted topic is the changes of a feature view: a tombstone ends what its key had. */
class ChangesTest {
  record PriceChange(String product, ChangeKind kind, Instant at, @Nullable Double price) {}

  record Prices(long prices, @Nullable Double highest) {}

  record Quote(String product, Instant at) {}

  record Priced(String product, Instant at, long prices, @Nullable Double highest) {}

  private static final Source<PriceChange> CHANGES = Source.of("changes", PriceChange.class);
  private static final Source<Quote> QUOTES = Source.of("quotes", Quote.class);
  private static final Sink<Priced> PRICED = Sink.of("priced", Priced.class);
  private static final Quarantine LATE = Quarantine.of("late");

  private static final FeatureView<String, PriceChange, Prices> VIEW =
      FeatureView.named("prices", 1)
          .over(PriceChange.class)
          .keyedBy(PriceChange::product)
          .at(PriceChange::at)
          .changedBy(PriceChange::kind)
          .as(Prices.class)
          .set(Prices::prices, count().overAll())
          .set(Prices::highest, max(PriceChange::price).overAll())
          .build();

  /** With the writer's own order. */
  record Numbered(
      String product, ChangeKind kind, Instant at, long version, @Nullable Double price) {}

  private static final Source<Numbered> NUMBERED = Source.of("changes", Numbered.class);

  private static final FeatureView<String, Numbered, Prices> BY_NUMBER =
      FeatureView.named("prices", 2)
          .over(Numbered.class)
          .keyedBy(Numbered::product)
          .at(Numbered::at)
          .sequencedBy(Numbered::version)
          .changedBy(Numbered::kind)
          .as(Prices.class)
          .set(Prices::prices, count().overAll())
          .set(Prices::highest, max(Numbered::price).overAll())
          .build();

  private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

  @TempDir Path folder;

  private final Broker broker = Broker.shared();

  private void send(String topic, String product, int second, @Nullable String value) {
    broker.send(
        new ProducerRecord<>(
            topic,
            0,
            START.plusSeconds(second).toEpochMilli(),
            product.getBytes(UTF_8),
            value == null ? null : value.getBytes(UTF_8)));
  }

  private static <T> Pipeline pipeline(
      Source<T> source,
      Field<T, Instant> at,
      Field<T, ChangeKind> kind,
      FeatureView<String, T, Prices> view) {
    Pipeline pipeline = Pipeline.named("prices");
    Lateness lateness = Lateness.of(Duration.ofMinutes(1)).lateTo(LATE);
    var prices = pipeline.read(source).timestamps(at, lateness).changes(kind).feature(view);
    pipeline
        .read(QUOTES)
        .timestamps(Quote::at, lateness)
        .asOf(Quote::product, prices)
        .as(Priced.class)
        .build()
        .to(PRICED);
    return pipeline;
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aTombstoneEndsWhatItsKeyHad(Runner runner) throws IOException {
    String topic = broker.topic("changes", 1, Map.of("cleanup.policy", "compact"));
    send(topic, "a", 0, "{\"price\":3.5}");
    send(topic, "b", 1, "{\"price\":9}");
    send(topic, "a", 10, "{\"price\":2.5}");
    send(topic, "a", 20, null);
    send(topic, "a", 30, "{\"price\":1}");
    broker.flush();
    List<Quote> quotes =
        List.of(
            new Quote("a", START.plusSeconds(15)),
            new Quote("a", START.plusSeconds(25)),
            new Quote("a", START.plusSeconds(35)),
            new Quote("b", START.plusSeconds(25)));
    KafkaSource changes =
        Kafka.json(topic).servers(broker.servers()).key("product").changes("kind").timestamp("at");
    List<String> expected =
        List.of(
            new Priced("a", START.plusSeconds(15), 2, 3.5).toString(),
            new Priced("a", START.plusSeconds(25), 0, null).toString(),
            new Priced("a", START.plusSeconds(35), 1, 1.0).toString(),
            new Priced("b", START.plusSeconds(25), 1, 9.0).toString());
    assertThat(
        priced(changes.bounded(), Rows.source(Quote.class, quotes), "batch", runner),
        equalTo(expected));
    assertThat(
        priced(
            new Endings(changes, Map.of(topic + "-0", 5L), topic),
            Rows.stream(Quote.class, List.of(quotes)),
            "stream",
            runner),
        equalTo(expected));
  }

  /** A value, a tombstone and a value of one key, in the order of their offsets. */
  private String toldAgainInOneMillisecond() {
    String topic = broker.topic("changes", 1, Map.of("cleanup.policy", "compact"));
    String[] values = {"{\"price\":3.5}", null, "{\"price\":2.5}"};
    for (int version = 0; version < values.length; version++) {
      ProducerRecord<byte[], byte[]> message =
          new ProducerRecord<>(
              topic,
              0,
              START.toEpochMilli(),
              "a".getBytes(UTF_8),
              values[version] == null ? null : values[version].getBytes(UTF_8));
      message.headers().add("version", Integer.toString(version).getBytes(UTF_8));
      broker.send(message);
    }
    broker.flush();
    return topic;
  }

  private KafkaSource bounded(String topic) {
    return Kafka.json(topic)
        .servers(broker.servers())
        .key("product")
        .changes("kind")
        .timestamp("at")
        .bounded();
  }

  @Test
  void ofChangesInOneMillisecondADeleteIsTheLastUnlessTheyAreNumbered() throws IOException {
    String topic = toldAgainInOneMillisecond();
    Quote quote = new Quote("a", START.plusSeconds(1));
    SourceBinding<Quote> quotes = Rows.source(Quote.class, List.of(quote));
    assertThat(
        priced(bounded(topic), quotes, "by-time", Runner.DIRECT),
        equalTo(List.of(new Priced("a", quote.at(), 0, null).toString())));
    assertThat(
        priced(
            pipeline(NUMBERED, Numbered::at, Numbered::kind, BY_NUMBER),
            NUMBERED,
            bounded(topic).header("version", "version"),
            quotes,
            "by-number",
            Runner.DIRECT),
        equalTo(List.of(new Priced("a", quote.at(), 1, 2.5).toString())));
  }

  private List<String> priced(
      SourceBinding<Object> changes, SourceBinding<Quote> quotes, String out, Runner runner)
      throws IOException {
    return priced(
        pipeline(CHANGES, PriceChange::at, PriceChange::kind, VIEW),
        CHANGES,
        changes,
        quotes,
        out,
        runner);
  }

  private List<String> priced(
      Pipeline pipeline,
      Source<?> source,
      SourceBinding<Object> changes,
      SourceBinding<Quote> quotes,
      String out,
      Runner runner)
      throws IOException {
    var unused =
        Execution.run(
            pipeline.plan(),
            Bindings.of()
                .read(source, changes)
                .read(QUOTES, quotes)
                .write(PRICED, Rows.<Priced>sink(folder.resolve(out).resolve("priced")))
                .quarantine(LATE, Rows.<Rejection>sink(folder.resolve(out).resolve("late"))),
            runner.options(),
            Execution.newRunId());
    return Sales.published(folder.resolve(out), "priced", Priced.class);
  }
}
