package dev.millrace.feature;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sumLong;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.FeatureView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A key with so many changes that its questions are answered by tiles, around what is no fact. */
class LongChangesTest {
  private static final int CHANGES = 12_000;
  private static final int WINDOW = 5_000;

  record Price(
      String product,
      Instant at,
      Instant known,
      long place,
      long id,
      ChangeKind kind,
      long price) {}

  record Prices(
      long prices,
      @Nullable Long sum,
      @Nullable Long highest,
      long different,
      long odd,
      @Nullable Long highestOdd,
      long rare,
      FeatureStatus rareStatus) {}

  private static final FeatureView<String, Price, Prices> PRICES =
      FeatureView.named("prices", 1)
          .over(Price.class)
          .keyedBy(Price::product)
          .at(Price::at)
          .availableAt(Price::known)
          .sequencedBy(Price::place)
          .identifiedBy(Price::id)
          .changedBy(Price::kind)
          .as(Prices.class)
          .set(Prices::prices, count().over(Duration.ofSeconds(WINDOW)))
          .set(Prices::sum, sumLong(Price::price).over(Duration.ofSeconds(WINDOW)))
          .set(Prices::highest, max(Price::price).over(Duration.ofSeconds(WINDOW)))
          .set(Prices::different, countDistinct(Price::price).over(Duration.ofSeconds(WINDOW)))
          .set(
              Prices::odd,
              count().over(Duration.ofSeconds(WINDOW)).where("odd", LongChangesTest::isOdd))
          .set(
              Prices::highestOdd,
              max(Price::price)
                  .over(Duration.ofSeconds(WINDOW))
                  .where("odd", LongChangesTest::isOdd))
          .set(
              Prices::rare,
              count().over(Duration.ofSeconds(WINDOW)).where("rare", LongChangesTest::isRare))
          .status(Prices::rareStatus, Prices::rare)
          .build();

  private static boolean isOdd(Price price) {
    return price.price() % 2 != 0;
  }

  private static boolean isRare(Price price) {
    return price.price() == 7;
  }

  /** One of a hundred or so takes a fact back, gives one again, or comes to be known late. */
  private static List<Price> changes(Random random, int deletes) {
    List<Price> changes = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      int lot = random.nextInt(300);
      boolean isOfAnother = lot < 3 && i > 0;
      long id = isOfAnother ? changes.get(Math.max(0, i - 1 - random.nextInt(3_000))).id() : i;
      ChangeKind kind = lot < 2 && i > 0 ? ChangeKind.RETRACT : ChangeKind.UPSERT;
      if (deletes > 0 && i % (CHANGES / deletes) == 700) {
        kind = ChangeKind.DELETE;
      }
      Instant at = Instant.ofEpochSecond(i);
      Instant known = at.plusSeconds(lot > 296 ? random.nextInt(4_000) : 0);
      changes.add(new Price("p", at, known, i, id, kind, random.nextInt(4_000)));
    }
    return changes;
  }

  /** Looks at every change for each feature, but for the status. */
  private static Prices expected(List<Price> sorted, Instant at, FeatureStatus rareStatus) {
    List<Price> standing = standing(sorted, at);
    return new Prices(
        standing.size(),
        standing.isEmpty() ? null : standing.stream().mapToLong(Price::price).sum(),
        standing.stream().map(Price::price).max(Long::compare).orElse(null),
        standing.stream().map(Price::price).distinct().count(),
        standing.stream().filter(LongChangesTest::isOdd).count(),
        standing.stream()
            .filter(LongChangesTest::isOdd)
            .map(Price::price)
            .max(Long::compare)
            .orElse(null),
        standing.stream().filter(LongChangesTest::isRare).count(),
        rareStatus);
  }

  private static List<Price> standing(List<Price> sorted, Instant at) {
    Predicate<Price> isSeen = price -> !price.at().isAfter(at) && !price.known().isAfter(at);
    Map<Long, Price> standing = new HashMap<>();
    for (Price price : sorted) {
      if (isSeen.test(price) && price.at().isAfter(at.minusSeconds(WINDOW))) {
        switch (price.kind()) {
          case UPSERT -> standing.putIfAbsent(price.id(), price);
          case RETRACT -> standing.remove(price.id());
          case DELETE -> standing.clear();
        }
      }
    }
    return List.copyOf(standing.values());
  }

  private static void assertAnswers(
      FeatureEvaluator<String, Price, Prices> prices, List<Price> sorted, long second) {
    Instant at = Instant.ofEpochSecond(second);
    Prices answer = prices.get("p", at);
    assertThat("at " + at, answer, equalTo(expected(sorted, at, answer.rareStatus())));
  }

  @Test
  void whatIsTakenBackGivenAgainOrNotYetKnownIsLeftOutOfATileAndOfAMaximum() {
    Random random = new Random(21);
    List<Price> sorted = changes(random, 0);
    FeatureEvaluator<String, Price, Prices> prices = PRICES.evaluator();
    sorted.forEach(prices::update);
    for (int question = 0; question < 150; question++) {
      assertAnswers(prices, sorted, random.nextInt(CHANGES + WINDOW));
    }
  }

  @Test
  void aRetractionThatComesWhenItsTileIsMadeTakesItsFactOutOfIt() {
    Random random = new Random(22);
    List<Price> changes = changes(random, 0);
    FeatureEvaluator<String, Price, Prices> prices = PRICES.evaluator();
    for (int i = 0; i < CHANGES; i++) {
      prices.update(changes.get(i));
      if (i > 6_000 && i % 50 == 0) {
        assertAnswers(prices, changes.subList(0, i + 1), i);
      }
    }
  }

  @Test
  void oneIdMayBeGivenAndTakenBackForEver() {
    Random random = new Random(25);
    List<Price> sorted = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      Instant at = Instant.ofEpochSecond(i);
      ChangeKind kind = random.nextInt(3) == 0 ? ChangeKind.RETRACT : ChangeKind.UPSERT;
      long id = random.nextInt(100) == 0 ? i : -1;
      sorted.add(new Price("p", at, at, i, id, kind, random.nextInt(4_000)));
    }
    List<Price> given = new ArrayList<>(sorted);
    Collections.shuffle(given.subList(0, 2_000), random);
    FeatureEvaluator<String, Price, Prices> prices = PRICES.evaluator();
    given.forEach(prices::update);
    for (int question = 0; question < 200; question++) {
      assertAnswers(prices, sorted, random.nextInt(CHANGES + WINDOW));
    }
  }

  @Test
  void changesInAnyOrderGiveTheSameAnswers() {
    Random random = new Random(23);
    List<Price> sorted = changes(random, 3);
    for (int turn = 0; turn < 3; turn++) {
      List<Price> given = new ArrayList<>(sorted);
      if (turn == 0) {
        Collections.reverse(given);
      } else {
        Collections.shuffle(given, random);
      }
      FeatureEvaluator<String, Price, Prices> prices = PRICES.evaluator();
      given.forEach(prices::update);
      for (int question = 0; question < 40; question++) {
        assertAnswers(prices, sorted, random.nextInt(CHANGES + WINDOW));
      }
    }
  }

  @Test
  void deletesEndWhatWasBeforeThemAlsoBehindAnEviction() {
    Random random = new Random(24);
    List<Price> changes = changes(random, 6);
    FeatureEvaluator<String, Price, Prices> kept = PRICES.evaluator();
    FeatureEvaluator<String, Price, Prices> evicted = PRICES.evaluator();
    for (int i = 0; i < CHANGES; i++) {
      kept.update(changes.get(i));
      evicted.update(changes.get(i));
      if (i % 250 == 0) {
        Instant at = Instant.ofEpochSecond(i);
        assertAnswers(kept, changes.subList(0, i + 1), i);
        evicted.evict(at);
        assertThat("at " + at, evicted.get("p", at), equalTo(kept.get("p", at)));
      }
    }
  }

  @Test
  void theStatusOfARareFactIsThatOfTheLastOneHoweverManyCameBehindIt() {
    FeatureEvaluator<String, Price, Prices> prices = PRICES.evaluator();
    prices.update(plain(0, 7));
    for (int i = 1; i < 9_000; i++) {
      prices.update(plain(i, 8));
      if (i % 500 == 0) {
        Prices answer = prices.get("p", Instant.ofEpochSecond(i));
        FeatureStatus status = i < WINDOW ? FeatureStatus.PRESENT : FeatureStatus.EXPIRED;
        assertThat("at " + i, answer.rareStatus(), equalTo(status));
      }
    }
    prices.update(
        new Price(
            "p",
            Instant.ofEpochSecond(9_000),
            Instant.ofEpochSecond(9_000),
            9_000,
            0,
            ChangeKind.DELETE,
            0));
    assertThat(
        prices.get("p", Instant.ofEpochSecond(9_000)).rareStatus(), equalTo(FeatureStatus.DELETED));
  }

  private static Price plain(int i, long price) {
    Instant at = Instant.ofEpochSecond(i);
    return new Price("p", at, at, i, i, ChangeKind.UPSERT, price);
  }
}
