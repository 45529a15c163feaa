package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Plan;
import dev.millrace.record.Fn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first unit of a stream with a table, under one definition or two. */
class ClosingTest {
  record Sale(String shop) {}

  record Shop(String name, String city) {}

  private static final Units HOURS = Units.of(Duration.ofHours(1));
  private static final Plan BEFORE = plan(sale -> sale);
  private static final Plan NOW = plan(sale -> new Sale(sale.shop() + " & sons"));

  private static Plan plan(Fn<Sale, Sale> fn) {
    Pipeline pipeline = Pipeline.named("sales");
    pipeline
        .read(Source.of("sales", Sale.class))
        .map(Sale.class, fn)
        .named("renamed")
        .lookup(
            Sale::shop,
            pipeline.read(Source.of("shops", Shop.class)).tableBy(Shop::name),
            (sale, shop) -> sale)
        .to(Sink.of("out", Sale.class));
    return pipeline.plan();
  }

  /** The table has the rows 0, 1, 2 and so on. */
  private static Tally rows(int from, int to) {
    Tally tally = new Tally();
    for (int row = from; row < to; row++) {
      tally.add(1, 1_000 + row, 2_000 + row);
    }
    return tally;
  }

  /** That so much of the table's source was read. */
  private static Receipt read(Plan plan, int from, int to) {
    Receipt receipt = Receipt.ofNothing(Receipt.Origin.of(plan.fingerprint(), HOURS.micros()));
    receipt.ledger().account("read:shops", Place.IN).add(rows(from, to));
    receipt.ledger().account("lookup:shops", Place.OUT).add(rows(from, to));
    receipt.ledger().account("lookup:shops", Place.HELD).add(rows(from, to));
    return receipt;
  }

  /** What was read of the table's source when it was the source of something else. */
  private static Receipt readWithoutTable(Plan plan) {
    Receipt receipt = Receipt.ofNothing(Receipt.Origin.of(plan.fingerprint(), HOURS.micros()));
    receipt.ledger().account("read:shops", Place.IN).add(rows(0, 4));
    return receipt;
  }

  private static Receipt readOfSales(Plan plan) {
    Receipt receipt = Receipt.ofNothing(Receipt.Origin.of(plan.fingerprint(), HOURS.micros()));
    receipt.ledger().account("read:sales", Place.IN).add(rows(0, 1));
    return receipt;
  }

  private static Manifest first(int rowsOfTable, Receipt... receipts) {
    return new Closing(
            NOW,
            "run",
            "test",
            Map.of(),
            Map.of("out", List.of(new Closing.BoundFolder("rows", "out"))),
            Instant.EPOCH)
        .holding(List.of(TablePin.of("lookup:shops", rows(0, rowsOfTable))))
        .closeUnit(HOURS, Units.BEGINNING, List.of(receipts))
        .manifest();
  }

  private static void isRefused(int rowsOfTable, Receipt... receipts) {
    StepFailedException refused =
        assertThrows(StepFailedException.class, () -> first(rowsOfTable, receipts));
    assertThat(refused.code(), equalTo(RunCode.TABLE_CHANGED));
  }

  private static Tally held(Manifest unit) {
    return unit.ledger().get("lookup:shops", Place.HELD);
  }

  @Test
  void aTableIsWhatWasReadOfIt() {
    assertThat(held(first(10, read(NOW, 0, 4), read(NOW, 4, 10))), is(rows(0, 10)));
    isRefused(11, read(NOW, 0, 10));
    isRefused(10, read(NOW, 0, 9));
  }

  @Test
  void aTableThatWasReadUnderAnEarlierDefinitionIsNotReadAgain() {
    assertThat(held(first(10, read(BEFORE, 0, 10))), is(rows(0, 10)));
    assertThat(held(first(10, read(BEFORE, 0, 4), read(NOW, 4, 10))), is(rows(0, 10)));
  }

  @Test
  void whatAnEarlierDefinitionReadMayHaveBeenForAnotherTableOrForNone() {
    assertThat(held(first(9, read(BEFORE, 0, 10))), is(rows(0, 10)));
    assertThat(held(first(10, readWithoutTable(BEFORE), read(NOW, 4, 10))), is(rows(4, 10)));
  }

  @Test
  void aTableOfWhichNothingWasReadEarlierIsWhatIsReadOfItNow() {
    assertThat(held(first(10, readOfSales(BEFORE), read(NOW, 0, 10))), is(rows(0, 10)));
    isRefused(10, readOfSales(BEFORE), read(NOW, 0, 9));
  }
}
