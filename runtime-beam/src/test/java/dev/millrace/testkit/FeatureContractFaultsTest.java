package dev.millrace.testkit;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.FeatureView;
import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.ViewDefinition;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** A contract fails where somebody is wrong, with a small history and the right cause. */
class FeatureContractFaultsTest {
  record Order(String customer, Instant at, @Nullable Double amount, @Nullable String shop) {}

  record Spend(double spend, long orders, @Nullable Double most, @Nullable String lastShop) {}

  static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .as(Spend.class)
          .set(Spend::spend, sum(Order::amount).over(ofDays(30)).orElse(0.0))
          .set(Spend::orders, count().over(ofDays(7)))
          .set(Spend::most, max(Order::amount).over(ofDays(30)))
          .set(Spend::lastShop, last(Order::shop).over(ofDays(30)))
          .build();

  record Price(
      String product, Instant at, Instant known, String id, ChangeKind kind, double price) {}

  record Latest(@Nullable Double price, long prices) {}

  static final FeatureView<String, Price, Latest> PRICES =
      FeatureView.named("prices", 1)
          .over(Price.class)
          .keyedBy(Price::product)
          .at(Price::at)
          .identifiedBy(Price::id)
          .changedBy(Price::kind)
          .as(Latest.class)
          .set(Latest::price, last(Price::price).overAll())
          .set(Latest::prices, count().over(ofHours(12)))
          .build();

  static final FeatureView<String, Price, Latest> KNOWN =
      FeatureView.named("known", 1)
          .over(Price.class)
          .keyedBy(Price::product)
          .at(Price::at)
          .availableAt(Price::known)
          .as(Latest.class)
          .set(Latest::price, last(Price::price).overAll())
          .set(Latest::prices, count().over(ofHours(12)))
          .build();

  static final FeatureView<String, Price, Latest> IDENTIFIED =
      FeatureView.named("identified", 1)
          .over(Price.class)
          .keyedBy(Price::product)
          .at(Price::at)
          .identifiedBy(Price::id)
          .as(Latest.class)
          .set(Latest::price, last(Price::price).overAll())
          .set(Latest::prices, count().over(ofHours(12)))
          .build();

  static final FeatureView<String, Price, Latest> ON_GRID =
      FeatureView.named("on_grid", 1)
          .over(Price.class)
          .keyedBy(Price::product)
          .at(Price::at)
          .as(Latest.class)
          .set(Latest::price, last(Price::price).over(ofDays(30)).offset(ofDays(1)))
          .set(Latest::prices, count().over(ofHours(12)).tail(ofHours(1)))
          .build();

  private static final ViewDefinition OF_SPEND = SPEND.definition();
  private static final ViewDefinition OF_PRICES = PRICES.definition();

  private static <T> String failure(FeatureView<?, T, ?> view, Supplier<Served> faulty) {
    return message(FeatureContract.of(view).answeredBy(faulty, view.definition()));
  }

  private static String message(FeatureContract<?, ?, ?> contract) {
    return assertThrows(AssertionError.class, contract::verify).getMessage();
  }

  private static Matcher<String> says(String... parts) {
    return allOf(
        List.of(parts).stream()
            .<Matcher<? super String>>map(part -> containsString(part))
            .toList());
  }

  private static long facts(String failure) {
    return failure.lines().filter(line -> line.startsWith("    T")).count();
  }

  @Test
  void aWindowThatIsClosedOnBothSidesIsFoundAtItsEdge() {
    ViewDefinition longer = FaultyServed.longer(OF_SPEND, 1);
    String failure = failure(SPEND, () -> new FaultyServed(longer));
    assertThat(failure, says("cause    EDGE: ", "T - d < e <= T", "    T - "));
    assertThat(facts(failure), is(1L));
  }

  @Test
  void aFactThatExpiresATickEarlyIsMissed() {
    ViewDefinition shorter = FaultyServed.longer(OF_SPEND, -1);
    String failure = failure(SPEND, () -> new FaultyServed(shorter));
    assertThat(failure, says("cause    EXPIRY: ", "d + 1us", "expected", "found"));
    assertThat(facts(failure), is(1L));
  }

  @Test
  void forgottenTiesAreFound() {
    Supplier<Served> forgetful =
        () -> {
          Set<Object> seen = new HashSet<>();
          return FaultyServed.seeing(
              OF_SPEND,
              Order.class,
              order -> seen.add(List.of(order.customer(), order.at())) ? order : null);
        };
    String failure = failure(SPEND, forgetful);
    assertThat(failure, says("cause    TIE: "));
    assertThat(facts(failure), is(2L));
  }

  @Test
  void deletesThatAreIgnoredAreFound() {
    String failure =
        failure(
            PRICES,
            () ->
                FaultyServed.seeing(
                    OF_PRICES,
                    Price.class,
                    price -> price.kind() == ChangeKind.DELETE ? null : price));
    assertThat(failure, says("cause    DELETE: ", "DELETE", "found    1.0, PRESENT"));
    assertThat(facts(failure), is(2L));
  }

  @Test
  void retractionsThatAreIgnoredAreFound() {
    String failure =
        failure(
            PRICES,
            () ->
                FaultyServed.seeing(
                    OF_PRICES,
                    Price.class,
                    price -> price.kind() == ChangeKind.RETRACT ? null : price));
    assertThat(failure, says("cause    RETRACTION: "));
    assertThat(facts(failure), is(2L));
  }

  @Test
  void lateFactsThatAreTakenInTheOrderOfArrivalAreFound() {
    Supplier<Served> byArrival =
        () -> {
          Instant[] latest = {Instant.MIN};
          return FaultyServed.seeing(
              OF_SPEND,
              Order.class,
              order -> {
                latest[0] = order.at().isAfter(latest[0]) ? order.at() : latest[0];
                return new Order(order.customer(), latest[0], order.amount(), order.shop());
              });
        };
    String failure = failure(SPEND, byArrival);
    assertThat(failure, says("cause    LATE: ", "facts as they arrive"));
    assertThat(facts(failure), is(2L));
  }

  @Test
  void secondDeliveriesThatCountTwiceAreFound() {
    ViewDefinition view = IDENTIFIED.definition();
    ViewDefinition blind = FaultyServed.withoutIds(view);
    String failure = failure(IDENTIFIED, () -> new FaultyServed(blind));
    assertThat(failure, says("cause    DUPLICATE: "));
    assertThat(facts(failure), is(2L));
  }

  @Test
  void equalRowsThatAreTakenForOneFactAreFound() {
    String failure =
        failure(
            SPEND,
            () -> {
              Set<Order> seen = new HashSet<>();
              return FaultyServed.seeing(
                  OF_SPEND, Order.class, order -> seen.add(order) ? order : null);
            });
    assertThat(failure, says("cause    DUPLICATE: ", "two equal rows without an id are two"));
    assertThat(facts(failure), is(2L));
  }

  @Test
  void aWindowThatForgetsItsGridIsFound() {
    ViewDefinition exact = FaultyServed.withoutGrid(ON_GRID.definition());
    String failure = failure(ON_GRID, () -> new FaultyServed(exact));
    assertThat(failure, says("cause    EXPIRY: "));
    assertThat(facts(failure), is(1L));
  }

  @Test
  void aWindowThatForgetsItsOffsetIsFound() {
    ViewDefinition exact = FaultyServed.withoutOffset(ON_GRID.definition());
    String failure = failure(ON_GRID, () -> new FaultyServed(exact));
    assertThat(failure, says("cause    EDGE: "));
    assertThat(facts(failure), is(1L));
  }

  @Test
  void aNullThatIsTakenForAValueIsFound() {
    String failure =
        failure(
            SPEND,
            () ->
                FaultyServed.seeing(
                    OF_SPEND,
                    Order.class,
                    order ->
                        new Order(
                            order.customer(),
                            order.at(),
                            order.amount() == null ? Double.valueOf(0) : order.amount(),
                            order.shop())));
    assertThat(failure, says("cause    NULL: ", "null"));
    assertThat(facts(failure), is(1L));
  }

  @Test
  void factsThatAreSeenBeforeTheyAreKnownAreFound() {
    ViewDefinition view = KNOWN.definition();
    String failure =
        failure(
            KNOWN,
            () ->
                FaultyServed.seeing(
                    view,
                    Price.class,
                    price ->
                        new Price(
                            price.product(),
                            price.at(),
                            price.at(),
                            price.id(),
                            price.kind(),
                            price.price())));
    assertThat(failure, says("cause    KNOWN: "));
    assertThat(facts(failure), is(1L));
  }

  @Test
  void aStateThatIsLostIsNoFaultOfTheFacts() {
    String failure =
        failure(
            SPEND,
            () ->
                new FaultyServed(OF_SPEND) {
                  @Override
                  public Optional<byte[]> state(Object key) {
                    return Optional.empty();
                  }
                });
    assertThat(failure, says("asked    the evaluator, its state taken over"));
    assertThat(facts(failure), lessThan(3L));
  }

  @Test
  void aPipelineThatIsWrongIsFoundInABatchAndInAStream() {
    ViewDefinition longer = FaultyServed.longer(OF_SPEND, 1);
    FeatureContract<?, ?, ?> contract =
        FeatureContract.of(SPEND)
            .histories(12)
            .answeredBy(() -> new ServedByEvaluator(OF_SPEND), longer);
    assertThat(message(contract), says("asked    a batch on the direct runner", "cause    EDGE: "));
    DynamicTest stream = contract.tests().reduce((first, second) -> second).orElseThrow();
    String failure = assertThrows(AssertionError.class, stream.getExecutable()).getMessage();
    assertThat(failure, says("asked    a stream on the direct runner", "cause    EDGE: "));
    assertThat(facts(failure), lessThan(3L));
  }

  record Guarded(String customer, Instant at, String code) {
    Guarded {
      if (!code.startsWith("C")) {
        throw new IllegalArgumentException("no code: " + code);
      }
    }
  }

  record Codes(long cancelled) {}

  @Test
  void valuesThatTheFactsDoNotTakeAreToBeGiven() {
    FeatureContract<String, Guarded, Codes> contract =
        FeatureContract.of(
                FeatureView.named("codes", 1)
                    .over(Guarded.class)
                    .keyedBy(Guarded::customer)
                    .at(Guarded::at)
                    .as(Codes.class)
                    .set(
                        Codes::cancelled,
                        count()
                            .over(ofDays(1))
                            .where("even", (Guarded g) -> Integer.parseInt(g.code(), 1, 2, 10) > 1))
                    .build())
            .histories(5);
    assertThat(
        message(contract), says("Guarded refuses the values", "no code: ", ".with(Guarded::"));
    assertThat(
        message(contract.with(Guarded::code, "Cx")),
        says("A function of the view does not take", "\"even\"", ".with("));
    contract.with(Guarded::code, "C1", "C2").verify();
  }

  @Test
  void aConditionThatHangsOnMoreThanItsFactIsNamedAsTheCause() {
    AtomicInteger asked = new AtomicInteger();
    FeatureView<String, Order, Codes> view =
        FeatureView.named("unsteady", 1)
            .over(Order.class)
            .keyedBy(Order::customer)
            .at(Order::at)
            .as(Codes.class)
            .set(
                Codes::cancelled,
                count()
                    .over(ofDays(1))
                    .where("every third", (Order order) -> asked.getAndIncrement() % 3 == 0))
            .build();
    String failure = message(FeatureContract.of(view).histories(10));
    assertThat(failure, says("cause    UNSTEADY: ", "where \"every third\""));
    assertThat(facts(failure), lessThan(4L));
  }

  @Test
  void someColumnsAreTheContractsToFill() {
    FeatureContract<String, Price, Latest> contract = FeatureContract.of(PRICES);
    assertThrows(
        IllegalArgumentException.class, () -> contract.with(Price::at, Instant.EPOCH).verify());
    assertThrows(
        IllegalArgumentException.class,
        () -> contract.with(Price::kind, ChangeKind.UPSERT).verify());
    assertThrows(IllegalArgumentException.class, () -> contract.with(Price::price).verify());
    assertThrows(IllegalArgumentException.class, () -> contract.histories(0).verify());
  }

  @Test
  void aSeedRepeatsItsFailure() {
    ViewDefinition longer = FaultyServed.longer(OF_SPEND, 1);
    FeatureContract<?, ?, ?> contract =
        FeatureContract.of(SPEND)
            .seed(77)
            .histories(25)
            .answeredBy(() -> new FaultyServed(longer), OF_SPEND);
    assertThat(message(contract), is(message(contract)));
    assertThat(message(contract), containsString(".seed(77L).histories(25)"));
  }
}
