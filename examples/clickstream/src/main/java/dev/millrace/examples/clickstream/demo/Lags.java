package dev.millrace.examples.clickstream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far the job is behind, told by the broker's clock alone.
 *
 * <p><b>Reading</b>: from when the broker had a message to when it had the message's rejection; one
 * message in sixty is rejected. <b>Features</b>: from when the broker had the message that
 * completed a unit (the first one more than the lateness behind the unit's end) to when it had a
 * state of that unit.
 */
final class Lags implements Closeable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final long unitMicros;
  private final LongUnaryOperator completeAt;
  private List<Long> reading = new ArrayList<>();
  private List<Long> features = new ArrayList<>();

  /**
   * @param unit of publication
   * @param completeAt the time, in milliseconds, at which a unit with a given end, in microseconds
   *     of event time, was complete
   */
  Lags(String servers, Duration unit, LongUnaryOperator completeAt) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.unitMicros = unit.toNanos() / 1000;
    this.completeAt = completeAt;
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(Shop.REJECTED, Shop.ACTIVITY)) {
      consumer
          .partitionsFor(topic)
          .forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Takes what has come, waiting for it a little. */
  void look() {
    for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
      if (each.topic().equals(Shop.REJECTED)) {
        String sent = new String(each.headers().lastHeader("millrace-timestamp").value(), UTF_8);
        reading.add(each.timestamp() - Long.parseLong(sent));
      } else {
        features.add(each.timestamp() - completeAt.applyAsLong(unitEnd(each.value())));
      }
    }
  }

  /** A state begins with its revision, and that with the time of the newest fact (see kafka.md). */
  private long unitEnd(byte[] state) {
    long newest = ByteBuffer.wrap(state).getLong(2) ^ Long.MIN_VALUE;
    return (Math.floorDiv(newest, unitMicros) + 1) * unitMicros;
  }

  /** How lags were distributed, in milliseconds. */
  record Spread(int count, long median, long percentile99, long most) {
    static Spread of(List<Long> lags) {
      if (lags.isEmpty()) {
        return new Spread(0, -1, -1, -1);
      }
      List<Long> sorted = lags.stream().sorted().toList();
      int size = sorted.size();
      return new Spread(
          size, sorted.get(size / 2), sorted.get(size * 99 / 100), sorted.get(size - 1));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%7d %6d %6d %6d", count, median, percentile99, most);
    }
  }

  /** The lags of reading since the last time. */
  Spread reading() {
    Spread spread = Spread.of(reading);
    reading = new ArrayList<>();
    return spread;
  }

  /** The lags of features since the last time. */
  Spread features() {
    Spread spread = Spread.of(features);
    features = new ArrayList<>();
    return spread;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
