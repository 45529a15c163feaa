package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.millrace.Rejection;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Files;
import dev.millrace.connect.kafka.Endings.Meanwhile;
import dev.millrace.connect.kafka.Sales.Revenue;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Tally;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that are made to come too late, some of them by a single tick. */
class LateTest {
  private static final Duration LATENESS = Duration.ofMinutes(2);
  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");
  private static final int PARTITIONS = 2;
  private static final int EACH = 500;

  @TempDir Path folder;

  private final Broker broker = Broker.shared();
  private final Set<String> late = new HashSet<>();
  private final List<String> onTime = new ArrayList<>();

  /**
   * Each partition's greatest time goes on by seconds; of ten sales, one comes a tick too late, one
   * minutes too late, and one just in time.
   */
  private Map<String, Long> send(String topic) {
    Map<String, Long> ends = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Instant greatest = START;
      for (int i = 0; i < EACH; i++) {
        Instant justInTime = greatest.minus(LATENESS);
        Instant at =
            switch (i % 10) {
              case 3 -> justInTime.minus(1, ChronoUnit.MICROS);
              case 6 -> justInTime;
              case 8 -> justInTime.minusSeconds(i);
              default -> START.plusSeconds(i);
            };
        boolean isLate = at.isBefore(justInTime);
        String sale = Sales.sale("c" + i % 3, at, i, "\"" + partition + "\"");
        broker.send(new ProducerRecord<>(topic, partition, null, sale.getBytes(UTF_8)));
        if (isLate) {
          late.add(topic + "-" + partition + "@" + i);
        } else {
          onTime.add(sale);
        }
        greatest = at.isAfter(greatest) ? at : greatest;
      }
      ends.put(topic + "-" + partition, (long) EACH);
    }
    broker.flush();
    return ends;
  }

  private Manifest run(SourceBinding<Object> source, String out, PipelineOptions options) {
    return Execution.run(
        Sales.pipeline(LATENESS).plan(),
        Sales.bindings(source, folder.resolve(out)),
        options,
        Execution.newRunId());
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void exactlyThoseAreKeptAsLateAlsoWhenAReaderFailsBetweenThem(Runner runner) throws IOException {
    String topic = broker.topic("late", PARTITIONS);
    Map<String, Long> ends = send(topic);
    Meanwhile meanwhile = Meanwhile.of(topic);
    if (runner == Runner.FLINK) {
      meanwhile.failBehindCheckpoint(topic + "-1", 200);
    }
    Manifest manifest =
        run(
            new Endings(Kafka.json(topic).servers(broker.servers()), ends, topic),
            "kafka",
            runner.recovering(folder));
    if (runner == Runner.FLINK) {
      meanwhile.assertWentOnFromCheckpoints(topic + "-1");
    }

    List<Rejection> kept =
        Rows.read(Shape.of(Rejection.class), folder.resolve("kafka").resolve("rejected"));
    assertThat(late.size(), greaterThan(150));
    assertThat(kept.size(), is(late.size()));
    assertThat(
        new HashSet<>(kept.stream().map(each -> each.partition() + "@" + each.position()).toList()),
        equalTo(late));
    assertThat(
        kept.stream().map(Rejection::rules).toList(), everyItem(equalTo(List.of("not late"))));
    Tally ledger = manifest.ledger().get("timestamps:sales", Place.LATE);
    assertThat(ledger.count(), is((long) late.size()));

    assertRowsAreThoseThatCameInTime();
  }

  private void assertRowsAreThoseThatCameInTime() throws IOException {
    Path file = folder.resolve("on-time.jsonl");
    java.nio.file.Files.write(file, onTime);
    var unused = run(Files.jsonl(file.toString()), "files", Runner.DIRECT.options());
    assertThat(
        published("kafka", "kept", Sale.class), equalTo(published("files", "kept", Sale.class)));
    assertThat(
        published("kafka", "revenue", Revenue.class),
        equalTo(published("files", "revenue", Revenue.class)));
  }

  private <T> List<String> published(String run, String port, Class<T> type) throws IOException {
    return Sales.published(folder.resolve(run), port, type);
  }
}
