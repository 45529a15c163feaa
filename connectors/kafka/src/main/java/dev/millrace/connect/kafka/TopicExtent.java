package dev.millrace.connect.kafka;

import dev.millrace.connect.ContentHash;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.RowReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the offsets of a partition from one to another, as many as there still are. */
final class TopicExtent<T> implements RowReader<T> {
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

  private final TopicLog log;
  private final TopicIdentity topic;
  private final Messages messages;
  private final long end;
  private final LongSupplier nanos;
  private final ContentHash hash = new ContentHash();
  private List<ConsumerRecord<byte[], byte[]>> polled = List.of();
  private int given;

  /**
   * @param end the offset behind the last
   * @param nanos a clock such as {@link System#nanoTime}
   */
  TopicExtent(
      TopicLog log,
      TopicIdentity topic,
      Messages messages,
      long start,
      long end,
      LongSupplier nanos) {
    this.log = log;
    this.topic = topic;
    this.messages = messages;
    this.end = end;
    this.nanos = nanos;
    log.seek(start);
  }

  @Override
  public boolean read(InputBatch<T> batch) throws IOException {
    while (!batch.isFull()) {
      if (given == polled.size() && !poll()) {
        return false;
      }
      given = messages.give(polled, given, batch);
    }
    return true;
  }

  /** False at the end: control records and what compaction took away are passed over. */
  private boolean poll() throws IOException {
    long position = log.position();
    long since = nanos.getAsLong();
    do {
      if (position >= end) {
        topic.require();
        return false;
      }
      polled = log.poll(WAIT).stream().filter(each -> each.offset() < end).toList();
      given = 0;
      long now = nanos.getAsLong();
      if (log.position() != position) {
        position = log.position();
        since = now;
      }
      requireProgress(position, now - since);
    } while (polled.isEmpty());
    for (ConsumerRecord<byte[], byte[]> each : polled) {
      add(each.key());
      add(each.value());
    }
    return true;
  }

  private void requireProgress(long position, long standing) throws IOException {
    if (standing > PATIENCE_NANOS) {
      throw new IOException(
          "the brokers have given nothing for two minutes, and offset "
              + position
              + " is before the end, "
              + end);
    }
  }

  private void add(byte[] bytes) {
    if (bytes != null) {
      hash.update(bytes, 0, bytes.length);
    }
  }

  @Override
  public String contentHash() {
    return hash.text();
  }

  @Override
  public void close() {
    messages.end();
    topic.close();
    log.close();
  }
}
