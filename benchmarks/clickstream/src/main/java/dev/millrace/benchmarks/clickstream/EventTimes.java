package dev.millrace.benchmarks.clickstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.util.Optional;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Event times of a partition, and a watermark two minutes behind the greatest of them. */
final class EventTimes extends TimestampPolicy<byte[], byte[]> {
  static final Duration LATENESS = Duration.standardMinutes(2);

  private Instant watermark;

  EventTimes(TopicPartition partition, Optional<Instant> before) {
    this.watermark = before.orElse(BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  @Override
  public Instant getTimestampForRecord(
      PartitionContext context, KafkaRecord<byte[], byte[]> message) {
    String value = new String(message.getKV().getValue(), ISO_8859_1);
    int at = value.lastIndexOf("\"at\":\"");
    int end = value.indexOf('"', at + 6);
    if (at < 0 || end < 0) {
      return watermark;
    }
    try {
      Instant time =
          Instant.ofEpochMilli(
              java.time.Instant.parse(value.substring(at + 6, end)).toEpochMilli());
      if (time.minus(LATENESS).isAfter(watermark)) {
        watermark = time.minus(LATENESS);
      }
      return time;
    } catch (DateTimeException noTime) {
      return watermark;
    }
  }

  @Override
  public Instant getWatermark(PartitionContext context) {
    return watermark;
  }
}
