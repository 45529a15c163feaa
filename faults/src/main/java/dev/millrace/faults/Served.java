package dev.millrace.faults;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.Aggregations.sumLong;

import dev.millrace.Events;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Window;
import dev.millrace.launch.Millrace;
import java.time.Duration;

/**
 * Takes orders as {@link Orders} does, for those who look things up: what a customer's last minute
 * tells, at any time, and what the customer's newest visit came to.
 */
public final class Served {
  static final OnlineView<String, Spend> SPEND = OnlineView.of("spend", Orders.SPEND);
  static final Duration GAP = Duration.ofSeconds(1);
  static final Sink<Revenue> NEWEST = Sink.of("newest", Revenue.class);

  private Served() {}

  static Pipeline define() {
    Pipeline pipeline = Pipeline.named("served");
    Events<Order> orders = Orders.each(pipeline);
    orders.feature(Orders.SPEND).to(SPEND);
    orders
        .keyBy(Order::customer)
        .window(Window.sessions(GAP))
        .aggregate("visits")
        .as(Revenue.class)
        .key(Revenue::customer, Order::customer)
        .start(Revenue::start)
        .set(Revenue::total, sum(Order::amount).orElse(0.0))
        .set(Revenue::orders, count())
        .set(Revenue::pieces, sumLong(Order::pieces).orElse(0L))
        .build()
        .to(NEWEST);
    return pipeline;
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }
}
