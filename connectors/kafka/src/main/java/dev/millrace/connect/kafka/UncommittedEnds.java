package dev.millrace.connect.kafka;

import dev.millrace.connect.kafka.SharedClients.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Where partitions end with what open transactions have sent (the high watermark), which readers of
 * committed records do not get to see. One client for each cluster and process, which is there only
 * while somebody asks.
 */
final class UncommittedEnds {
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration LAST_WAIT = Duration.ofSeconds(2);
  private static final SharedClients<Cluster, Client> OPEN =
      new SharedClients<>(UncommittedEnds::open);

  private UncommittedEnds() {}

  private record Client(Admin admin) implements Closeable {
    @Override
    public void close() {
      admin.close(LAST_WAIT);
    }
  }

  private static Client open(Cluster cluster) throws IOException {
    try {
      return new Client(cluster.admin());
    } catch (KafkaException e) {
      throw new IOException("no client could be made: " + Cluster.reason(e), e);
    }
  }

  /**
   * The offset behind the last record of a partition, committed or not; empty when the brokers do
   * not say it now. Needs the right that reading needs.
   */
  static OptionalLong of(Cluster cluster, TopicPartition partition) throws IOException {
    try (Lease<Client> lease = OPEN.lease(cluster)) {
      return OptionalLong.of(
          lease
              .client()
              .admin()
              .listOffsets(
                  Map.of(partition, OffsetSpec.latest()),
                  new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
              .partitionResult(partition)
              .get(SHORT.toMillis(), TimeUnit.MILLISECONDS)
              .offset());
    } catch (TimeoutException notNow) {
      return OptionalLong.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        return OptionalLong.empty();
      }
      throw new IOException(partition + " at " + cluster + ": " + Cluster.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
