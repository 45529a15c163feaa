package dev.millrace.cluster;

import static java.util.stream.Collectors.joining;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cluster.Till.Change;
import dev.millrace.cluster.Till.Day;
import dev.millrace.cluster.Till.Sale;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.connect.kafka.Kafka;
import dev.millrace.connect.kafka.KafkaSource;
import dev.millrace.connect.kafka.OnlineTopic;
import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A stream over topics is stopped with a savepoint, its definition is changed, and it goes on: in
 * processes of a cluster, with its state in RocksDB. All cases go on from one savepoint. What each
 * should give is told by batches over the same records, which know nothing of state.
 */
class UpgradeOnClusterIT {
  private static final String[] OPTIONS = {
    "--shuffleGroups=4", "--publishEveryMillis=3600000", "--checkpointingInterval=500"
  };

  private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

  private static Path folder;
  private static TillOutput out;
  private static TillOutput kept;
  private static FlinkCluster cluster;
  private static Broker broker;
  private static String sales;
  private static String asks;
  private static String savepoint;

  /** The states that the job had written when it was stopped. */
  private static String states;

  /** Where the job writes states now. */
  private static String served;

  /** What the definition that ran first makes of all that is in the topics. */
  private static TillOutput whole;

  /** And of those sales alone that came behind the savepoint. */
  private static TillOutput later;

  @BeforeAll
  static void stopWithASavepoint() throws IOException {
    folder = Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
    out = new TillOutput(Files.createDirectories(folder.resolve("out")));
    kept = new TillOutput(folder.resolve("kept"));
    broker = Broker.shared();
    sales = broker.topic("sales", TillRows.PARTITIONS);
    asks = broker.topic("asks", TillRows.PARTITIONS);
    states = broker.topic("states", TillRows.PARTITIONS, COMPACTED);
    writeBindings(states);
    TillRows.send(broker, sales, asks, true);
    cluster =
        FlinkCluster.start(
            folder.resolve("flink"), Map.of("cluster.evenly-spread-out-slots", "true"));
    cluster.startTaskManager(2);
    cluster.startTaskManager(2);

    String job = submitted(launch(Change.NONE, List.of(), "--parallelism=2"));
    Path last = out.unit(TillRows.LAST_CLOSED);
    Waiting.patiently()
        .until(
            () -> isRead(sales) && isRead(asks) && Files.exists(last),
            () -> committed(sales) + ", " + committed(asks) + ", no unit " + last + why(job));
    savepoint = cluster.rest().stop(job, folder.resolve("savepoints"));
    cluster.rest().await(job, "FINISHED");
    kept.become(out);
    TillRows.send(broker, sales, asks, false);
    whole = batch("whole", Change.NONE, inTopic(sales));
    List<List<Sale>> ofLater =
        TillRows.sales().stream().map(each -> TillRows.half(each, false)).toList();
    later = batch("later", Change.NONE, Rows.partitioned(Sale.class, ofLater));
  }

  @AfterAll
  static void stopCluster() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Checkpoints are told to groups that are called as the topics are. */
  private static void writeBindings(String store) throws IOException {
    served = store;
    String source = "{kafka: {json: %1$s, servers: \"%2$s\", idleAfter: PT0S, commitTo: %1$s}}";
    Files.writeString(
        folder.resolve("till.yaml"),
        """
        sources:
          sales: %2$s
          asks: %3$s
        sinks: {%4$s}
        online:
          served: {kafka: {store: %5$s, servers: "%6$s"}}
        quarantine:
          late: {files: {jsonl: "%1$s/late"}}
        """
            .formatted(
                out.root(),
                source.formatted(sales, broker.servers()),
                source.formatted(asks, broker.servers()),
                TillOutput.SINKS.stream()
                    .map(sink -> "%1$s: {files: {csv: \"%2$s/%1$s\"}}".formatted(sink, out.root()))
                    .collect(joining(", ")),
                store,
                broker.servers()));
  }

  /** Whether a checkpoint holds everything that comes before the savepoint. */
  private static boolean isRead(String topic) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(topic);
    return IntStream.range(0, TillRows.PARTITIONS)
        .mapToObj(partition -> committed.get(new TopicPartition(topic, partition)))
        .allMatch(each -> each != null && each.offset() == TillRows.BEFORE);
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(String group) {
    return Broker.answer(
        broker.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  @Test
  void anAddedFeatureIsAnsweredFromTheFactsThatAreKept() throws IOException {
    TillOutput now = batch("more", Change.FEATURE, inTopic(sales));

    goesOn(Change.FEATURE, "--parallelism=2");

    assertSame(now, TillOutput.SINKS.subList(0, TillOutput.SINKS.size() - 1));
    assertServes(now);
    List<String> answers = out.rows("answers");
    List<String> old = answers.stream().filter(each -> !each.contains(",most=")).toList();
    List<String> more = answers.stream().filter(each -> each.contains(",most=")).toList();
    assertThat(old.size(), greaterThan(100));
    assertThat(more.size(), greaterThan(100));
    assertThat("old answers", whole.rows("answers").containsAll(old), is(true));
    assertThat("new answers", now.rows("answers").containsAll(more), is(true));
    assertThat(asked(answers), equalTo(asked(now.rows("answers"))));
  }

  /** Shop and time of each answer. */
  private static List<String> asked(List<String> answers) {
    return answers.stream().map(each -> each.replaceAll(",spent=.*", "")).sorted().toList();
  }

  @Test
  void aRenamedStepWithoutStateGoesOnAtAnotherParallelismAsIfNothingHadBeen() throws IOException {
    goesOn(Change.RENAMED, "--parallelism=3");

    assertSame(whole);
  }

  @Test
  void stepsInAnotherOrderGoOnAsIfNothingHadBeen() throws IOException {
    goesOn(Change.REORDERED, "--parallelism=2");

    assertSame(whole);
  }

  @Test
  void anInsertedStepWithoutStateHoldsForRowsReadFromNowOn() throws IOException {
    List<List<Sale>> read = new ArrayList<>();
    for (List<Sale> all : TillRows.sales()) {
      List<Sale> later = new ArrayList<>(TillRows.half(all, false));
      later.removeIf(each -> each.amount() < 2);
      read.add(Stream.concat(TillRows.half(all, true).stream(), later.stream()).toList());
    }
    TillOutput batch = batch("inserted", Change.NONE, Rows.partitioned(Sale.class, read));

    goesOn(Change.INSERTED, "--parallelism=2");

    assertSame(batch);
    assertThat(out.rows("totals"), not(equalTo(whole.rows("totals"))));
  }

  private static void assertSame(TillOutput batch) throws IOException {
    assertSame(batch, TillOutput.SINKS);
    assertServes(batch);
  }

  private static void assertSame(TillOutput batch, List<String> sinks) throws IOException {
    for (String sink : sinks) {
      assertThat(sink, out.rows(sink), equalTo(batch.rows(sink)));
      assertThat(sink, out.rows(sink).size(), greaterThan(20));
    }
  }

  /** Whoever reads the states answers, when all sales have come, as a batch's store does. */
  private static void assertServes(TillOutput batch) throws IOException {
    Map<String, Day> expected = inStore(batch);
    assertThat("without what came first", inStore(later), not(equalTo(expected)));
    try (OnlineStore<String, Day> now =
        OnlineTopic.of(served).servers(broker.servers()).open(Till.SERVED)) {
      assertThat("the unit of the last row is open", now.keys(), is(TillRows.SHOPS.size()));
      assertThat(served(now), equalTo(expected));
    }
  }

  private static Map<String, Day> inStore(TillOutput batch) throws IOException {
    try (OnlineStore<String, Day> store = OnlineStore.open(Till.SERVED, batch.served())) {
      return served(store);
    }
  }

  /** By shop and time: every five minutes from when all sales have come, until none counts. */
  private static Map<String, Day> served(OnlineStore<String, Day> store) {
    Map<String, Day> served = new TreeMap<>();
    for (String shop : TillRows.SHOPS) {
      for (int minutes = 0; minutes <= 500; minutes += 5) {
        Instant at = TillRows.END_OF_SALES.plus(Duration.ofMinutes(minutes));
        served.put(shop + " at " + at, store.features().get(shop, at));
      }
    }
    return served;
  }

  @Test
  void aRenamedStepWithStateIsToldRefusedAndBeginsAnewWhereThatIsAllowed() throws IOException {
    Launch saved = plan(Change.NONE, "--json");
    Path plan = Files.writeString(folder.resolve("plan.json"), saved.out());
    Launch told = plan(Change.RENAMED_TOTALS, "--against", plan.toString());
    assertThat(told.toString(), told.exit(), is(0));
    assertThat(told.out(), containsString("STATE_LOST    aggregate:totals"));
    assertThat(told.out(), containsString("STATE_LOST    aggregate:sums"));
    out.become(kept);
    Launch refused = goOn(Change.RENAMED_TOTALS, "--parallelism=2");
    assertThat(refused.toString(), refused.exit(), is(3));
    assertThat(refused.err(), containsString("[MR-U005] aggregate:totals"));

    goesOn(Change.RENAMED_TOTALS, "--parallelism=2", "--allowNonRestoredState=true");

    assertThat(out.rows("totals"), equalTo(totalsWithoutWhatWasOpen()));
    assertThat(out.rows("totals"), not(equalTo(whole.rows("totals"))));
    assertSame(whole, TillOutput.SINKS.subList(1, TillOutput.SINKS.size()));
    assertServes(whole);
  }

  /** Windows that were closed are there; those that were open have the rows that came later. */
  private static List<String> totalsWithoutWhatWasOpen() throws IOException {
    Stream<String> closed =
        whole.rows("totals").stream().filter(each -> startOf(each).isBefore(TillRows.OPEN));
    return Stream.concat(closed, later.rows("totals").stream()).sorted().toList();
  }

  private static Instant startOf(String total) {
    return Instant.parse(total.replaceAll(".*,start=([^,]*),.*", "$1"));
  }

  private static TillOutput batch(String name, Change change, SourceBinding<? super Sale> ofSales) {
    return TillOutput.ofBatch(folder.resolve(name), change, ofSales, inTopic(asks));
  }

  private static KafkaSource inTopic(String topic) {
    return Kafka.json(topic).servers(broker.servers()).bounded();
  }

  /** Goes on until everything of all rows but the last is published, and is cancelled then. */
  private static void goesOn(Change change, String... options) throws IOException {
    out.become(kept);
    writeBindings(copyOf(states));
    String job = submitted(goOn(change, options));
    Path last = out.unit(TillRows.LAST);
    Waiting.patiently()
        .until(() -> Files.exists(last) || isOver(job), () -> "no unit " + last + why(job));
    assertThat(why(job), isOver(job), is(false));
    cluster.rest().cancel(job);
    cluster.rest().await(job, "CANCELED");
  }

  private static String copyOf(String topic) {
    String copy = broker.topic("served", TillRows.PARTITIONS, COMPACTED);
    for (ConsumerRecord<byte[], byte[]> each : broker.records(topic)) {
      broker.send(
          new ProducerRecord<>(copy, each.partition(), each.key(), each.value(), each.headers()));
    }
    broker.flush();
    return copy;
  }

  private static boolean isOver(String job) {
    return List.of("FAILED", "FINISHED").contains(cluster.rest().state(job));
  }

  private static String why(String job) {
    return "; job " + job + " is " + cluster.rest().state(job) + " " + cluster.rest().why(job);
  }

  private static Launch goOn(Change change, String... options) throws IOException {
    return launch(change, List.of("--from-savepoint", savepoint), options);
  }

  private static Launch launch(Change change, List<String> how, String... options)
      throws IOException {
    List<String> args =
        new ArrayList<>(List.of(change.name(), "run", "--json", "--runner", "flink", "--detached"));
    args.addAll(List.of("--flink-master", cluster.address()));
    args.addAll(List.of("--bindings", folder.resolve("till.yaml").toString()));
    args.addAll(how);
    args.add("--");
    args.addAll(List.of(OPTIONS));
    args.addAll(List.of(options));
    return Launch.ofOwnClass(folder, Till.class, args.toArray(String[]::new));
  }

  /** The id of a job that was submitted. */
  private static String submitted(Launch launch) throws IOException {
    assertThat(launch.toString(), launch.exit(), is(0));
    return new ObjectMapper().readTree(launch.out()).path("job").asText();
  }

  private static Launch plan(Change change, String... how) throws IOException {
    List<String> args = new ArrayList<>(List.of(change.name(), "plan"));
    args.addAll(List.of(how));
    args.addAll(List.of("--", OPTIONS[0], OPTIONS[1]));
    return Launch.ofOwnClass(folder, Till.class, args.toArray(String[]::new));
  }
}
