package dev.millrace.examples.docs;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureAnswer;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The views, the joins and the evaluator that {@code docs/feature-views.md} shows. */
final class DocumentedViews {
  record Order(String id, String customer, double amount, boolean returned, Instant at) {}

  record Label(String customer, Instant at, boolean buysAgain) {}

  record Sale(String buyer, String seller, Instant at) {}

  record Loaded(String customer, double amount, Instant at, Instant loadedAt) {}

  record Recent(double spend) {}

  record PriceChange(String id, String product, double price, Instant at, ChangeKind kind) {}

  record Prices(long prices, @Nullable Double highest) {}

  record Quote(String product, Instant at) {}

  record Priced(String product, Instant at, @Nullable Double highest) {}

  // snippet:features
  record Spend(
      double spend30d,
      long orders30d,
      @Nullable Double largest90d,
      long returns90d,
      double mean30d,
      @Nullable Long daysSinceLast,
      FeatureStatus largestStatus) {}

  // end

  // snippet:row
  record TrainingRow(
      String customer,
      Instant at,
      boolean buysAgain,
      double spend30d,
      long orders30d,
      @Nullable Double largest90d,
      double mean30d) {}

  // end

  record SaleRow(String buyer, String seller, double ofBuyer, double ofSeller) {}

  record OrderRow(String id, double spend30d) {}

  // snippet:view
  static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("customer_spend", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .as(Spend.class)
          .set(Spend::spend30d, sum(Order::amount).over(ofDays(30)).orElse(0.0))
          .set(Spend::orders30d, count().over(ofDays(30)))
          .set(Spend::largest90d, max(Order::amount).over(ofDays(90)))
          .set(
              Spend::returns90d,
              count().over(ofDays(90)).where("returned", (Order order) -> order.returned()))
          .set(Spend::daysSinceLast, sinceLast().over(ofDays(365)).then("days", Duration::toDays))
          .derive(
              "mean",
              Spend::mean30d,
              Spend::spend30d,
              Spend::orders30d,
              (spend, orders) -> orders == 0 ? 0.0 : spend / orders)
          .status(Spend::largestStatus, Spend::largest90d)
          .build();
  // end

  // snippet:availability
  static final FeatureView<String, Loaded, Recent> KNOWN =
      FeatureView.named("known_spend", 1)
          .over(Loaded.class)
          .keyedBy(Loaded::customer)
          .at(Loaded::at)
          .availableAt(Loaded::loadedAt)
          .as(Recent.class)
          .set(Recent::spend, sum(Loaded::amount).over(ofDays(7)).orElse(0.0))
          .build();
  // end

  // snippet:changes
  static final FeatureView<String, PriceChange, Prices> PRICES =
      FeatureView.named("prices", 1)
          .over(PriceChange.class)
          .keyedBy(PriceChange::product)
          .at(PriceChange::at)
          .identifiedBy(PriceChange::id)
          .changedBy(PriceChange::kind)
          .ttl(ofDays(365))
          .as(Prices.class)
          .set(Prices::prices, count().overAll())
          .set(Prices::highest, max(PriceChange::price).overLast(5))
          .build();
  // end

  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  // snippet:labels
  static final Source<Label> LABELS = Source.of("labels", Label.class).derivedFrom(ORDERS);
  // end
  static final Source<Sale> SALES = Source.of("sales", Sale.class);
  static final Source<PriceChange> PRICE_CHANGES = Source.of("price-changes", PriceChange.class);
  static final Source<Quote> QUOTES = Source.of("quotes", Quote.class);
  static final Sink<TrainingRow> TRAINING = Sink.of("training-set", TrainingRow.class);
  static final Sink<SaleRow> SALE_ROWS = Sink.of("sale-rows", SaleRow.class);
  static final Sink<OrderRow> ORDER_ROWS = Sink.of("order-rows", OrderRow.class);
  static final Sink<Priced> PRICED = Sink.of("priced", Priced.class);
  static final Quarantine LATE = Quarantine.of("late");

  private DocumentedViews() {}

  static Plan training() {
    Pipeline pipeline = Pipeline.named("training");
    // snippet:training
    Events<Order> orders =
        pipeline.read(ORDERS).timestamps(Order::at, Lateness.of(ofMinutes(10)).lateTo(LATE));
    Features<String, Spend> spend = orders.feature(SPEND);

    pipeline
        .read(LABELS)
        .timestamps(Label::at, Lateness.none())
        .asOf(Label::customer, spend)
        .before()
        .as(TrainingRow.class)
        .build()
        .to(TRAINING);
    // end
    // snippet:self
    orders
        .asOf(Order::customer, orders.feature(SPEND))
        .beforeSelf()
        .as(OrderRow.class)
        .build()
        .to(ORDER_ROWS);
    // end
    Events<Sale> sales = pipeline.read(SALES).timestamps(Sale::at, Lateness.none());
    // snippet:two
    Features<String, Spend> ofBuyer = orders.feature(SPEND);
    Features<String, Spend> ofSeller = orders.feature(SPEND);
    sales
        .asOf(Sale::buyer, ofBuyer)
        .asOf(Sale::seller, ofSeller)
        .as(SaleRow.class)
        .set(SaleRow::ofBuyer, ofBuyer, Spend::spend30d)
        .set(SaleRow::ofSeller, ofSeller, Spend::spend30d)
        .build()
        .to(SALE_ROWS);
    // end
    return pipeline.plan();
  }

  static Plan prices() {
    Pipeline pipeline = Pipeline.named("prices");
    Events<Quote> quotes = pipeline.read(QUOTES).timestamps(Quote::at, Lateness.none());
    // snippet:fed
    Features<String, Prices> prices =
        pipeline
            .read(PRICE_CHANGES)
            .timestamps(PriceChange::at, Lateness.none())
            .changes(PriceChange::kind)
            .feature(PRICES);
    quotes.asOf(Quote::product, prices).as(Priced.class).build().to(PRICED);
    // end
    return pipeline.plan();
  }

  /** What the page says of the edges, as (spend at T, one microsecond before it and so on). */
  static List<Spend> edges(Instant at) {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(new Order("1", "ann", 20.0, false, at));
    Duration tick = Duration.ofNanos(1_000);
    return List.of(
        spend.get("ann", at.minus(tick)),
        spend.get("ann", at),
        spend.get("ann", at.plus(ofDays(30)).minus(tick)),
        spend.get("ann", at.plus(ofDays(30))));
  }

  static String served(Order order, List<String> customers, Instant now) {
    // snippet:serve
    FeatureEvaluator<String, Order, Spend> evaluator = SPEND.evaluator();
    evaluator.update(order);

    Spend spend = evaluator.get(order.customer(), now);
    List<Spend> ofAll = evaluator.getAll(customers, now);

    FeatureAnswer<Spend> answer = evaluator.ask(order.customer(), now);
    FeatureStatus status = answer.status(Spend::largest90d);
    Optional<Duration> age = answer.age(Spend::largest90d);

    String why = evaluator.explain(order.customer(), now);
    // end
    // snippet:state
    Optional<byte[]> state = evaluator.state(order.customer());
    FeatureEvaluator<String, Order, Spend> other = SPEND.evaluator();
    state.ifPresent(other::restore);

    other.evict(now.minus(ofHours(1)));
    // end
    return spend + " " + ofAll + " " + status + " " + age + " " + why + other.facts();
  }
}
