package dev.millrace.connect.kafka;

import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** Where in its partitions a topic is read from, when there is no checkpoint. */
sealed interface Start extends Serializable {
  /** For people. */
  String describe();

  /**
   * The first offset to read.
   *
   * @throws IOException when it is not known
   */
  long offset(Consumer<byte[], byte[]> consumer, TopicPartition partition) throws IOException;

  /** Whether it is a point that somebody else can know, too. */
  default boolean isPoint() {
    return false;
  }

  private static long beginning(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    return consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
  }

  private static long end(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    return consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
  }

  /** With the oldest record that is kept. */
  record Earliest() implements Start {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "earliest";
    }

    @Override
    public long offset(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
      return beginning(consumer, partition);
    }
  }

  /** With what comes from now on. */
  record Latest() implements Start {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "latest";
    }

    @Override
    public long offset(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
      return end(consumer, partition);
    }
  }

  /** With the first record whose timestamp is not before a time. */
  record Since(Instant time) implements Start {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return time.toString();
    }

    @Override
    public long offset(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
      // Record timestamps have milliseconds: the first that is not before a finer time.
      long millis = time.plusNanos(999_999).toEpochMilli();
      // The end is asked for first: what comes between the two questions is not passed over.
      long end = end(consumer, partition);
      OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, millis)).get(partition);
      return found == null ? end : found.offset();
    }

    @Override
    public boolean isPoint() {
      return true;
    }
  }

  /** With the offset that a consumer group has committed; with the oldest where it has none. */
  record Committed(String group) implements Start {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "committed by " + group;
    }

    @Override
    public long offset(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
      return Optional.ofNullable(consumer.committed(Set.of(partition)).get(partition))
          .map(OffsetAndMetadata::offset)
          .orElseGet(() -> beginning(consumer, partition));
    }
  }

  /** With given offsets; a partition that is not named, with the oldest. */
  record Offsets(Map<Integer, Long> byPartition) implements Start {
    private static final long serialVersionUID = 1L;

    public Offsets {
      byPartition = Map.copyOf(byPartition);
      new TreeMap<>(byPartition)
          .forEach(
              (partition, offset) -> {
                if (partition < 0 || offset < 0) {
                  throw new IllegalArgumentException(
                      "partition "
                          + partition
                          + " and offset "
                          + offset
                          + ": both are counted from 0");
                }
              });
    }

    @Override
    public String describe() {
      return "offsets " + new TreeMap<>(byPartition);
    }

    @Override
    public long offset(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
      Long given = byPartition.get(partition.partition());
      return given == null ? beginning(consumer, partition) : given;
    }

    @Override
    public boolean isPoint() {
      return true;
    }
  }
}
