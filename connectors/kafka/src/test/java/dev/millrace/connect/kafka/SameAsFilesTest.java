package dev.millrace.connect.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import dev.millrace.Rejection;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Files;
import dev.millrace.connect.kafka.Sales.Revenue;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A topic gives the rows and the rejects that files with the same records give. */
class SameAsFilesTest {
  /** More than any record is out of order. */
  private static final Duration LATENESS = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final Broker broker = Broker.shared();

  private void run(SourceBinding<Object> source, Path out, Runner runner, String... more) {
    var unused =
        Execution.run(
            Sales.pipeline(LATENESS).plan(),
            Sales.bindings(source, out),
            runner.options(more),
            Execution.newRunId());
  }

  private Path fromFiles(List<String> lines) throws IOException {
    Path file = folder.resolve("sales.jsonl");
    java.nio.file.Files.write(file, lines);
    Path out = folder.resolve("files");
    run(Files.jsonl(file.toString()), out, Runner.DIRECT);
    return out;
  }

  private static void assertSame(Path actual, Path expected) throws IOException {
    assertThat(
        Sales.published(actual, "kept", Sale.class),
        equalTo(Sales.published(expected, "kept", Sale.class)));
    assertThat(
        Sales.published(actual, "revenue", Revenue.class),
        equalTo(Sales.published(expected, "revenue", Revenue.class)));
    assertThat(Sales.rejected(actual), equalTo(Sales.rejected(expected)));
    assertThat(Sales.rejected(actual).size(), greaterThan(10));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void asABatchToWhereTheTopicEndsWhenTheRunBegins(Runner runner) throws IOException {
    List<String> lines = Sales.lines(3_000, 1);
    String topic = broker.topic("batch", 3);
    Map<String, Long> unused = Sales.send(broker, topic, 3, lines);
    Path out = folder.resolve("kafka");
    run(Kafka.json(topic).servers(broker.servers()).bounded(), out, runner);
    assertSame(out, fromFiles(lines));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void asAStream(Runner runner) throws IOException {
    List<String> lines = Sales.lines(3_000, 2);
    String topic = broker.topic("stream", 3);
    Map<String, Long> ends = Sales.send(broker, topic, 3, lines);
    Path out = folder.resolve("kafka");
    run(
        new Endings(Kafka.json(topic).servers(broker.servers()), ends, topic),
        out,
        runner,
        "--publishEveryMillis=60000");
    assertSame(out, fromFiles(lines));
  }

  @Test
  void aRejectedMessageHasItsPlaceItsBytesAndWhatItCameWith() throws IOException {
    List<String> lines = List.of("{}", "no sale");
    String topic = broker.topic("bad", 2);
    Map<String, Long> unused = Sales.send(broker, topic, 2, lines);
    Path out = folder.resolve("kafka");
    run(Kafka.json(topic).servers(broker.servers()).bounded(), out, Runner.DIRECT);
    List<Rejection> rejected =
        Rows.read(Shape.of(Rejection.class), out.resolve("rejected")).stream()
            .sorted(java.util.Comparator.comparing(Rejection::partition))
            .toList();
    assertThat(rejected.get(1).partition(), equalTo(topic + "-1"));
    assertThat(rejected.get(1).position(), equalTo(0L));
    assertThat(rejected.get(1).stage(), equalTo(Rejection.Stage.READ));
    assertThat(
        new String(rejected.get(1).raw(), java.nio.charset.StandardCharsets.UTF_8),
        equalTo("no sale"));
    Frame frame = Frame.unpack(rejected.get(1).frame()).orElseThrow();
    assertThat(new String(frame.key(), java.nio.charset.StandardCharsets.UTF_8), equalTo("k1"));
  }
}
