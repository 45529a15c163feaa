package dev.millrace.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.faults.FaultTable.Recovery;
import dev.millrace.faults.FaultTable.Row;
import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One run of the job from its first order to the comparison: orders are sent while it goes on,
 * never further ahead of what is published than a few units, and faults are done between.
 */
final class Scenario {
  private static final Duration UNIT = Duration.ofSeconds(10);
  private static final Duration AHEAD = UNIT.multipliedBy(6);
  private static final Instant LONG_AGO = Instant.parse("2011-01-02T10:00:00Z");
  private static final int PARTITIONS = 3;
  static final int BATCH_BYTES = 4096;

  private final String fault;
  private final Broker broker;
  private final Path folder;
  private final Deployment deployment;
  private final Traffic traffic;
  private final boolean isLive;
  private final Instant start;
  private final List<Recovery> recoveries = new ArrayList<>();
  private final Map<String, Object> noted = new LinkedHashMap<>();
  private Duration ahead = AHEAD;

  private Scenario(
      String fault,
      Broker broker,
      Path folder,
      Deployment deployment,
      Traffic traffic,
      boolean isLive,
      Instant start) {
    this.fault = fault;
    this.broker = broker;
    this.folder = folder;
    this.deployment = deployment;
    this.traffic = traffic;
    this.isLive = isLive;
    this.start = start;
  }

  /** Orders of 2011, sent as fast as the job takes them. */
  static Scenario ofOldOrders(
      String fault, FlinkCluster cluster, Broker broker, Path folder, long seed, int batchBytes)
      throws IOException {
    Deployment deployment = new Deployment(cluster, broker, folder, PARTITIONS, "PT0S", batchBytes);
    Traffic traffic = new Traffic(broker, deployment.orders(), PARTITIONS, LONG_AGO, seed);
    return new Scenario(fault, broker, folder, deployment, traffic, false, LONG_AGO);
  }

  /** Orders of this very moment, as they happen; one partition of the topic has none. */
  static Scenario ofOrdersOfNow(
      String fault, FlinkCluster cluster, Broker broker, Path folder, long seed)
      throws IOException {
    Deployment deployment =
        new Deployment(cluster, broker, folder, PARTITIONS + 1, "PT10S", BATCH_BYTES);
    Instant now = Instant.now();
    Traffic traffic = new Traffic(broker, deployment.orders(), PARTITIONS, now, seed);
    return new Scenario(fault, broker, folder, deployment, traffic, true, now);
  }

  Deployment deployment() {
    return deployment;
  }

  /** Lets orders be sent as far ahead of what is published as one likes. */
  void sendAhead(Duration further) {
    ahead = further;
  }

  void note(String what, Object value) {
    noted.put(what, value);
  }

  /** Sends orders until something holds. */
  void until(BooleanSupplier condition, String what) {
    Waiting.patiently()
        .until(
            () -> {
              traffic.sendTo(allowed());
              return condition.getAsBoolean();
            },
            () -> what + "; " + deployment.job().describe());
  }

  private Instant allowed() {
    if (isLive) {
      return Instant.now();
    }
    Instant published = deployment.published().publishedTo();
    return (published.isBefore(start) ? start : published).plus(ahead);
  }

  /** Sends orders until so many more units are published. */
  void untilPublished(int units) {
    Instant before = deployment.published().publishedTo();
    Instant from = before.isBefore(start) ? start : before;
    until(
        () -> !deployment.published().publishedTo().isBefore(from.plus(UNIT.multipliedBy(units))),
        "no more units are published");
  }

  /** Sends orders until so many more messages are in the topic of results. */
  void untilSent(long messages) {
    long before = deployment.sent();
    until(() -> deployment.sent() >= before + messages, "no more results are sent");
  }

  /** Notes how long it is since a moment, by {@code System.nanoTime()}; of several the longest. */
  void noteMillis(String what, long since) {
    noted.merge(what, millis(since, System.nanoTime()), (a, b) -> Math.max((Long) a, (Long) b));
  }

  /**
   * Sends orders until the job is well again after a fault.
   *
   * @param done when it was done, by {@code System.nanoTime()}
   */
  void recover(long done) {
    long sent = deployment.sent();
    Instant published = deployment.published().publishedTo();
    until(() -> deployment.sent() > sent, "nothing is sent after the fault");
    long sending = System.nanoTime();
    until(
        () -> deployment.published().publishedTo().isAfter(published),
        "nothing is published after the fault");
    recoveries.add(new Recovery(millis(done, sending), millis(done, System.nanoTime())));
  }

  /**
   * Sends orders until Flink says that it has started the job again at least so often, and that the
   * job has begun at least so often with what a checkpoint held.
   */
  void requireRestored(int times) {
    until(
        () -> deployment.job().restarts() >= times && deployment.job().restored() >= times,
        "not started again from a checkpoint " + times + " times");
    assertThat(deployment.job().restoredFrom(), greaterThan(0));
  }

  private static long millis(long from, long to) {
    return (to - from) / 1_000_000;
  }

  /**
   * Sends the last orders, waits until everything is published, holds it against the batch, and
   * makes a row of the table.
   *
   * @throws AssertionError when it is not exact
   */
  void finish(FaultTable table) throws IOException {
    Instant end = unitAfter(traffic.reached());
    boolean isExact = false;
    try {
      if (isLive) {
        awaitPublished(end);
      } else {
        // A unit that nothing belongs to is not published: one more order makes the last one.
        traffic.end(end);
        awaitPublished(end.plus(UNIT));
      }
      compare();
      isExact = true;
    } finally {
      table.add(row(isExact));
      deployment.job().cancel();
    }
  }

  private Row row(boolean isExact) {
    JsonNode manifest = deployment.published().manifest().orElseThrow();
    return new Row(
        fault,
        manifest.path("inputs").findValuesAsText("records").stream()
            .mapToLong(Long::parseLong)
            .sum(),
        manifest.path("units").path("count").asInt(),
        deployment.job().restored(),
        isExact,
        List.copyOf(recoveries),
        noted);
  }

  private static Instant unitAfter(Instant time) {
    long unit = UNIT.toSeconds();
    return Instant.ofEpochSecond((time.getEpochSecond() / unit + 1) * unit);
  }

  private void awaitPublished(Instant end) {
    Waiting.patiently()
        .until(
            () -> !deployment.published().publishedTo().isBefore(end),
            () ->
                "published to "
                    + deployment.published().publishedTo()
                    + " instead of "
                    + end
                    + "; the job is "
                    + deployment.job().state()
                    + ": "
                    + deployment.job().why());
  }

  private void compare() throws IOException {
    Published stream = deployment.published();
    List<ConsumerRecord<byte[], byte[]>> orders = broker.records(deployment.orders());
    Truth truth = Truth.of(orders, stream.raises(), folder.resolve("truth"));
    Published batch = truth.batch();
    for (String port : List.of("kept", "revenue", "scored")) {
      assertThat(port, stream.rows(port), equalTo(batch.rows(port)));
      assertThat(port, stream.rows(port), is(not(empty())));
    }
    assertThat(stream.refused("rejected"), equalTo(batch.refused("rejected")));
    List<String> late = new ArrayList<>(batch.refused("late"));
    assertThat("from the year 2099", late.size(), is(1));
    truth.late().forEach(each -> late.add("TIMESTAMPS[not late] " + each));
    late.sort(null);
    assertThat(stream.refused("late"), equalTo(late));
    lateAreExactly(truth, stream);

    Arrivals kept = Arrivals.of(broker.records(deployment.kept()));
    assertThat(kept.values(), equalTo(stream.rows("kept")));
    Arrivals rejected = Arrivals.of(broker.records(deployment.rejected()), RejectedLines::ofTopic);
    RejectedLines lines = new RejectedLines(orders);
    assertThat(
        rejected.values(),
        equalTo(stream.rejections("rejected").stream().map(lines::ofFolder).sorted().toList()));
    noted.put("late", truth.late().size());
    noted.put("sent again", kept.repetitions() + rejected.repetitions());
    ledgerCloses(stream.ledger(), batch.ledger(), truth);
  }

  /**
   * The late port and the ledger have the records that are late, no other and each once. By their
   * orders alone, those are the ones that were made late; a raise of an idle partition's frontier
   * may overtake others, if whoever sends them was held up meanwhile.
   */
  private static void lateAreExactly(Truth truth, Published stream) throws IOException {
    assertThat(stream.places("late", NOT_LATE), equalTo(truth.lateIds()));
    assertThat(
        stream.account("timestamps:orders", "LATE"), equalTo(stream.tally("late", NOT_LATE)));
    assertThat("made late", truth.madeLate(), is(not(empty())));
    assertThat(truth.lateIds().containsAll(truth.madeLate()), is(true));
    Set<String> overtaken = new TreeSet<>(truth.lateIds());
    overtaken.removeAll(truth.madeLate());
    List<JsonNode> raises = stream.raises();
    overtaken.removeIf(place -> raises.stream().anyMatch(raise -> isBefore(raise, place)));
    assertThat("late, but neither made so nor overtaken", overtaken, is(empty()));
  }

  private static boolean isBefore(JsonNode raise, String place) {
    return Truth.partition(place).equals(raise.path("partition").asText())
        && Truth.offset(place) >= raise.path("position").asLong();
  }

  private static final String NOT_LATE = "not late";

  /** The batch's books, and the late ones, are the stream's. */
  private static void ledgerCloses(Map<String, Long> stream, Map<String, Long> batch, Truth truth) {
    Map<String, Long> expected = new TreeMap<>(batch);
    assertThat(stream.toString(), stream.get("read:orders IN"), is(truth.records()));
    expected.merge("read:orders IN", (long) truth.late().size(), Long::sum);
    expected.merge("timestamps:orders LATE", (long) truth.late().size(), Long::sum);
    expected.merge("timestamps:orders COMMITTED", (long) truth.late().size(), Long::sum);
    assertThat(stream, equalTo(expected));
  }
}
