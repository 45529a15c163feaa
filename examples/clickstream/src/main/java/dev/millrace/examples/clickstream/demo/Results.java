package dev.millrace.examples.clickstream.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.Broker;
import java.io.IOException;
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

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

  private final Broker broker;

  Results(Broker broker) {
    this.broker = broker;
  }

  /** Returns when something has come out, and then nothing for a while. */
  void awaitQuiet() throws IOException {
    long written = 0;
    long since = System.nanoTime();
    while (written == 0 || System.nanoTime() - since < QUIET.toNanos()) {
      long now = written();
      if (now != written) {
        written = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
        throw new IOException("nothing has come out of the job for " + PATIENCE);
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
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
