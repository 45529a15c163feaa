package dev.millrace.connect.kafka;

import dev.millrace.connect.RowSender;
import dev.millrace.connect.kafka.SharedClients.Lease;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends rows to a topic. A producer whose buffer is full makes it wait; the first message that does
 * not arrive fails everything after it. One that is too large goes in parts, where its form has
 * any.
 */
final class TopicSender<T> implements RowSender<T> {
  /** Makes messages of a block's rows. */
  interface Form<T> {
    /** The rows that follow are those of a block. */
    void begin(Block<T> block) throws IOException;

    ProducerRecord<byte[], byte[]> message(int row) throws IOException;

    /** What a message is, for people. */
    String what();

    /** Whether messages may be cut; their bytes are held until they have arrived. */
    default boolean hasParts() {
      return false;
    }

    /**
     * Messages that together say what one that is too large for its topic says, or what a part of
     * it says; none when it cannot be cut, which fails the run.
     */
    default List<ProducerRecord<byte[], byte[]>> parts(ProducerRecord<byte[], byte[]> tooLarge)
        throws IOException {
      return List.of();
    }
  }

  /** Bytes of messages that may be cut: they are not compressed, as the client's are. */
  private static final long MOST_HELD = 16L << 20;

  /**
   * A message that did not arrive for its size.
   *
   * @param whole null where it cannot be cut
   */
  private record TooLarge(
      SentMessage sent, @Nullable ProducerRecord<byte[], byte[]> whole, Exception refusal) {}

  private final Cluster cluster;
  private final Form<T> form;
  private final Lease<Producers.Open> lease;
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Queue<TooLarge> tooLarge = new ConcurrentLinkedQueue<>();
  private long bytes;
  private long held;

  private TopicSender(Cluster cluster, Form<T> form, Lease<Producers.Open> lease) {
    this.cluster = cluster;
    this.form = form;
    this.lease = lease;
    this.producer = lease.client().producer();
  }

  static <T> TopicSender<T> open(Cluster cluster, Form<T> form) throws IOException {
    return new TopicSender<>(cluster, form, Producers.lease(cluster));
  }

  @Override
  public void send(Block<T> block, Selection rows) throws IOException {
    form.begin(block);
    for (int i = 0; i < rows.size(); i++) {
      boolean unused = sendParts();
      ProducerRecord<byte[], byte[]> message = form.message(rows.get(i));
      SentMessage sent = SentMessage.of(message);
      bytes += sent.key() + sent.value();
      handOver(message, sent);
    }
  }

  private void handOver(ProducerRecord<byte[], byte[]> message, SentMessage sent)
      throws IOException {
    requireArrived();
    ProducerRecord<byte[], byte[]> whole = form.hasParts() ? message : null;
    hold(whole == null ? 0 : sent.size());
    try {
      Future<?> unused =
          producer.send(
              message,
              (place, failed) -> {
                if (failed != null) {
                  refused(sent, whole, failed);
                }
              });
    } catch (InterruptException e) {
      throw new IOException("interrupted while sending", e);
    } catch (KafkaException | IllegalStateException e) {
      throw failed(e);
    }
  }

  private void hold(int more) throws IOException {
    held += more;
    if (held > MOST_HELD) {
      awaitArrival();
      held = more;
    }
  }

  private void awaitArrival() throws IOException {
    try {
      producer.flush();
    } catch (InterruptException e) {
      throw new IOException("interrupted while rows were on their way", e);
    }
  }

  /** Called by the client's own thread, which must not wait for anything. */
  private void refused(
      SentMessage sent, @Nullable ProducerRecord<byte[], byte[]> whole, Exception refusal) {
    if (refusal instanceof RecordTooLargeException) {
      tooLarge.add(new TooLarge(sent, whole, refusal));
    } else {
      failure.compareAndSet(null, refusal);
    }
  }

  /** Sends what did not arrive for its size; false when there is no such thing. */
  private boolean sendParts() throws IOException {
    boolean isAny = false;
    for (TooLarge each = tooLarge.poll(); each != null; each = tooLarge.poll()) {
      List<ProducerRecord<byte[], byte[]>> parts =
          each.whole() == null ? List.of() : form.parts(each.whole());
      if (parts.isEmpty()) {
        throw each.sent().tooLarge(cluster, form.what(), each.refusal());
      }
      for (ProducerRecord<byte[], byte[]> part : parts) {
        handOver(part, SentMessage.of(part));
      }
      isAny = true;
    }
    return isAny;
  }

  private void requireArrived() throws IOException {
    Exception failed = failure.get();
    if (failed != null) {
      throw failed(failed);
    }
  }

  /** Nobody is to begin with a producer that cannot send any more. */
  private IOException failed(Exception why) {
    if (Producers.isSpentBy(why)) {
      lease.giveUp();
    }
    return new IOException(ClientFailure.reason(why), why);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void flush() throws IOException {
    do {
      awaitArrival();
    } while (sendParts());
    requireArrived();
  }

  @Override
  public void close() {
    Exception unnoticed = failure.get();
    if (unnoticed != null && Producers.isSpentBy(unnoticed)) {
      lease.giveUp();
    }
    lease.close();
  }
}
