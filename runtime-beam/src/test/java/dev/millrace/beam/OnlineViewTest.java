package dev.millrace.beam;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Source;
import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.testkit.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written of a view to be served, on every runner, as a batch and as a stream. */
class OnlineViewTest {
  record Order(
      long number,
      @Nullable String customer,
      String shop,
      Instant at,
      Instant known,
      ChangeKind kind,
      double amount) {}

  record Spend(
      double sum,
      long orders,
      long shops,
      @Nullable Double most,
      @Nullable String lastShop,
      @Nullable Duration since,
      FeatureStatus status) {}

  record Life(double sum, long orders) {}

  static final Source<Order> ORDERS = Source.of("orders", Order.class);

  static final Lateness LATENESS =
      Lateness.of(Duration.ofSeconds(60)).lateTo(Quarantine.of("late"));

  static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .availableAt(Order::known)
          .identifiedBy(Order::number)
          .changedBy(Order::kind)
          .as(Spend.class)
          .set(Spend::sum, sum(Order::amount).over(Duration.ofSeconds(30)).orElse(0.0))
          .set(
              Spend::orders,
              count()
                  .over(Duration.ofSeconds(40))
                  .where("large", (Order order) -> order.amount() > 3))
          .set(Spend::shops, countDistinct(Order::shop).over(Duration.ofSeconds(40)))
          .set(Spend::most, max(Order::amount).over(Duration.ofSeconds(30)))
          .set(Spend::lastShop, last(Order::shop).over(Duration.ofSeconds(10)))
          .set(Spend::since, sinceLast().over(Duration.ofSeconds(20)))
          .status(Spend::status, Spend::most)
          .build();

  static final FeatureView<String, Order, Life> LIFE =
      FeatureView.named("life", 1)
          .over(Order.class)
          .keyedBy(Order::shop)
          .at(Order::at)
          .as(Life.class)
          .set(Life::sum, sum(Order::amount).overAll().orElse(0.0))
          .set(Life::orders, count().overAll())
          .build();

  static final OnlineView<String, Spend> SERVED = OnlineView.of("served-spend", SPEND);
  static final OnlineView<String, Life> SERVED_LIFE = OnlineView.of("served-life", LIFE);

  static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("online");
    Events<Order> orders = pipeline.read(ORDERS).timestamps(Order::at, LATENESS);
    orders.changes(Order::kind).feature(SPEND).to(SERVED);
    orders.feature(LIFE).to(SERVED_LIFE);
    return pipeline;
  }

  /** Of four customers within minutes: ties, duplicates, retractions, deletes, and quiet times. */
  private static List<Order> orders(Random random, int size) {
    List<Order> orders = new ArrayList<>();
    long second = 0;
    for (int i = 0; i < size; i++) {
      second += random.nextInt(40) == 0 ? random.nextInt(150) : 0;
      Instant at = Instant.ofEpochSecond(second + i / 4 + random.nextInt(30) - 90);
      ChangeKind kind =
          switch (random.nextInt(20)) {
            case 0 -> ChangeKind.DELETE;
            case 1 -> ChangeKind.RETRACT;
            default -> ChangeKind.UPSERT;
          };
      Order order =
          new Order(
              kind == ChangeKind.RETRACT ? Math.max(0, i - random.nextInt(8)) : i,
              random.nextInt(10) == 0 ? null : "c" + random.nextInt(4),
              "s" + random.nextInt(3),
              at,
              at.plusSeconds(random.nextInt(5) == 0 ? random.nextInt(60) : 0),
              kind,
              random.nextInt(50) / 8.0);
      orders.add(order);
      if (random.nextInt(15) == 0) {
        orders.add(order);
      }
    }
    return orders;
  }

  private static <F> FeatureEvaluator<String, Order, F> fed(
      FeatureView<String, Order, F> view, List<Order> orders) {
    FeatureEvaluator<String, Order, F> evaluator = view.evaluator();
    orders.forEach(evaluator::update);
    return evaluator;
  }

  /** Asks about each key at times from its newest fact on: at edges, and long after. */
  private static <F> void assertSame(
      FeatureEvaluator<String, ?, F> served,
      FeatureEvaluator<String, ?, F> fed,
      Map<String, Instant> newest) {
    newest.forEach(
        (key, from) -> {
          for (long millis = 0; millis < 130_000; millis += 2_500) {
            for (long tick = -1; tick <= 1; tick++) {
              Instant at = from.plusMillis(millis).plus(tick, ChronoUnit.MICROS);
              if (!at.isBefore(from)) {
                assertThat(key + " at " + at, served.get(key, at), equalTo(fed.get(key, at)));
              }
            }
          }
        });
  }

  private static Map<String, Instant> newest(
      List<Order> orders, java.util.function.Function<Order, @Nullable String> key) {
    Map<String, Instant> newest = new HashMap<>();
    for (Order order : orders) {
      String of = key.apply(order);
      if (of != null) {
        newest.merge(of, order.at(), (one, other) -> one.isAfter(other) ? one : other);
      }
    }
    return newest;
  }

  private static void assertServed(PipelineTest.Result result, List<Order> orders) {
    assertSame(result.online(SERVED), fed(SPEND, orders), newest(orders, Order::customer));
    assertSame(result.online(SERVED_LIFE), fed(LIFE, orders), newest(orders, Order::shop));
  }

  @ParameterizedTest
  @EnumSource
  void theStatesAnswerAsAnEvaluatorThatSawTheFacts(Runner runner) {
    List<Order> orders = orders(new Random(11), 800);
    PipelineTest.Result batch =
        PipelineTest.of(pipeline())
            .given(ORDERS, orders.toArray(Order[]::new))
            .run(runner.options());
    assertServed(batch, orders);

    PipelineTest.Result stream =
        PipelineTest.of(pipeline())
            .givenStream(
                ORDERS,
                orders.subList(0, orders.size() / 2),
                orders.subList(orders.size() / 2, orders.size()))
            .run(runner.options("--publishEveryMillis=20000"));
    assertThat(stream.rejections(Quarantine.of("late")), hasSize(0));
    assertServed(stream, orders);
    assertThat(stream.manifest().units().count() > 5, is(true));
  }

  @Test
  void aKeyIsWrittenOnceForEachUnitInWhichItHasFacts() {
    List<Order> orders = new ArrayList<>();
    for (int second : new int[] {1, 2, 3, 25, 26, 500}) {
      orders.add(order(orders.size(), "ann", Instant.ofEpochSecond(second), 1));
    }
    PipelineTest.Result stream =
        PipelineTest.of(pipeline())
            .givenStream(ORDERS, orders)
            .run(Runner.DIRECT.options("--publishEveryMillis=20000"));
    assertThat(written(stream, "served-spend"), is(3L));
    PipelineTest.Result batch =
        PipelineTest.of(pipeline()).given(ORDERS, orders.toArray(Order[]::new)).run();
    assertThat(written(batch, "served-spend"), is(1L));
    assertThat(batch.online(SERVED).facts(), is(1L));
    assertThat(batch.online(SERVED_LIFE).facts(), is(6L));
  }

  private static long written(PipelineTest.Result result, String port) {
    return result.manifest().outputs().stream()
        .filter(output -> output.port().equals(port))
        .mapToLong(output -> output.records())
        .sum();
  }

  private static Order order(long number, String customer, Instant at, double amount) {
    return new Order(number, customer, "s", at, at, ChangeKind.UPSERT, amount);
  }

  @Test
  void aTestSaysWhatIsServed() {
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    PipelineTest.Result result =
        PipelineTest.of(pipeline()).given(ORDERS, order(1, "ann", noon, 7)).run();
    result.expectServed(SERVED_LIFE, "s", noon, equalTo(new Life(7.0, 1)));
    result.expectServed(SERVED_LIFE, "elsewhere", noon, equalTo(new Life(0.0, 0)));
    AssertionError wrong =
        assertThrows(
            AssertionError.class,
            () -> result.expectServed(SERVED_LIFE, "s", noon, equalTo(new Life(8.0, 1))));
    assertThat(wrong.getMessage(), containsString("online view 'served-life' for s"));
  }

  @Test
  void aStateAnswersNoQuestionBeforeItsNewestFact() {
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    PipelineTest.Result result =
        PipelineTest.of(pipeline())
            .given(ORDERS, order(1, "ann", noon, 7), order(2, "ann", noon.plusSeconds(60), 8))
            .run();
    IllegalArgumentException early =
        assertThrows(IllegalArgumentException.class, () -> result.online(SERVED).get("ann", noon));
    assertThat(early.getMessage(), containsString("answers questions from"));
    assertThat(result.online(SERVED).get("bob", noon).orders(), is(0L));
  }

  @Test
  void withoutFactsNothingIsServed() {
    PipelineTest.Result result = PipelineTest.of(pipeline()).given(ORDERS).run();
    assertThat(result.online(SERVED).facts(), is(0L));
  }
}
