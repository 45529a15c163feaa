package dev.millrace.faults;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.launch.Millrace;
import java.time.Duration;

/**
 * Takes orders, each of which may come twice, late or broken; adds up what each customer spends,
 * and gives each order what was known of its customer before it. A deduplication, windows and an
 * as-of join keep state.
 */
public final class Orders {
  static final Duration LATENESS = ofSeconds(5);

  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Sink<Order> KEPT = Sink.of("kept", Order.class);
  static final Sink<Revenue> REVENUE = Sink.of("revenue", Revenue.class);
  static final Sink<Scored> SCORED = Sink.of("scored", Scored.class);
  static final Quarantine REJECTED = Quarantine.of("rejected");
  static final Quarantine LATE = Quarantine.of("late");

  static final Rules<Order> RULES =
      Rules.on(Order.class)
          .inRange(Order::amount, Range.atLeast(0.0))
          .check("a dozen pieces at most", order -> order.pieces() <= 12);

  static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .as(Spend.class)
          .set(Spend::spend1m, sum(Order::amount).over(ofMinutes(1)).orElse(0.0))
          .set(Spend::orders1m, count().over(ofMinutes(1)))
          .set(Spend::largest1m, max(Order::amount).over(ofMinutes(1)))
          .build();

  private Orders() {}

  static Pipeline define() {
    Pipeline pipeline = Pipeline.named("orders");
    Events<Order> orders = each(pipeline);
    orders.to(KEPT);
    orders
        .keyBy(Order::customer)
        .window(Window.tumbling(ofSeconds(10)))
        .aggregate("revenue")
        .as(Revenue.class)
        .key(Revenue::customer, Order::customer)
        .start(Revenue::start)
        .set(Revenue::total, sum(Order::amount).orElse(0.0))
        .set(Revenue::orders, count())
        .set(Revenue::pieces, Aggregations.sumLong(Order::pieces).orElse(0L))
        .build()
        .to(REVENUE);
    orders
        .asOf(Order::customer, orders.feature(SPEND))
        .beforeSelf()
        .as(Scored.class)
        .build()
        .to(SCORED);
    return pipeline;
  }

  /** Each order once. */
  static Events<Order> each(Pipeline pipeline) {
    return pipeline
        .read(ORDERS)
        .validate(RULES)
        .quarantine(REJECTED)
        .timestamps(Order::at, Lateness.of(LATENESS).atMostAhead(ofDays(1)).lateTo(LATE))
        .keyBy(Order::id)
        .deduplicate("once", ofSeconds(20));
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }
}
