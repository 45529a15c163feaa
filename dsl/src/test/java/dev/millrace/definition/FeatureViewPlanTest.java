package dev.millrace.definition;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.ratio;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofDays;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasToString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.stringContainsInOrder;

import dev.millrace.AsOf;
import dev.millrace.Events;
import dev.millrace.Feature;
import dev.millrace.FeatureView;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.record.Fn;
import dev.millrace.record.Fn2;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the plan of an as-of join says of itself, and that right ones are accepted. */
class FeatureViewPlanTest {
  record Order(
      String id, String buyer, String seller, Instant at, Instant loadedAt, double amount) {}

  record Change(String id, String buyer, Instant at, long version, ChangeKind kind) {}

  record Ask(String buyer, String seller, Instant at, boolean again) {}

  record Spend(
      double spend, long orders, double mean, @Nullable Long days, FeatureStatus daysAre) {}

  record Larger(double part, @Nullable Double largest) {}

  record Row(
      String buyer,
      boolean again,
      double spend,
      long orders,
      double mean,
      @Nullable Long days,
      FeatureStatus daysAre) {}

  record Deal(String buyer, String seller, double ofBuyer, double ofSeller) {}

  record Changed(long changes) {}

  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Source<Ask> ASKS = Source.of("asks", Ask.class);
  static final Sink<Row> ROWS = Sink.of("rows", Row.class);
  static final Sink<Deal> DEALS = Sink.of("deals", Deal.class);

  static final Fn<Order, Boolean> LARGE = order -> order.amount() > 100;

  private static FeatureView.Timed<String, Order> named(int version) {
    return FeatureView.named("spend", version)
        .over(Order.class)
        .keyedBy(Order::buyer)
        .at(Order::at);
  }

  private static FeatureView<String, Order, Spend> spend(FeatureView.Timed<String, Order> draft) {
    return spend(
        draft,
        sum(Order::amount).over(ofDays(30)).where("large", LARGE).orElse(0.0),
        sinceLast().over(ofDays(365)).then("days", Duration::toDays),
        (sum, n) -> n == 0 ? 0.0 : sum / n);
  }

  private static FeatureView<String, Order, Spend> spend(
      FeatureView.Timed<String, Order> draft,
      Feature<Order, Double> sum,
      Feature<Object, Long> days,
      Fn2<Double, Long, Double> mean) {
    return draft
        .as(Spend.class)
        .set(Spend::spend, sum)
        .set(Spend::orders, count().over(ofDays(30)))
        .set(Spend::days, days)
        .derive("mean", Spend::mean, Spend::spend, Spend::orders, mean)
        .status(Spend::daysAre, Spend::days)
        .build();
  }

  private static Plan plan(
      FeatureView<String, Order, Spend> view, UnaryOperator<AsOf<Ask>> chosen) {
    Pipeline pipeline = Pipeline.named("shop");
    chosen
        .apply(asks(pipeline).asOf(Ask::buyer, orders(pipeline).feature(view)))
        .as(Row.class)
        .build()
        .to(ROWS);
    return pipeline.plan();
  }

  private static Events<Order> orders(Pipeline pipeline) {
    return pipeline.read(ORDERS).timestamps(Order::at, Lateness.none());
  }

  private static Events<Ask> asks(Pipeline pipeline) {
    return pipeline.read(ASKS).timestamps(Ask::at, Lateness.none());
  }

  @Test
  void aPlanSaysWhatIsAskedHowAndWhatItCosts() {
    assertThat(
        plan(spend(named(1)), AsOf::before).describe(),
        is(
            """
            pipeline shop

            read:asks
                read Ask(buyer: String, seller: String, at: Instant, again: boolean)

            timestamps:asks <- read:asks
                timestamps at, lateness PT0S

            read:orders
                read Order(id: String, buyer: String, seller: String, at: Instant, loadedAt: Instant, amount: double)

            timestamps:orders <- read:orders
                timestamps at, lateness PT0S

            asOf:asks <- timestamps:asks, timestamps:orders
                as of the time of Ask(buyer: String, seller: String, at: Instant, again: boolean) by buyer
                spend@1 before, as served
                view spend@1 over Order(id: String, buyer: String, seller: String, at: Instant, loadedAt: Instant, amount: double)
                keyed by buyer
                at at
                to Spend(spend: double, orders: long, mean: double, days: Long?, daysAre: FeatureStatus)
                spend = sum(amount) over PT720H where "large" or else 0.0
                orders = count() over PT720H
                days = sinceLast() over PT8760H then "days"
                mean = "mean" of spend and orders
                daysAre = status of days
                to Row(buyer: String, again: boolean, spend: double, orders: long, mean: double, days: Long?, daysAre: FeatureStatus)
                buyer = Ask.buyer
                again = Ask.again
                spend = spend@1.spend
                orders = spend@1.orders
                mean = spend@1.mean
                days = spend@1.days
                daysAre = spend@1.daysAre

            write:rows <- asOf:asks
                write Row(buyer: String, again: boolean, spend: double, orders: long, mean: double, days: Long?, daysAre: FeatureStatus)

            lineage of rows
                buyer <- asks.buyer
                again <- asks.again
                spend <- orders.amount
                orders <- rows counted
                mean <- orders.amount
                days <- rows counted
                daysAre <- rows counted

            facts kept
                spend@1 in asOf:asks: for PT8760H, about 60 bytes a fact

            notices
                spend@1: no availability is declared (availableAt, availableAfter), so every fact is taken to be known when it happens
            """));
  }

  @Test
  void aDeclaredAvailabilityAndCorrectedHistoryNeedNoNotice() {
    assertThat(plan(spend(named(1)), asOf -> asOf).notices().size(), is(1));
    assertThat(plan(spend(named(1)), AsOf::corrected).notices(), empty());
    assertThat(plan(spend(named(1).availableAt(Order::loadedAt)), asOf -> asOf).notices(), empty());
    assertThat(plan(spend(named(1).availableAfter(ofDays(1))), asOf -> asOf).notices(), empty());
  }

  @Test
  void aViewHasOneNoticeHoweverOftenItIsAsked() {
    assertThat(deals().notices().size(), is(1));
  }

  @Test
  void retractionsOfFactsThatNothingIdentifiesHaveANotice() {
    Pipeline pipeline = Pipeline.named("shop");
    FeatureView<String, Change, Changed> view =
        FeatureView.named("changes", 1)
            .over(Change.class)
            .keyedBy(Change::buyer)
            .at(Change::at)
            .sequencedBy(Change::version)
            .changedBy(Change::kind)
            .as(Changed.class)
            .set(Changed::changes, countDistinct(Change::id).overLast(3))
            .build();
    record ChangeRow(String buyer, long changes) {}
    asks(pipeline)
        .asOf(
            Ask::buyer,
            pipeline
                .read(Source.of("changes", Change.class))
                .timestamps(Change::at, Lateness.none())
                .changes(Change::kind)
                .feature(view))
        .as(ChangeRow.class)
        .build()
        .to(Sink.of("changed", ChangeRow.class));
    Plan plan = pipeline.plan();
    assertThat(
        plan.notices().get(0),
        stringContainsInOrder(
            "changes@1: no availability", "; nothing identifies a fact (identifiedBy)"));
    assertThat(
        plan.describe(),
        stringContainsInOrder(
            "in the order of version\n    changes by kind\n",
            "changes@1 in asOf:asks: for ever, about 117 bytes a fact and the length of id\n"));
  }

  @Test
  void theBytesOfAFactAreAboutThoseThatAnEvaluatorHolds() {
    FeatureView<String, Order, Spend> view = spend(named(1).availableAt(Order::loadedAt));
    FeatureEvaluator<String, Order, Spend> evaluator = view.evaluator();
    int facts = 1 << 17;
    for (int i = 0; i < facts; i++) {
      Instant at = Instant.EPOCH.plusSeconds(i);
      evaluator.update(new Order("o", "b" + i % 64, "s", at, at, 1));
    }
    double each = (double) evaluator.bytes() / facts;
    int told = view.definition().bytesOfFact();
    assertThat(told, is(68));
    assertThat(each, greaterThan(0.9 * told));
    assertThat(each, lessThan(2.2 * told));
  }

  @Test
  void twoViewsByOneKeyAreOneStepAndByTwoKeysTwo() {
    assertThat(deals().only(Step.AsOf.class).size(), is(2));
    Pipeline pipeline = Pipeline.named("shop");
    Events<Order> orders = orders(pipeline);
    record Both(String buyer, double spend, double part, @Nullable Double greatest) {}
    Features<String, Larger> larger = orders.feature(larger());
    asks(pipeline)
        .asOf(Ask::buyer, orders.feature(spend(named(1))))
        .asOf(Ask::buyer, larger)
        .as(Both.class)
        .set(Both::greatest, larger, Larger::largest)
        .build()
        .to(Sink.of("both", Both.class));
    Plan plan = pipeline.plan();
    assertThat(plan.only(Step.AsOf.class).stream().map(Step::name).toList(), contains("asOf:asks"));
    assertThat(plan.lineage().origins("both", "part"), is(Set.of()));
    assertThat(plan.lineage().origins("both", "greatest"), is(Set.of("orders.amount")));
  }

  private static FeatureView<String, Order, Larger> larger() {
    return FeatureView.named("larger", 1)
        .over(Order.class)
        .keyedBy(Order::buyer)
        .at(Order::at)
        .as(Larger.class)
        .set(Larger::part, ratio("large", LARGE).over(ofDays(7)).orElse(0.0))
        .set(Larger::largest, max(Order::amount).over(ofDays(7)))
        .build();
  }

  @Test
  void oneViewIsAskedForBuyersAndForSellers() {
    Plan plan = deals();
    assertThat(
        plan.only(Step.AsOf.class).stream().map(Step::name).toList(),
        contains("asOf:asks/1", "asOf:asks"));
    assertThat(plan.lineage().origins("deals", "ofBuyer"), is(Set.of("orders.amount")));
    assertThat(plan.lineage().origins("deals", "ofSeller"), is(Set.of("orders.amount")));
    assertThat(plan.lineage().origins("deals", "seller"), is(Set.of("asks.seller")));
  }

  private static Plan deals() {
    Pipeline pipeline = Pipeline.named("shop");
    deals(asks(pipeline), orders(pipeline)).to(DEALS);
    return pipeline.plan();
  }

  private static Events<Deal> deals(Events<Ask> asks, Events<Order> orders) {
    FeatureView<String, Order, Spend> view = spend(named(1));
    Features<String, Spend> ofBuyer = orders.feature(view);
    Features<String, Spend> ofSeller = orders.feature(view);
    return asks.asOf(Ask::buyer, ofBuyer)
        .asOf(Ask::seller, ofSeller)
        .as(Deal.class)
        .set(Deal::ofBuyer, ofBuyer, Spend::spend)
        .set(Deal::ofSeller, ofSeller, Spend::spend)
        .build();
  }

  @Test
  void joinsByTwoKeysAreNamedAsAWhole() {
    Pipeline pipeline = Pipeline.named("shop");
    Events<Ask> asks = asks(pipeline);
    Events<Order> orders = orders(pipeline);
    deals(asks, orders).named("first").to(DEALS);
    deals(asks, orders).named("second").to(Sink.of("more-deals", Deal.class));
    assertThat(
        pipeline.plan().only(Step.AsOf.class).stream().map(Step::name).toList(),
        contains("asOf:first/1", "asOf:first", "asOf:second/1", "asOf:second"));
  }

  @Test
  void aKeyOfSeveralColumnsIsARecord() {
    record Pair(String buyer, String seller) {}
    FeatureView<Pair, Order, Changed> view =
        FeatureView.named("pairs", 1)
            .over(Order.class)
            .keyedBy(Pair.class)
            .at(Order::at)
            .as(Changed.class)
            .set(Changed::changes, count().overAll())
            .build();
    record PairRow(String buyer, String seller, long changes) {}
    Pipeline pipeline = Pipeline.named("shop");
    asks(pipeline)
        .asOf(Pair.class, orders(pipeline).feature(view))
        .as(PairRow.class)
        .build()
        .to(Sink.of("pairs", PairRow.class));
    Step.AsOf step = pipeline.plan().only(Step.AsOf.class).get(0);
    assertThat(
        step.keyOf(0).stream().map(each -> each.name()).toList(), contains("buyer", "seller"));
    assertThat(
        step.keyOf(1).stream().map(each -> each.name()).toList(), contains("buyer", "seller"));
  }

  @Test
  void rowsThatAreFactsMaySeeThoseBeforeThem() {
    record OrderRow(String id, double spend) {}
    Pipeline pipeline = Pipeline.named("shop");
    Events<Order> first = orders(pipeline);
    Events<Order> second =
        pipeline.read(Source.of("more", Order.class)).timestamps(Order::at, Lateness.none());
    Features<String, Spend> ofAll = first.union(second).feature(spend(named(1)));
    List<Events<Order>> some =
        List.of(first, second.filter("large", LARGE), first.union(second).named("all"));
    for (int i = 0; i < some.size(); i++) {
      String name = "rows-" + i;
      some.get(i)
          .asOf(Order::buyer, ofAll)
          .beforeSelf()
          .as(OrderRow.class)
          .build()
          .named(name)
          .to(Sink.of(name, OrderRow.class));
    }
    assertThat(pipeline.plan().only(Step.AsOf.class).size(), is(3));
  }

  @Test
  void columnsThatAreNotSetAreBoundByName() {
    Plan plan = plan(spend(named(1)), asOf -> asOf);
    assertThat(plan.lineage().origins("rows", "buyer"), is(Set.of("asks.buyer")));
    assertThat(plan.lineage().origins("rows", "mean"), is(Set.of("orders.amount")));
    assertThat(plan.lineage().origins("rows", "daysAre"), is(Set.of()));
  }

  @Test
  void aFingerprintStaysWhereMeaningDoes() {
    FeatureView<String, Order, Spend> one = spend(named(1));

    FeatureView<String, Order, Spend> other = spend(named(1));
    assertThat(other.definition().fingerprint(), equalTo(one.definition().fingerprint()));
    FeatureView<String, Order, Spend> elsewhere =
        spend(
            named(1),
            sum(Order::amount)
                .over(ofDays(30))
                .where("large", (Order o) -> o.amount() > 100)
                .orElse(0.0),
            sinceLast().over(ofDays(365)).then("days", age -> age.toDays()),
            (total, number) -> number == 0 ? 0.0 : total / number);
    assertThat(
        elsewhere.definition().code().get("mean derived").code(),
        equalTo(one.definition().code().get("mean derived").code()));
    assertThat(
        elsewhere.definition().code().get("spend where \"large\"").code(),
        equalTo(one.definition().code().get("spend where \"large\"").code()));
    Plan plan = plan(one, AsOf::closed);

    Plan same = plan(other, AsOf::closed);
    assertThat(same.fingerprint(), equalTo(plan.fingerprint()));
    assertThat(same.changesSince(plan.fingerprints()), empty());
  }

  @Test
  void aPlanThatIsSentIsTheSame() throws IOException, ClassNotFoundException {
    Plan plan = deals();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(plan);
    Plan sent =
        (Plan) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(sent.describe(), equalTo(plan.describe()));
    assertThat(sent.fingerprint(), equalTo(plan.fingerprint()));
  }

  @Test
  void aFingerprintChangesWithEverythingThatChangesValues() {
    Feature<Order, Double> sum =
        sum(Order::amount).over(ofDays(30)).where("large", LARGE).orElse(0.0);
    Feature<Object, Long> days = sinceLast().over(ofDays(365)).then("days", Duration::toDays);
    Fn2<Double, Long, Double> mean = (total, n) -> n == 0 ? 0.0 : total / n;
    List<FeatureView<String, Order, Spend>> views =
        List.of(
            spend(named(1), sum, days, mean),
            spend(named(2), sum, days, mean),
            spend(named(1).ttl(ofDays(90)), sum, days, mean),
            spend(named(1).availableAt(Order::loadedAt), sum, days, mean),
            spend(named(1).availableAfter(ofDays(1)), sum, days, mean),
            spend(named(1).identifiedBy(Order::id), sum, days, mean),
            spend(
                named(1),
                sum(Order::amount).over(ofDays(31)).where("large", LARGE).orElse(0.0),
                days,
                mean),
            spend(named(1), sum.offset(ofDays(1)), days, mean),
            spend(named(1), sum.tail(ofDays(1)), days, mean),
            spend(named(1), sum.orElse(1.0), days, mean),
            spend(
                named(1),
                sum(Order::amount)
                    .over(ofDays(30))
                    .where("large", (Order order) -> order.amount() > 101)
                    .orElse(0.0),
                days,
                mean),
            spend(
                named(1), sum, sinceLast().over(ofDays(365)).then("days", Duration::toHours), mean),
            spend(named(1), sum, days, (total, n) -> n == 0 ? 1.0 : total / n));
    Set<String> ofViews = new HashSet<>();
    Set<String> ofPlans = new HashSet<>();
    for (FeatureView<String, Order, Spend> view : views) {
      ofViews.add(view.definition().fingerprint());
      ofPlans.add(plan(view, asOf -> asOf).fingerprint());
    }
    assertThat(ofViews.size(), is(views.size()));
    assertThat(ofPlans.size(), is(views.size()));
  }

  @Test
  void boundAndKnowledgeArePartOfTheJoin() {
    Plan closed = plan(spend(named(1)), asOf -> asOf);
    assertThat(plan(spend(named(1)), AsOf::closed).fingerprint(), equalTo(closed.fingerprint()));
    for (UnaryOperator<AsOf<Ask>> chosen :
        List.<UnaryOperator<AsOf<Ask>>>of(AsOf::before, AsOf::corrected)) {
      assertThat(
          plan(spend(named(1)), chosen).changesSince(closed.fingerprints()),
          contains(hasToString("asOf:asks: definition changed")));
    }
    Fn2<Double, Long, Double> other = (sum, n) -> n == 0 ? -1.0 : sum / n;
    FeatureView<String, Order, Spend> changed =
        spend(
            named(1),
            sum(Order::amount).over(ofDays(30)).where("large", LARGE).orElse(0.0),
            sinceLast().over(ofDays(365)).then("days", Duration::toDays),
            other);
    assertThat(
        plan(changed, asOf -> asOf).changesSince(closed.fingerprints()),
        contains(hasToString("asOf:asks: code changed")));
    assertThat(plan(changed, asOf -> asOf).fingerprint(), not(closed.fingerprint()));
  }
}
