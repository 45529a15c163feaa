package dev.millrace.connect.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a message until it has arrived: enough to tell of it when it is too large.
 * Its bytes are the client's, which holds them compressed.
 *
 * @param id as it stands in the message's header; empty for none
 * @param key bytes of the key, and so on
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record SentMessage(String topic, byte[] id, int key, int value, int headers) {
  private static final String TOPIC_SETTING = "max.message.bytes";
  private static final byte[] NONE = {};

  static SentMessage of(ProducerRecord<byte[], byte[]> message) {
    Header id = message.headers().lastHeader(RowMessages.ID);
    return new SentMessage(
        message.topic(),
        id == null ? NONE : id.value(),
        length(message.key()),
        length(message.value()),
        length(message.headers()));
  }

  static int length(Iterable<Header> headers) {
    int length = 0;
    for (Header each : headers) {
      length += each.key().length() + length(each.value());
    }
    return length;
  }

  static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  int size() {
    return key + value + headers;
  }

  /**
   * That it is too large for its topic, or for the client. Asks the cluster what the topic takes,
   * where it was the topic.
   *
   * @param what the message is: {@code row}
   */
  IOException tooLarge(Cluster cluster, String what, Exception refusal) {
    return new IOException(
        "["
            + KafkaCode.TOO_LARGE.code()
            + "] "
            + what
            + " "
            + new String(id, StandardCharsets.US_ASCII)
            + " makes a message of "
            + size()
            + " bytes (key "
            + key
            + ", value "
            + value
            + ", headers "
            + headers
            + "): "
            + limit(cluster, refusal),
        refusal);
  }

  private String limit(Cluster cluster, Exception refusal) {
    for (String property : new String[] {"max.request.size", "buffer.memory"}) {
      if (String.valueOf(refusal.getMessage()).contains(property)) {
        return "the client sends no more than the property "
            + property
            + " says, before compression. Raise that property, and "
            + TOPIC_SETTING
            + " of topic '"
            + topic
            + "' with it, or make it smaller";
      }
    }
    return "topic '"
        + topic
        + "' takes no more than "
        + topicLimit(cluster)
        + ", after compression. Raise "
        + TOPIC_SETTING
        + " of the topic, or make it smaller";
  }

  /** Who may write to a topic need not be allowed to ask for its settings. */
  private String topicLimit(Cluster cluster) {
    try {
      return cluster.setting(topic, TOPIC_SETTING) + " (" + TOPIC_SETTING + ")";
    } catch (IOException unknown) {
      return "its " + TOPIC_SETTING + ", which could not be asked for";
    }
  }
}
