package dev.millrace.connect.kafka;

import dev.millrace.connect.kafka.SharedClients.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producers of this process, one for each cluster and its properties. */
final class Producers {
  private static final Duration LAST_WAIT = Duration.ofSeconds(10);

  /** Bytes of a message before compression: half of what a client's buffer holds. */
  private static final int LARGEST = 16 << 20;

  private static final SharedClients<Cluster, Open> OPEN = new SharedClients<>(Producers::open);

  private Producers() {}

  /** One that is open. */
  record Open(Producer<byte[], byte[]> producer) implements Closeable {
    @Override
    public void close() {
      producer.close(LAST_WAIT);
    }
  }

  static Lease<Open> lease(Cluster cluster) throws IOException {
    return OPEN.lease(cluster);
  }

  /**
   * Whether a producer that failed so may be of no more use: one that was closed, fenced or turned
   * away fails whatever it is given from then on, the next time by never sending it. What may
   * succeed when it is tried again, and a message that is too large, say nothing against it.
   */
  static boolean isSpentBy(Exception failure) {
    boolean isHarmless =
        failure instanceof RetriableException
            || failure instanceof RecordTooLargeException
            || failure instanceof InterruptException;
    return !isHarmless || failure instanceof TimeoutException;
  }

  private static Open open(Cluster cluster) throws IOException {
    Map<String, Object> own = new HashMap<>();
    own.put("acks", "all");
    own.put("enable.idempotence", true);
    own.put("linger.ms", 5);
    own.put("compression.type", "lz4");
    // What a topic takes is for the topic to say; the client's own limit is 1 MB otherwise.
    own.put("max.request.size", LARGEST);
    // A buffer that is full lets the caller wait for as long as a row may take to arrive.
    own.put("max.block.ms", cluster.properties().getOrDefault("delivery.timeout.ms", "120000"));
    Map<String, Object> settings = cluster.settings(own);
    try {
      return new Open(
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    } catch (KafkaException e) {
      throw new IOException("no producer could be made: " + ClientFailure.reason(e), e);
    }
  }
}
