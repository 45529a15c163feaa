package dev.millrace.testkit;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Source;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * What every place promises that online views are bound to: whoever serves from it answers as an
 * evaluator that saw the facts, newer wins whatever order runs come in, and versions of a view
 * never meet (SEMANTICS S8, S14, S16). Whole runs on the direct runner, batches and streams.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> everyPlaceKeepsItsPromises() {
 *   return OnlineContract.of(() -> new InFiles(newFolder())).tests();
 * }
 * }</pre>
 *
 * <p>Needs JUnit 5 and Hamcrest.
 */
public final class OnlineContract {
  /** A place that has no states yet, and its folder for whatever a run publishes. */
  public interface Place {
    /** What runs write to. */
    OnlineBinding binding();

    /** What runs publish to: a new folder. */
    Path publishTo();

    /** Opens the place as a process does that serves. */
    <K, F> Serving<K, F> open(OnlineView<K, F> view) throws IOException;
  }

  /** A process that serves. */
  public interface Serving<K, F> {
    FeatureEvaluator<K, ?, F> features();

    int keys();

    /** Takes what was written since; whether there was anything. */
    boolean refresh() throws IOException;
  }

  /** What a customer orders in a shop. */
  public record Order(String customer, String shop, Instant at, double amount, String item) {}

  /** What is known of a customer's orders. */
  public record Spend(double sum, long large, @Nullable Double most, @Nullable String lastItem) {}

  /** A key of two columns. */
  public record CustomerAndShop(String customer, String shop) {}

  private static final Source<Order> ORDERS = Source.of("orders", Order.class);
  private static final Quarantine LATE = Quarantine.of("late");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String STREAM = "--publishEveryMillis=300000";
  private static final FeatureView<String, Order, Spend> SPEND = spend(1, Duration.ofMinutes(5));
  private static final OnlineView<String, Spend> ONLINE = OnlineView.of("served", SPEND);

  private final Supplier<Place> places;

  private OnlineContract(Supplier<Place> places) {
    this.places = places;
  }

  /**
   * @param places gives another place at each call
   */
  public static OnlineContract of(Supplier<Place> places) {
    return new OnlineContract(places);
  }

  /** One test for each promise. */
  public Stream<DynamicTest> tests() {
    return Stream.of(
        test(
            "the place answers as an evaluator that saw the facts",
            OnlineContract::answersAsAnEvaluator),
        test("an older run overwrites nothing newer", OnlineContract::keepsWhatIsNewer),
        test("a newer run takes over key by key", OnlineContract::takesOverKeyByKey),
        test("the same run again changes nothing", OnlineContract::isIdempotent),
        test("a key of several columns is served by its record", OnlineContract::servesRecordKeys),
        test(
            "another definition under the same name finds nothing, and is told why",
            OnlineContract::refusesAnotherDefinition),
        test("another version is served beside the first", OnlineContract::keepsVersionsApart));
  }

  private DynamicTest test(String name, ThrowingConsumer<Place> promise) {
    return DynamicTest.dynamicTest(name, () -> promise.accept(places.get()));
  }

  private static void answersAsAnEvaluator(Place place) throws IOException {
    List<Order> orders = orders(1, 400, 40);
    run(place, batch(orders));
    assertServes(place.open(ONLINE), orders);
    assertThat(place.open(ONLINE).keys(), is(5));

    List<Order> more = orders(2, 700, 70);
    run(place, stream(more), STREAM);
    assertServes(place.open(ONLINE), more);
  }

  private static void keepsWhatIsNewer(Place place) throws IOException {
    List<Order> orders = orders(1, 400, 40);
    run(place, batch(orders));
    Serving<String, Spend> serving = place.open(ONLINE);

    List<Order> first = orders.stream().filter(order -> !order.customer().equals("c4")).toList();
    run(place, batch(first.subList(0, 100)));
    assertServes(place.open(ONLINE), orders);
    boolean unused = serving.refresh();
    assertServes(serving, orders);

    run(place, batch(List.of()));
    assertServes(place.open(ONLINE), orders);

    run(place, stream(orders.subList(0, 150)), STREAM);
    assertServes(place.open(ONLINE), orders);
    unused = serving.refresh();
    assertServes(serving, orders);
    assertThat(serving.refresh(), is(false));
  }

  private static void takesOverKeyByKey(Place place) throws IOException {
    List<Order> orders = orders(1, 400, 40);
    run(place, stream(orders.subList(0, 200)), STREAM);
    Serving<String, Spend> serving = place.open(ONLINE);
    assertServes(serving, orders.subList(0, 200));

    run(place, batch(orders));
    assertThat(serving.refresh(), is(true));
    assertServes(serving, orders);
    assertServes(place.open(ONLINE), orders);
  }

  private static void isIdempotent(Place place) throws IOException {
    List<Order> orders = orders(1, 400, 40);
    run(place, batch(orders));
    List<String> once = states(place);
    run(place, batch(orders));
    assertThat(states(place), equalTo(once));
  }

  private static void servesRecordKeys(Place place) throws IOException {
    FeatureView<CustomerAndShop, Order, Spend> view =
        FeatureView.named("spend_in_shop", 1)
            .over(Order.class)
            .keyedBy(CustomerAndShop.class)
            .at(Order::at)
            .as(Spend.class)
            .set(Spend::sum, sum(Order::amount).over(Duration.ofHours(5)).orElse(0.0))
            .set(Spend::large, count().over(Duration.ofHours(5)))
            .set(Spend::most, max(Order::amount).over(Duration.ofHours(5)))
            .set(Spend::lastItem, last(Order::item).over(Duration.ofHours(5)))
            .build();
    OnlineView<CustomerAndShop, Spend> online = OnlineView.of("served", view);
    Pipeline pipeline = Pipeline.named("serve");
    pipeline
        .read(ORDERS)
        .timestamps(Order::at, Lateness.of(Duration.ofMinutes(10)).lateTo(LATE))
        .feature(view)
        .to(online);
    List<Order> orders = orders(1, 200, 20);
    run(place, pipeline, online, batch(orders));
    FeatureEvaluator<CustomerAndShop, Order, Spend> fed = view.evaluator();
    orders.forEach(fed::update);
    Serving<CustomerAndShop, Spend> serving = place.open(online);
    Instant later = START.plus(1, ChronoUnit.HOURS);
    for (Order order : orders) {
      CustomerAndShop key = new CustomerAndShop(order.customer(), order.shop());
      assertThat(serving.features().get(key, later), equalTo(fed.get(key, later)));
    }
  }

  private static void refusesAnotherDefinition(Place place) throws IOException {
    run(place, batch(orders(1, 20, 2)));
    FeatureView<String, Order, Spend> changed = spend(1, Duration.ofMinutes(6));
    String refused = "";
    try {
      Serving<String, Spend> unused = place.open(OnlineView.of("served", changed));
    } catch (ProblemsException e) {
      refused = String.valueOf(e.getMessage());
    }
    assertThat(
        refused,
        allOf(
            containsString("MR-C141"),
            containsString(changed.definition().fingerprint()),
            containsString("only those of spend@1-" + SPEND.definition().fingerprint())));
  }

  private static void keepsVersionsApart(Place place) throws IOException {
    List<Order> orders = orders(1, 400, 40);
    run(place, batch(orders));
    FeatureView<String, Order, Spend> second = spend(2, Duration.ofMinutes(6));
    OnlineView<String, Spend> online = OnlineView.of("served", second);
    run(place, pipeline(second, online), online, batch(orders));
    assertServes(place.open(ONLINE), orders);
    assertThat(place.open(online).keys(), is(5));
  }

  private static FeatureView<String, Order, Spend> spend(int version, Duration window) {
    return FeatureView.named("spend", version)
        .over(Order.class)
        .keyedBy(Order::customer)
        .at(Order::at)
        .as(Spend.class)
        .set(Spend::sum, sum(Order::amount).over(window).orElse(0.0))
        .set(
            Spend::large, count().over(window).where("large", (Order order) -> order.amount() > 50))
        .set(Spend::most, max(Order::amount).over(Duration.ofMinutes(10)))
        .set(Spend::lastItem, last(Order::item).over(Duration.ofMinutes(2)))
        .build();
  }

  private static Pipeline pipeline(
      FeatureView<String, Order, Spend> view, OnlineView<String, Spend> online) {
    Pipeline pipeline = Pipeline.named("serve");
    pipeline
        .read(ORDERS)
        .timestamps(Order::at, Lateness.of(Duration.ofMinutes(10)).lateTo(LATE))
        .feature(view)
        .to(online);
    return pipeline;
  }

  private static void run(Place place, SourceBinding<Order> orders, String... options) {
    run(place, pipeline(SPEND, ONLINE), ONLINE, orders, options);
  }

  private static void run(
      Place place,
      Pipeline pipeline,
      OnlineView<?, ?> online,
      SourceBinding<Order> orders,
      String... options) {
    Path folder = place.publishTo();
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(List.of("--runner=DirectRunner", "--shuffleGroups=3"));
    Object unused =
        Execution.run(
            pipeline.plan(),
            Bindings.of()
                .read(ORDERS, orders)
                .write(online, place.binding())
                .quarantine(LATE, Rows.sink(folder.resolve("late")))
                .publishTo(folder),
            PipelineOptionsFactory.fromArgs(args.toArray(String[]::new)).create(),
            Execution.newRunId());
  }

  private static SourceBinding<Order> batch(List<Order> orders) {
    return Rows.source(Order.class, orders);
  }

  private static SourceBinding<Order> stream(List<Order> orders) {
    return Rows.stream(Order.class, List.of(orders));
  }

  /** Within so many minutes, of five customers, of whom some are quiet for long. */
  private static List<Order> orders(int seed, int size, int minutes) {
    Random random = new Random(seed);
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Instant at =
          START.plusSeconds((long) i * minutes * 60 / size).plusSeconds(random.nextInt(60));
      int customer = i < size / 2 ? random.nextInt(5) : random.nextInt(3);
      orders.add(
          new Order(
              "c" + customer, "s" + random.nextInt(2), at, random.nextInt(800) / 8.0, "i" + i));
    }
    return orders;
  }

  private static void assertServes(Serving<String, Spend> serving, List<Order> orders) {
    FeatureEvaluator<String, Order, Spend> fed = SPEND.evaluator();
    orders.forEach(fed::update);
    Function<String, Instant> newest =
        key ->
            orders.stream()
                .filter(order -> order.customer().equals(key))
                .map(Order::at)
                .max(Instant::compareTo)
                .orElse(START);
    for (int customer = 0; customer < 6; customer++) {
      String key = "c" + customer;
      for (int seconds = 0; seconds < 1500; seconds += 30) {
        Instant edge = newest.apply(key).plusSeconds(seconds);
        for (Instant at : List.of(edge, edge.plus(1, ChronoUnit.MICROS))) {
          assertThat(key + " at " + at, serving.features().get(key, at), equalTo(fed.get(key, at)));
        }
      }
    }
  }

  private static List<String> states(Place place) throws IOException {
    Serving<String, Spend> serving = place.open(ONLINE);
    List<String> texts = new ArrayList<>();
    for (int customer = 0; customer < 5; customer++) {
      texts.add(HexFormat.of().formatHex(serving.features().state("c" + customer).orElseThrow()));
    }
    return texts;
  }
}
