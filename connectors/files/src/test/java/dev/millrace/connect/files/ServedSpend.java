package dev.millrace.connect.files;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;

import dev.millrace.FeatureView;
import dev.millrace.OnlineView;
import dev.millrace.connect.files.online.OnlineStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A view that is served, and a process that serves it and knows nothing of Beam. */
final class ServedSpend {
  private ServedSpend() {}

  record Order(String customer, Instant at, double amount, String shop) {}

  record Spend(double sum, long large, @Nullable Double most, @Nullable String lastShop) {}

  static FeatureView<String, Order, Spend> spend(int version, Duration window) {
    return FeatureView.named("spend", version)
        .over(Order.class)
        .keyedBy(Order::customer)
        .at(Order::at)
        .as(Spend.class)
        .set(Spend::sum, sum(Order::amount).over(window).orElse(0.0))
        .set(
            Spend::large, count().over(window).where("large", (Order order) -> order.amount() > 50))
        .set(Spend::most, max(Order::amount).over(Duration.ofMinutes(10)))
        .set(Spend::lastShop, last(Order::shop).over(Duration.ofMinutes(2)))
        .build();
  }

  static final FeatureView<String, Order, Spend> SPEND = spend(1, Duration.ofMinutes(5));
  static final OnlineView<String, Spend> ONLINE = OnlineView.of("served", SPEND);

  /** Arguments: the store, a customer, a time. */
  public static void main(String[] args) throws IOException {
    try {
      Class<?> beam = Class.forName("org.apache.beam.sdk.Pipeline");
      throw new IllegalStateException(beam + " is on the class path");
    } catch (ClassNotFoundException none) {
      OnlineStore<String, Spend> store = OnlineStore.open(ONLINE, Path.of(args[0]));
      System.out.println(store.features().get(args[1], Instant.parse(args[2])));
    }
  }
}
