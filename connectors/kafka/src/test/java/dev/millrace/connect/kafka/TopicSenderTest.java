package dev.millrace.connect.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.RowSender;
import dev.millrace.connect.kafka.SharedClients.Lease;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;

/** Senders that share a producer, and what one that has failed is to the next. */
class TopicSenderTest {
  record Word(String text) {}

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private final Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Word.class);

  private final Broker broker = Broker.shared();
  private final String topic = broker.topic("words", 1);

  /** A producer that no other test has. */
  private final Cluster cluster =
      Cluster.UNKNOWN.at(broker.servers()).with("client.id", "of-" + topic);

  private void send() throws IOException {
    KafkaSink sink =
        Kafka.jsonTo(topic).servers(broker.servers()).property("client.id", "of-" + topic);
    try (RowSender<Object> sender = sink.sender(shape)) {
      sender.send(
          Block.ofRows(
              shape,
              new Object[] {new Word("a")},
              Selection.all(1),
              Provenance.of("", new long[1], new long[1])),
          Selection.all(1));
      sender.flush();
    }
  }

  private Producer<byte[], byte[]> producer() throws IOException {
    try (Lease<Producers.Open> lease = Producers.lease(cluster)) {
      return lease.client().producer();
    }
  }

  @Test
  void sendersOneAfterTheOtherShareAProducer() throws IOException {
    send();
    Producer<byte[], byte[]> first = producer();
    send();
    assertThat(producer(), sameInstance(first));
    assertThat(broker.records(topic), hasSize(2));
  }

  @Test
  void aProducerThatCannotSendAnyMoreIsNotGivenToTheNextSender() throws IOException {
    Producer<byte[], byte[]> spent = producer();
    spent.close();
    assertThrows(IOException.class, this::send);
    assertThat(producer(), not(sameInstance(spent)));
    send();
    assertThat(broker.records(topic), hasSize(1));
  }

  /**
   * After messages that are compressed well, the client makes larger batches. One that the broker
   * refuses it cuts, and the flush of clients before 3.9.2 does not wait for what it has cut
   * (KAFKA-19479), and a checkpoint would hold that rows have arrived which a crash then loses.
   */
  @Test
  void whatIsFlushedHasArrivedAlsoWhenTheBrokerRefusedItsBatches() throws IOException {
    String narrow = broker.topic("narrow", 1, Map.of("max.message.bytes", "30000"));
    Random random = new Random(1);
    byte[] incompressible = new byte[3_000];
    Producer<byte[], byte[]> producer = producer();
    flushed(producer, narrow, 15_000, () -> new byte[1_000]);
    List<Future<?>> sent =
        flushed(
            producer,
            narrow,
            50,
            () -> {
              random.nextBytes(incompressible);
              return incompressible;
            });
    assertThat(sent.stream().filter(each -> !each.isDone()).toList(), empty());
  }

  private static List<Future<?>> flushed(
      Producer<byte[], byte[]> producer, String topic, int count, Supplier<byte[]> value) {
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(producer.send(new ProducerRecord<>(topic, value.get())));
    }
    producer.flush();
    return sent;
  }

  @Test
  void whatMaySucceedAgainAndWhatIsTheMessagesFaultDoesNotSpendAProducer() {
    for (Exception harmless :
        new Exception[] {
          new NotEnoughReplicasException("few"),
          new RecordTooLargeException("large"),
          new InterruptException("cancelled")
        }) {
      assertThat(harmless.toString(), Producers.isSpentBy(harmless), is(false));
    }
    // An InterruptException sets the flag of the thread that makes it.
    assertThat(Thread.interrupted(), is(true));
    for (Exception fatal :
        new Exception[] {
          new TimeoutException("a producer that was turned away before says no more than this"),
          new ProducerFencedException("fenced"),
          new InvalidProducerEpochException("old"),
          new OutOfOrderSequenceException("gap"),
          new SaslAuthenticationException("who?"),
          new AuthorizationException("no"),
          new UnsupportedVersionException("old broker"),
          new IllegalStateException("closed")
        }) {
      assertThat(fatal.toString(), Producers.isSpentBy(fatal), is(true));
    }
  }
}
