package dev.millrace.connect.files;

import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofDays;

import dev.millrace.FeatureView;
import dev.millrace.connect.files.shop.Address;
import dev.millrace.connect.files.shop.Order;
import dev.millrace.testkit.FeatureContract;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Facts of a class that Avro generated, whose event time has milliseconds, keep a view's contract.
 */
class AvroFactsContractTest {
  record Spend(double sum, long statuses, @Nullable Address home) {}

  private static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::getCustomerName)
          .at(Order::getPlaced)
          .availableAt(Order::getSeen)
          .as(Spend.class)
          .set(Spend::sum, sum(Order::getAmount).over(ofDays(3)).orElse(0.0))
          .set(Spend::statuses, countDistinct(Order::getStatus).over(ofDays(9)))
          .set(Spend::home, last(Order::getHome).overAll())
          .build();

  @TestFactory
  Stream<DynamicTest> spendIsTheSameWhoeverAnswers() {
    return FeatureContract.of(SPEND).tests();
  }
}
