package dev.millrace.connect.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The producers of this process, one for each cluster and its properties: senders come and go with
 * every bundle, and a producer has threads and connections. One that nobody uses is closed after a
 * while.
 */
final class Producers {
  private static final long LINGER_SECONDS = 10;
  private static final Map<Cluster, Shared> OPEN = new HashMap<>();
  private static final ScheduledExecutorService CLOSER =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "millrace-kafka-closer");
            thread.setDaemon(true);
            return thread;
          });

  private Producers() {}

  /** A producer, and how many use it. */
  private static final class Shared {
    private final Producer<byte[], byte[]> producer;
    private int users;

    private Shared(Producer<byte[], byte[]> producer) {
      this.producer = producer;
    }
  }

  /** To be given back with {@link #release}. */
  static synchronized Producer<byte[], byte[]> lease(Cluster cluster) throws IOException {
    Shared shared = OPEN.get(cluster);
    if (shared == null) {
      shared = new Shared(open(cluster));
      OPEN.put(cluster, shared);
    }
    shared.users++;
    return shared.producer;
  }

  private static Producer<byte[], byte[]> open(Cluster cluster) throws IOException {
    Map<String, Object> own = new HashMap<>();
    own.put("acks", "all");
    own.put("enable.idempotence", true);
    own.put("linger.ms", 5);
    own.put("compression.type", "lz4");
    // A buffer that is full lets the caller wait for as long as a row may take to arrive.
    own.put("max.block.ms", cluster.properties().getOrDefault("delivery.timeout.ms", "120000"));
    Map<String, Object> settings = cluster.settings(own);
    try {
      return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw new IOException("no producer could be made: " + Cluster.reason(e), e);
    }
  }

  static synchronized void release(Cluster cluster) {
    Shared shared = OPEN.get(cluster);
    if (shared != null && --shared.users == 0) {
      Future<?> unused =
          CLOSER.schedule(() -> closeUnused(cluster), LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void closeUnused(Cluster cluster) {
    Producer<byte[], byte[]> unused = takeUnused(cluster);
    if (unused != null) {
      unused.close(Duration.ofSeconds(LINGER_SECONDS));
    }
  }

  private static synchronized @Nullable Producer<byte[], byte[]> takeUnused(Cluster cluster) {
    Shared shared = OPEN.get(cluster);
    if (shared == null || shared.users > 0) {
      return null;
    }
    OPEN.remove(cluster);
    return shared.producer;
  }
}
