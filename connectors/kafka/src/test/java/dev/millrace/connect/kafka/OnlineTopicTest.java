package dev.millrace.connect.kafka;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.sum;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.Ports;
import dev.millrace.connect.RowSender;
import dev.millrace.connect.Rows;
import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.connect.kafka.SharedClients.Lease;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.ProblemsException;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import dev.millrace.testkit.OnlineContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Online views in compacted topics. */
class OnlineTopicTest {
  record Spend(double sum, long sales) {}

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private static final FeatureView<String, Sale, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Sale.class)
          .keyedBy(Sale::customer)
          .at(Sale::at)
          .as(Spend.class)
          .set(Spend::sum, sum(Sale::amount).over(Duration.ofMinutes(5)).orElse(0.0))
          .set(Spend::sales, count().over(Duration.ofMinutes(5)))
          .build();

  private static final OnlineView<String, Spend> ONLINE = OnlineView.of("served", SPEND);
  private static final ViewVersion VERSION = ViewVersion.of(SPEND.definition());

  @TempDir Path folder;

  private final Broker broker = Broker.shared();

  private String compacted() {
    return broker.topic("states", 2, Map.of("cleanup.policy", "compact"));
  }

  private OnlineStore<String, Spend> open(String topic) throws IOException {
    return OnlineTopic.of(topic).servers(broker.servers()).open(ONLINE);
  }

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("serve");
    pipeline
        .read(Sales.SALES)
        .timestamps(Sale::at, Lateness.of(Duration.ofMinutes(1)).lateTo(Quarantine.of("late")))
        .feature(SPEND)
        .to(ONLINE);
    return pipeline;
  }

  private void run(String topic, List<Sale> sales) {
    Object unused =
        Execution.run(
            pipeline().plan(),
            Bindings.of()
                .read(Sales.SALES, Rows.source(Sale.class, sales))
                .write(ONLINE, Kafka.store(topic).servers(broker.servers()))
                .quarantine(Quarantine.of("late"), Rows.sink(folder.resolve("late")))
                .publishTo(folder),
            Runner.DIRECT.options(),
            Execution.newRunId());
  }

  private static Sale sale(String customer, int second, double amount) {
    return new Sale(customer, START.plusSeconds(second), amount, 1, null);
  }

  @TestFactory
  Stream<DynamicTest> topicsKeepThePromisesOfOnlineViews() {
    AtomicInteger places = new AtomicInteger();
    return OnlineContract.of(
            () ->
                new InTopic(
                    broker.servers(),
                    compacted(),
                    folder.resolve("place" + places.incrementAndGet())))
        .tests();
  }

  /** A topic of its own. */
  private record InTopic(String servers, String topic, Path publishTo)
      implements OnlineContract.Place {
    @Override
    public OnlineBinding binding() {
      return Kafka.store(topic).servers(servers);
    }

    @Override
    public <K, F> OnlineContract.Serving<K, F> open(OnlineView<K, F> view) throws IOException {
      OnlineStore<K, F> store = OnlineTopic.of(topic).servers(servers).open(view);
      return new OnlineContract.Serving<>() {
        @Override
        public FeatureEvaluator<K, ?, F> features() {
          return store.features();
        }

        @Override
        public int keys() {
          return store.keys();
        }

        @Override
        public boolean refresh() throws IOException {
          return store.refresh();
        }
      };
    }
  }

  /** The revision that is left of each key when everything but the last message is compacted. */
  private Map<String, byte[]> afterCompaction(String topic) {
    Map<String, byte[]> last = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> each : broker.records(topic)) {
      last.put(new String(each.key(), UTF_8), StateMessages.read(each.value()).revision());
    }
    return last;
  }

  @Test
  void whatCompactionLeavesOfAKeyIsItsNewestState() {
    String topic = compacted();
    List<Sale> sales = List.of(sale("ann", 1, 5), sale("bob", 2, 6), sale("ann", 90, 7));
    run(topic, sales);
    Map<String, byte[]> newest = afterCompaction(topic);
    run(topic, sales.subList(0, 2));
    Map<String, byte[]> left = afterCompaction(topic);
    assertThat(left.keySet(), equalTo(newest.keySet()));
    newest.forEach((key, revision) -> assertThat(left.get(key), equalTo(revision)));
  }

  @Test
  void aWriterReadsWhatOthersHaveWrittenSinceItWasMade() throws IOException {
    String topic = compacted();
    send(topic, state(sale("ann", 1, 5)));
    KeyState newer = state(sale("ann", 1, 5), sale("ann", 90, 7));
    StateMessages messages = new StateMessages(topic, VERSION);
    messages.begin(block(newer));
    broker.send(messages.message(0));
    broker.flush();
    WrittenStates.Place place =
        new WrittenStates.Place(Cluster.UNKNOWN.at(broker.servers()), topic, VERSION);
    try (Lease<WrittenStates> written = WrittenStates.lease(place)) {
      written.client().catchUp(Duration.ZERO);
    }
    send(topic, state(sale("ann", 1, 5), sale("ann", 60, 7)));
    assertThat(afterCompaction(topic).values().iterator().next(), equalTo(newer.revision()));
  }

  /**
   * A topic may be cleaned by age, too; who writes to it for long must not keep all keys for ever.
   */
  @Test
  void aWriterForgetsWhatTheTopicHasForgotten() throws Exception {
    String topic = broker.topic("states", 1, Map.of("cleanup.policy", "compact,delete"));
    WrittenStates.Place place =
        new WrittenStates.Place(Cluster.UNKNOWN.at(broker.servers()), topic, VERSION);
    try (Lease<WrittenStates> held = WrittenStates.lease(place)) {
      sendFromElsewhere(topic, 0, 1_500);
      held.client().catchUp(Duration.ZERO);
      assertThat(held.client().keys(), is(1_500));
      broker.forget(topic, 0, 1_000);
      sendFromElsewhere(topic, 1_500, 4_200);
      held.client().catchUp(Duration.ZERO);
      assertThat("up to twice as many", held.client().keys(), is(4_200));
      held.client().catchUp(Duration.ZERO);
      assertThat("and then what there is", held.client().keys(), is(3_200));
    }
  }

  private void sendFromElsewhere(String topic, int from, int to) throws IOException {
    StateMessages messages = new StateMessages(topic, VERSION);
    KeyState of = state(sale("ann", 1, 5));
    for (int i = from; i < to; i++) {
      byte[] key = Integer.toString(i).getBytes(UTF_8);
      messages.begin(
          block(new KeyState(of.view(), of.fingerprint(), key, of.revision(), of.state())));
      broker.send(messages.message(0));
    }
    broker.flush();
  }

  @Test
  void anOlderStateIsSentWhereTheNewerOneMayNotHaveArrived() throws IOException {
    String topic =
        broker.topic(
            "states", 2, Map.of("cleanup.policy", "compact", "max.message.bytes", "20000"));
    WrittenStates.Place place =
        new WrittenStates.Place(Cluster.UNKNOWN.at(broker.servers()), topic, VERSION);
    KeyState older = state(sale("ann", 1, 5));
    // Held, since what nobody uses is forgotten after a while.
    Lease<WrittenStates> held = WrittenStates.lease(place);
    try {
      try (RowSender<KeyState> abandoned = sender(topic)) {
        abandoned.send(block(newerThanTheTopicTakes(older)), Selection.all(1));
      }
      send(topic, older);
    } finally {
      held.close();
    }
    Map<String, byte[]> arrived = afterCompaction(topic);
    assertThat(arrived.size(), is(1));
    assertThat(arrived.values().iterator().next(), equalTo(older.revision()));
  }

  private static KeyState newerThanTheTopicTakes(KeyState older) {
    byte[] incompressible = new byte[40_000];
    new Random(1).nextBytes(incompressible);
    return new KeyState(
        older.view(), older.fingerprint(), older.key(), new byte[] {90}, incompressible);
  }

  private RowSender<KeyState> sender(String topic) throws IOException {
    return Kafka.store(topic)
        .servers(broker.servers())
        .of(SPEND.definition())
        .sender(Shape.of(KeyState.class));
  }

  private void send(String topic, KeyState state) throws IOException {
    try (RowSender<KeyState> sender = sender(topic)) {
      sender.send(block(state), Selection.all(1));
      sender.flush();
    }
  }

  private static Block<KeyState> block(KeyState state) {
    return Block.ofRows(
        Shape.of(KeyState.class),
        new Object[] {state},
        Selection.all(1),
        Provenance.of("", new long[1], new long[1]));
  }

  /** As the engine makes it, with a revision that begins with the newest fact's time. */
  private static KeyState state(Sale... sales) {
    FeatureEvaluator<String, Sale, Spend> evaluator = SPEND.evaluator();
    Arrays.stream(sales).forEach(evaluator::update);
    byte[] revision = {
      (byte) (sales[sales.length - 1].at().getEpochSecond() - START.getEpochSecond())
    };
    return new KeyState(
        VERSION.title(),
        VERSION.fingerprint(),
        new byte[] {3, 'a', 'n', 'n'},
        revision,
        evaluator.state("ann").orElseThrow());
  }

  @Test
  void aKeyWhoseMessageHasNoValueIsForgotten() throws IOException {
    String topic = compacted();
    run(topic, List.of(sale("ann", 1, 5), sale("bob", 2, 6)));
    OnlineStore<String, Spend> store = open(topic);
    Instant at = START.plusSeconds(10);
    assertThat(store.features().get("ann", at), equalTo(new Spend(5.0, 1)));
    byte[] ann =
        broker.records(topic).stream()
            .map(ConsumerRecord::key)
            .filter(key -> new String(key, UTF_8).endsWith("ann"))
            .findFirst()
            .orElseThrow();
    broker.send(new ProducerRecord<>(topic, ann, null));
    broker.flush();
    assertThat(store.refresh(), is(true));
    assertThat(store.features().get("ann", at), equalTo(new Spend(0.0, 0)));
    assertThat(store.keys(), is(1));
    assertThat(open(topic).keys(), is(1));
    run(topic, List.of(sale("ann", 1, 5)));
    assertThat(open(topic).keys(), is(2));
  }

  @Test
  void aKeyIsTheVersionsNameAZeroByteAndTheViewsKey() {
    StateMessages messages = new StateMessages("t", new ViewVersion("spend@1", "f00d"));
    messages.begin(
        block(
            new KeyState(
                "spend@1", "f00d", new byte[] {2, 'n', 'o'}, new byte[] {9}, new byte[] {7, 8})));
    ProducerRecord<byte[], byte[]> message = messages.message(0);
    assertThat(message.key(), equalTo("spend@1-f00d\0\2no".getBytes(UTF_8)));
    assertThat(message.value(), equalTo(new byte[] {1, 1, 9, 2, 7, 8}));
  }

  @Test
  void aMessageThatIsNoStateIsRefused() throws IOException {
    String topic = compacted();
    run(topic, List.of(sale("ann", 1, 5)));
    OnlineStore<String, Spend> store = open(topic);
    byte[] key = broker.records(topic).get(0).key();
    broker.send(new ProducerRecord<>(topic, key, new byte[] {1, 1, 127, 2, 0}));
    broker.flush();
    assertThat(
        assertThrows(ProblemsException.class, store::refresh).getMessage(),
        containsString("MR-C143"));
    assertThat(store.features().get("ann", START.plusSeconds(10)), equalTo(new Spend(5.0, 1)));
  }

  /** All in one partition and one poll: a key's bad message is told, and the others go on. */
  @Test
  void aMessageThatIsNoStateIsToldAtEachRefreshUntilItsKeyIsMendedAndOtherKeysStayFresh()
      throws IOException {
    String topic = broker.topic("states", 1, Map.of("cleanup.policy", "compact"));
    run(topic, List.of(sale("ann", 1, 5)));
    OnlineStore<String, Spend> store = open(topic);
    Instant at = START.plusSeconds(10);
    byte[] ann = broker.records(topic).get(0).key();
    String elsewhere = compacted();
    run(elsewhere, List.of(sale("bob", 2, 6)));
    ConsumerRecord<byte[], byte[]> bob = broker.records(elsewhere).get(0);
    broker.send(new ProducerRecord<>(topic, ann, new byte[] {1, 1, 127, 2, 0}));
    broker.send(new ProducerRecord<>(topic, bob.key(), bob.value()));
    broker.flush();

    for (int i = 0; i < 2; i++) {
      assertThat(
          assertThrows(ProblemsException.class, store::refresh).getMessage(),
          allOf(containsString("MR-C143"), containsString(topic + "-0 at offset 1")));
      assertThat(store.features().get("bob", at), equalTo(new Spend(6.0, 1)));
      assertThat(store.features().get("ann", at), equalTo(new Spend(5.0, 1)));
    }
    broker.send(new ProducerRecord<>(topic, ann, null));
    broker.flush();
    assertThat(store.refresh(), is(true));
    assertThat(store.keys(), is(1));
    assertThat("also where both are read at once", open(topic).keys(), is(1));
    run(topic, List.of(sale("ann", 1, 5)));
    assertThat(store.refresh(), is(true));
    assertThat(store.features().get("ann", at), equalTo(new Spend(5.0, 1)));
  }

  @Test
  void whatWasNotTakenOfAPollComesAgain() throws IOException {
    String topic = broker.topic("states", 2);
    for (int i = 0; i < 6; i++) {
      broker.send(new ProducerRecord<>(topic, i % 2, null, new byte[] {(byte) i}));
    }
    broker.flush();
    Set<Byte> taken = new TreeSet<>();
    AtomicInteger refusals = new AtomicInteger(3);
    try (TopicFollower follower = TopicFollower.open(Cluster.UNKNOWN.at(broker.servers()), topic)) {
      TopicFollower.Visitor visitor =
          message -> {
            if (message.offset() == 1 && refusals.getAndDecrement() > 0) {
              throw new IOException("not now");
            }
            assertThat("once", taken.add(message.value()[0]), is(true));
          };
      for (int i = 0; i < 3; i++) {
        assertThrows(IOException.class, () -> follower.catchUp(visitor));
      }
      follower.catchUp(visitor);
    }
    assertThat(taken.size(), is(6));
  }

  @Test
  void aStateInAFormatOfAnotherReleaseIsRefusedByWhoReadsItAndByWhoWritesBesideIt()
      throws IOException {
    String topic = compacted();
    StateMessages messages = new StateMessages(topic, VERSION);
    messages.begin(block(state(sale("ann", 1, 5))));
    byte[] later = messages.message(0).value();
    later[0]++;
    broker.send(new ProducerRecord<>(topic, 1, messages.message(0).key(), later));
    broker.flush();

    String served = assertThrows(ProblemsException.class, () -> open(topic)).getMessage();
    assertThat(served, allOf(containsString("MR-C143"), containsString("it is in format 2")));
    String sent = assertThrows(IOException.class, () -> sender(topic)).getMessage();
    assertThat(sent, containsString(topic + "-1 at offset 0 holds no state"));
    assertThat(sent, containsString("it is in format 2, and this release reads format 1"));
  }

  @Test
  void aTopicThatIsNotCompactedIsAProblem() {
    String topic = broker.topic("states", 1);
    ProblemsException refused =
        assertThrows(ProblemsException.class, () -> run(topic, List.of(sale("ann", 1, 5))));
    assertThat(refused.getMessage(), containsString("MR-C207"));
  }

  @Test
  void aBindingsFileSaysTheSame() throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("bindings.yaml"),
            """
            sources: {sales: {kafka: {json: sales, servers: "broker:9092"}}}
            online: {served: {kafka: {store: spend, servers: "broker:9092",
                                      properties: {security.protocol: SSL}}}}
            quarantine: {late: {kafka: {topic: late, servers: "broker:9092"}}}
            publish-to: out
            """);
    Bindings typed =
        Bindings.of()
            .read(Sales.SALES, Kafka.json("sales").servers("broker:9092"))
            .write(
                ONLINE,
                Kafka.store("spend").servers("broker:9092").property("security.protocol", "SSL"))
            .quarantine(Quarantine.of("late"), Kafka.rejected("late").servers("broker:9092"))
            .publishTo(Path.of("out"));
    assertThat(Bindings.load(yaml, Ports.of(pipeline().plan()), Map.of()), equalTo(typed));
    assertThat(
        typed.describe(), allOf(containsString("write served: kafka store spend at broker:9092")));
  }
}
