package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.Rejection;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Rows;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rejected message came with. */
class RejectedMessagesTest {
  /** A client gives 500 at a time, and a block holds more. */
  private static final int MESSAGES = 2_300;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Runner.class)
  void eachHasItsOwnKeyHoweverManyAreReadAtOnce(Runner runner) throws IOException {
    Broker broker = Broker.shared();
    String topic = broker.topic("refused", 1);
    Instant first = Instant.parse("2011-01-02T10:00:00Z");
    List<String> negative =
        IntStream.range(0, MESSAGES)
            .mapToObj(i -> Sales.sale("c", first.plusSeconds(i), -1, "\"" + i + "\""))
            .toList();
    var unused = Sales.send(broker, topic, 1, negative);
    var unusedToo =
        Execution.run(
            Sales.pipeline(Duration.ofMinutes(2)).plan(),
            Sales.bindings(Kafka.json(topic).servers(broker.servers()).bounded(), folder),
            runner.options(),
            Execution.newRunId());

    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < MESSAGES; i++) {
      expected.put("k" + i, negative.get(i));
    }
    Map<String, String> found = new TreeMap<>();
    for (Rejection each : Rows.read(Shape.of(Rejection.class), folder.resolve("rejected"))) {
      byte[] key = Frame.unpack(each.frame()).orElseThrow().key();
      found.put(new String(key, UTF_8), new String(each.raw(), UTF_8));
    }
    assertThat(found, equalTo(expected));
  }
}
