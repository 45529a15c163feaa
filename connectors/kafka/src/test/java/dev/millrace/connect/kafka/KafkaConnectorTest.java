package dev.millrace.connect.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.engine.Manifest;
import dev.millrace.plan.ProblemsException;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bindings file says the same as Java does, and secrets stay secrets. */
class KafkaConnectorTest {
  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Source<Sale> MORE = Source.of("more", Sale.class);
  private static final Sink<Sale> KEPT = Sink.of("kept", Sale.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");
  private static final String SECRET = "hunter2-and-more";

  @TempDir Path folder;

  private Bindings load(String yaml, Ports ports, Map<String, String> environment)
      throws IOException {
    return Bindings.load(
        Files.writeString(folder.resolve("bindings.yaml"), yaml), ports, environment);
  }

  @Test
  void aFileOfBindingsEqualsTheTypedOnes() throws IOException {
    Bindings loaded =
        load(
            """
            sources:
              sales:
                kafka: {json: sales, servers: "a:1,b:2", key: customer, timestamp: at, headers: {note: trace},
                        zone: Europe/London, timePattern: "yyyy-MM-dd HH:mm", columns: {pieces: n},
                        from: 2026-01-31T00:00:00Z, idleAfter: PT30S, newPartitionsEvery: PT5S,
                        properties: {security.protocol: SASL_SSL, sasl.jaas.config: "${JAAS}"}}
              more: {kafka: {raw: more, value: note, servers: "a:1", committed: readers, bounded: true}}
            sinks:
              kept:
                - {kafka: {json: kept, servers: "a:1", key: customer, upsert: true, columns: {pieces: n}}}
                - {kafka: {raw: notes, value: note, servers: "a:1"}}
            quarantine: {rejected: {kafka: {topic: rejected, servers: "a:1", properties: {client.id: me}}}}
            publish-to: out
            """,
            Ports.of(List.of(SALES, MORE), List.of(KEPT), List.of(REJECTED)),
            Map.of("JAAS", SECRET));
    Bindings typed =
        Bindings.of()
            .read(
                SALES,
                Kafka.json("sales")
                    .servers("a:1,b:2")
                    .key("customer")
                    .timestamp("at")
                    .header("note", "trace")
                    .zone(ZoneId.of("Europe/London"))
                    .timePattern("yyyy-MM-dd HH:mm")
                    .column("pieces", "n")
                    .from(Instant.parse("2026-01-31T00:00:00Z"))
                    .idleAfter(Duration.ofSeconds(30))
                    .newPartitionsEvery(Duration.ofSeconds(5))
                    .property("security.protocol", "SASL_SSL")
                    .property("sasl.jaas.config", SECRET))
            .read(MORE, Kafka.raw("more", "note").servers("a:1").fromCommitted("readers").bounded())
            .write(
                KEPT,
                Kafka.jsonTo("kept").servers("a:1").key("customer").upsert().column("pieces", "n"),
                Kafka.rawTo("notes", "note").servers("a:1"))
            .quarantine(
                REJECTED, Kafka.rejected("rejected").servers("a:1").property("client.id", "me"))
            .publishTo(Path.of("out"));
    assertThat(loaded, equalTo(typed));
    assertThat(loaded.describe(), not(containsString(SECRET)));
    assertThat(typed.describe(), not(containsString(SECRET)));
    assertThat(typed.toString(), not(containsString(SECRET)));
  }

  @Test
  void aPropertyThatARunHangsOnIsRefused() {
    ProblemsException found =
        assertThrows(
            ProblemsException.class,
            () ->
                load(
                    """
                    sources: {sales: {kafka: {json: sales, servers: "a:1", properties: {auto.offset.reset: latest}}}}
                    """,
                    Ports.of(List.of(SALES), List.of(), List.of()),
                    Map.of()));
    assertThat(found.getMessage(), containsString("records that are gone must not be passed over"));
  }

  @Test
  void aSecretIsInNothingThatARunWritesOrSays() throws IOException {
    Broker broker = Broker.shared();
    String topic = broker.topic("secret", 1);
    Map<String, Long> unused = Sales.send(broker, topic, 1, Sales.lines(50, 9));
    Path out = folder.resolve("out");
    String yaml =
        """
        sources: {sales: {kafka: {json: %s, servers: "%s", bounded: true, properties: {client.rack: "${RACK}"%s}}}}
        sinks: {kept: {files: {jsonl: %s/kept}}, revenue: {files: {jsonl: %s/revenue}}}
        quarantine: {rejected: {files: {jsonl: %s/rejected}}}
        """;
    Ports ports = Ports.of(Sales.pipeline(Duration.ofMinutes(2)).plan());
    Bindings good =
        load(
            yaml.formatted(topic, broker.servers(), "", out, out, out),
            ports,
            Map.of("RACK", SECRET));
    Manifest manifest =
        Execution.run(
            Sales.pipeline(Duration.ofMinutes(2)).plan(),
            good,
            Runner.DIRECT.options(),
            Execution.newRunId());
    assertThat(new String(manifest.toJson(), StandardCharsets.UTF_8), not(containsString(SECRET)));
    try (Stream<Path> all = Files.walk(out)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file), not(containsString(SECRET)));
      }
    }
    Bindings bad =
        load(
            yaml.formatted(
                topic,
                broker.servers(),
                ", security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.jaas.config:"
                    + " \"broken ${RACK} broken\"",
                out,
                out,
                out),
            ports,
            Map.of("RACK", SECRET));
    ProblemsException found =
        assertThrows(
            ProblemsException.class,
            () ->
                Execution.run(
                    Sales.pipeline(Duration.ofMinutes(2)).plan(),
                    bad,
                    Runner.DIRECT.options(),
                    Execution.newRunId()));
    assertThat(found.getMessage(), containsString("MR-C201"));
    assertThat(found.getMessage(), not(containsString(SECRET)));
  }
}
