package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.millrace.connect.Projection;
import dev.millrace.connect.StreamReader;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** How far behind the reader of a topic says that it is. */
class ReadUpToTest {
  record Word(String text) {}

  private static final long SENT = 1_300_000_000_000L;

  private final Broker broker = Broker.shared();
  private final String topic = broker.topic("words", 1);

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private final Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Word.class);

  private final Gathered<Object> gathered = new Gathered<>(shape, Integer.MAX_VALUE);

  private StreamReader<Object> follow() throws IOException {
    return Kafka.json(topic)
        .servers(broker.servers())
        .follow(shape, Projection.all(shape), topic + "-0", new byte[0]);
  }

  private void send(long timestamp) {
    broker.send(
        new ProducerRecord<>(topic, 0, timestamp, null, "{\"text\":\"a\"}".getBytes(UTF_8)));
    broker.flush();
  }

  /** Reads on until it says so. */
  private void readUntil(StreamReader<Object> reader, long upTo) {
    Waiting.patiently()
        .until(
            () -> {
              try {
                reader.read(gathered);
                return reader.readUpTo() == upTo;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            () -> gathered.positions.size() + " rows, up to " + reader.readUpTo());
  }

  @Test
  void itIsTheTimestampOfTheMessageThatWasReadLastUntilNothingIsBehindIt() throws IOException {
    send(SENT);
    send(SENT + 5);
    try (StreamReader<Object> reader = follow()) {
      assertThat(reader.readUpTo(), is(Long.MIN_VALUE));
      readUntil(reader, (SENT + 5) * 1_000);
      assertThat(gathered.positions.size(), is(2));
      readUntil(reader, Long.MAX_VALUE);

      send(SENT + 9);
      readUntil(reader, (SENT + 9) * 1_000);
      assertThat(gathered.positions.size(), is(3));
    }
  }

  @Test
  void ofATopicThatHoldsNothingEverythingHasBeenRead() throws IOException {
    try (StreamReader<Object> reader = follow()) {
      readUntil(reader, Long.MAX_VALUE);
    }
  }
}
