package dev.millrace.connect.kafka;

import dev.millrace.connect.RowSender;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Sends rows to a topic. A producer whose buffer is full makes it wait; the first message that does
 * not arrive fails everything after it.
 */
final class TopicSender<T> implements RowSender<T> {
  /** Makes messages of a block's rows. */
  interface Form<T> {
    /** The rows that follow are those of a block. */
    void begin(Block<T> block) throws IOException;

    ProducerRecord<byte[], byte[]> message(int row) throws IOException;
  }

  private final Cluster cluster;
  private final Form<T> form;
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long bytes;
  private boolean isClosed;

  private TopicSender(Cluster cluster, Form<T> form, Producer<byte[], byte[]> producer) {
    this.cluster = cluster;
    this.form = form;
    this.producer = producer;
  }

  static <T> TopicSender<T> open(Cluster cluster, Form<T> form) throws IOException {
    return new TopicSender<>(cluster, form, Producers.lease(cluster));
  }

  @Override
  public void send(Block<T> block, Selection rows) throws IOException {
    form.begin(block);
    for (int i = 0; i < rows.size(); i++) {
      send(form.message(rows.get(i)));
    }
  }

  private void send(ProducerRecord<byte[], byte[]> message) throws IOException {
    requireArrived();
    bytes += length(message.key()) + length(message.value());
    try {
      Future<?> unused =
          producer.send(
              message,
              (place, failed) -> {
                if (failed != null) {
                  failure.compareAndSet(null, failed);
                }
              });
    } catch (InterruptException e) {
      throw new IOException("interrupted while sending", e);
    } catch (KafkaException | IllegalStateException e) {
      throw new IOException(Cluster.reason(e), e);
    }
  }

  private static int length(byte @Nullable [] part) {
    return part == null ? 0 : part.length;
  }

  private void requireArrived() throws IOException {
    Exception failed = failure.get();
    if (failed != null) {
      throw new IOException(Cluster.reason(failed), failed);
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void flush() throws IOException {
    try {
      producer.flush();
    } catch (InterruptException e) {
      throw new IOException("interrupted while rows were on their way", e);
    }
    requireArrived();
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      Producers.release(cluster);
    }
  }
}
