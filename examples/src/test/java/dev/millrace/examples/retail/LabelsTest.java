package dev.millrace.examples.retail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked of whom, and when, and what the answer is, to the microsecond. */
class LabelsTest {
  private static final Instant JUNE = Instant.parse("2011-05-31T23:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2010-12-01T08:26:00Z");
  private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);
  private static final Duration HORIZON = Duration.ofDays(30);

  @Test
  void everyMonthBeginsAtMidnightInLondonAlsoInSummer() {
    assertThat(
        labels(bought("ann", LONG_AGO)).stream().map(Label::at).map(Instant::toString).toList(),
        contains(
            "2011-01-01T00:00:00Z",
            "2011-02-01T00:00:00Z",
            "2011-03-01T00:00:00Z",
            "2011-03-31T23:00:00Z",
            "2011-04-30T23:00:00Z",
            "2011-05-31T23:00:00Z",
            "2011-06-30T23:00:00Z",
            "2011-07-31T23:00:00Z",
            "2011-08-31T23:00:00Z",
            "2011-09-30T23:00:00Z",
            "2011-11-01T00:00:00Z"));
  }

  @Test
  void aLineBeforeTheTimeMakesACustomerKnownAndOneAtTheTimeDoesNot() {
    assertThat(labelsAt(JUNE, bought("ann", JUNE.minus(TICK))), hasSize(1));
    assertThat(labelsAt(JUNE, bought("ann", JUNE)), empty());
    assertThat(labelsAt(JUNE, bought("ann", JUNE.plus(TICK))), empty());
  }

  @Test
  void aReturnMakesACustomerKnownToo() {
    assertThat(
        labelsAt(JUNE, returned("ann", JUNE.minus(TICK))), contains(new Label("ann", JUNE, false)));
  }

  @Test
  void whatIsBoughtAtTheTimeIsNotAfterIt() {
    assertThat(buysWithin30Days(bought("ann", JUNE)), is(false));
    assertThat(buysWithin30Days(bought("ann", JUNE.plus(TICK))), is(true));
  }

  @Test
  void theThirtiethDayCountsToItsEndAndNoTickMore() {
    Instant end = JUNE.plus(HORIZON);
    assertThat(buysWithin30Days(bought("ann", end.minus(TICK))), is(true));
    assertThat(buysWithin30Days(bought("ann", end)), is(true));
    assertThat(buysWithin30Days(bought("ann", end.plus(TICK))), is(false));
  }

  @Test
  void aReturnIsNoPurchase() {
    assertThat(buysWithin30Days(returned("ann", JUNE.plus(TICK))), is(false));
    assertThat(
        buysWithin30Days(returned("ann", JUNE.plus(TICK)), bought("ann", JUNE.plus(HORIZON))),
        is(true));
  }

  @Test
  void whatAnotherCustomerBuysSaysNothing() {
    assertThat(
        labelsAt(
            JUNE, bought("ann", LONG_AGO), bought("bob", LONG_AGO), bought("bob", JUNE.plus(TICK))),
        contains(new Label("ann", JUNE, false), new Label("bob", JUNE, true)));
  }

  @Test
  void thirtyDaysAreAsLongWhenTheClocksChange() {
    Instant march = Instant.parse("2011-03-01T00:00:00Z");
    Instant oneInSummerTime = Instant.parse("2011-03-31T00:00:00Z");
    InvoiceLine before = bought("ann", LONG_AGO);
    assertThat(
        labelsAt(march, before, bought("ann", oneInSummerTime)),
        contains(new Label("ann", march, true)));
    assertThat(
        labelsAt(march, before, bought("ann", oneInSummerTime.plus(TICK))),
        contains(new Label("ann", march, false)));

    Instant october = Instant.parse("2011-09-30T23:00:00Z");
    Instant elevenInWinterTime = Instant.parse("2011-10-30T23:00:00Z");
    assertThat(
        labelsAt(october, before, bought("ann", elevenInWinterTime)),
        contains(new Label("ann", october, true)));
    assertThat(
        labelsAt(october, before, bought("ann", elevenInWinterTime.plus(TICK))),
        contains(new Label("ann", october, false)));
  }

  @Test
  void labelsComeByTimeAndThenByCustomerHoweverTheLinesCome() {
    List<Label> labels =
        labels(
            bought("bob", Instant.parse("2011-09-15T10:00:00Z")),
            bought("ann", Instant.parse("2011-10-15T10:00:00Z")),
            bought("ann", Instant.parse("2011-09-15T10:00:00Z")));
    Instant october = Instant.parse("2011-09-30T23:00:00Z");
    Instant november = Instant.parse("2011-11-01T00:00:00Z");
    assertThat(
        labels,
        contains(
            new Label("ann", october, true),
            new Label("bob", october, false),
            new Label("ann", november, false),
            new Label("bob", november, false)));
  }

  @Test
  void nobodyIsAskedAboutWithoutLines() {
    assertThat(labels(), equalTo(List.of()));
  }

  @Test
  void aLineWithoutACustomerIsNoValidOne() {
    InvoiceLine nobodys =
        new InvoiceLine("1", "85123A", null, 1, LONG_AGO, 1.0, 1.0, null, "France");
    assertThrows(IllegalArgumentException.class, () -> labels(nobodys));
  }

  /** The answer in June for a customer who has been known for long. */
  private static boolean buysWithin30Days(InvoiceLine... lines) {
    Labels labels = new Labels();
    labels.add(bought("ann", LONG_AGO));
    for (InvoiceLine line : lines) {
      labels.add(line);
    }
    return labels.all().stream()
        .filter(label -> label.at().equals(JUNE))
        .findFirst()
        .orElseThrow()
        .buysNext30d();
  }

  private static List<Label> labelsAt(Instant at, InvoiceLine... lines) {
    return labels(lines).stream().filter(label -> label.at().equals(at)).toList();
  }

  private static List<Label> labels(InvoiceLine... lines) {
    Labels labels = new Labels();
    for (InvoiceLine line : lines) {
      labels.add(line);
    }
    return labels.all();
  }

  private static InvoiceLine bought(String customer, Instant at) {
    return new InvoiceLine("1", "85123A", null, 2, at, 1.5, 3.0, customer, "France");
  }

  private static InvoiceLine returned(String customer, Instant at) {
    return new InvoiceLine("C2", "85123A", null, -2, at, 1.5, -3.0, customer, "France");
  }
}
