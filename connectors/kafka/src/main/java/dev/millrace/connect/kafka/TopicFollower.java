package dev.millrace.connect.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a whole topic, and then what has come since: what a compacted topic is read for. Not
 * thread-safe.
 */
final class TopicFollower implements Closeable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Cluster cluster;
  private final String topic;
  private final TopicIdentity same;
  private List<TopicPartition> followed = List.of();

  private TopicFollower(
      KafkaConsumer<byte[], byte[]> consumer, Cluster cluster, String topic, TopicIdentity same) {
    this.consumer = consumer;
    this.cluster = cluster;
    this.topic = topic;
    this.same = same;
  }

  static TopicFollower open(Cluster cluster, String topic) throws IOException {
    TopicIdentity same = TopicIdentity.open(cluster, topic, "", "Read it anew, from its beginning");
    try {
      return new TopicFollower(cluster.consumer(Map.of()), cluster, topic, same);
    } catch (KafkaException e) {
      same.close();
      throw new IOException(
          "no client for " + topic + " could be made: " + ClientFailure.reason(e), e);
    }
  }

  /** Begins anew, with the oldest messages that are kept. */
  void begin() {
    consumer.seekToBeginning(followed);
  }

  /** Takes messages; those of one partition in their order. */
  interface Visitor {
    void visit(ConsumerRecord<byte[], byte[]> message) throws IOException;
  }

  /**
   * Shows every message up to the ends that the partitions have now, each once. What the visitor
   * throws ends this; the next call goes on with the message at which it threw.
   */
  void catchUp(Visitor visitor) throws IOException {
    same.require();
    try {
      followNewPartitions();
      Map<TopicPartition, Long> ends = consumer.endOffsets(followed);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (isBehind(ends)) {
        if (poll(visitor)) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() - deadline > 0) {
          throw new IOException(topic + ": nothing has come for " + PATIENCE + ", before its end");
        }
      }
    } catch (KafkaException e) {
      throw new IOException(topic + " at " + cluster + ": " + ClientFailure.reason(e), e);
    }
  }

  private void followNewPartitions() {
    List<TopicPartition> added = new ArrayList<>();
    for (PartitionInfo each : consumer.partitionsFor(topic)) {
      TopicPartition partition = new TopicPartition(topic, each.partition());
      if (!followed.contains(partition)) {
        added.add(partition);
      }
    }
    if (!added.isEmpty()) {
      List<TopicPartition> all = new ArrayList<>(followed);
      all.addAll(added);
      consumer.assign(all);
      consumer.seekToBeginning(added);
      followed = all;
    }
  }

  private boolean isBehind(Map<TopicPartition, Long> ends) {
    for (TopicPartition each : followed) {
      if (consumer.position(each) < ends.getOrDefault(each, 0L)) {
        return true;
      }
    }
    return false;
  }

  /** Whether anything came. */
  private boolean poll(Visitor visitor) throws IOException {
    try {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      show(polled.iterator(), visitor);
      return !polled.isEmpty();
    } catch (OffsetOutOfRangeException deleted) {
      // What a topic of states has deleted by age tells nothing any more: what is left counts.
      consumer.seekToBeginning(deleted.partitions());
      return true;
    }
  }

  private void show(Iterator<ConsumerRecord<byte[], byte[]>> polled, Visitor visitor)
      throws IOException {
    while (polled.hasNext()) {
      ConsumerRecord<byte[], byte[]> message = polled.next();
      boolean isTaken = false;
      try {
        visitor.visit(message);
        isTaken = true;
      } finally {
        if (!isTaken) {
          goBack(message, polled);
        }
      }
    }
  }

  /** The consumer is behind the whole poll already: what was not taken has to come again. */
  private void goBack(
      ConsumerRecord<byte[], byte[]> refused, Iterator<ConsumerRecord<byte[], byte[]>> behind) {
    Map<TopicPartition, Long> firsts = new HashMap<>();
    firsts.put(new TopicPartition(topic, refused.partition()), refused.offset());
    behind.forEachRemaining(
        each -> firsts.putIfAbsent(new TopicPartition(topic, each.partition()), each.offset()));
    firsts.forEach(consumer::seek);
  }

  @Override
  public void close() {
    same.close();
    consumer.close(Duration.ofSeconds(2));
  }
}
