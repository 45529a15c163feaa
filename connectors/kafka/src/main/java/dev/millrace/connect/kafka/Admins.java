package dev.millrace.connect.kafka;

import dev.millrace.connect.kafka.SharedClients.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** The clients of this process that ask about topics, one for each cluster and its properties. */
final class Admins {
  private static final Duration LAST_WAIT = Duration.ofSeconds(5);
  private static final SharedClients<Cluster, Open> OPEN = new SharedClients<>(Admins::open);

  private Admins() {}

  /** One that is open. */
  record Open(Admin admin) implements Closeable {
    @Override
    public void close() {
      admin.close(LAST_WAIT);
    }
  }

  static Lease<Open> lease(Cluster cluster) throws IOException {
    return OPEN.lease(cluster);
  }

  private static Open open(Cluster cluster) throws IOException {
    try {
      return new Open(cluster.admin());
    } catch (KafkaException e) {
      throw new IOException("no client could be made: " + ClientFailure.reason(e), e);
    }
  }
}
