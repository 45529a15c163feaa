package dev.millrace.connect.kafka;

import dev.millrace.connect.kafka.SharedClients.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Where partitions end with what open transactions have sent (the high watermark), which readers of
 * committed records do not get to see.
 */
final class UncommittedEnds {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private UncommittedEnds() {}

  /**
   * The offset behind the last record of a partition, committed or not; empty when the brokers do
   * not say it now. Needs the right that reading needs.
   */
  static OptionalLong of(Cluster cluster, TopicPartition partition) throws IOException {
    try (Lease<Admins.Open> lease = Admins.lease(cluster)) {
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
      throw new IOException(partition + " at " + cluster + ": " + ClientFailure.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
