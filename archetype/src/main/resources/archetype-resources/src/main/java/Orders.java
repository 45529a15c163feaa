package ${package};

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;

import dev.millrace.Events;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
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

/**
 * Cleans the orders of a shop, adds up what each customer spends on each day, and tells what a
 * model may know of a customer: in a training set, and for a process that serves.
 */
public final class Orders {
  static final ZoneId SHOP = ZoneId.of("Europe/Berlin");
  static final Pattern ORDER_ID = Pattern.compile("O-[0-9]+");

  // Ports: what comes in and goes out, typed. Where it lives is said in the folder bindings.
  static final Source<RawOrder> ORDERS = Source.of("orders", RawOrder.class);
  static final Source<Label> LABELS = Source.of("labels", Label.class).derivedFrom(ORDERS);
  static final Sink<DailySpend> DAILY_SPEND = Sink.of("daily-spend", DailySpend.class);
  static final Sink<TrainingRow> TRAINING = Sink.of("training-set", TrainingRow.class);
  static final OnlineView<String, CustomerHistory> ONLINE =
      OnlineView.of("customer-history", CustomerHistory.VIEW);
  static final Quarantine REJECTED = Quarantine.of("rejected");

  static final Rules<Order> RULES =
      Rules.on(Order.class)
          .matches(Order::orderId, ORDER_ID)
          .notNull(Order::customerId)
          .inRange(Order::amount, Range.openClosed(0.0, 10_000.0));

  public static Pipeline define() {
    Pipeline pipeline = Pipeline.named("orders");
    Events<Order> orders = validOrders(pipeline);
    addUpDays(orders);
    Features<String, CustomerHistory> history = orders.feature(CustomerHistory.VIEW);
    history.to(ONLINE);
    train(pipeline, history);
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
        .timestamps(
            Order::placedAt, Lateness.of(Duration.ofHours(1)).atMostAhead(Duration.ofHours(1)));
  }

  private static void addUpDays(Events<Order> orders) {
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
  }

  /** Each label with what was known of its customer at its time. */
  private static void train(Pipeline pipeline, Features<String, CustomerHistory> history) {
    pipeline
        .read(LABELS)
        .timestamps(Label::at, Lateness.none().lateTo(REJECTED))
        .asOf(Label::customerId, history)
        .closed() // orders up to and at the label's time: as serving answers
        .as(TrainingRow.class)
        .build()
        .to(TRAINING);
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }

  private Orders() {}
}
