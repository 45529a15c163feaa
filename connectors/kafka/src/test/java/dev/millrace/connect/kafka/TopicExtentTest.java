package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.Projection;
import dev.millrace.connect.files.RecordFormats;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** How long a bounded read waits for brokers that give it no record. */
class TopicExtentTest {
  record Word(String text) {}

  private static final Duration A_WHILE = Duration.ofSeconds(90);
  private static final long END = 101;

  private final Broker broker = Broker.shared();
  private final String topic = broker.topic("extent", 1);
  private final TopicPartition partition = new TopicPartition(topic, 0);
  private final AtomicLong now = new AtomicLong();

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>(OffsetResetStrategy.NONE);

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private final Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Word.class);

  private final Gathered<Object> gathered = new Gathered<>(shape, Integer.MAX_VALUE);

  private TopicExtent<Object> extent() throws IOException {
    Cluster cluster = Cluster.UNKNOWN.at(broker.servers());
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    consumer.updateEndOffsets(Map.of(partition, END));
    return new TopicExtent<>(
        new TopicLog(consumer, cluster, partition),
        TopicIdentity.open(cluster, topic, "", ""),
        new Messages(
            RecordFormats.json(), MessageColumns.NONE, shape, Projection.all(shape), topic + "-0"),
        0,
        END,
        now::get);
  }

  /** What happens, after a while each, in as many polls. */
  private void afterAWhileEach(List<Runnable> polls) {
    for (Runnable each : polls) {
      consumer.schedulePollTask(
          () -> {
            now.addAndGet(A_WHILE.toNanos());
            each.run();
          });
    }
  }

  /** Passes over what was aborted. */
  private Runnable passTo(long offset) {
    return () -> consumer.seek(partition, offset);
  }

  private Runnable give(long offset) {
    return () ->
        consumer.addRecord(
            new ConsumerRecord<>(
                topic, 0, offset, new byte[0], "{\"text\":\"a\"}".getBytes(UTF_8)));
  }

  private static void giveNothing() {}

  @Test
  void whoPassesOverAbortedTransactionsForLongGetsOn() throws IOException {
    try (TopicExtent<Object> extent = extent()) {
      afterAWhileEach(List.of(passTo(20), passTo(40), passTo(60), passTo(100), give(100)));
      extent.read(gathered);
    }
    assertThat(gathered.positions, equalTo(List.of(100L)));
  }

  @Test
  void whoWasAwayForLongWaitsAsLongAsAnybody() throws IOException {
    try (TopicExtent<Object> extent = extent()) {
      now.addAndGet(Duration.ofHours(1).toNanos());
      afterAWhileEach(List.of(TopicExtentTest::giveNothing, give(100)));
      extent.read(gathered);
    }
    assertThat(gathered.positions, equalTo(List.of(100L)));
  }

  @Test
  void whoStandsStillForTwoMinutesFails() throws IOException {
    try (TopicExtent<Object> extent = extent()) {
      afterAWhileEach(
          List.of(
              passTo(20), TopicExtentTest::giveNothing, TopicExtentTest::giveNothing, give(100)));
      IOException failed = assertThrows(IOException.class, () -> extent.read(gathered));
      assertThat(failed.getMessage(), containsString("offset 20 is before the end, 101"));
    }
  }
}
