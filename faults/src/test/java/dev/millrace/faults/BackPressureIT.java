package dev.millrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.connect.Bindings;
import dev.millrace.connect.kafka.Kafka;
import dev.millrace.launch.Millrace;
import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.ProcessBeans;
import dev.millrace.servers.TaskManager;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * A sink that takes far less than the topic has, and a worker whose heap holds a part of it at
 * most. How far the worker is ahead of the sink is measured outside of it, by the broker: what has
 * left one topic, clients' buffers included, and has not come into the other.
 */
class BackPressureIT {
  private static final boolean IS_LONG = System.getProperty("millrace.faults").equals("long");
  private static final int LETTERS = IS_LONG ? 100_000 : 26_000;
  private static final int SLOWLY = IS_LONG ? 10_000 : 1_500;
  private static final int LENGTH = 10_000;
  private static final String TEXT = "x".repeat(LENGTH);
  private static final int PARTITIONS = 2;
  private static final int HEAP_MEGABYTES = 192;
  private static final long HEAP = (long) HEAP_MEGABYTES << 20;

  /** Bytes: what is on its way fits into it, however much is waiting. */
  private static final long MOST_AHEAD = 32L << 20;

  /** Bytes: what is on its way, read and written out, and twice that for the rest of a worker. */
  private static final long MOST_LIVE = 3 * MOST_AHEAD;

  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");
  private static final Duration UNIT = Duration.ofSeconds(10);
  private static final Duration LATENESS = Duration.ofMinutes(1);

  /** The number of the first letter that only moves time on. */
  private static final int CLOSING = 900_000;

  private final Path folder =
      Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
  private final Broker broker = Broker.shared();
  private final String came = broker.topic("came", PARTITIONS);
  private final String went = broker.topic("went", PARTITIONS);
  private final Published published = new Published(folder.resolve("out"));

  @Test
  void theReaderIsAheadOfASlowSinkByWhatIsOnItsWayAndNotByWhatThereIs() throws IOException {
    send();
    assertThat("more than the heap", LETTERS * (long) LENGTH, greaterThan(HEAP * 5 / 4));
    broker.throttle(went, 1_000_000);
    try (FlinkCluster cluster = FlinkCluster.start(folder.resolve("flink"), Map.of());
        ProcessBeans topics = broker.beans()) {
      String job = submit(cluster);
      TaskManager worker = cluster.startTaskManager(PARTITIONS, HEAP_MEGABYTES);
      long ahead = mostAhead(topics, () -> cluster.rest().why(job));
      assertThat(ahead, greaterThan((long) LENGTH));
      assertThat(ahead, lessThan(MOST_AHEAD));
      assertThat("has left", bytesOut(topics), lessThan(LETTERS * (long) LENGTH / 2));
      long live = liveHeap(worker);
      assertThat("live", live, lessThan(MOST_LIVE));

      long lifted = System.nanoTime();
      broker.throttle(went, 1e12);
      Waiting.patiently()
          .until(() -> broker.size(went) >= LETTERS, () -> broker.size(went) + " have arrived");
      System.out.printf(
          "%d letters of %d bytes: the worker was %d MB ahead of a slow sink at most, with %d MB"
              + " live on a heap of %d; then it took %d ms for the rest%n",
          LETTERS,
          LENGTH,
          ahead >> 20,
          live >> 20,
          HEAP_MEGABYTES,
          (System.nanoTime() - lifted) / 1_000_000);
      // What Flink has to say of a job comes a moment after it was first asked for.
      Waiting.patiently().until(() -> restarts(cluster, job) >= 0, () -> "no restarts are told");
      assertThat(restarts(cluster, job), is(0));
      publish(() -> cluster.rest().why(job));
      cluster.rest().cancel(job);
      cluster.rest().await(job, "CANCELED");
    }
    assertThat(arrived(), equalTo(ofBatch()));
    assertLedgerCloses();
  }

  /** Sends what it takes until all letters are published. */
  private void publish(Supplier<String> why) {
    long unit = UNIT.toSeconds();
    Instant end =
        Instant.ofEpochSecond((START.plusMillis(LETTERS).getEpochSecond() / unit + 1) * unit);
    // A unit that nothing belongs to is not published: one more letter makes the last one.
    for (int partition = 0; partition < PARTITIONS; partition++) {
      broker.send(new ProducerRecord<>(came, partition, null, letter(LETTERS + partition, end)));
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Instant later = end.plus(UNIT.multipliedBy(12));
      broker.send(new ProducerRecord<>(came, partition, null, letter(CLOSING + partition, later)));
    }
    broker.flush();
    // A row belongs to the unit in which its partition's frontier was: a minute behind it.
    Instant last = end.minus(LATENESS).plus(UNIT);
    Waiting.patiently()
        .until(
            () -> !published.publishedTo("late").isBefore(last),
            () -> "published to " + published.publishedTo("late") + "; " + why.get());
  }

  private static int restarts(FlinkCluster cluster, String job) {
    return cluster
        .rest()
        .get("/jobs/" + job + "/metrics?get=numRestarts")
        .path(0)
        .path("value")
        .asInt(-1);
  }

  private static long liveHeap(TaskManager worker) throws IOException {
    try (ProcessBeans beans = worker.beans()) {
      return beans.liveHeap();
    }
  }

  private void send() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.servers(), "batch.size", 1 << 18, "linger.ms", 20);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < LETTERS; i++) {
        byte[] letter = letter(i, START.plusMillis(i));
        var unused = producer.send(new ProducerRecord<>(came, i % PARTITIONS, null, letter));
      }
    }
    assertThat(broker.size(came), is((long) LETTERS));
  }

  private static byte[] letter(int number, Instant at) {
    return "{\"id\":\"%06d\",\"at\":\"%s\",\"text\":\"%s\"}"
        .formatted(number, at, TEXT)
        .getBytes(UTF_8);
  }

  private String submit(FlinkCluster cluster) throws IOException {
    Path bindings =
        Files.writeString(
            Files.createDirectories(folder).resolve("bindings.yaml"),
            """
            sources:
              came: {kafka: {json: "%2$s", servers: "%1$s", idleAfter: PT0S}}
            sinks:
              went:
                kafka: {json: "%3$s", servers: "%1$s",
                        properties: {client.id: "%3$s", buffer.memory: "8388608"}}
            quarantine:
              late: {files: {jsonl: "%4$s/late"}}
            """
                .formatted(broker.servers(), came, went, published.folder()));
    String jar =
        cluster
            .rest()
            .uploadJar(Path.of(System.getProperty("millrace.job")).toAbsolutePath().normalize());
    return cluster
        .rest()
        .post(
            "/jars/" + jar + "/run",
            Map.of(
                "entryClass",
                Letters.class.getName(),
                "programArgsList",
                List.of(
                    "run",
                    "--bindings",
                    bindings.toString(),
                    "--",
                    "--checkpointingInterval=1000",
                    "--publishEveryMillis=" + UNIT.toMillis()),
                "parallelism",
                PARTITIONS))
        .path("jobid")
        .asText();
  }

  /**
   * By how many bytes the worker was ahead at most, until so many letters have arrived. The sink is
   * asked first, so it is never less than it was.
   */
  private long mostAhead(ProcessBeans topics, Supplier<String> why) {
    long[] most = {0};
    Waiting.patiently()
        .until(
            () -> {
              long arrived = broker.size(went);
              most[0] = Math.max(most[0], bytesOut(topics) - arrived * LENGTH);
              return arrived >= SLOWLY;
            },
            () -> broker.size(went) + " have arrived, " + most[0] + " ahead; " + why.get());
    return most[0];
  }

  /** What readers of the letters were given by the broker. */
  private long bytesOut(ProcessBeans topics) {
    try {
      return (long)
          topics.sum(
              "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec,topic=" + came, "Count");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The letters that have arrived, in short, by their numbers. */
  private Map<Integer, String> arrived() {
    Map<Integer, String> arrived = new TreeMap<>();
    broker.read(went, record -> takeOnce(new String(record.value(), UTF_8), arrived));
    return arrived;
  }

  /** What a batch over the same records gives. */
  private Map<Integer, String> ofBatch() throws IOException {
    Path out = folder.resolve("batch");
    var unused =
        Millrace.run(
            Letters.define(),
            Bindings.of()
                .read(Letters.CAME, Kafka.json(came).servers(broker.servers()).bounded())
                .write(Letters.WENT, dev.millrace.connect.files.Files.jsonlTo(out + "/went"))
                .quarantine(
                    Letters.LATE, dev.millrace.connect.files.Files.rejected(out + "/late")));
    assertThat(new Published(out).rows("late"), is(empty()));
    Map<Integer, String> letters = new TreeMap<>();
    for (Path part : new Published(out).files("went", "part-")) {
      try (Stream<String> lines = Files.lines(part)) {
        lines.forEach(line -> takeOnce(line, letters));
      }
    }
    return letters;
  }

  private static void takeOnce(String letter, Map<Integer, String> before) {
    assertThat(letter, endsWith(TEXT + "\"}"));
    int number = Integer.parseInt(letter.substring(7, 13));
    String inShort = letter.substring(0, letter.length() - LENGTH);
    // When time moves on far enough, what moves it may be sent on, or not yet.
    if (number < CLOSING) {
      assertThat(inShort, before.put(number, inShort), is(nullValue()));
    }
  }

  /** What was sent, but for what only moved time on. */
  private void assertLedgerCloses() throws IOException {
    long letters = (long) LETTERS + PARTITIONS;
    Map<String, Long> ledger = published.ledger("late");
    assertThat(ledger.toString(), ledger.get("read:came IN"), is(letters));
    assertThat(ledger.toString(), ledger.get("write:went OUT"), is(letters));
    assertThat(published.rows("late"), is(empty()));
  }
}
