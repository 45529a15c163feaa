package dev.millrace.feature;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.Aggregations.sumDecimal;
import static dev.millrace.Aggregations.sumLong;
import static java.time.Duration.ofDays;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.FeatureView;
import dev.millrace.record.CorruptDataException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeatureEvaluatorTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration TICK = Duration.ofNanos(1_000);

  record Order(@Nullable String customer, Instant at, double amount, String invoice) {}

  record Spend(
      double sum30d,
      long count30d,
      long invoices90d,
      @Nullable Double max90d,
      long big90d,
      @Nullable Long daysSinceLast,
      double mean30d,
      FeatureStatus maxStatus) {}

  private static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .as(Spend.class)
          .set(Spend::sum30d, sum(Order::amount).over(ofDays(30)).orElse(0.0))
          .set(Spend::count30d, count().over(ofDays(30)))
          .set(Spend::invoices90d, countDistinct(Order::invoice).over(ofDays(90)))
          .set(Spend::max90d, max(Order::amount).over(ofDays(90)))
          .set(Spend::big90d, count().over(ofDays(90)).where("big", (Order o) -> o.amount() > 100))
          .set(Spend::daysSinceLast, sinceLast().over(ofDays(365)).then("days", Duration::toDays))
          .derive(
              "mean",
              Spend::mean30d,
              Spend::sum30d,
              Spend::count30d,
              (sum, n) -> n == 0 ? 0.0 : sum / n)
          .status(Spend::maxStatus, Spend::max90d)
          .build();

  private static Order order(String customer, Instant at, double amount) {
    return new Order(customer, at, amount, "i" + amount);
  }

  @Test
  void featuresAreFoldedFromTheFactsInTheirWindows() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(order("ann", NOON.minus(ofDays(60)), 500));
    spend.update(order("ann", NOON.minus(ofDays(10)), 20));
    spend.update(order("ann", NOON.minus(ofDays(5)), 30));
    spend.update(order("bob", NOON, 1));
    assertThat(
        spend.get("ann", NOON),
        is(new Spend(50.0, 2, 3, 500.0, 1, 5L, 25.0, FeatureStatus.PRESENT)));
  }

  @Test
  void aWindowHoldsItsEndAndNotItsBeginning() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(order("ann", NOON, 1));
    assertThat(spend.get("ann", NOON.minus(TICK)).count30d(), is(0L));
    assertThat(spend.get("ann", NOON).count30d(), is(1L));
    assertThat(spend.get("ann", NOON.plus(ofDays(30)).minus(TICK)).count30d(), is(1L));
    assertThat(spend.get("ann", NOON.plus(ofDays(30))).count30d(), is(0L));
  }

  @Test
  void aKeyWithoutFactsAndNoKeyHaveTheValuesOfNoFacts() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(new Order(null, NOON, 7, "i"));
    Spend nothing = new Spend(0.0, 0, 0, null, 0, null, 0.0, FeatureStatus.NOT_FOUND);
    assertThat(spend.get("ann", NOON), is(nothing));
    assertThat(spend.ask(null, NOON).status(Spend::sum30d), is(FeatureStatus.NULL_KEY));
  }

  @Test
  void whatHasLeftTheWindowIsExpiredForAsLongAgain() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(order("ann", NOON, 1));
    Instant out = NOON.plus(ofDays(90));
    assertThat(spend.get("ann", out).maxStatus(), is(FeatureStatus.EXPIRED));
    Instant forgotten = NOON.plus(ofDays(730));
    assertThat(spend.get("ann", forgotten.minus(TICK)).maxStatus(), is(FeatureStatus.EXPIRED));
    assertThat(spend.get("ann", forgotten).maxStatus(), is(FeatureStatus.NOT_FOUND));
  }

  @Test
  void answersAreTheSameBehindAnEvictionAsBefore() {
    FeatureEvaluator<String, Order, Spend> kept = SPEND.evaluator();
    FeatureEvaluator<String, Order, Spend> evicted = SPEND.evaluator();
    for (int day = 0; day < 800; day += 7) {
      Order order = order("ann", NOON.plus(ofDays(day)), day);
      kept.update(order);
      evicted.update(order);
      evicted.evict(NOON.plus(ofDays(day)));
      assertThat(
          evicted.get("ann", NOON.plus(ofDays(day + 3))),
          equalTo(kept.get("ann", NOON.plus(ofDays(day + 3)))));
    }
    assertThat(evicted.facts(), is(53L));
    assertThrows(IllegalArgumentException.class, () -> evicted.get("ann", NOON));
  }

  @Test
  void aFactThatComesLateDoesNotHideANewerOneThatWasEvicted() {
    FeatureEvaluator<String, Order, Spend> kept = SPEND.evaluator();
    FeatureEvaluator<String, Order, Spend> evicted = SPEND.evaluator();
    Order newer = order("ann", NOON.plus(ofDays(700)), 1);
    Order older = order("ann", NOON, 2);
    kept.update(newer);
    kept.update(older);
    evicted.update(newer);
    Instant at = NOON.plus(ofDays(1_100));
    evicted.evict(at);
    evicted.update(older);
    assertThat(kept.get("ann", at).maxStatus(), is(FeatureStatus.EXPIRED));
    assertThat(evicted.get("ann", at), equalTo(kept.get("ann", at)));
    Instant later = at.plus(ofDays(1));
    evicted.evict(later);
    assertThat(evicted.get("ann", later), equalTo(kept.get("ann", later)));
  }

  record Change(String customer, Instant at, ChangeKind kind) {}

  record Count(long count10d, FeatureStatus status) {}

  @Test
  void aFactThatComesLateIsDeletedByADeleteThatWasEvicted() {
    FeatureView<String, Change, Count> view =
        FeatureView.named("count", 1)
            .over(Change.class)
            .keyedBy(Change::customer)
            .at(Change::at)
            .changedBy(Change::kind)
            .as(Count.class)
            .set(Count::count10d, count().over(ofDays(10)))
            .status(Count::status, Count::count10d)
            .build();
    FeatureEvaluator<String, Change, Count> counts = view.evaluator();
    counts.update(new Change("ann", NOON.plus(ofDays(1)), ChangeKind.DELETE));
    counts.evict(NOON.plus(ofDays(12)));
    counts.evict(NOON.plus(ofDays(13)));
    counts.update(new Change("ann", NOON, ChangeKind.UPSERT));
    Count deleted = new Count(0, FeatureStatus.DELETED);
    assertThat(counts.get("ann", NOON.plus(ofDays(14))), is(deleted));
    counts.evict(NOON.plus(ofDays(15)));
    assertThat(counts.get("ann", NOON.plus(ofDays(15))), is(deleted));
    FeatureEvaluator<String, Change, Count> elsewhere = view.evaluator();
    elsewhere.restore(counts.state("ann").orElseThrow());
    assertThat(elsewhere.get("ann", NOON.plus(ofDays(15))), is(deleted));
  }

  @Test
  void severalKeysAreAnsweredInTheirOrder() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(order("ann", NOON, 1));
    spend.update(order("bob", NOON, 2));
    List<Spend> both = spend.getAll(Arrays.asList("bob", null, "ann"), NOON);
    assertThat(both.stream().map(Spend::sum30d).toList(), is(List.of(2.0, 0.0, 1.0)));
  }

  @Test
  void theStateOfAKeyAnswersInAnotherProcessAsHere() {
    FeatureEvaluator<String, Order, Spend> here = SPEND.evaluator();
    here.update(order("ann", NOON, 1));
    here.update(order("ann", NOON.plus(ofDays(20)), 200));
    FeatureEvaluator<String, Order, Spend> there = SPEND.evaluator();
    there.restore(here.state("ann").orElseThrow());
    Instant later = NOON.plus(ofDays(25));
    assertThat(there.get("ann", later), is(here.get("ann", later)));
    assertThat(here.state("bob"), is(Optional.empty()));
  }

  @Test
  void anExplanationIsOfTheMicrosecondThatWasAsked() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(order("ann", NOON, 1));
    assertThat(
        spend.explain("ann", NOON.plusNanos(1_999)),
        startsWith("spend@1 of ann at 2026-03-01T12:00:00.000001Z\n"));
  }

  @Test
  void anExplanationShowsTheFactsThatCountHoweverManyDoNot() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(order("ann", NOON, 7));
    for (int minute = 1; minute <= 100; minute++) {
      spend.update(order("ann", NOON.plus(Duration.ofMinutes(minute)), 8));
    }
    assertThat(
        spend.explain("ann", NOON),
        allOf(
            containsString("    counts  2026-03-01T12:00:00Z amount=7.0"),
            containsString("    and 80 older ones: out: not before the end of the window"),
            containsString("    1 of 101 facts count")));
  }

  @Test
  void whoAsksForATooEarlyTimeIsToldFromWhenOnThereAreAnswers() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.evict(NOON);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> spend.get("ann", NOON.minus(ofDays(1))));
    assertThat(
        refused.getMessage(),
        is(
            "spend@1 is asked for 2026-02-28T12:00:00Z, but facts were evicted for questions from"
                + " 2026-03-01T12:00:00Z on: what only earlier ones could see is forgotten. Ask for"
                + " that time or a later one; what was known earlier, a pipeline answers (asOf)"));
  }

  @Test
  void anAnswerTellsHowOldItIs() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    spend.update(order("ann", NOON, 1));
    FeatureAnswer<Spend> answer = spend.ask("ann", NOON.plusSeconds(60));
    assertThat(answer.age(Spend::sum30d), is(Optional.of(Duration.ofSeconds(60))));
    assertThat(answer.age(Spend::big90d), is(Optional.empty()));
  }

  record Payment(String customer, Instant at, long cents, BigDecimal amount) {}

  record Paid(@Nullable Long cents, @Nullable BigDecimal amount) {}

  private static final FeatureView<String, Payment, Paid> PAID =
      FeatureView.named("paid", 1)
          .over(Payment.class)
          .keyedBy(Payment::customer)
          .at(Payment::at)
          .as(Paid.class)
          .set(Paid::cents, sumLong(Payment::cents).over(ofDays(1)))
          .set(Paid::amount, sumDecimal(Payment::amount).over(ofDays(1)))
          .build();

  private static Payment payment(String customer, long cents) {
    return new Payment(customer, NOON, cents, BigDecimal.valueOf(cents, 2));
  }

  private static Map<String, Paid> payments(FeatureEvaluator<String, Payment, Paid> paid) {
    Map<String, Paid> all = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      paid.update(payment("c" + i, i));
      all.put("c" + i, new Paid((long) i, BigDecimal.valueOf(i, 2)));
    }
    return all;
  }

  private static Map<String, Paid> answers(
      FeatureEvaluator<String, Payment, Paid> paid, Set<String> customers) {
    Map<String, Paid> all = new TreeMap<>();
    customers.forEach(customer -> all.put(customer, paid.get(customer, NOON)));
    return all;
  }

  @Test
  void aKeyWhoseFeaturesFailSpoilsNoAnswerOfOthers() {
    FeatureEvaluator<String, Payment, Paid> paid = PAID.evaluator();
    Map<String, Paid> expected = payments(paid);
    for (int i = 0; i < 100; i++) {
      String bad = "bad" + i;
      paid.update(new Payment(bad, NOON, 1, new BigDecimal("1E+20000")));
      assertThrows(ArithmeticException.class, () -> paid.get(bad, NOON));
    }
    assertThat(answers(paid, expected.keySet()), is(expected));
  }

  @Test
  void aStateThatIsCutShortOrTooLongIsRefusedAndSpoilsNothing() {
    FeatureEvaluator<String, Payment, Paid> here = PAID.evaluator();
    here.update(payment("ann", 5));
    here.update(payment("ann", 7));
    byte[] state = here.state("ann").orElseThrow();
    FeatureEvaluator<String, Payment, Paid> there = PAID.evaluator();
    there.update(payment("ann", 1));
    for (int length = 0; length <= state.length + 1; length++) {
      byte[] other = Arrays.copyOf(state, length);
      if (length != state.length) {
        assertThrows(CorruptDataException.class, () -> there.restore(other));
      }
    }
    assertThat(there.facts(), is(1L));
    Map<String, Paid> expected = payments(there);
    expected.put("ann", new Paid(1L, BigDecimal.valueOf(1, 2)));
    assertThat(answers(there, expected.keySet()), is(expected));
  }

  record Arrival(String customer, Instant at, Instant known) {}

  @Test
  void aFactThatIsNeverKnownKeepsNothingForEver() {
    FeatureView<String, Arrival, Count> view =
        FeatureView.named("count", 1)
            .over(Arrival.class)
            .keyedBy(Arrival::customer)
            .at(Arrival::at)
            .availableAt(Arrival::known)
            .as(Count.class)
            .set(Count::count10d, count().over(ofDays(10)))
            .status(Count::status, Count::count10d)
            .build();
    FeatureEvaluator<String, Arrival, Count> kept = view.evaluator();
    FeatureEvaluator<String, Arrival, Count> evicted = view.evaluator();
    for (int day = 0; day < 200; day++) {
      Instant at = NOON.plus(ofDays(day));
      Instant known = day % 50 == 0 ? Instant.parse("9999-01-01T00:00:00Z") : at;
      kept.update(new Arrival("ann", at, known));
      evicted.update(new Arrival("ann", at, known));
      evicted.evict(at);
      assertThat(evicted.get("ann", at), is(kept.get("ann", at)));
    }
    assertThat(evicted.facts(), is(11L));
  }

  @Test
  void aTimeThatIsNoMicrosecondIsRefusedByName() {
    FeatureEvaluator<String, Order, Spend> spend = SPEND.evaluator();
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> spend.get("ann", Instant.MAX));
    assertThat(
        refused.getMessage(),
        is("spend@1: " + Instant.MAX + " does not fit microseconds since 1970 in 64 bits"));
  }
}
