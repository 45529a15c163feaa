package dev.millrace.testkit;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.lastK;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.Aggregations.topK;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import dev.millrace.FeatureView;
import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Views of many shapes keep their contract. */
class FeatureContractTest {
  record Order(@Nullable String customer, Instant at, double amount, @Nullable String shop) {}

  record Spend(
      double sum,
      long orders,
      long shops,
      @Nullable Double most,
      @Nullable String lastShop,
      @Nullable Long days,
      double mean,
      FeatureStatus status) {}

  static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .as(Spend.class)
          .set(Spend::sum, sum(Order::amount).over(ofDays(30)).orElse(0.0))
          .set(Spend::orders, count().over(ofDays(30)).where("big", (Order o) -> o.amount() > 1))
          .set(Spend::shops, countDistinct(Order::shop).over(ofDays(90)))
          .set(Spend::most, max(Order::amount).over(ofDays(90)).offset(ofDays(1)))
          .set(Spend::lastShop, last(Order::shop).over(ofHours(12)))
          .set(Spend::days, sinceLast().over(ofDays(365)).then("days", Duration::toDays))
          .derive("mean", Spend::mean, Spend::sum, Spend::orders, (s, n) -> n == 0 ? 0.0 : s / n)
          .status(Spend::status, Spend::most)
          .build();

  enum Colour {
    RED,
    GREEN
  }

  record Place(String town, int number) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Price(
      Colour colour,
      Optional<Integer> shelf,
      Instant at,
      Instant known,
      long version,
      String id,
      ChangeKind kind,
      BigDecimal price,
      LocalDate day,
      Place place,
      List<String> tags,
      byte[] picture,
      @Nullable Float weight) {}

  record Shelf(Colour colour, Optional<Integer> shelf) {}

  record Prices(
      @Nullable BigDecimal latest,
      List<LocalDate> days,
      List<BigDecimal> most,
      long prices,
      @Nullable Float heaviest,
      @Nullable Place place) {}

  static final FeatureView<Shelf, Price, Prices> PRICES =
      FeatureView.named("prices", 1)
          .over(Price.class)
          .keyedBy(Shelf.class)
          .at(Price::at)
          .availableAt(Price::known)
          .sequencedBy(Price::version)
          .identifiedBy(Price::id)
          .changedBy(Price::kind)
          .ttl(ofDays(10))
          .as(Prices.class)
          .set(Prices::latest, last(Price::price).overAll())
          .set(Prices::days, lastK(Price::day, 2).over(ofDays(2)).orElse(List.of()))
          .set(Prices::most, topK(Price::price, 2).over(ofDays(3)).orElse(List.of()))
          .set(Prices::prices, count().over(ofDays(2)).tail(ofMinutes(30)))
          .set(Prices::heaviest, max(Price::weight).overLast(2))
          .set(Prices::place, last(Price::place).over(ofDays(2)))
          .build();

  @TestFactory
  Stream<DynamicTest> aViewOfPlainFactsKeepsItsContract() {
    return FeatureContract.of(SPEND).tests();
  }

  @TestFactory
  Stream<DynamicTest> aViewOfChangesKeepsItsContract() {
    return FeatureContract.of(PRICES).tests();
  }

  @Test
  void aContractCanBeOneLine() {
    FeatureContract.of(SPEND).histories(10).seed(5).verify();
  }
}
