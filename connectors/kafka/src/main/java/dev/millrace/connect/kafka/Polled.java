package dev.millrace.connect.kafka;

import dev.millrace.record.Envelopes;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * What the messages of a poll came with.
 *
 * @param messages of one partition, in their order
 */
record Polled(List<ConsumerRecord<byte[], byte[]>> messages) implements Envelopes {
  @Override
  public byte[] frame(long offset) {
    return Frame.pack(at(offset));
  }

  /** Of a topic whose brokers write the time themselves; the senders' clocks say nothing. */
  @Override
  public long arrivedAt(long offset) {
    ConsumerRecord<byte[], byte[]> message = at(offset);
    return message.timestampType() == TimestampType.LOG_APPEND_TIME
        ? message.timestamp() * 1000
        : UNKNOWN;
  }

  private ConsumerRecord<byte[], byte[]> at(long offset) {
    int low = 0;
    int high = messages.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (messages.get(middle).offset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return messages.get(low);
  }
}
