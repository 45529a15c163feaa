package ${package};

import static dev.millrace.testkit.ExpectedRows.rows;
import static dev.millrace.testkit.ExpectedRows.rowsInAnyOrder;
import static dev.millrace.testkit.Rejections.atStage;
import static dev.millrace.testkit.Rejections.hasRules;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.Rejection;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.files.Files;
import dev.millrace.testkit.PipelineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pipeline on a few orders, on the direct runner. */
class OrdersTest {
  private static final LocalDate SATURDAY = LocalDate.of(2026, 3, 28);
  private static final LocalDate SUNDAY = SATURDAY.plusDays(1);
  private static final Instant NOON = Instant.parse("2026-03-28T11:00:00Z");

  @Test
  void whatACustomerSpendsOnADayIsAddedUp() {
    PipelineTest.of(Orders.define())
        .given(
            Orders.ORDERS,
            order("anna", NOON, "24.50 EUR"),
            order("bruno", NOON, "5.00 EUR"),
            order("anna", NOON.plusSeconds(60), "8.25 EUR"))
        .run()
        .expect(
            Orders.DAILY_SPEND,
            rows(
                new DailySpend("anna", SATURDAY, 32.75, 2, 24.5),
                new DailySpend("bruno", SATURDAY, 5.0, 1, 5.0)))
        .expectQuarantined(Orders.REJECTED, empty());
  }

  @Test
  void anOrderThatBreaksRulesIsKeptAndSaysWhichOnes() {
    PipelineTest.of(Orders.define())
        .given(Orders.ORDERS, order(null, NOON, "0.00 EUR"))
        .run()
        .expect(Orders.DAILY_SPEND, empty())
        .expectQuarantined(
            Orders.REJECTED, contains(hasRules("customerId not null", "amount in (0.0, 10000.0]")));
  }

  @Test
  void anAmountInAnotherCurrencyIsNotTakenForEuros() {
    Rejection rejection =
        PipelineTest.of(Orders.define())
            .given(Orders.ORDERS, order("anna", NOON, "24.50 USD"))
            .run()
            .expectQuarantined(Orders.REJECTED, contains(atStage(Rejection.Stage.MAP)))
            .rejections(Orders.REJECTED)
            .get(0);

    assertThat(rejection.failures().get(0).observed(), equalTo("not in euros: 24.50 USD"));
  }

  @Test
  void aDayIsTheShopsAlsoWhenItsClocksChange() {
    PipelineTest.of(Orders.define())
        .given(
            Orders.ORDERS,
            order("anna", Instant.parse("2026-03-28T22:59:59Z"), "1.00 EUR"),
            order("anna", Instant.parse("2026-03-28T23:00:00Z"), "2.00 EUR"),
            order("anna", Instant.parse("2026-03-29T21:59:59Z"), "4.00 EUR"),
            order("anna", Instant.parse("2026-03-29T22:00:00Z"), "8.00 EUR"))
        .run()
        .expect(
            Orders.DAILY_SPEND,
            rows(
                new DailySpend("anna", SATURDAY, 1.0, 1, 1.0),
                new DailySpend("anna", SUNDAY, 6.0, 2, 4.0),
                new DailySpend("anna", SUNDAY.plusDays(1), 8.0, 1, 8.0)));
  }

  @Test
  void inAStreamAnOrderThatIsMoreThanAnHourLateIsKeptAside() {
    PipelineTest.of(Orders.define())
        .givenStream(
            Orders.ORDERS,
            List.of(
                order("anna", NOON, "1.00 EUR"),
                order("anna", NOON.minusSeconds(3600), "2.00 EUR"),
                order("anna", NOON.minusSeconds(3601), "4.00 EUR")))
        .run()
        .expect(Orders.DAILY_SPEND, rows(new DailySpend("anna", SATURDAY, 3.0, 2, 2.0)))
        .expectQuarantined(Orders.REJECTED, contains(atStage(Rejection.Stage.TIMESTAMPS)));
  }

  @Test
  void aLabelGetsWhatWasKnownOfItsCustomerAtItsTime() {
    PipelineTest.of(Orders.define())
        .given(
            Orders.ORDERS,
            order("anna", NOON.minus(Duration.ofDays(2)), "24.50 EUR"),
            order("anna", NOON, "8.25 EUR"),
            order("anna", NOON.plusSeconds(60), "99.00 EUR"),
            order(null, NOON, "5.00 EUR"))
        .given(
            Orders.LABELS,
            new Label("anna", NOON, true),
            new Label("anna", NOON.minus(Duration.ofDays(1)), false),
            new Label("bruno", NOON, false))
        .run()
        .expect(
            Orders.TRAINING,
            rowsInAnyOrder(
                new TrainingRow("anna", NOON, true, 2, 32.75, 0L),
                new TrainingRow("anna", NOON.minus(Duration.ofDays(1)), false, 1, 24.5, 1L),
                new TrainingRow("bruno", NOON, false, 0, 0.0, null)));
  }

  @Test
  void whatIsServedIsWhatAModelWasTrainedOn() {
    Instant later = NOON.plus(Duration.ofDays(5));
    PipelineTest.of(Orders.define())
        .given(Orders.ORDERS, order("anna", NOON, "24.50 EUR"), order("anna", NOON, "8.25 EUR"))
        .given(Orders.LABELS, new Label("anna", later, true))
        .run()
        .expect(Orders.TRAINING, rows(new TrainingRow("anna", later, true, 2, 32.75, 5L)))
        .expectServed(Orders.ONLINE, "anna", later, equalTo(new CustomerHistory(2, 32.75, 5L)));
  }

  @Test
  void sixRecordsOfTheSampleAreRejectedEachForItsOwnReasons() {
    PipelineTest.of(Orders.define())
        .givenFrom(Orders.ORDERS, Files.csv("data/orders"))
        .givenFrom(Orders.LABELS, Files.csv("data/labels"))
        .run()
        .expectQuarantined(
            Orders.REJECTED,
            containsInAnyOrder(
                hasRules("placedAt is Instant"),
                hasRules("tryMap:Order"),
                hasRules("orderId matches O-[0-9]+"),
                hasRules("customerId not null"),
                hasRules("amount in (0.0, 10000.0]"),
                hasRules("customerId not null", "amount in (0.0, 10000.0]")));
  }

  @Test
  void theBindingsFileReadsTheSampleUnlessToldOtherwise() {
    Bindings bindings =
        Bindings.load(Path.of("bindings/files.yaml"), Ports.of(Orders.define().plan()), Map.of());

    assertThat(
        bindings,
        equalTo(
            Bindings.of()
                .read(Orders.ORDERS, Files.csv("data/orders"))
                .read(Orders.LABELS, Files.csv("data/labels"))
                .write(Orders.DAILY_SPEND, Files.csvTo("out/daily-spend"))
                .write(Orders.TRAINING, Files.csvTo("out/training-set"))
                .write(Orders.ONLINE, Files.store("out/online"))
                .quarantine(Orders.REJECTED, Files.rejected("out/rejected"))));
  }

  @Test
  void thePlanIsTheOneThatWasReviewed() throws IOException {
    List<String> reviewed =
        java.nio.file.Files.readAllLines(Path.of("src/test/resources/plan.txt"));

    assertThat(
        "If the change is meant: sh scripts/launch.sh plan > src/test/resources/plan.txt",
        Orders.define().plan().describe().lines().toList(),
        rows(reviewed.toArray(String[]::new)));
  }

  private static RawOrder order(@Nullable String customer, Instant placedAt, String amount) {
    return new RawOrder("O-1001", customer, placedAt, amount, "DE");
  }
}
