package dev.millrace.examples.retail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.feature.FeatureAnswer;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.FeatureStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** The features of a customer, asked of the evaluator. */
class CustomerSpendTest {
  private static final Instant AT = Instant.parse("2011-06-01T00:00:00Z");
  private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

  private final FeatureEvaluator<String, InvoiceLine, CustomerSpend> spend =
      Retail.SPEND.evaluator();

  @Test
  void aCustomerWithoutLinesHasSpentNothing() {
    assertThat(
        spend.get("ann", AT), equalTo(new CustomerSpend(0.0, 0, 0, null, 0, null, 0.0, null)));
  }

  @Test
  void featuresTellOfTheLinesInTheirWindows() {
    line("1", 1, 100.0, daysBefore(91), "France");
    line("2", 2, 20.0, daysBefore(60), "France");
    line("2", 1, 0.1, daysBefore(20), "Spain");
    line("3", 1, 0.2, daysBefore(10), "Spain");
    line("C4", -1, 7.0, daysBefore(3), "EIRE");

    assertThat(
        spend.get("ann", AT),
        // 0.1 + 0.2 - 7, rounded once: nearer than from left to right.
        equalTo(new CustomerSpend(-6.7, 3, 3, 40.0, 1, "EIRE", -6.7 / 3, 3L)));
  }

  @Test
  void aWindowOfThirtyDaysHoldsItsEndAndNotItsBeginning() {
    line("1", 1, 5.0, AT, "France");

    assertThat(spend.get("ann", AT.minus(TICK)).lines30d(), is(0L));
    assertThat(spend.get("ann", AT).lines30d(), is(1L));
    assertThat(spend.get("ann", AT.plus(Duration.ofDays(30)).minus(TICK)).spend30d(), is(5.0));
    assertThat(spend.get("ann", AT.plus(Duration.ofDays(30))).spend30d(), is(0.0));
  }

  @Test
  void aWindowOfNinetyDaysHoldsItsEndAndNotItsBeginning() {
    line("C1", -1, 5.0, AT, "France");

    CustomerSpend last = spend.get("ann", AT.plus(Duration.ofDays(90)).minus(TICK));
    assertThat(last.invoices90d(), is(1L));
    assertThat(last.maxLine90d(), is(-5.0));
    assertThat(last.returns90d(), is(1L));
    CustomerSpend over = spend.get("ann", AT.plus(Duration.ofDays(90)));
    assertThat(over.invoices90d(), is(0L));
    assertThat(over.maxLine90d(), nullValue());
    assertThat(over.returns90d(), is(0L));
  }

  @Test
  void daysAreWholeOnesAndEndWithTheYear() {
    line("1", 1, 5.0, AT, "France");

    assertThat(spend.get("ann", AT).daysSinceLast(), is(0L));
    assertThat(spend.get("ann", AT.plus(Duration.ofDays(1)).minus(TICK)).daysSinceLast(), is(0L));
    assertThat(spend.get("ann", AT.plus(Duration.ofDays(1))).daysSinceLast(), is(1L));
    Instant year = AT.plus(Duration.ofDays(365));
    assertThat(spend.get("ann", year.minus(TICK)).daysSinceLast(), is(364L));
    assertThat(spend.get("ann", year.minus(TICK)).lastCountry(), is("France"));
    assertThat(spend.get("ann", year).daysSinceLast(), nullValue());
    assertThat(spend.get("ann", year).lastCountry(), nullValue());
  }

  @Test
  void anInvoiceIsCountedOnceHoweverManyLinesItHas() {
    line("1", 1, 5.0, daysBefore(2), "France");
    line("1", 1, 6.0, daysBefore(2), "France");

    CustomerSpend found = spend.get("ann", AT);
    assertThat(found.lines30d(), is(2L));
    assertThat(found.invoices90d(), is(1L));
    assertThat(found.meanLine30d(), is(5.5));
  }

  @Test
  void theStatusSaysWhyAValueIsMissing() {
    line("1", 1, 5.0, daysBefore(100), "France");

    FeatureAnswer<CustomerSpend> answer = spend.ask("ann", AT);
    assertThat(answer.status(CustomerSpend::maxLine90d), is(FeatureStatus.EXPIRED));
    assertThat(answer.status(CustomerSpend::lastCountry), is(FeatureStatus.PRESENT));
    assertThat(
        spend.ask("bob", AT).status(CustomerSpend::lastCountry), is(FeatureStatus.NOT_FOUND));
  }

  private static Instant daysBefore(int days) {
    return AT.minus(Duration.ofDays(days));
  }

  private void line(String invoice, int quantity, double price, Instant at, String country) {
    spend.update(
        new InvoiceLine(
            invoice, "85123A", null, quantity, at, price, quantity * price, "ann", country));
  }
}
