package dev.millrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.files.Files;
import dev.millrace.launch.Millrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What has to come out: the batch over the records that stand in the topic, but for those that come
 * too late, which are told by the contract's own words (SEMANTICS S7): a fact is late if it is
 * before the greatest time before it in its partition, less the lateness, or before a recorded
 * raise of the frontier.
 *
 * @param records how many there are, without those that only move time on
 * @param late the values of those that come too late, as text, sorted
 * @param lateIds where they stand, as {@link #place} has it
 * @param madeLate where those stand that were made late on purpose
 * @param batch what the batch published
 */
record Truth(
    long records, List<String> late, Set<String> lateIds, Set<String> madeLate, Published batch) {

  /**
   * @param records of the whole topic, in the order of each partition
   * @param raises of idle partitions' frontiers, as the stream's manifests say
   */
  static Truth of(List<ConsumerRecord<byte[], byte[]>> records, List<JsonNode> raises, Path folder)
      throws IOException {
    Map<Integer, Long> frontiers = new HashMap<>();
    ByteArrayOutputStream onTime = new ByteArrayOutputStream();
    List<String> late = new ArrayList<>();
    Set<String> lateIds = new TreeSet<>();
    Set<String> madeLate = new TreeSet<>();
    long count = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.headers().lastHeader(Traffic.CLOSING) != null) {
        continue;
      }
      count++;
      if (record.headers().lastHeader(Traffic.LATE) != null) {
        madeLate.add(place(record.topic() + "-" + record.partition(), record.offset()));
      }
      if (isLate(record, frontiers, raises)) {
        late.add(new String(record.value(), UTF_8));
        lateIds.add(place(record.topic() + "-" + record.partition(), record.offset()));
      } else {
        onTime.writeBytes(record.value());
        onTime.write('\n');
      }
    }
    late.sort(null);
    java.nio.file.Files.createDirectories(folder);
    Path file = folder.resolve("orders.jsonl");
    java.nio.file.Files.write(file, onTime.toByteArray());
    return new Truth(count, late, lateIds, madeLate, batch(file, folder.resolve("batch")));
  }

  /** A record's id, for people: the partition of a topic and the offset. */
  static String place(String partition, long offset) {
    return partition + "@" + offset;
  }

  static String partition(String place) {
    return place.substring(0, place.indexOf('@'));
  }

  static long offset(String place) {
    return Long.parseLong(place.substring(place.indexOf('@') + 1));
  }

  private static boolean isLate(
      ConsumerRecord<byte[], byte[]> record, Map<Integer, Long> frontiers, List<JsonNode> raises) {
    long frontier = frontiers.getOrDefault(record.partition(), Long.MIN_VALUE);
    for (JsonNode raise : raises) {
      if (raise.path("partition").asText().endsWith("-" + record.partition())
          && raise.path("position").asLong() <= record.offset()) {
        frontier = Math.max(frontier, raise.path("frontier").asLong());
      }
    }
    Header at = record.headers().lastHeader(Traffic.AT);
    if (at == null) {
      return false;
    }
    long time = ByteBuffer.wrap(at.value()).getLong();
    if (time < frontier) {
      return true;
    }
    frontiers.put(record.partition(), Math.max(frontier, time - Orders.LATENESS.toNanos() / 1_000));
    return false;
  }

  private static Published batch(Path file, Path out) throws IOException {
    var unused =
        Millrace.run(
            Orders.define(),
            Bindings.of()
                .read(Orders.ORDERS, Files.jsonl(file.toString()))
                .write(Orders.KEPT, Files.jsonlTo(out.resolve("kept").toString()))
                .write(Orders.REVENUE, Files.jsonlTo(out.resolve("revenue").toString()))
                .write(Orders.SCORED, Files.jsonlTo(out.resolve("scored").toString()))
                .quarantine(Orders.REJECTED, Files.rejected(out.resolve("rejected").toString()))
                .quarantine(Orders.LATE, Files.rejected(out.resolve("late").toString())));
    return new Published(out);
  }
}
