package dev.millrace.connect.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A client at work on one partition. Failures are IOExceptions that say which partition. */
final class TopicLog implements Closeable {
  private static final long UNKNOWN = -1L;

  private final Consumer<byte[], byte[]> consumer;
  private final Cluster cluster;
  private final TopicPartition partition;
  private final Set<TopicPartition> only;

  /**
   * @param consumer to be closed with this, which reads nothing else
   */
  TopicLog(Consumer<byte[], byte[]> consumer, Cluster cluster, TopicPartition partition) {
    this.consumer = consumer;
    this.cluster = cluster;
    this.partition = partition;
    this.only = Set.of(partition);
    consumer.assign(only);
  }

  static TopicLog open(Cluster cluster, TopicPartition partition, Map<String, Object> more)
      throws IOException {
    try {
      return new TopicLog(cluster.consumer(more), cluster, partition);
    } catch (KafkaException e) {
      throw new IOException(
          "no client for " + partition + " could be made: " + ClientFailure.reason(e), e);
    }
  }

  /** The name of a partition, for people and in ids: {@code orders-3}. */
  static String name(TopicPartition partition) {
    return partition.toString();
  }

  /** The partition of a name. */
  static TopicPartition named(String name) {
    int dash = name.lastIndexOf('-');
    return new TopicPartition(name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
  }

  /** Something that is asked of the client. */
  private interface Question<V> {
    V ask() throws IOException;
  }

  private <V> V asked(Question<V> question) throws IOException {
    try {
      return question.ask();
    } catch (OffsetOutOfRangeException gone) {
      throw outOfRange(gone.offsetOutOfRangePartitions().getOrDefault(partition, 0L), gone);
    } catch (KafkaException e) {
      throw new IOException(name(partition) + " at " + cluster + ": " + ClientFailure.reason(e), e);
    }
  }

  private IOException outOfRange(long offset, OffsetOutOfRangeException gone) throws IOException {
    long end = endOf(partition);
    return offset > end
        ? behindTheEnd(partition, offset, end)
        : new IOException(
            notHeld(partition, offset)
                + " any more: the topic keeps records for less time than the run was behind."
                + " Records were lost to it; begin anew, or keep them for longer",
            gone);
  }

  private static IOException behindTheEnd(TopicPartition partition, long offset, long end) {
    return new IOException(
        notHeld(partition, offset)
            + ": it ends at "
            + end
            + ". The offset was given for another topic, or the brokers have lost what was there:"
            + " give one that the topic has, or begin anew");
  }

  private static String notHeld(TopicPartition partition, long offset) {
    return "["
        + KafkaCode.RECORDS_GONE.code()
        + "] "
        + name(partition)
        + " does not hold offset "
        + offset;
  }

  /** The offset to begin a partition with; it may be another partition than this log's. */
  long startOf(Start start, TopicPartition of) throws IOException {
    return asked(() -> start.offset(consumer, of));
  }

  /**
   * Makes sure that a partition, which may be another than this log's, reaches to an offset, if
   * only with what transactions that are open have sent.
   */
  void requireReaches(TopicPartition of, long offset, long end) throws IOException {
    if (offset <= end) {
      return;
    }
    OptionalLong uncommitted = UncommittedEnds.of(cluster, of);
    if (uncommitted.isEmpty()) {
      throw new IOException(
          "the brokers do not say where "
              + name(of)
              + " ends with what is not committed yet: run again");
    }
    if (offset > uncommitted.getAsLong()) {
      throw behindTheEnd(of, offset, end);
    }
  }

  /**
   * Makes sure that the first record at a time was found, and not the first one that is still kept:
   * there is a record before it, or there never was one.
   *
   * @throws IOException when nobody can tell
   */
  void requireSeam(long offset, Start start) throws IOException {
    long oldest = asked(() -> consumer.beginningOffsets(only).getOrDefault(partition, 0L));
    if (oldest > 0 && offset <= oldest) {
      throw new IOException(
          "["
              + KafkaCode.RECORDS_GONE.code()
              + "] "
              + name(partition)
              + " keeps no record from before "
              + start.describe()
              + ": its oldest one has offset "
              + oldest
              + ". Whether records are missing between the history and the topic, nobody can tell:"
              + " let the history reach further and begin with a later time, or say the offsets"
              + " by fromOffsets(..)");
    }
  }

  /** The offset behind the last record that a partition has for readers now. */
  long endOf(TopicPartition of) throws IOException {
    return asked(() -> consumer.endOffsets(Set.of(of)).getOrDefault(of, 0L));
  }

  /**
   * The offset behind the last record of this partition, also of transactions that are open; or -1
   * when the brokers do not say it now.
   */
  long endIfKnown() throws IOException {
    return UncommittedEnds.of(cluster, partition).orElse(UNKNOWN);
  }

  /** Whether the client, without asking anybody, knows of nothing behind {@link #position}. */
  boolean isAtKnownEnd() throws IOException {
    return asked(() -> consumer.currentLag(partition).orElse(1) == 0);
  }

  void seek(long offset) {
    consumer.seek(partition, offset);
  }

  /** The offset behind everything that {@link #poll} has given or passed over. */
  long position() throws IOException {
    return asked(() -> consumer.position(partition));
  }

  List<ConsumerRecord<byte[], byte[]>> poll(Duration atMost) throws IOException {
    return asked(() -> consumer.poll(atMost).records(partition));
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(2));
  }
}
