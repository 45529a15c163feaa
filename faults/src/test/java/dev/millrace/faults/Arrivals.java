package dev.millrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What came into a topic, each id once, as who reads it has to hold it.
 *
 * @param values of the messages, sorted
 * @param repetitions how many messages had the id of one before
 */
record Arrivals(List<String> values, int repetitions) {
  /**
   * @throws AssertionError when one id stands for two values
   */
  static Arrivals of(List<ConsumerRecord<byte[], byte[]>> records) {
    return of(records, each -> new String(each.value(), UTF_8));
  }

  /** The same of what stands for a message in place of its value. */
  static Arrivals of(
      List<ConsumerRecord<byte[], byte[]>> records,
      Function<ConsumerRecord<byte[], byte[]>, String> text) {
    TreeMap<String, String> byId = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> each : records) {
      String id = new String(each.headers().lastHeader("millrace-id").value(), UTF_8);
      String value = text.apply(each);
      String before = byId.putIfAbsent(id, value);
      if (before != null && !before.equals(value)) {
        throw new AssertionError("one id, two values: " + before + " and " + value);
      }
    }
    return new Arrivals(byId.values().stream().sorted().toList(), records.size() - byId.size());
  }
}
