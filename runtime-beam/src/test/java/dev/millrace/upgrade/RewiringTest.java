package dev.millrace.upgrade;

import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Records;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Steps that keep state, and rows that come to them another way than before the savepoint. */
class RewiringTest {
  record Sale(String shop, double amount, Instant at) {}

  record Sum(String shop, Instant start, double sum) {}

  record Shop(String name, String city) {}

  private static final Duration HOUR = Duration.ofHours(1);

  /** What becomes of the rows of two sources. */
  private interface Wiring {
    void of(Events<Sale> sales, Events<Sale> others);
  }

  private static Pipeline pipeline(Wiring wiring) {
    Pipeline pipeline = Pipeline.named("shop");
    Lateness late = Lateness.of(Duration.ofSeconds(10)).lateTo(Quarantine.of("late"));
    Events<Sale> sales = pipeline.read(Source.of("sales", Sale.class)).timestamps(Sale::at, late);
    Events<Sale> others = pipeline.read(Source.of("others", Sale.class)).timestamps(Sale::at, late);
    sales.to(Sink.of("all-sales", Sale.class));
    others.to(Sink.of("all-others", Sale.class));
    wiring.of(sales, others);
    return pipeline;
  }

  private static SavedPlan plan(Wiring wiring) {
    return SavedPlan.of(pipeline(wiring).plan(), 32, 3_600_000);
  }

  private static StepVerdict found(String step, Wiring before, Wiring now) {
    Upgrade upgrade = Upgrade.of(plan(before), plan(now));
    return upgrade.steps().stream()
        .filter(each -> each.step().equals(step))
        .findFirst()
        .orElseThrow(() -> new AssertionError(upgrade.toText()));
  }

  private static Verdict verdict(String step, Wiring before, Wiring now) {
    return found(step, before, now).verdict();
  }

  private static Events<Sum> sums(String name, Events<Sale> sales) {
    Events<Sum> sums =
        sales
            .keyBy(Sale::shop)
            .window(Window.tumbling(HOUR))
            .aggregate(name)
            .as(Sum.class)
            .key(Sum::shop, Sale::shop)
            .start(Sum::start)
            .set(Sum::sum, sum(Sale::amount).orElse(0.0))
            .build();
    sums.to(Sink.of(name, Sum.class));
    return sums;
  }

  private static Events<Sale> firsts(String name, Events<Sale> sales) {
    Events<Sale> firsts = sales.keyBy(Sale::shop).deduplicate(name, HOUR);
    firsts.to(Sink.of(name, Sale.class));
    return firsts;
  }

  private static void pairs(Events<Sale> left, Events<Sale> right) {
    left.keyBy(Sale::shop)
        .window(Window.tumbling(HOUR))
        .join("pairs", right.keyBy(Sale::shop))
        .inner(Sale.class, (one, other) -> one)
        .named("paired")
        .to(Sink.of("pairs", Sale.class));
  }

  private static final Wiring SIDE_BY_SIDE =
      (sales, others) -> {
        firsts("firsts", sales);
        sums("sums", sales);
      };
  private static final Wiring IN_A_ROW = (sales, others) -> sums("sums", firsts("firsts", sales));

  @Test
  void aStepBehindAnotherThatKeepsStateInPlaceOfASourceWouldMissWhatIsOnItsWay() {
    StepVerdict sums = found("aggregate:sums", SIDE_BY_SIDE, IN_A_ROW);

    assertThat(sums.verdict(), is(Verdict.INCOMPATIBLE));
    assertThat(
        sums.what(),
        allOf(
            containsString("from read:sales no longer"),
            containsString("from deduplicate:firsts"),
            containsString("add another one beside it")));
    assertThat(verdict("deduplicate:firsts", SIDE_BY_SIDE, IN_A_ROW), is(Verdict.SAME));
  }

  @Test
  void aStepThatIsMovedInFrontOfOneThatKeepsStateWouldMissWhatThatHolds() {
    StepVerdict sums = found("aggregate:sums", IN_A_ROW, SIDE_BY_SIDE);

    assertThat(sums.verdict(), is(Verdict.INCOMPATIBLE));
    assertThat(sums.what(), containsString("from deduplicate:firsts no longer"));
    assertThat(sums.what(), not(containsString("never waited for")));
  }

  @Test
  void aStepThatKeepsStateAndIsPutInBetweenCutsItsReaderOff() {
    StepVerdict sums = found("aggregate:sums", (sales, others) -> sums("sums", sales), IN_A_ROW);

    assertThat(sums.verdict(), is(Verdict.INCOMPATIBLE));
    assertThat(sums.what(), containsString("from read:sales no longer"));
  }

  @Test
  void aStepThatIsGoneFromInBetweenLosesWhatItHoldsAndNothingElse() {
    Wiring summed = (sales, others) -> sums("sums", sales);

    assertThat(verdict("deduplicate:firsts", IN_A_ROW, summed), is(Verdict.STATE_LOST));
    assertThat(verdict("aggregate:sums", IN_A_ROW, summed), is(Verdict.COMPATIBLE));
  }

  @Test
  void aStepInBetweenThatTakesThePlaceOfOneLosesWhatThatHeldAndNothingElse() {
    Wiring renamed = (sales, others) -> sums("sums", firsts("firsts-anew", sales));

    assertThat(verdict("deduplicate:firsts", IN_A_ROW, renamed), is(Verdict.STATE_LOST));
    assertThat(verdict("aggregate:sums", IN_A_ROW, renamed), is(Verdict.COMPATIBLE));

    Wiring ofOthers = (sales, others) -> sums("sums", firsts("firsts-anew", others));
    assertThat(verdict("aggregate:sums", IN_A_ROW, ofOthers), is(Verdict.INCOMPATIBLE));
  }

  @Test
  void anotherSourceLedIntoAWindowWouldOpenWindowsThatAreClosed() {
    StepVerdict sums =
        found(
            "aggregate:sums",
            (sales, others) -> sums("sums", sales),
            (sales, others) -> sums("sums", sales.union(others)));

    assertThat(sums.verdict(), is(Verdict.INCOMPATIBLE));
    assertThat(
        sums.what(),
        allOf(containsString("read:others"), containsString("times that it has closed")));
  }

  @Test
  void anotherSourceLedIntoADeduplicationOrAJoinIsRefusedToo() {
    assertThat(
        verdict(
            "deduplicate:firsts",
            (sales, others) -> firsts("firsts", sales),
            (sales, others) -> firsts("firsts", sales.union(others))),
        is(Verdict.INCOMPATIBLE));
    assertThat(
        verdict(
            "join:paired",
            (sales, others) -> pairs(sales, sales),
            (sales, others) -> pairs(sales, sales.union(others))),
        is(Verdict.INCOMPATIBLE));
  }

  @Test
  void rowsThatHaveWaitedForAnotherStepAreLateForOneThatWasFedByTheSourceItself() {
    assertThat(
        verdict(
            "aggregate:sums",
            SIDE_BY_SIDE,
            (sales, others) -> sums("sums", sales.union(firsts("firsts", sales)))),
        is(Verdict.INCOMPATIBLE));
  }

  @Test
  void aSourceMayComeDirectlyToAStepThatItReachedThroughAnother() {
    Wiring both = (sales, others) -> sums("sums", sales.union(firsts("firsts", sales)));

    assertThat(verdict("aggregate:sums", IN_A_ROW, both), is(Verdict.COMPATIBLE));
  }

  @Test
  void sidesOfAJoinAreNotTheSameTheOtherWayRound() {
    StepVerdict pairs =
        found(
            "join:paired",
            (sales, others) -> pairs(sales, others),
            (sales, others) -> pairs(others, sales));

    assertThat(pairs.verdict(), is(Verdict.INCOMPATIBLE));
    assertThat(pairs.what(), not(containsString("never waited for")));
  }

  @Test
  void aSourceThatLeavesAStepIsRefusedWhetherOrNotItIsStillRead() {
    Wiring before = (sales, others) -> sums("sums", sales.union(others));
    SavedPlan without = SavedPlan.of(onlySales().plan(), 32, 3_600_000);
    StepVerdict gone =
        Upgrade.of(plan(before), without).steps().stream()
            .filter(each -> each.step().equals("aggregate:sums"))
            .findFirst()
            .orElseThrow();

    assertThat(
        verdict("aggregate:sums", before, (sales, others) -> sums("sums", sales)),
        is(Verdict.INCOMPATIBLE));
    assertThat(gone.verdict(), is(Verdict.INCOMPATIBLE));
    assertThat(gone.what(), containsString("read:others is gone"));
  }

  private static Pipeline onlySales() {
    Pipeline pipeline = Pipeline.named("shop");
    Lateness late = Lateness.of(Duration.ofSeconds(10)).lateTo(Quarantine.of("late"));
    sums("sums", pipeline.read(Source.of("sales", Sale.class)).timestamps(Sale::at, late));
    return pipeline;
  }

  @Test
  void stepsThatKeepNothingMayComeGoAndChangeTheirNamesAndOrder() {
    Wiring before =
        (sales, others) ->
            sums(
                "sums",
                sales
                    .filter("some", sale -> sale.amount() > 0)
                    .map(Sale.class, sale -> sale)
                    .named("same")
                    .union(others));
    Wiring now =
        (sales, others) ->
            sums(
                "sums",
                others
                    .filter("more", sale -> sale.amount() > 1)
                    .union(
                        sales
                            .map(Sale.class, sale -> sale)
                            .named("still-the-same")
                            .filter("some", sale -> sale.amount() > 0)));

    assertThat(verdict("aggregate:sums", before, now), is(Verdict.COMPATIBLE));
  }

  @Test
  void whatIsLookedUpInATableDoesNotMakeRowsOfIt() {
    Verdict verdict = found("aggregate:sums", of(false), of(true)).verdict();

    assertThat(verdict, is(Verdict.COMPATIBLE));
  }

  private static StepVerdict found(String step, Pipeline before, Pipeline now) {
    Upgrade upgrade =
        Upgrade.of(
            SavedPlan.of(before.plan(), 32, 3_600_000), SavedPlan.of(now.plan(), 32, 3_600_000));
    return upgrade.steps().stream()
        .filter(each -> each.step().equals(step))
        .findFirst()
        .orElseThrow(() -> new AssertionError(upgrade.toText()));
  }

  private static Pipeline of(boolean looksUp) {
    Pipeline pipeline = Pipeline.named("shop");
    Lateness late = Lateness.of(Duration.ofSeconds(10)).lateTo(Quarantine.of("late"));
    Records<Shop> shops = pipeline.read(Source.of("shops", Shop.class));
    shops.to(Sink.of("all-shops", Shop.class));
    Events<Sale> sales = pipeline.read(Source.of("sales", Sale.class)).timestamps(Sale::at, late);
    sums(
        "sums",
        looksUp
            ? sales.lookup(Sale::shop, shops.tableBy(Shop::name), (sale, shop) -> sale)
            : sales);
    return pipeline;
  }
}
