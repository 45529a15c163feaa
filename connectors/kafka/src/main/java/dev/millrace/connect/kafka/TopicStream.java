package dev.millrace.connect.kafka;

import dev.millrace.connect.InputBatch;
import dev.millrace.connect.StreamReader;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Follows a partition of a topic, for ever.
 *
 * <p>It is idle when nothing has come for a while and the broker confirms that nothing is there,
 * not even of a transaction that is open; then no record is expected whose event time is further
 * back than that while.
 */
final class TopicStream<T> implements StreamReader<T> {
  /** What a poll may wait for an answer that is on its way: a worker has many partitions. */
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final TopicLog log;
  private final TopicIdentity topic;
  private final Messages messages;
  private final long idleMillis;
  private final InstantSource clock;

  /** Who is told of checkpoints; null for nobody. */
  private final @Nullable GroupOffsets group;

  private List<ConsumerRecord<byte[], byte[]>> polled = List.of();
  private int given;
  private long next;
  private long quietSince;
  private long lookAgain;
  private long idleUntil = Long.MIN_VALUE;
  private long readUpTo = Long.MIN_VALUE;

  /**
   * @param next the offset to begin with
   * @param idleMillis 0 for never
   * @param group gets the offsets of checkpoints that are complete; null for none
   */
  TopicStream(
      TopicLog log,
      TopicIdentity topic,
      Messages messages,
      long next,
      long idleMillis,
      InstantSource clock,
      @Nullable GroupOffsets group) {
    this.log = log;
    this.topic = topic;
    this.messages = messages;
    this.next = next;
    this.idleMillis = idleMillis;
    this.clock = clock;
    this.group = group;
    this.quietSince = clock.millis();
    this.lookAgain = quietSince + idleMillis;
    log.seek(next);
  }

  @Override
  public byte[] resumePoint() {
    return new ResumePoint(topic.id(), next).toBytes();
  }

  @Override
  public Reading read(InputBatch<T> batch) throws IOException {
    topic.look(clock.millis());
    if (given == polled.size()) {
      polled = log.poll(MOMENT);
      given = 0;
    }
    if (polled.isEmpty()) {
      if (log.isAtKnownEnd()) {
        readUpTo = Long.MAX_VALUE;
        // Behind the last record there may be marks of transactions, which nobody has to read.
        next = log.position();
      }
      lookIfIdle();
      return Reading.WAITING;
    }
    idleUntil = Long.MIN_VALUE;
    given = messages.give(polled, given, batch);
    ConsumerRecord<byte[], byte[]> last = polled.get(given - 1);
    next = last.offset() + 1;
    readUpTo = last.timestamp() < 0 ? Long.MIN_VALUE : last.timestamp() * 1000;
    quietSince = clock.millis();
    lookAgain = quietSince + idleMillis;
    return Reading.MORE;
  }

  @Override
  public void checkpointed(byte[] resumePoint) {
    if (group != null) {
      group.commit(ResumePoint.fromBytes(resumePoint).offset());
    }
  }

  private void lookIfIdle() throws IOException {
    long now = clock.millis();
    if (idleMillis == 0 || now < lookAgain) {
      return;
    }
    lookAgain = now + Math.max(1, idleMillis / 4);
    if (log.endIfKnown() == log.position()) {
      idleUntil = (now - idleMillis) * 1000;
    }
  }

  @Override
  public long idleUntil() {
    return idleUntil;
  }

  /** The timestamp of the message that was read last. */
  @Override
  public long readUpTo() {
    return readUpTo;
  }

  @Override
  public boolean isIdleByClock() {
    return true;
  }

  @Override
  public void close() {
    messages.end();
    if (group != null) {
      group.close();
    }
    topic.close();
    log.close();
  }
}
