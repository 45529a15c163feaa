package dev.millrace.benchmarks.sales;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.sum;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.benchmarks.input.OrderColumns;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sales in Millrace's language, as anybody would write them. */
final class SalesPipeline {
  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Sink<Sold> SOLD = Sink.of("sold", Sold.class);
  static final Sink<CustomerTotal> TOTALS = Sink.of("totals", CustomerTotal.class);
  static final Quarantine LATE = Quarantine.of("late");

  private static final Lateness LATENESS = Lateness.of(OrderColumns.LATENESS).lateTo(LATE);
  private static final Rules<Sold> RULES =
      Rules.on(Sold.class)
          .notNull(Sold::customer)
          .inRange(Sold::quantity, Range.closed(1, 50))
          .inRange(Sold::amount, Range.openClosed(0.0, 8_000.0))
          .oneOf(Sold::country, Set.copyOf(OrderColumns.COUNTRIES))
          .matches(Sold::product, Pattern.compile("[A-Z]{2}[0-9]{6}"));

  record Order(
      long id,
      @Nullable String customer,
      Instant at,
      String product,
      String country,
      String status,
      int quantity,
      double price) {}

  record Sold(
      @Nullable String customer,
      Instant at,
      String country,
      String product,
      int quantity,
      double amount) {
    static Sold of(Order order) {
      return new Sold(
          order.customer(),
          order.at(),
          order.country(),
          order.product(),
          order.quantity(),
          order.quantity() * order.price());
    }

    Sold discounted() {
      double discounted = country.equals("DE") ? amount * 0.9 : amount;
      return new Sold(customer, at, country, product, quantity, discounted);
    }
  }

  record CustomerTotal(@Nullable String customer, Instant start, double amount, long sales) {}

  private SalesPipeline() {}

  /** Every sale to the sink. A stream is published by event time, so its rows have to have one. */
  static Pipeline each(boolean timed) {
    Pipeline pipeline = Pipeline.named("sales");
    Records<Sold> sold = sold(pipeline);
    if (timed) {
      sold.timestamps(Sold::at, LATENESS).to(SOLD);
    } else {
      sold.to(SOLD);
    }
    return pipeline;
  }

  /** Totals by customer and window. */
  static Pipeline totals(SalesJob job) {
    Pipeline pipeline = Pipeline.named("sales");
    Records<Sold> valid = sold(pipeline).validate(RULES).dropInvalid();
    if (job.discounts()) {
      valid = valid.map(Sold::discounted).named("discount");
    }
    valid
        .timestamps(Sold::at, LATENESS)
        .keyBy(Sold::customer)
        .window(Window.tumbling(Duration.ofMillis(job.windowMillis())))
        .aggregate("totals")
        .as(CustomerTotal.class)
        .key(CustomerTotal::customer, Sold::customer)
        .start(CustomerTotal::start)
        .set(CustomerTotal::amount, sum(Sold::amount).orElse(0.0))
        .set(CustomerTotal::sales, count())
        .build()
        .to(TOTALS);
    return pipeline;
  }

  private static Records<Sold> sold(Pipeline pipeline) {
    return pipeline
        .read(ORDERS)
        .filter("not cancelled", order -> !order.status().equals(OrderColumns.CANCELLED))
        .map(Sold::of);
  }
}
