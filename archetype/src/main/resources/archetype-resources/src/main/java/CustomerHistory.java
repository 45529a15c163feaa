package ${package};

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofDays;

import dev.millrace.FeatureView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a customer's orders tell at a time T. A window of 30 days holds the orders with {@code T -
 * 30 days < placedAt <= T}.
 *
 * @param orders30d how many orders
 * @param spend30d the exact sum of amounts, in euros; 0.0 without orders
 * @param daysSinceLast whole days since the last order within a year, null without one
 */
public record CustomerHistory(long orders30d, double spend30d, @Nullable Long daysSinceLast) {

  // Once, for training and for serving. When its meaning changes, it gets the next version.
  static final FeatureView<String, Order, CustomerHistory> VIEW =
      FeatureView.named("customer_history", 1)
          .over(Order.class)
          .keyedBy(Order::customerId)
          .at(Order::placedAt)
          .availableAfter(Duration.ZERO) // known when placed; of a nightly load, say ofDays(1)
          .as(CustomerHistory.class)
          .set(CustomerHistory::orders30d, count().over(ofDays(30)))
          .set(CustomerHistory::spend30d, sum(Order::amount).over(ofDays(30)).orElse(0.0))
          .set(
              CustomerHistory::daysSinceLast,
              sinceLast().over(ofDays(365)).then("days", Duration::toDays))
          .build();
}
