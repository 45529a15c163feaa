package dev.millrace.examples.retail;

import static dev.millrace.examples.retail.RetailRun.RULE_CUSTOMER;
import static dev.millrace.examples.retail.RetailRun.RULE_PRICE;
import static dev.millrace.examples.retail.RetailRun.RULE_PRODUCT;
import static dev.millrace.examples.retail.RetailRun.RULE_QUANTITY;
import static dev.millrace.examples.retail.RetailRun.RULE_SIGN;
import static dev.millrace.testkit.ExpectedRows.rows;
import static dev.millrace.testkit.ExpectedRows.rowsInAnyOrder;
import static dev.millrace.testkit.Rejections.hasRules;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.Rejection;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.Rows;
import dev.millrace.connect.files.Files;
import dev.millrace.testkit.PipelineTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The retail pipeline on a few rows made by hand. */
class RetailTest {
  private static final Instant NOON = Instant.parse("2010-12-01T12:00:00Z");
  private static final LocalDate FIRST = LocalDate.of(2010, 12, 1);

  @TempDir Path folder;

  // snippet:test
  @Test
  void aLineWithoutACustomerIsQuarantinedAndTheOthersAreAddedUp() {
    PipelineTest.of(Retail.define())
        .given(
            Retail.LINES,
            line("536365", "85123A", 6, NOON, 2.5, "17850.0"),
            line("536365", "71053", 1, NOON, 0.25, "17850.0"),
            line("536366", "22633", 1, NOON, 1.85, null))
        .run()
        .expect(Retail.DAILY, rows(new DailyRevenue("United Kingdom", FIRST, 15.25, 2, 1)))
        .expectQuarantined(Retail.REJECTED, contains(hasRules("customerId not null")));
  }

  // end

  @Test
  void aPriceIsAboveZeroAndAtMostTenThousand() throws IOException {
    RetailRun run =
        run(
            priced(Double.MIN_VALUE),
            priced(10_000.0),
            priced(0.0),
            priced(-0.0),
            priced(-1.0),
            priced(Math.nextUp(10_000.0)),
            priced(Double.NaN));

    assertThat(run.lines(), equalTo(2L));
    assertThat(run.rejected(), equalTo(Collections.nCopies(5, List.of(RULE_PRICE))));
  }

  @Test
  void aLineOfNothingIsRefused() throws IOException {
    assertThat(
        run(line("536365", "85123A", 0, NOON, 1.0, "1.0")).rejected(),
        contains(List.of(RULE_QUANTITY)));
  }

  @Test
  void anInvoiceIsACancellationExactlyWhenItsQuantityIsNegative() throws IOException {
    RetailRun run =
        run(
            line("C536365", "85123A", -1, NOON, 1.0, "1.0"),
            line("536365", "85123A", 3, NOON, 1.0, "1.0"),
            line("C536365", "85123A", 1, NOON, 1.0, "1.0"),
            line("536365", "85123A", -1, NOON, 1.0, "1.0"));

    assertThat(run.daily(), contains(new DailyRevenue("United Kingdom", FIRST, 2.0, 2, 1)));
    assertThat(run.rejected(), contains(List.of(RULE_SIGN), List.of(RULE_SIGN)));
  }

  @Test
  void aStockCodeIsFiveDigitsAndThenLetters() throws IOException {
    RetailRun run =
        run(
            stocked("85123"),
            stocked("85123A"),
            stocked("85123bL"),
            stocked("POST"),
            stocked("8512"),
            stocked("851234"),
            stocked("85123A1"),
            stocked(" 85123"),
            stocked(""));

    assertThat(run.lines(), equalTo(3L));
    assertThat(run.rejected(), equalTo(Collections.nCopies(6, List.of(RULE_PRODUCT))));
  }

  @Test
  void aLineThatBreaksSeveralRulesSaysAllOfThemInTheirOrder() throws IOException {
    RetailRun run =
        run(
            line("C536365", "POST", 0, NOON, -1.0, null),
            line("536365", "POST", -1, NOON, 0.0, "1.0"));

    assertThat(
        run.rejected(),
        contains(
            List.of(RULE_CUSTOMER, RULE_PRICE, RULE_QUANTITY, RULE_SIGN, RULE_PRODUCT),
            List.of(RULE_PRICE, RULE_SIGN, RULE_PRODUCT)));
    Rejection first = run.rejections().get(0);
    assertThat(first.failures().get(1).observed(), equalTo("-1.0"));
  }

  @Test
  void aCustomerIsCountedOnceADayAndCountryHoweverTheNumberIsWritten() throws IOException {
    RetailRun run =
        run(
            line("1", "85123A", 1, NOON, 1.0, "17850.0"),
            line("2", "85123A", 1, NOON, 1.0, "17850"),
            line("3", "85123A", 1, NOON, 1.0, "17851.0"),
            abroad("France", NOON, "17850.0"));

    assertThat(
        run.daily(),
        containsInAnyOrder(
            new DailyRevenue("United Kingdom", FIRST, 3.0, 3, 2),
            new DailyRevenue("France", FIRST, 1.0, 1, 1)));
  }

  @Test
  void aDayBeginsAtMidnightInLondonInSummerAndInWinter() throws IOException {
    RetailRun run =
        run(
            line("1", "85123A", 1, Instant.parse("2011-07-01T22:59:59Z"), 1.0, "1.0"),
            line("2", "85123A", 1, Instant.parse("2011-07-01T23:30:00Z"), 2.0, "1.0"),
            line("3", "85123A", 1, Instant.parse("2011-12-01T23:30:00Z"), 4.0, "1.0"));

    assertThat(
        run.daily(),
        containsInAnyOrder(
            new DailyRevenue("United Kingdom", LocalDate.of(2011, 7, 1), 1.0, 1, 1),
            new DailyRevenue("United Kingdom", LocalDate.of(2011, 7, 2), 2.0, 1, 1),
            new DailyRevenue("United Kingdom", LocalDate.of(2011, 12, 1), 4.0, 1, 1)));
  }

  @Test
  void revenueIsRoundedOnceHoweverLargeTheAmountsBetween() throws IOException {
    // Added one after the other, the ten pence would be lost beside the large amounts.
    RetailRun run =
        run(
            line("1", "85123A", 1_000_000_000, NOON, 10_000.0, "1.0"),
            line("2", "85123A", 1, NOON, 0.1, "1.0"),
            line("C3", "85123A", -1_000_000_000, NOON, 10_000.0, "1.0"));

    assertThat(run.daily(), contains(new DailyRevenue("United Kingdom", FIRST, 0.1, 3, 1)));
  }

  @Test
  void aLabelGetsTheFeaturesOfItsCustomerUpToItsTime() {
    Instant at = NOON.plus(Duration.ofDays(10));
    PipelineTest.of(Retail.define())
        .given(
            Retail.LINES,
            line("1", "85123A", 2, NOON, 2.5, "17850.0"),
            line("C2", "85123A", -1, at, 2.5, "17850.0"),
            line("3", "85123A", 1, at.plusMillis(1), 2.5, "17850.0"),
            line("4", "POST", 1, NOON, 18.0, "17850.0"),
            line("5", "85123A", 1, NOON, 9.0, "17851.0"))
        .given(Retail.LABELS, new Label("17850", at, true), new Label("1", at, false))
        .run()
        .expect(
            Retail.TRAINING,
            rowsInAnyOrder(
                new TrainingRow("17850", at, true, 2.5, 2, 2, 5.0, 1, "United Kingdom", 1.25, 0L),
                new TrainingRow("1", at, false, 0.0, 0, 0, null, 0, null, 0.0, null)));
  }

  @Test
  void noLinesGiveNoDays() throws IOException {
    assertThat(run().daily(), empty());
  }

  @Test
  void aCustomerMayBeMissingUntilTheRulesAreChecked() {
    InvoiceLine line = InvoiceLine.from(line("1", "85123A", 3, NOON, 1.5, null));
    assertThat(line.customerId(), equalTo(null));
    assertThat(line.amount(), equalTo(4.5));
  }

  @Test
  void thePlanIsTheOneThatWasReviewed() throws IOException {
    try (InputStream golden = RetailTest.class.getResourceAsStream("retail-plan.txt")) {
      String reviewed = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(Retail.define().plan().describe(), equalTo(reviewed));
    }
  }

  @Test
  void theBindingsFileTakesItsFoldersFromTheEnvironment() {
    Bindings loaded =
        Bindings.load(
            Path.of("retail.yaml"),
            Ports.of(Retail.define().plan()),
            Map.of("RETAIL_DATA", "/data/retail"));
    assertThat(
        loaded,
        equalTo(
            Bindings.of()
                .read(
                    Retail.LINES,
                    Files.csv("/data/retail/*.csv")
                        .zone(ZoneId.of("Europe/London"))
                        .timePattern("yyyy-MM-dd HH:mm:ss")
                        .column("customerId", "CustomerID"))
                .read(Retail.LABELS, Files.csv("target/retail/labels.csv"))
                .write(
                    Retail.DAILY,
                    Files.csvTo("target/retail/daily-revenue"),
                    Files.jsonlTo("target/retail/daily-revenue-json"))
                .write(
                    Retail.TRAINING,
                    Files.parquetTo("target/retail/training-set"),
                    Files.csvTo("target/retail/training-set-csv"))
                .quarantine(Retail.REJECTED, Files.rejected("target/retail/rejected-lines"))));
  }

  private RetailRun run(RawInvoiceLine... lines) throws IOException {
    return RetailRun.of(Rows.source(RawInvoiceLine.class, List.of(lines)), folder);
  }

  private static RawInvoiceLine priced(double price) {
    return line("536365", "85123A", 1, NOON, price, "17850.0");
  }

  private static RawInvoiceLine stocked(String code) {
    return line("536365", code, 1, NOON, 1.0, "17850.0");
  }

  private static RawInvoiceLine abroad(String country, Instant at, String customer) {
    return new RawInvoiceLine("9", "85123A", null, 1, at, 1.0, customer, country);
  }

  private static RawInvoiceLine line(
      String invoice,
      String code,
      int quantity,
      Instant at,
      double price,
      @Nullable String customer) {
    return new RawInvoiceLine(
        invoice, code, "A MUG", quantity, at, price, customer, "United Kingdom");
  }
}
