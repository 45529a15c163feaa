package dev.millrace.connect.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Rejection;
import dev.millrace.beam.Execution;
import dev.millrace.beam.RunFailedException;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.connect.kafka.Sales.Revenue;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.servers.SecuredListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By which doors of a broker a run comes in, and what it may do there. */
class AdmissionTest {
  private static final Duration LATENESS = Duration.ofMinutes(2);

  /** Of a broker, each with its own way to say who one is. */
  enum Door {
    PLAIN(SecuredListener.PLAIN_PASSWORD) {
      @Override
      String servers(SecuredListener listener) {
        return listener.servers();
      }

      @Override
      Map<String, String> properties(SecuredListener listener, String secret) {
        return Map.of(
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                + SecuredListener.PLAIN_USER
                + "\" password=\""
                + secret
                + "\";",
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.location",
            listener.certificate().toString());
      }
    },
    CERTIFICATE(SecuredListener.CLIENT_KEY_PASSWORD) {
      @Override
      String servers(SecuredListener listener) {
        return listener.mutualServers();
      }

      @Override
      Map<String, String> properties(SecuredListener listener, String secret) {
        return Map.of(
            "security.protocol",
            "SSL",
            "ssl.keystore.type",
            "PKCS12",
            "ssl.keystore.location",
            listener.clientKey().toString(),
            "ssl.keystore.password",
            secret,
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.location",
            listener.certificate().toString());
      }
    };

    private final String secret;

    Door(String secret) {
      this.secret = secret;
    }

    abstract String servers(SecuredListener listener);

    abstract Map<String, String> properties(SecuredListener listener, String secret);
  }

  @TempDir Path folder;

  private final Broker broker = Broker.secured();

  private Path bindings(Door door, String topic, String kept, String rejected) throws IOException {
    StringBuilder properties = new StringBuilder();
    door.properties(broker.listener(), "${SECRET}")
        .forEach(
            (name, value) ->
                properties.append("\n        ").append(name).append(": '" + value + "'"));
    String yaml =
        """
        sources:
          sales:
            kafka:
              json: %1$s
              servers: "%4$s"
              bounded: true
              properties: &secured%5$s
        sinks:
          kept: {kafka: {json: %2$s, servers: "%4$s", key: customer, properties: *secured}}
          revenue: {files: {jsonl: %6$s}}
        quarantine: {rejected: {kafka: {topic: %3$s, servers: "%4$s", properties: *secured}}}
        """
            .formatted(
                topic,
                kept,
                rejected,
                door.servers(broker.listener()),
                properties,
                folder.resolve("revenue"));
    return Files.writeString(folder.resolve("bindings.yaml"), yaml);
  }

  private Launch launch(Door door, String secret, String topic, String kept, String rejected)
      throws IOException {
    Path file = bindings(door, topic, kept, rejected);
    return Launch.of(
        folder, Map.of("SECRET", secret), "run", "--json", "--bindings", file.toString());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aRunComesInByEachDoorAndNobodySeesHow(Door door) throws IOException {
    String topic = broker.topic("sales", 2);
    Map<String, Long> unused = Sales.send(broker, topic, 2, Sales.lines(200, 31));
    String kept = broker.topic("kept", 1);
    String rejected = broker.topic("rejected", 1);
    Launch launch = launch(door, door.secret, topic, kept, rejected);
    assertThat(launch.toString(), launch.exit(), is(0));
    int all = broker.records(kept).size() + broker.records(rejected).size();
    assertThat(launch.toString(), all, is(200));
    // The clients have logged their settings, so the search has something to search.
    assertThat(launch.err(), containsString(" = [hidden]"));
    launch.assertNobodySees(door.secret, broker, kept, rejected);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void whoHasAnotherSecretIsToldForEveryPort(Door door) throws IOException {
    String topic = broker.topic("sales", 1);
    String wrong = "heron above glass 1174";
    Launch launch = launch(door, wrong, topic, topic, topic);
    assertThat(launch.toString(), launch.exit(), is(3));
    List<String> told =
        launch.err().lines().filter(line -> line.strip().startsWith("[MR-C201]")).toList();
    assertThat(launch.err(), told, hasSize(3));
    launch.assertNobodySees(wrong, broker);
  }

  private KafkaSource source(Door door, String topic) {
    KafkaSource source = Kafka.json(topic).servers(door.servers(broker.listener()));
    for (Map.Entry<String, String> each :
        door.properties(broker.listener(), door.secret).entrySet()) {
      source = source.property(each.getKey(), each.getValue());
    }
    return source;
  }

  private KafkaSink sink(Door door, String topic) {
    KafkaSink sink = Kafka.jsonTo(topic).servers(door.servers(broker.listener())).key("customer");
    for (Map.Entry<String, String> each :
        door.properties(broker.listener(), door.secret).entrySet()) {
      sink = sink.property(each.getKey(), each.getValue());
    }
    return sink;
  }

  private RejectionTopic quarantine(Door door, String topic) {
    RejectionTopic quarantine = Kafka.rejected(topic).servers(door.servers(broker.listener()));
    for (Map.Entry<String, String> each :
        door.properties(broker.listener(), door.secret).entrySet()) {
      quarantine = quarantine.property(each.getKey(), each.getValue());
    }
    return quarantine;
  }

  private StatesTopic states(Door door, String topic) {
    Cluster cluster = Cluster.UNKNOWN.at(door.servers(broker.listener()));
    for (Map.Entry<String, String> each :
        door.properties(broker.listener(), door.secret).entrySet()) {
      cluster = cluster.with(each.getKey(), each.getValue());
    }
    return new StatesTopic(cluster, topic, new ViewVersion("v@1", "f"));
  }

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private static final Shape<Object> SALE = (Shape<Object>) (Shape<?>) Shape.of(Sale.class);

  private static void assertMissing(List<Problem> problems, String rights, String topic) {
    assertThat(problems, hasSize(1));
    assertThat(
        problems.get(0).toString(),
        allOf(
            containsString("MR-C211"),
            containsString("no right to " + rights + " topic '" + topic + "'")));
  }

  private static String user(Door door) {
    return door == Door.PLAIN ? SecuredListener.PLAIN_USER : SecuredListener.CLIENT_NAME;
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aRightThatIsMissingIsToldBeforeTheRunBegins(Door door) {
    String strange = broker.topic("strange", 1, Map.of("cleanup.policy", "compact"));
    broker.allow("nobody", strange, AclOperation.ALL);
    assertMissing(source(door, strange).check("sales", SALE), "READ", strange);
    assertMissing(sink(door, strange).check("kept", SALE), "WRITE", strange);
    assertMissing(
        sink(door, strange).upsert().check("kept", SALE), "WRITE and DESCRIBE_CONFIGS", strange);
    assertMissing(
        quarantine(door, strange).check("rejected", Shape.of(Rejection.class)), "WRITE", strange);

    String half = broker.topic("half", 1, Map.of("cleanup.policy", "compact"));
    broker.allow(user(door), half, AclOperation.WRITE);
    assertMissing(source(door, half).check("sales", SALE), "READ", half);
    assertThat(sink(door, half).check("kept", SALE), empty());
    assertMissing(sink(door, half).upsert().check("kept", SALE), "DESCRIBE_CONFIGS", half);
    // What the topic takes cannot be asked for, and that is no reason to refuse.
    assertThat(quarantine(door, half).check("rejected", Shape.of(Rejection.class)), empty());
    assertMissing(
        states(door, half).check("online", Shape.of(KeyState.class)),
        "READ and DESCRIBE_CONFIGS",
        half);

    broker.allow(user(door), half, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
    assertThat(source(door, half).check("sales", SALE), empty());
    assertThat(sink(door, half).upsert().check("kept", SALE), empty());
    assertThat(states(door, half).check("online", Shape.of(KeyState.class)), empty());
  }

  @Test
  void theRightsOfTheDocumentationAreEnough() throws IOException {
    String topic = broker.topic("sales", 2);
    Map<String, Long> ends = Sales.send(broker, topic, 2, Sales.lines(100, 32));
    String kept = broker.topic("kept", 1, Map.of("cleanup.policy", "compact"));
    String rejected = broker.topic("rejected", 1);
    broker.allow(SecuredListener.PLAIN_USER, topic, AclOperation.READ);
    broker.allow(
        SecuredListener.PLAIN_USER, kept, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
    broker.allow(SecuredListener.PLAIN_USER, rejected, AclOperation.WRITE);
    var unused =
        Execution.run(
            Sales.pipeline(LATENESS).plan(),
            Bindings.of()
                .read(Sales.SALES, new Endings(source(Door.PLAIN, topic), ends, topic))
                .write(Sales.KEPT, sink(Door.PLAIN, kept).upsert())
                .write(Sales.REVENUE, Rows.<Revenue>sink(folder.resolve("revenue")))
                .quarantine(Sales.REJECTED, quarantine(Door.PLAIN, rejected)),
            Runner.DIRECT.options("--publishEveryMillis=60000"),
            Execution.newRunId());
    assertThat(broker.records(kept).size() + broker.records(rejected).size(), equalTo(100));
  }

  @Test
  void aRightThatIsTakenBehindTheCheckFailsTheRunAndNamesTheTopic() {
    String topic = broker.topic("sales", 1);
    Map<String, Long> unused = Sales.send(broker, topic, 1, Sales.lines(50, 33));
    String kept = broker.topic("kept", 1);
    broker.allow("nobody", kept, AclOperation.ALL);
    RunFailedException failed =
        assertThrows(
            RunFailedException.class,
            () ->
                Execution.run(
                    Sales.pipeline(LATENESS).plan(),
                    Bindings.of()
                        .read(Sales.SALES, source(Door.CERTIFICATE, topic).bounded())
                        .write(Sales.KEPT, new Unchecked.To<>(sink(Door.CERTIFICATE, kept)))
                        .write(Sales.REVENUE, Rows.<Revenue>sink(folder.resolve("revenue")))
                        .quarantine(
                            Sales.REJECTED, Rows.<Rejection>sink(folder.resolve("rejected"))),
                    Runner.DIRECT.options(),
                    Execution.newRunId()));
    assertThat(
        failed.getMessage(),
        allOf(
            containsString("MR-R005"),
            containsString("port 'kept'"),
            containsString("TopicAuthorizationException"),
            containsString(kept),
            not(containsString(SecuredListener.CLIENT_KEY_PASSWORD))));
  }
}
