package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Rejection;
import dev.millrace.beam.Execution;
import dev.millrace.beam.RunFailedException;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.RowSender;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.kafka.Sales.Revenue;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.servers.SecuredListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that wants a password over TLS: who has both gets in, and nobody gets to see them. */
class SecurityTest {
  private static final Duration LATENESS = Duration.ofMinutes(2);
  private static final String USER = "sales";
  private static final String PASSWORD = "heron under glass 4711";
  private static final String WRONG = "heron above glass 1174";

  @TempDir Path folder;

  private final Broker broker = Broker.secured();

  SecurityTest() {
    broker.user(USER, PASSWORD);
  }

  /** As docs/connectors/kafka.md has it. */
  private Path bindings(String topic, String kept, String revenue, String rejected, String trust)
      throws IOException {
    String yaml =
        """
        sources:
          sales:
            kafka:
              json: %1$s
              servers: "%5$s"
              bounded: true
              properties: &secured
                security.protocol: SASL_SSL
                sasl.mechanism: SCRAM-SHA-512
                sasl.jaas.config: >-
                  org.apache.kafka.common.security.scram.ScramLoginModule required
                  username="sales" password="${KAFKA_PASSWORD}";
        %6$s
        sinks:
          kept: {kafka: {json: %2$s, servers: "%5$s", key: customer, properties: *secured}}
          revenue: {kafka: {json: %3$s, servers: "%5$s", key: [customer, start], properties: *secured}}
        quarantine: {rejected: {kafka: {topic: %4$s, servers: "%5$s", properties: *secured}}}
        publish-to: %7$s
        """
            .formatted(
                topic,
                kept,
                revenue,
                rejected,
                broker.listener().servers(),
                trust,
                folder.resolve("out"));
    return Files.writeString(folder.resolve("bindings.yaml"), yaml);
  }

  private String trusted() {
    return """
                ssl.truststore.type: PEM
                ssl.truststore.location: %s
        """
        .formatted(broker.listener().certificate())
        .stripTrailing();
  }

  private static Map<String, String> password(String password) {
    return Map.of("KAFKA_PASSWORD", password);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void whoHasThePasswordInTheEnvironmentReadsWritesAndRefusesAndNobodySeesIt(String runner)
      throws IOException {
    String topic = broker.topic("sales", 2);
    Map<String, Long> unused = Sales.send(broker, topic, 2, Sales.lines(400, 21));
    String kept = broker.topic("kept", 1);
    String revenue = broker.topic("revenue", 1);
    String rejected = broker.topic("rejected", 1);
    Path file = bindings(topic, kept, revenue, rejected, trusted());
    Launch launch =
        Launch.of(
            folder,
            password(PASSWORD),
            "run",
            "--bindings",
            file.toString(),
            "--runner",
            runner,
            "--json");
    assertThat(launch.toString(), launch.exit(), is(0));
    int all = broker.records(kept).size() + broker.records(rejected).size();
    assertThat(launch.toString(), all, is(400));
    assertThat(broker.records(rejected).isEmpty(), is(false));
    for (ConsumerRecord<byte[], byte[]> each : broker.records(revenue)) {
      assertThat(new String(each.key(), UTF_8), containsString("{\"customer\":\"c"));
    }
    // The clients have logged their settings, so the search has something to search.
    assertThat(launch.err(), containsString("sasl.jaas.config = [hidden]"));
    assertThat(launch.out(), containsString("\"quarantined\""));
    launch.assertNobodySees(PASSWORD, broker, kept, revenue, rejected);
  }

  @Test
  void aPlanSaysNothingOfThePassword() throws IOException {
    String topic = broker.topic("sales", 1);
    Path file = bindings(topic, topic, topic, topic, trusted());
    Launch launch =
        Launch.of(folder, password(PASSWORD), "plan", "--json", "--bindings", file.toString());
    assertThat(launch.toString(), launch.exit(), is(0));
    launch.assertNobodySees(PASSWORD, broker);
  }

  @Test
  void aWrongPasswordIsToldForEveryPortWithItsServers() throws IOException {
    String topic = broker.topic("sales", 1);
    Path file = bindings(topic, topic, topic, topic, trusted());
    Launch launch =
        Launch.of(folder, password(WRONG), "run", "--json", "--bindings", file.toString());
    assertThat(launch.toString(), launch.exit(), is(3));
    assertTold(
        launch,
        broker.listener().servers() + " turns the user away: SaslAuthenticationException",
        "correct user and password in sasl.jaas.config");
    launch.assertNobodySees(WRONG, broker);
  }

  @Test
  void aCertificateThatNobodyTrustsIsToldForEveryPortWithItsServers() throws IOException {
    String topic = broker.topic("sales", 1);
    Path file = bindings(topic, topic, topic, topic, "");
    Launch launch =
        Launch.of(folder, password(PASSWORD), "run", "--json", "--bindings", file.toString());
    assertThat(launch.toString(), launch.exit(), is(3));
    assertTold(
        launch,
        "no TLS connection to " + broker.listener().servers() + " can be made: ",
        "ssl.truststore.location");
    launch.assertNobodySees(PASSWORD, broker);
  }

  private static void assertTold(Launch launch, String what, String fix) {
    List<String> told =
        launch.err().lines().filter(line -> line.strip().startsWith("[MR-C201]")).toList();
    assertThat(launch.err(), told, hasSize(4));
    for (String port :
        List.of("source 'sales'", "sink 'kept'", "sink 'revenue'", "quarantine 'rejected'")) {
      String line = told.stream().filter(each -> each.contains(port)).findAny().orElseThrow();
      assertThat(line, allOf(containsString(what), containsString(fix)));
    }
  }

  @Test
  void aQuoteAndABackslashInAPasswordAreWrittenBehindABackslash() throws IOException {
    broker.user("quoting", "heron\"of\\glass");
    String topic = broker.topic("sales", 1);
    Path file = bindings(topic, topic, topic, topic, trusted());
    Files.writeString(file, Files.readString(file).replace("\"sales\"", "\"quoting\""));
    Ports ports = Ports.of(Sales.pipeline(LATENESS).plan());
    Bindings quoted = Bindings.load(file, ports, password("heron\\\"of\\\\glass"));
    assertThat(quoted.check(ports), empty());
  }

  @Test
  void aLoginThatCannotBeUnderstoodIsToldWithoutAPieceOfIt() throws IOException {
    String topic = broker.topic("sales", 1);
    Path file = bindings(topic, topic, topic, topic, trusted());
    Ports ports = Ports.of(Sales.pipeline(LATENESS).plan());
    Bindings quoted = Bindings.load(file, ports, password("heron\" of-glass \"4711"));
    String told = quoted.check(ports).toString();
    assertThat(told, allOf(containsString("MR-C201"), containsString("sasl.jaas.config")));
    assertThat(told, not(containsString("of-glass")));
    assertThat(told, not(containsString("4711")));
  }

  private Map<String, String> properties(String password) throws IOException {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "SCRAM-SHA-512",
        "sasl.jaas.config",
        SecuredListener.login(USER, password),
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.certificates",
        Files.readString(broker.listener().certificate()));
  }

  private KafkaSource source(String topic, String password) throws IOException {
    KafkaSource source = Kafka.json(topic).servers(broker.listener().servers());
    for (Map.Entry<String, String> each : properties(password).entrySet()) {
      source = source.property(each.getKey(), each.getValue());
    }
    return source;
  }

  private KafkaSink sink(String topic, String password) throws IOException {
    KafkaSink sink = Kafka.jsonTo(topic).servers(broker.listener().servers());
    for (Map.Entry<String, String> each : properties(password).entrySet()) {
      sink = sink.property(each.getKey(), each.getValue());
    }
    return sink;
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aTopicIsFollowedThroughASecuredListener(Runner runner) throws IOException {
    String topic = broker.topic("sales", 2);
    Map<String, Long> ends = Sales.send(broker, topic, 2, Sales.lines(300, 22));
    String kept = broker.topic("kept", 1);
    SourceBinding<Object> followed = new Endings(source(topic, PASSWORD), ends, topic);
    var unused =
        Execution.run(
            Sales.pipeline(LATENESS).plan(),
            Bindings.of()
                .read(Sales.SALES, followed)
                .write(Sales.KEPT, sink(kept, PASSWORD))
                .write(Sales.REVENUE, Rows.<Revenue>sink(folder.resolve("revenue")))
                .quarantine(Sales.REJECTED, Rows.<Rejection>sink(folder.resolve("rejected"))),
            runner.options("--publishEveryMillis=60000"),
            Execution.newRunId());
    assertThat(broker.records(kept).size() + Sales.rejected(folder).size(), is(300));
  }

  @Test
  void whoWasTurnedAwayIsTakenInByTheSameProcessWhenTheBrokerKnowsThePassword() throws IOException {
    String topic = broker.topic("kept", 1);
    // A producer of its own: one that was let in before would be in.
    KafkaSink sink = sink(topic, PASSWORD).property("client.id", topic);
    broker.user(USER, WRONG);
    IOException turnedAway = assertThrows(IOException.class, () -> sendOne(sink));
    assertThat(turnedAway.getMessage(), containsString("SaslAuthenticationException"));
    broker.user(USER, PASSWORD);
    sendOne(sink);
    assertThat(broker.records(topic), hasSize(1));
  }

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private static void sendOne(KafkaSink sink) throws IOException {
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Sale.class);
    try (RowSender<Object> sender = sink.sender(shape)) {
      sender.send(
          Block.ofRows(
              shape,
              new Object[] {new Sale("c", Instant.EPOCH, 1, 1, null)},
              Selection.all(1),
              Provenance.of("", new long[1], new long[1])),
          Selection.all(1));
      sender.flush();
    }
  }

  private RunFailedException failure(Bindings bindings, Runner runner) {
    return assertThrows(
        RunFailedException.class,
        () ->
            Execution.run(
                Sales.pipeline(LATENESS).plan(),
                bindings
                    .write(Sales.REVENUE, Rows.<Revenue>sink(folder.resolve("revenue")))
                    .quarantine(Sales.REJECTED, Rows.<Rejection>sink(folder.resolve("rejected"))),
                runner.options(),
                Execution.newRunId()));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aPasswordThatIsChangedBehindTheCheckFailsTheRun(Runner runner) throws IOException {
    String topic = broker.topic("sales", 1);
    Map<String, Long> unused = Sales.send(broker, topic, 1, Sales.lines(50, 23));
    for (KafkaSource source : List.of(source(topic, WRONG).bounded(), source(topic, WRONG))) {
      RunFailedException reading =
          failure(
              Bindings.of()
                  .read(Sales.SALES, new Unchecked.From(source))
                  .write(Sales.KEPT, Rows.<Sale>sink(folder.resolve("kept"))),
              runner);
      assertTold(reading, "MR-R006", "read:sales");
    }
    RunFailedException writing =
        failure(
            Bindings.of()
                .read(Sales.SALES, source(topic, PASSWORD).bounded())
                .write(Sales.KEPT, new Unchecked.To<>(sink(topic, WRONG))),
            runner);
    assertTold(writing, "MR-R005", "kept");
  }

  private void assertTold(RunFailedException failed, String code, String port) {
    assertThat(
        failed.getMessage(),
        allOf(
            containsString(code),
            containsString(port),
            containsString(broker.listener().servers()),
            containsString("SaslAuthenticationException"),
            not(containsString(WRONG))));
  }
}
