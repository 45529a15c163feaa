package dev.millrace.beam;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.firstK;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.mean;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.testkit.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point-in-time joins on every runner, as a batch and as a stream. */
class AsOfTest {
  record Order(@Nullable String customer, String shop, Instant at, double amount) {}

  record Ask(long id, @Nullable String customer, String shop, Instant at) {}

  record Spend(
      double sum, long orders, long shops, @Nullable Double most, @Nullable String lastShop) {}

  record Trade(double mean, List<Double> firsts, FeatureStatus status) {}

  record Row(
      long id,
      @Nullable String customer,
      Instant at,
      double sum,
      long orders,
      long shops,
      @Nullable Double most,
      @Nullable String lastShop,
      double mean,
      List<Double> firsts,
      FeatureStatus status) {}

  record Numbered(@Nullable String customer, Instant at, double amount, long orders) {}

  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Source<Ask> ASKS = Source.of("asks", Ask.class);
  static final Sink<Row> ROWS = Sink.of("rows", Row.class);
  static final Sink<Numbered> NUMBERED = Sink.of("numbered", Numbered.class);

  static final Lateness LATENESS =
      Lateness.of(Duration.ofSeconds(60)).lateTo(Quarantine.of("late"));

  static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .as(Spend.class)
          .set(Spend::sum, sum(Order::amount).over(Duration.ofSeconds(30)).orElse(0.0))
          .set(Spend::orders, count().over(Duration.ofSeconds(90)))
          .set(Spend::shops, countDistinct(Order::shop).over(Duration.ofSeconds(90)))
          .set(Spend::most, max(Order::amount).over(Duration.ofSeconds(30)))
          .set(Spend::lastShop, last(Order::shop).over(Duration.ofSeconds(10)))
          .build();

  static final FeatureView<String, Order, Trade> TRADE =
      FeatureView.named("trade", 1)
          .over(Order.class)
          .keyedBy(Order::shop)
          .at(Order::at)
          .as(Trade.class)
          .set(
              Trade::mean,
              mean(Order::amount)
                  .over(Duration.ofSeconds(5))
                  .where("large", (Order order) -> order.amount() > 3)
                  .orElse(-1.0))
          .set(
              Trade::firsts,
              firstK(Order::amount, 3).over(Duration.ofSeconds(20)).orElse(List.of()))
          .status(Trade::status, Trade::mean)
          .build();

  static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("as-of");
    Events<Order> orders = pipeline.read(ORDERS).timestamps(Order::at, LATENESS);
    Features<String, Spend> spend = orders.feature(SPEND);
    Features<String, Trade> trade = orders.feature(TRADE);
    pipeline
        .read(ASKS)
        .timestamps(Ask::at, LATENESS)
        .asOf(Ask::customer, spend)
        .asOf(Ask::shop, trade)
        .as(Row.class)
        .build()
        .to(ROWS);
    Features<String, Spend> earlier = orders.feature(SPEND);
    orders
        .asOf(Order::customer, earlier)
        .beforeSelf()
        .as(Numbered.class)
        .build()
        .named("numbered")
        .to(NUMBERED);
    return pipeline;
  }

  /** Facts and questions of three customers and three shops within minutes, with many ties. */
  private static List<Order> orders(Random random, int size) {
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String customer = random.nextInt(10) == 0 ? null : "c" + random.nextInt(3);
      Instant at = Instant.ofEpochSecond(i / 2 + random.nextInt(30) - 60);
      orders.add(new Order(customer, "s" + random.nextInt(3), at, random.nextInt(50) / 8.0));
    }
    return orders;
  }

  private static List<Ask> asks(Random random, int size) {
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String customer = random.nextInt(10) == 0 ? null : "c" + random.nextInt(4);
      Instant at = Instant.ofEpochSecond(i + random.nextInt(30) - 60);
      asks.add(new Ask(i, customer, "s" + random.nextInt(4), at));
    }
    return asks;
  }

  private static List<Row> served(List<Order> orders, List<Ask> asks) {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    FeatureEvaluator<String, Order, Trade> trade = TRADE.evaluator();
    for (Order order : orders) {
      spend.update(order);
      trade.update(order);
    }
    List<Row> rows = new ArrayList<>();
    for (Ask ask : asks) {
      Spend s = spend.get(ask.customer(), ask.at());
      Trade t = trade.get(ask.shop(), ask.at());
      rows.add(
          new Row(
              ask.id(),
              ask.customer(),
              ask.at(),
              s.sum(),
              s.orders(),
              s.shops(),
              s.most(),
              s.lastShop(),
              t.mean(),
              t.firsts(),
              t.status()));
    }
    return rows;
  }

  private static List<Row> rows(PipelineTest.Result result) {
    return result.rows(ROWS).stream().sorted(Comparator.comparing(Row::id)).toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyRowHasWhatServingWouldHaveAnswered(Runner runner) {
    Random random = new Random(5);
    List<Order> orders = orders(random, 600);
    List<Ask> asks = asks(random, 300);
    List<Row> served = served(orders, asks);

    PipelineTest.Result batch =
        PipelineTest.of(pipeline())
            .given(ORDERS, orders.toArray(Order[]::new))
            .given(ASKS, asks.toArray(Ask[]::new))
            .run(runner.options());
    PipelineTest.Result stream =
        PipelineTest.of(pipeline())
            .givenStream(ORDERS, orders.subList(0, 300), orders.subList(300, 600))
            .givenStream(ASKS, asks)
            .run(runner.options("--publishEveryMillis=60000"));

    assertThat(rows(batch), equalTo(served));
    assertThat(rows(stream), equalTo(served));
    assertThat(numbered(stream), equalTo(numbered(batch)));
  }

  private static List<String> numbered(PipelineTest.Result result) {
    return result.rows(NUMBERED).stream().map(String::valueOf).sorted().toList();
  }

  @Test
  void aRowThatIsAFactCanSeeWhatCameBeforeItself() {
    Instant at = Instant.EPOCH;
    PipelineTest.of(pipeline())
        .given(ORDERS, order(at, 1), order(at.plusSeconds(1), 2), order(at.plusSeconds(100), 4))
        .given(ASKS)
        .run()
        .expect(
            NUMBERED,
            contains(
                new Numbered("ann", at, 1, 0),
                new Numbered("ann", at.plusSeconds(1), 2, 1),
                new Numbered("ann", at.plusSeconds(100), 4, 0)));
  }

  private static Order order(Instant at, double amount) {
    return new Order("ann", "s", at, amount);
  }

  @Test
  void rowsComeOutWhereThereAreNoFactsAtAll() {
    Ask nobody = new Ask(7, null, "s", Instant.EPOCH);
    PipelineTest.Result result =
        PipelineTest.of(pipeline()).given(ORDERS).given(ASKS, nobody, nobody).run();
    Row row =
        new Row(
            7,
            null,
            Instant.EPOCH,
            0.0,
            0,
            0,
            null,
            null,
            -1.0,
            List.of(),
            FeatureStatus.NOT_FOUND);
    assertThat(result.rows(ROWS), is(List.of(row, row)));
  }

  /** Most segments begin with a question, while facts before it are still seen. */
  @ParameterizedTest
  @EnumSource
  void aKeyThatIsCutAtQuestionsIsAnsweredAsAnyOther(Runner runner) {
    Random random = new Random(11);
    List<Order> orders = orders(random, 200);
    List<Ask> asks = asks(random, 400);
    PipelineTest.Result batch =
        PipelineTest.of(pipeline())
            .given(ORDERS, orders.toArray(Order[]::new))
            .given(ASKS, asks.toArray(Ask[]::new))
            .run(runner.options("--keyEntries=8"));

    assertThat(rows(batch), equalTo(served(orders, asks)));
  }

  /** More facts and questions than a worker answers alone, so that they are cut into segments. */
  @ParameterizedTest
  @EnumSource
  void aHotKeyIsAnsweredAsAnyOther(Runner runner) {
    Random random = new Random(9);
    List<Order> orders = new ArrayList<>();
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < 150_000; i++) {
      String customer = i % 10 == 0 ? "c" + random.nextInt(50) : "hot";
      // A pause in which what came before it leaves every window.
      Instant at = Instant.ofEpochMilli(i * 10L + (i > 100_000 ? 200_000 : 0));
      orders.add(new Order(customer, "s" + random.nextInt(3), at, random.nextInt(50) / 8.0));
      if (i % 10 == 1) {
        asks.add(new Ask(i, customer, "s" + random.nextInt(4), at.plusMillis(random.nextInt(99))));
      }
    }
    PipelineTest.Result batch =
        PipelineTest.of(pipeline())
            .given(ORDERS, orders.toArray(Order[]::new))
            .given(ASKS, asks.toArray(Ask[]::new))
            .run(runner.options());

    assertThat(rows(batch), equalTo(served(orders, asks)));
  }

  record Parcel(String customer, Instant at, Instant known) {}

  record Parcels(long parcels) {}

  record Counted(long id, long parcels) {}

  /** It waits for what is known of a fact, and that is long complete for the fact's window. */
  @ParameterizedTest
  @EnumSource
  @Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aStreamGoesOnWhereAFactIsKnownLongAfterItsWindow(Runner runner) {
    Source<Parcel> parcels = Source.of("parcels", Parcel.class);
    Sink<Counted> counted = Sink.of("counted", Counted.class);
    FeatureView<String, Parcel, Parcels> view =
        FeatureView.named("parcels", 1)
            .over(Parcel.class)
            .keyedBy(Parcel::customer)
            .at(Parcel::at)
            .availableAt(Parcel::known)
            .as(Parcels.class)
            .set(Parcels::parcels, count().over(Duration.ofSeconds(5)))
            .build();
    Pipeline pipeline = Pipeline.named("parcels");
    pipeline
        .read(ASKS)
        .timestamps(Ask::at, LATENESS)
        .asOf(Ask::customer, pipeline.read(parcels).timestamps(Parcel::at, LATENESS).feature(view))
        .as(Counted.class)
        .build()
        .to(counted);
    List<Parcel> facts = new ArrayList<>();
    List<Ask> asks = new ArrayList<>();
    for (int second = 0; second < 600; second++) {
      Instant at = Instant.ofEpochSecond(second);
      facts.add(new Parcel("ann", at, second == 10 ? at.plusSeconds(10_000) : at));
      asks.add(new Ask(second, "ann", "s", at));
    }
    PipelineTest.Result stream =
        PipelineTest.of(pipeline)
            .givenStream(parcels, facts)
            .givenStream(ASKS, asks)
            .run(runner.options("--blockRows=16", "--shipRows=16"));
    assertThat(
        stream.rows(counted).stream().sorted(Comparator.comparing(Counted::id)).toList(),
        equalTo(
            asks.stream()
                .map(ask -> new Counted(ask.id(), Math.min(5, ask.id() + 1) - missing(ask.id())))
                .toList()));
  }

  /** The parcel of second 10 is not known in the seconds in which it would count. */
  private static long missing(long second) {
    return second >= 10 && second < 15 ? 1 : 0;
  }
}
