package dev.millrace.connect.files;

import static dev.millrace.connect.files.ServedSpend.ONLINE;
import static dev.millrace.connect.files.ServedSpend.SPEND;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Source;
import dev.millrace.beam.RunFailedException;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.Ports;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.ServedSpend.Order;
import dev.millrace.connect.files.ServedSpend.Spend;
import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.launch.Millrace;
import dev.millrace.plan.ProblemsException;
import dev.millrace.servers.Waiting;
import dev.millrace.testkit.OnlineContract;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs to an online store in files, and what a serving process answers from it. */
class OnlineStoreTest {
  private static final Source<Order> ORDERS = Source.of("orders", Order.class);
  private static final Quarantine LATE = Quarantine.of("late");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String DIRECT = "--runner=DirectRunner --shuffleGroups=3";

  @TempDir Path folder;

  private Path store() {
    return folder.resolve("online");
  }

  private static Pipeline pipeline(FeatureView<String, Order, Spend> view) {
    Pipeline pipeline = Pipeline.named("serve");
    pipeline
        .read(ORDERS)
        .map(OnlineStoreTest::unlessBroken)
        .timestamps(Order::at, Lateness.of(Duration.ofMinutes(10)).lateTo(LATE))
        .feature(view)
        .to(OnlineView.of("served", view));
    return pipeline;
  }

  private static Order unlessBroken(Order order) {
    if (order.shop().equals("broken")) {
      throw new IllegalStateException("broken");
    }
    return order;
  }

  private void run(SourceBinding<Order> orders, String options) {
    run(SPEND, orders, options);
  }

  private void run(
      FeatureView<String, Order, Spend> view, SourceBinding<Order> orders, String options) {
    Millrace.run(
        pipeline(view),
        Bindings.of()
            .read(ORDERS, orders)
            .write(
                OnlineView.of("served", view), dev.millrace.connect.files.Files.store(store() + ""))
            .quarantine(LATE, Rows.sink(folder.resolve("late")))
            .publishTo(folder),
        PipelineOptionsFactory.fromArgs(options.split(" ", -1)).create());
  }

  private static SourceBinding<Order> batch(List<Order> orders) {
    return Rows.source(Order.class, orders);
  }

  /** Within so many minutes, of five customers, of whom some are quiet for long. */
  private static List<Order> orders(int seed, int size, int minutes) {
    Random random = new Random(seed);
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Instant at =
          START.plusSeconds((long) i * minutes * 60 / size).plusSeconds(random.nextInt(60));
      int customer = i < size / 2 ? random.nextInt(5) : random.nextInt(3);
      orders.add(new Order("c" + customer, at, random.nextInt(800) / 8.0, "s" + i));
    }
    return orders;
  }

  private static FeatureEvaluator<String, Order, Spend> fed(List<Order> orders) {
    FeatureEvaluator<String, Order, Spend> evaluator = SPEND.evaluator();
    orders.forEach(evaluator::update);
    return evaluator;
  }

  private static void assertServes(OnlineStore<String, Spend> store, List<Order> orders) {
    FeatureEvaluator<String, Order, Spend> fed = fed(orders);
    for (int customer = 0; customer < 6; customer++) {
      String key = "c" + customer;
      Instant newest =
          orders.stream()
              .filter(order -> order.customer().equals(key))
              .map(Order::at)
              .max(Instant::compareTo)
              .orElse(START);
      for (int seconds = 0; seconds < 1500; seconds += 30) {
        Instant edge = newest.plusSeconds(seconds);
        for (Instant at : List.of(edge, edge.plus(1, ChronoUnit.MICROS))) {
          assertThat(key + " at " + at, store.features().get(key, at), equalTo(fed.get(key, at)));
        }
      }
    }
  }

  private OnlineStore<String, Spend> opened() throws IOException {
    return OnlineStore.open(ONLINE, store());
  }

  @TestFactory
  Stream<DynamicTest> filesKeepThePromisesOfOnlineViews() {
    AtomicInteger places = new AtomicInteger();
    return OnlineContract.of(() -> new InFiles(folder.resolve("place" + places.incrementAndGet())))
        .tests();
  }

  /** A store in a folder. */
  private record InFiles(Path publishTo) implements OnlineContract.Place {
    private Path store() {
      return publishTo.resolve("online");
    }

    @Override
    public OnlineBinding binding() {
      return dev.millrace.connect.files.Files.store(store().toString());
    }

    @Override
    public <K, F> OnlineContract.Serving<K, F> open(OnlineView<K, F> view) throws IOException {
      OnlineStore<K, F> store = OnlineStore.open(view, store());
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

  @Test
  void statesAreCarriedOverOnlyWhereARunHasNotWrittenNewerOnes() throws IOException {
    List<Order> orders = orders(1, 400, 40);
    run(batch(orders), DIRECT);
    OnlineStore<String, Spend> serving = opened();
    run(batch(orders.subList(0, 100)), DIRECT);
    assertThat(serving.refresh(), is(true));
    assertThat(parts().toString(), containsString("earlier"));
    run(batch(orders), DIRECT);
    assertThat(parts().toString(), not(containsString("earlier")));
  }

  @Test
  void aRunThatFailsLeavesWhatIsServed() throws IOException {
    List<Order> orders = orders(1, 400, 40);
    run(batch(orders), DIRECT);
    List<Order> broken = new ArrayList<>(orders(3, 100, 10));
    broken.add(new Order("c1", START.plusSeconds(9_000), 1, "broken"));
    assertThrows(RunFailedException.class, () -> run(batch(broken), DIRECT));
    assertServes(opened(), orders);
  }

  @Test
  void statesOfAnotherVersionInTheFolderAreRefused() throws IOException {
    run(batch(orders(1, 400, 40)), DIRECT);
    FeatureView<String, Order, Spend> second = ServedSpend.spend(2, Duration.ofMinutes(6));
    run(second, batch(orders(1, 400, 40)), DIRECT);
    Path own = place(SPEND);
    Path foreign = part(place(second));
    Files.copy(foreign, own.resolve("zzz.states"));
    ProblemsException refused = assertThrows(ProblemsException.class, this::opened);
    assertThat(refused.getMessage(), containsString("MR-C142"));
  }

  @Test
  void aFileThatWasCutOrChangedIsRefused() throws IOException {
    run(batch(orders(1, 400, 40)), DIRECT);
    Path part = part(place(SPEND));
    byte[] whole = Files.readAllBytes(part);
    for (int length : new int[] {3, 40, whole.length / 2, whole.length - 1}) {
      Files.write(part, Arrays.copyOf(whole, length));
      assertThat(
          assertThrows(ProblemsException.class, this::opened).getMessage(),
          containsString("MR-C143"));
    }
    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    Files.write(part, changed);
    assertThat(
        assertThrows(ProblemsException.class, this::opened).getMessage(),
        containsString("MR-C143"));
  }

  @Test
  void itServesWithoutBeam() throws Exception {
    List<Order> orders = orders(1, 400, 40);
    run(batch(orders), DIRECT);
    Instant at = START.plusSeconds(2_500);
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, servingClassPath()),
                ServedSpend.class.getName(),
                store().toString(),
                "c1",
                at.toString())
            .redirectError(err.toFile())
            .start();
    String out = Waiting.patiently().output(process);
    assertThat(Files.readString(err), is(""));
    assertThat(out.strip(), equalTo(fed(orders).get("c1", at).toString()));
  }

  /** This module, its tests, the language, and the annotations; neither Beam nor the engine. */
  private static List<String> servingClassPath() {
    List<String> entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    entry.contains(Path.of("connectors", "files", "target").toString())
                        || entry.endsWith(Path.of("dsl", "target", "classes").toString())
                        || Path.of(entry)
                            .getFileName()
                            .toString()
                            .matches("(millrace-dsl|jspecify)-.*\\.jar"))
            .toList();
    assertThat(entries, hasSize(4));
    return entries;
  }

  @Test
  void aBindingsFileSaysTheSame() throws IOException {
    Path yaml = folder.resolve("bindings.yaml");
    Files.writeString(
        yaml,
        """
        sources: {orders: {files: {csv: in.csv}}}
        online: {served: {files: {store: out/online}}}
        quarantine: {late: {files: {jsonl: out/late}}}
        """);
    Bindings typed =
        Bindings.of()
            .read(ORDERS, dev.millrace.connect.files.Files.csv("in.csv"))
            .write(ONLINE, dev.millrace.connect.files.Files.store("out/online"))
            .quarantine(LATE, dev.millrace.connect.files.Files.rejected("out/late"));
    Ports ports = Ports.of(pipeline(SPEND).plan());
    assertThat(Bindings.load(yaml, ports, Map.of()), equalTo(typed));
    assertThat(typed.describe(), containsString("write served: files store out/online"));
  }

  @Test
  void aBindingOfAnotherVersionOrOfAPortThatIsNotThereIsAProblem() {
    Ports ports = Ports.of(pipeline(SPEND).plan());
    Bindings bindings =
        Bindings.of()
            .read(ORDERS, batch(List.of()))
            .write(
                OnlineView.of("served", ServedSpend.spend(2, Duration.ofMinutes(5))),
                dev.millrace.connect.files.Files.store("out/online"))
            .write(
                OnlineView.of("other", SPEND), dev.millrace.connect.files.Files.store("out/other"))
            .quarantine(LATE, Rows.sink(folder.resolve("late")));
    String problems = bindings.check(ports).toString();
    assertThat(
        problems,
        allOf(
            containsString("MR-B017"),
            containsString("it was bound as an online view of spend@2"),
            containsString("online view 'other': the pipeline has no such online view")));
  }

  private Path place(FeatureView<String, Order, Spend> view) throws IOException {
    return store().resolve(view.title() + "-" + view.definition().fingerprint()).toRealPath();
  }

  private static Path part(Path place) throws IOException {
    return parts(place).get(0);
  }

  private List<Path> parts() throws IOException {
    return parts(place(SPEND));
  }

  private static List<Path> parts(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(file -> file.toString().endsWith(".states")).sorted().toList();
    }
  }
}
