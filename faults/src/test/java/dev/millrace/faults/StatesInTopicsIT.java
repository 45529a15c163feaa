package dev.millrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.connect.kafka.OnlineTopic;
import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.TaskManager;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * What is left in compacted topics, of each key what was written last, when the job that writes
 * them was killed in between: an online view's states, and upserts of results. Some customers come
 * for half a minute only, so what is written again after a kill is the last that is said of them.
 */
class StatesInTopicsIT {
  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");
  private static final Duration UNIT = Duration.ofSeconds(10);
  private static final Duration AHEAD = UNIT.multipliedBy(4);
  private static final int PARTITIONS = 3;
  private static final int MOST_KILLS = 4;
  private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

  /** A dead worker is noticed when it does not answer, and not by its silence alone. */
  private static final Map<String, String> SETTINGS =
      Map.of("restart-strategy.fixed-delay.attempts", "1000", "heartbeat.interval", "1000");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder =
      Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
  private final Broker broker = Broker.shared();
  private final String orders = broker.topic("orders", PARTITIONS);
  private final String states = broker.topic("states", 2, COMPACTED);
  private final String newest = broker.topic("newest", 2, COMPACTED);
  private final Published published = new Published(folder.resolve("out"));
  private final Traffic traffic = new Traffic(broker, orders, PARTITIONS, START, 9);

  @Test
  void afterKillsWhatIsLeftOfEachKeyIsItsNewestStateAndItsNewestResult() throws IOException {
    traffic.haveGuests();
    try (FlinkCluster cluster = FlinkCluster.start(folder.resolve("flink"), SETTINGS)) {
      cluster.startTaskManager(Deployment.PARALLELISM);
      Job job = submit(cluster);
      until(job, () -> published.publishedTo("late").isAfter(START), "nothing is published");
      // A checkpoint may just have been completed; then that kill makes nobody say anything again.
      for (int kill = 1; kill <= MOST_KILLS && sentAgain() == 0; kill++) {
        TaskManager working = cluster.taskManagers().get(0);
        cluster.startTaskManager(Deployment.PARALLELISM);
        untilSomethingIsNotInACheckpoint(job);
        cluster.kill(working);
        requireRestored(job, kill);
      }
      end(job);
      job.cancel();
    }
    Truth truth = Truth.of(broker.records(orders), List.of(), folder.resolve("truth"));
    Map<String, List<Bought>> byCustomer =
        accepted(truth.batch()).stream()
            .collect(groupingBy(Bought::customer, TreeMap::new, toList()));
    assertServes(byCustomer);
    assertNewest(byCustomer);
  }

  private Job submit(FlinkCluster cluster) throws IOException {
    Path bindings =
        Files.writeString(
            Files.createDirectories(folder).resolve("bindings.yaml"),
            """
            sources:
              orders: {kafka: {json: "%2$s", servers: "%1$s", key: customer, idleAfter: PT0S}}
            sinks:
              newest: {kafka: {json: "%3$s", servers: "%1$s", key: customer, upsert: true}}
            online:
              spend: {kafka: {store: "%4$s", servers: "%1$s"}}
            quarantine:
              rejected: {files: {jsonl: "%5$s/rejected"}}
              late: {files: {jsonl: "%5$s/late"}}
            """
                .formatted(broker.servers(), orders, newest, states, published.folder()));
    Path jar = Path.of(System.getProperty("millrace.job")).toAbsolutePath().normalize();
    return Job.started(
        cluster.rest(),
        cluster.rest().uploadJar(jar),
        Served.class,
        List.of(
            "run",
            "--bindings",
            bindings.toString(),
            "--",
            "--checkpointingInterval=1000",
            "--publishEveryMillis=10000",
            "--shuffleGroups=4"));
  }

  /** Sends orders until something holds, a few units ahead of what is published. */
  private void until(Job job, BooleanSupplier condition, String what) {
    Waiting.patiently()
        .until(
            () -> {
              Instant reached = published.publishedTo("late");
              traffic.sendTo((reached.isBefore(START) ? START : reached).plus(AHEAD));
              return condition.getAsBoolean();
            },
            () -> what + "; " + job.describe());
  }

  /** A kill makes the job say again what it said since its last checkpoint. */
  private void untilSomethingIsNotInACheckpoint(Job job) {
    long[] seen = {-1, 0, 0};
    until(
        job,
        () -> {
          int completed = job.completedCheckpoints();
          long results = broker.size(newest);
          long written = broker.size(states);
          if (completed != seen[0]) {
            seen[0] = completed;
            seen[1] = results;
            seen[2] = written;
          }
          return completed > 0 && results > seen[1] && written > seen[2];
        },
        "nothing is sent between two checkpoints");
  }

  /** And that it goes on. */
  private void requireRestored(Job job, int times) {
    until(
        job,
        () -> job.restarts() >= times && job.restored() >= times,
        "not started again from a checkpoint " + times + " times");
    assertThat(job.restoredFrom(), greaterThan(0));
    Instant before = published.publishedTo("late");
    until(job, () -> published.publishedTo("late").isAfter(before), "it does not go on");
  }

  private void end(Job job) {
    long unit = UNIT.toSeconds();
    Instant end = Instant.ofEpochSecond((traffic.reached().getEpochSecond() / unit + 1) * unit);
    traffic.end(end);
    Waiting.patiently()
        .until(
            () -> !published.publishedTo("late").isBefore(end.plus(UNIT)),
            () -> "the last orders are not published; " + job.describe());
  }

  /** An order as far as results are concerned. */
  private record Bought(String customer, Instant at, double amount, long pieces) {}

  private static List<Bought> accepted(Published batch) throws IOException {
    List<Bought> all = new ArrayList<>();
    for (String row : batch.rows("kept")) {
      JsonNode order = JSON.readTree(row);
      all.add(
          new Bought(
              order.path("customer").asText(),
              Instant.parse(order.path("at").asText()),
              order.path("amount").asDouble(),
              order.path("pieces").asLong()));
    }
    return all;
  }

  /** Who reads the topic answers what a look at all orders answers, from each key's newest on. */
  private void assertServes(Map<String, List<Bought>> byCustomer) throws IOException {
    try (OnlineStore<String, Spend> store =
        OnlineTopic.of(states).servers(broker.servers()).open(Served.SPEND)) {
      assertThat(store.keys(), is(byCustomer.size()));
      byCustomer.forEach(
          (customer, bought) -> {
            Instant last = bought.stream().map(Bought::at).max(Instant::compareTo).orElseThrow();
            for (int seconds = 0; seconds <= 61; seconds++) {
              for (long micros : new long[] {0, 1, 500_000}) {
                Instant at = last.plusSeconds(seconds).plus(micros, ChronoUnit.MICROS);
                assertThat(
                    customer + " at " + at,
                    store.features().get(customer, at),
                    equalTo(spend(bought, at)));
              }
            }
          });
    }
  }

  /** By the view's own words: a fact counts for a minute (SEMANTICS S4). Amounts add up exactly. */
  private static Spend spend(List<Bought> bought, Instant at) {
    List<Double> valid =
        bought.stream()
            .filter(each -> each.at().isAfter(at.minusSeconds(60)) && !each.at().isAfter(at))
            .map(Bought::amount)
            .toList();
    return new Spend(
        valid.stream().mapToDouble(each -> each).sum(),
        valid.size(),
        valid.stream().max(Double::compare).orElse(null));
  }

  /** The last message of each key tells of its newest visit. */
  private void assertNewest(Map<String, List<Bought>> byCustomer) throws IOException {
    Map<String, Revenue> expected = new TreeMap<>();
    byCustomer.forEach((customer, bought) -> expected.put(customer, newestVisit(customer, bought)));
    Map<String, Revenue> left = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> each : broker.records(newest)) {
      left.put(new String(each.key(), UTF_8), revenue(JSON.readTree(each.value())));
    }
    int again = sentAgain();
    System.out.printf(
        "%d results of %d customers in the topic, %d of them sent again%n",
        broker.size(newest), left.size(), again);
    assertThat(left, equalTo(expected));
    assertThat("sent again", again, greaterThan(0));
  }

  private int sentAgain() {
    return Arrivals.of(broker.records(newest)).repetitions();
  }

  /** From the last order back, for as long as none is the gap or more before the next. */
  private static Revenue newestVisit(String customer, List<Bought> bought) {
    List<Bought> backwards =
        bought.stream().sorted(Comparator.comparing(Bought::at).reversed()).toList();
    Instant start = backwards.get(0).at();
    double total = 0;
    long count = 0;
    long pieces = 0;
    for (Bought each : backwards) {
      if (!each.at().plus(Served.GAP).isAfter(start)) {
        break;
      }
      start = each.at();
      total += each.amount();
      count++;
      pieces += each.pieces();
    }
    return new Revenue(customer, start, total, count, pieces);
  }

  private static Revenue revenue(JsonNode value) {
    return new Revenue(
        value.path("customer").asText(),
        Instant.parse(value.path("start").asText()),
        value.path("total").asDouble(),
        value.path("orders").asLong(),
        value.path("pieces").asLong());
  }
}
