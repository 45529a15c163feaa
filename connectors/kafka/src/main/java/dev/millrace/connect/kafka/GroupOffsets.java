package dev.millrace.connect.kafka;

import dev.millrace.connect.kafka.SharedClients.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offsets of one partition, as a consumer group has them: for tools that watch groups. It never
 * waits and never fails: an offset that cannot be committed is followed by the next one. Its client
 * is apart from the one that reads, so that nothing that is wrong with the group can reach the run.
 * Thread-safe.
 */
final class GroupOffsets implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);
  private static final Duration LAST_WAIT = Duration.ofSeconds(5);
  private static final SharedClients<Group, Client> OPEN = new SharedClients<>(GroupOffsets::open);
  private static final long NONE = -1L;

  private record Group(Cluster cluster, String name) {}

  /** One that is open, and whether it has failed before. */
  private record Client(Admin admin, AtomicBoolean hasWarned) implements Closeable {
    @Override
    public void close() {
      admin.close(LAST_WAIT);
    }
  }

  private final Group group;
  private final TopicPartition partition;
  private final Lease<Client> client;

  /** Whether an offset is on its way: the next one waits, so that none overtakes another. */
  private boolean isSending;

  private long next = NONE;

  private GroupOffsets(Group group, TopicPartition partition, Lease<Client> client) {
    this.group = group;
    this.partition = partition;
    this.client = client;
  }

  static GroupOffsets of(Cluster cluster, String group, TopicPartition partition)
      throws IOException {
    Group shared = new Group(cluster, group);
    return new GroupOffsets(shared, partition, OPEN.lease(shared));
  }

  private static Client open(Group group) throws IOException {
    try {
      return new Client(Admin.create(group.cluster().settings(Map.of())), new AtomicBoolean());
    } catch (KafkaException e) {
      throw new IOException("no client could be made: " + ClientFailure.reason(e), e);
    }
  }

  /** Commits an offset, that of the record to read next; if one is on its way, when it is there. */
  synchronized void commit(long offset) {
    if (isSending) {
      next = offset;
    } else {
      send(offset);
    }
  }

  private void send(long offset) {
    isSending = true;
    KafkaFuture<Void> unused =
        client
            .client()
            .admin()
            .alterConsumerGroupOffsets(
                group.name(), Map.of(partition, new OffsetAndMetadata(offset)))
            .all()
            .whenComplete((nothing, failure) -> arrived(failure));
  }

  private synchronized void arrived(@Nullable Throwable failure) {
    if (failure != null && client.client().hasWarned().compareAndSet(false, true)) {
      // Group, topic and what the broker says may have come from the environment: none is told.
      LOG.warn(
          "Offsets cannot be committed to the consumer group of commitTo: {}. The run goes on, and"
              + " who watches the group sees old offsets. This is told once.",
          ClientFailure.kind(failure));
    }
    isSending = false;
    if (next != NONE) {
      long waiting = next;
      next = NONE;
      send(waiting);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
