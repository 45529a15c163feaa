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
import dev.millrace.record.Shape;
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
import java.util.stream.Collectors;
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
                        commitTo: watchers, properties: {security.protocol: SASL_SSL, sasl.jaas.config: "${JAAS}"}}
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
                    .commitTo("watchers")
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

  private static final Ports ONLY_SALES = Ports.of(List.of(SALES), List.of(), List.of());

  @Test
  void aHistoryIsABindingInsideTheBinding() throws IOException {
    Bindings loaded =
        load(
            """
            sources:
              sales:
                kafka:
                  json: sales
                  servers: "a:1"
                  from: 2026-01-31T00:00:00Z
                  history: {files: {csv: "${DIR}/*.csv", zone: Europe/London, columns: {pieces: n}}}
            """,
            ONLY_SALES,
            Map.of("DIR", "old-and-secret"));
    KafkaSource typed =
        Kafka.json("sales")
            .servers("a:1")
            .from(Instant.parse("2026-01-31T00:00:00Z"))
            .withHistory(
                dev.millrace.connect.files.Files.csv("old-and-secret/*.csv")
                    .zone(ZoneId.of("Europe/London"))
                    .column("pieces", "n"));
    assertThat(loaded, equalTo(Bindings.of().read(SALES, typed)));
    assertThat(loaded.describe(), containsString("after files csv ${DIR}/*.csv"));
    assertThat(loaded.describe(), not(containsString("old-and-secret")));

    Bindings ofATopic =
        load(
            """
            sources:
              sales: {kafka: {json: sales, servers: "a:1", offsets: {0: 7},
                              history: {kafka: {json: old, servers: "a:1", bounded: true}}}}
            """,
            ONLY_SALES,
            Map.of());
    assertThat(
        ofATopic,
        equalTo(
            Bindings.of()
                .read(
                    SALES,
                    Kafka.json("sales")
                        .servers("a:1")
                        .fromOffsets(Map.of(0, 7L))
                        .withHistory(Kafka.json("old").servers("a:1").bounded()))));
  }

  private List<String> problems(String yaml) {
    ProblemsException found =
        assertThrows(ProblemsException.class, () -> load(yaml, ONLY_SALES, Map.of("PW", SECRET)));
    assertThat(found.getMessage(), not(containsString(SECRET)));
    return found.problems().stream()
        .map(each -> each.toString().replace(folder + "/", "").replaceFirst(" Why: .*", ""))
        .toList();
  }

  @Test
  void everythingWrongWithAHistoryIsToldAtOnceWithItsLine() {
    assertThat(
        problems(
            """
            sources:
              sales:
                kafka:
                  json: sales
                  server: "a:1"
                  history:
                    files:
                      csv: "in/*.csv"
                      zoen: "${PW}"
                      quote: 17
                      columns: [pieces]
            """),
        equalTo(
            List.of(
                "[MR-B007] bindings.yaml:5:7 (source 'sales'): unknown key 'server'.",
                "[MR-B007] bindings.yaml:9:11 (source 'sales'): unknown key 'zoen'.",
                "[MR-B007] bindings.yaml:10:11 (source 'sales'): unknown key 'quote'.",
                "[MR-B009] bindings.yaml:11:20 (source 'sales'): 'columns' is a list.")));
  }

  @Test
  void aTopicIsReadFromOnePlace() {
    String yaml =
        """
        sources:
          sales:
            kafka:
              json: sales
              servers: "a:1"
              %s
              %s
        """;
    String offsets = "offsets: {0: 7}";
    String committed = "committed: readers";
    String from = "from: latest";
    for (List<String> two :
        List.of(List.of(offsets, committed), List.of(committed, from), List.of(offsets, from))) {
      String keys =
          two.stream()
              .map(each -> "'" + each.replaceFirst(":.*", "") + "'")
              .sorted()
              .collect(Collectors.joining(", "));
      List<String> found = problems(yaml.formatted(two.get(0), two.get(1)));
      assertThat(found.size(), equalTo(1));
      assertThat(found.get(0), containsString("[MR-C205] bindings.yaml:"));
      assertThat(found.get(0), containsString("(source 'sales'): " + keys + " are given."));
    }
  }

  @Test
  void aHistoryHasToBeABindingThatEnds() {
    String yaml =
        """
        sources:
          sales:
            kafka:
              json: sales
              servers: "a:1"
              history: %s
        """;
    assertThat(
        problems(yaml.formatted("{csv: in}")),
        equalTo(
            List.of(
                "[MR-B018] bindings.yaml:6:17 (source 'sales'): there is no connector 'csv'.")));
    assertThat(
        problems(yaml.formatted("{}")),
        equalTo(List.of("[MR-B011] bindings.yaml:6:7 (source 'sales'): no connector is given.")));
    assertThat(
        problems(yaml.formatted("in/*.csv")),
        equalTo(
            List.of("[MR-B009] bindings.yaml:6:16 (source 'sales'): 'history' is 'in/*.csv'.")));
    assertThat(
        problems(yaml.formatted("{kafka: {json: \"${PW}\", servers: \"b:1\"}}")),
        equalTo(
            List.of(
                "[MR-C205] bindings.yaml:6:16 (source 'sales'): the history is kafka ${PW} at b:1,"
                    + " json, from earliest, which has no end.")));
    assertThat(
        problems(yaml.formatted("{kafka: {json: old}}")),
        equalTo(
            List.of(
                "[MR-B008] bindings.yaml:6:17 (source 'sales'): 'servers' is missing; the keys here are 'json'.")));
  }

  @Test
  void whatTheFilesOfAHistoryLackIsToldWithTheLineOfItsPort() throws IOException {
    Broker broker = Broker.shared();
    String topic = broker.topic("checked", 1);
    Bindings loaded =
        load(
            """
            sources:
              sales: {kafka: {json: %s, servers: "%s", history: {files: {csv: "none/*.csv"}}}}
            publish-to: out
            """
                .formatted(topic, broker.servers()),
            ONLY_SALES,
            Map.of());
    List<String> found =
        loaded.check(ONLY_SALES).stream()
            .map(each -> each.toString().replace(folder + "/", ""))
            .toList();
    assertThat(
        found.stream().map(each -> each.replaceFirst("\\): .*", "")).toList(),
        equalTo(
            List.of(
                "[MR-C101] bindings.yaml:2:3 (source 'sales'",
                "[MR-C208] bindings.yaml:2:3 (source 'sales'")));
  }

  @Test
  void whatNobodyReadsOfAHistoryIsANotice() throws IOException {
    Path old =
        Files.writeString(folder.resolve("old.csv"), "customer,at,amount,pieces,note,colour\n");
    KafkaSource source =
        Kafka.json("sales")
            .servers("a:1")
            .withHistory(dev.millrace.connect.files.Files.csv(old.toString()));
    @SuppressWarnings("unchecked") // a binding of Object fills any shape
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Sale.class);
    assertThat(
        source.notices("sales", shape), equalTo(List.of(old + ": no component reads colour")));
    assertThat(Kafka.json("sales").notices("sales", shape), equalTo(List.of()));
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
