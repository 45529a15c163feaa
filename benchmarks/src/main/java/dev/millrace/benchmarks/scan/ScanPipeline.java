package dev.millrace.benchmarks.scan;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.sum;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.benchmarks.input.OrderColumns;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A scan in Millrace's language. All eight columns are declared; the plan knows that three do. */
final class ScanPipeline {
  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Sink<CountryDay> DAYS = Sink.of("days", CountryDay.class);
  static final Quarantine LATE = Quarantine.of("late");

  record Order(
      long id,
      @Nullable String customer,
      Instant at,
      String product,
      String country,
      String status,
      int quantity,
      double price) {}

  record CountryDay(String country, Instant start, double prices, long orders) {}

  private ScanPipeline() {}

  static Pipeline define() {
    Pipeline pipeline = Pipeline.named("scan");
    pipeline
        .read(ORDERS)
        .timestamps(Order::at, Lateness.of(OrderColumns.LATENESS).lateTo(LATE))
        .keyBy(Order::country)
        .window(Window.tumbling(Duration.ofDays(1)))
        .aggregate("days")
        .as(CountryDay.class)
        .key(CountryDay::country, Order::country)
        .start(CountryDay::start)
        .set(CountryDay::prices, sum(Order::price).orElse(0.0))
        .set(CountryDay::orders, count())
        .build()
        .to(DAYS);
    return pipeline;
  }
}
