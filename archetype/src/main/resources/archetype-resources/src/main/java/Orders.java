package ${package};

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;

import dev.millrace.Events;
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
import java.time.ZoneId;
import java.util.regex.Pattern;

/** Cleans the orders of a shop and adds up what each customer spends on each day. */
public final class Orders {
  static final ZoneId SHOP = ZoneId.of("Europe/Berlin");
  static final Pattern ORDER_ID = Pattern.compile("O-[0-9]+");

  // Ports: what comes in and goes out, typed. Where it lives is said in bindings.yaml.
  static final Source<RawOrder> ORDERS = Source.of("orders", RawOrder.class);
  static final Sink<DailySpend> DAILY_SPEND = Sink.of("daily-spend", DailySpend.class);
  static final Quarantine REJECTED = Quarantine.of("rejected-orders");

  static final Rules<Order> RULES =
      Rules.on(Order.class)
          .matches(Order::orderId, ORDER_ID)
          .notNull(Order::customerId)
          .inRange(Order::amount, Range.openClosed(0.0, 10_000.0));

  public static Pipeline define() {
    Pipeline pipeline = Pipeline.named("orders");
    Events<Order> orders = validOrders(pipeline);

    orders
        .keyBy(Order::customerId)
        .window(Window.calendarDays(SHOP))
        .aggregate("daily-spend")
        .as(DailySpend.class)
        .key(DailySpend::customerId, Order::customerId)
        .day(DailySpend::day)
        .set(DailySpend::spend, sum(Order::amount))
        .set(DailySpend::orders, count())
        .set(DailySpend::largest, max(Order::amount))
        .build()
        .to(DAILY_SPEND);
    return pipeline;
  }

  /** Orders that break no rule, with their time: whatever is made of orders starts here. */
  private static Events<Order> validOrders(Pipeline pipeline) {
    return pipeline
        .read(ORDERS)
        .tryMap(Order::from)
        .quarantine(REJECTED)
        .validate(RULES)
        .quarantine(REJECTED)
        .timestamps(Order::placedAt, Lateness.of(Duration.ofHours(1)));
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }

  private Orders() {}
}
