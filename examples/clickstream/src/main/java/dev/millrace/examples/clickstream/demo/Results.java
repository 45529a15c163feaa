package dev.millrace.examples.clickstream.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What has come out of the job so far, read from its topics. */
final class Results {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than the interval of checkpoints: what waits for one comes with the next. */
  private static final Duration QUIET = Duration.ofSeconds(8);

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Broker broker;

  Results(Broker broker) {
    this.broker = broker;
  }

  /**
   * How the job's sessions compare with those of a plain loop: as soon as they are equal and
   * nothing has come for a while, and otherwise when nothing has come for long.
   *
   * @throws IOException when nothing has come out of the job at all
   */
  Visits.Comparison await(Visits expected, PrintWriter out) throws IOException {
    long written = 0;
    long since = System.nanoTime();
    long compareAfter = QUIET.toNanos();
    while (true) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      long now = written();
      long quiet = System.nanoTime() - since;
      if (now != written) {
        written = now;
        since = System.nanoTime();
        compareAfter = QUIET.toNanos();
      } else if (quiet > compareAfter && written > 0) {
        Visits.Comparison comparison = expected.compare(sessions());
        if (comparison.isEqual() || quiet > PATIENCE.toNanos()) {
          return comparison;
        }
        out.println("Sessions are awaited. So far: " + comparison);
        compareAfter = 2 * quiet;
      } else if (quiet > PATIENCE.toNanos()) {
        throw new IOException("nothing has come out of the job for " + PATIENCE);
      }
    }
  }

  /** How many messages the topics have got. */
  private long written() {
    return broker.size(Shop.SESSIONS) + broker.size(Shop.ACTIVITY);
  }

  /** Sessions as JSON. */
  List<JsonNode> sessions() throws IOException {
    List<JsonNode> sessions = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> each : broker.records(Shop.SESSIONS)) {
      sessions.add(JSON.readTree(each.value()));
    }
    return sessions;
  }

  /** How many messages were rejected, by the first reason of each. */
  Map<String, Long> rejected() throws IOException {
    Map<String, Long> byReason = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> each : broker.records(Shop.REJECTED)) {
      JsonNode reasons = JSON.readTree(header(each, "millrace-reasons"));
      byReason.merge(
          Shop.text(header(each, "millrace-stage")) + ": " + reasons.path(0).path("rule").asText(),
          1L,
          Long::sum);
    }
    return byReason;
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? new byte[0] : header.value();
  }
}
