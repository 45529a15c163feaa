package dev.millrace.connect.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producers of this process, one for each cluster and its properties. */
final class Producers {
  private static final Duration LAST_WAIT = Duration.ofSeconds(10);
  private static final SharedClients<Cluster, Open> OPEN = new SharedClients<>(Producers::open);

  private Producers() {}

  /** One that is open. */
  private record Open(Producer<byte[], byte[]> producer) implements Closeable {
    @Override
    public void close() {
      producer.close(LAST_WAIT);
    }
  }

  /** To be given back with {@link #release}. */
  static Producer<byte[], byte[]> lease(Cluster cluster) throws IOException {
    return OPEN.lease(cluster).producer();
  }

  private static Open open(Cluster cluster) throws IOException {
    Map<String, Object> own = new HashMap<>();
    own.put("acks", "all");
    own.put("enable.idempotence", true);
    own.put("linger.ms", 5);
    own.put("compression.type", "lz4");
    // A buffer that is full lets the caller wait for as long as a row may take to arrive.
    own.put("max.block.ms", cluster.properties().getOrDefault("delivery.timeout.ms", "120000"));
    Map<String, Object> settings = cluster.settings(own);
    try {
      return new Open(
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    } catch (KafkaException e) {
      throw new IOException("no producer could be made: " + Cluster.reason(e), e);
    }
  }

  static void release(Cluster cluster) {
    OPEN.release(cluster);
  }
}
