package ${package};

import static java.time.Duration.ofDays;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.testkit.FeatureContract;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The features by example, in plain Java; and that they are the same whoever answers. */
class CustomerHistoryTest {
  private static final Instant AT = Instant.parse("2026-03-28T23:00:00Z");
  private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

  private final FeatureEvaluator<String, Order, CustomerHistory> history =
      CustomerHistory.VIEW.evaluator();

  @Test
  void aCustomerWithoutOrdersHasSpentNothing() {
    assertThat(history.get("anna", AT), equalTo(new CustomerHistory(0, 0.0, null)));
  }

  @Test
  void featuresTellOfTheCustomersOrdersInTheirWindows() {
    order("anna", AT.minus(ofDays(40)), 80.0);
    order("anna", AT.minus(ofDays(20)), 24.5);
    order("anna", AT.minus(ofDays(3)), 8.25);
    order("bruno", AT.minus(ofDays(1)), 5.0);

    assertThat(history.get("anna", AT), equalTo(new CustomerHistory(2, 32.75, 3L)));
  }

  @Test
  void aWindowHoldsItsEndAndNotItsBeginning() {
    order("anna", AT, 24.5);

    assertThat(history.get("anna", AT.minus(TICK)).orders30d(), is(0L));
    assertThat(history.get("anna", AT).orders30d(), is(1L));
    assertThat(history.get("anna", AT.plus(ofDays(30)).minus(TICK)).spend30d(), is(24.5));
    assertThat(history.get("anna", AT.plus(ofDays(30))).spend30d(), is(0.0));
  }

  @Test
  void daysAreWholeOnesAndForgottenAfterAYear() {
    order("anna", AT, 24.5);

    assertThat(history.get("anna", AT.plus(ofDays(1)).minus(TICK)).daysSinceLast(), is(0L));
    assertThat(history.get("anna", AT.plus(ofDays(1))).daysSinceLast(), is(1L));
    assertThat(history.get("anna", AT.plus(ofDays(365))).daysSinceLast(), nullValue());
  }

  /**
   * Histories with all that is hard about time, generated for this view and its windows: asked of
   * an evaluator, in a batch and in a stream, and compared bit for bit.
   */
  @TestFactory
  Stream<DynamicTest> featuresAreTheSameWhoeverAnswers() {
    return FeatureContract.of(CustomerHistory.VIEW).tests();
  }

  private void order(String customer, Instant placedAt, double amount) {
    history.update(new Order("O-1001", customer, placedAt, amount, "DE"));
  }
}
