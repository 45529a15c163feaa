package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import dev.millrace.Lateness;
import dev.millrace.Rejection;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.kafka.Endings.Meanwhile;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rows that were ahead when they came, and are not any more when they are read: what is read again
 * after a recovery.
 */
class AheadTest {
  private static final Duration AHEAD = Duration.ofSeconds(1);
  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");
  private static final int PARTITIONS = 2;
  private static final int EACH = 200;

  @TempDir Path folder;

  private final Broker broker = Broker.shared();
  private final Set<String> ahead = new HashSet<>();

  /**
   * One in ten sales claims a time that is over when this returns, and was not when it came: where
   * the machine is too slow for that, a later one.
   *
   * @return the topic
   */
  private String sent(String name, Map<String, String> settings) {
    for (Duration ahead = AHEAD; ; ahead = ahead.multipliedBy(2)) {
      String topic = broker.topic(name, PARTITIONS, settings);
      Instant claimed = Instant.now().plus(ahead);
      send(topic, claimed);
      if (broker.records(topic).stream()
          .allMatch(each -> each.timestamp() < claimed.toEpochMilli())) {
        Waiting.upTo(ahead.multipliedBy(2))
            .until(() -> Instant.now().isAfter(claimed), () -> "it is not " + claimed);
        return topic;
      }
    }
  }

  private void send(String topic, Instant claimed) {
    ahead.clear();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int i = 0; i < EACH; i++) {
        boolean isAhead = i % 10 == 4;
        Instant at = isAhead ? claimed : START.plusSeconds(i);
        String sale = Sales.sale("c" + i % 3, at, i, "\"" + partition + "\"");
        broker.send(new ProducerRecord<>(topic, partition, null, sale.getBytes(UTF_8)));
        if (isAhead) {
          ahead.add(topic + "-" + partition + "@" + i);
        }
      }
    }
    broker.flush();
  }

  private Manifest run(SourceBinding<Object> source, PipelineOptions options) {
    Lateness none = Lateness.of(Duration.ofMinutes(2)).atMostAhead(Duration.ZERO);
    return Execution.run(
        Sales.pipeline(none.lateTo(Sales.REJECTED)).plan(),
        Sales.bindings(source, folder),
        options,
        Execution.newRunId());
  }

  private List<Rejection> rejected() throws IOException {
    return Rows.read(Shape.of(Rejection.class), folder.resolve("rejected"));
  }

  private void assertThoseAreRefused(Manifest manifest) throws IOException {
    List<Rejection> rejected = rejected();
    assertThat(rejected.size(), is(ahead.size()));
    assertThat(
        new HashSet<>(
            rejected.stream().map(each -> each.partition() + "@" + each.position()).toList()),
        equalTo(ahead));
    assertThat(
        rejected.stream().map(Rejection::rules).toList(), everyItem(equalTo(List.of("not ahead"))));
    assertThat(
        manifest.ledger().get("timestamps:sales", Place.REJECTED).count(), is((long) ahead.size()));
  }

  private String sentToStamp() {
    return sent("stamped", Map.of("message.timestamp.type", "LogAppendTime"));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aBatchGoesByTheTimeThatTheBrokerStamped(Runner runner) throws IOException {
    String topic = sentToStamp();
    KafkaSource source = Kafka.json(topic).servers(broker.servers()).bounded();
    assertThoseAreRefused(run(source, runner.options()));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aStreamGoesByItAlsoWhenItReadsAgain(Runner runner) throws IOException {
    String topic = sentToStamp();
    Map<String, Long> ends = Map.of(topic + "-0", (long) EACH, topic + "-1", (long) EACH);
    Meanwhile meanwhile = Meanwhile.of(topic);
    if (runner == Runner.FLINK) {
      meanwhile.failBehindCheckpoint(topic + "-1", 80);
    }
    Manifest manifest =
        run(
            new Endings(Kafka.json(topic).servers(broker.servers()), ends, topic),
            runner.recovering(folder));
    if (runner == Runner.FLINK) {
      meanwhile.assertWentOnFromCheckpoints(topic + "-1");
    }
    assertThoseAreRefused(manifest);
  }

  @Test
  void aTopicWithTheTimesOfItsSendersLeavesTheClockOfTheReader() throws IOException {
    String topic = sent("sent", Map.of());
    Manifest ignored =
        run(Kafka.json(topic).servers(broker.servers()).bounded(), Runner.DIRECT.options());
    assertThat(rejected(), empty());
  }
}
