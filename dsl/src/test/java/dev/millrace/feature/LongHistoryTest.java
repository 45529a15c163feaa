package dev.millrace.feature;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.firstK;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.ratio;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.FeatureView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A key with so many facts that its questions are answered by tiles. */
class LongHistoryTest {
  private static final int FACTS = 30_000;

  record Tick(long number, Instant at, Instant known, double value, String word) {}

  record Stats(
      double sum,
      long all,
      long words,
      @Nullable Double most,
      @Nullable Long last,
      List<Long> firsts,
      double odd,
      long even) {}

  private static final FeatureView<Long, Tick, Stats> STATS =
      FeatureView.named("stats", 1)
          .over(Tick.class)
          .keyedBy(Tick::number)
          .at(Tick::at)
          .as(Stats.class)
          .set(Stats::sum, sum(Tick::value).over(Duration.ofSeconds(20_000)).orElse(0.0))
          .set(Stats::all, count().overAll())
          .set(Stats::words, countDistinct(Tick::word).over(Duration.ofSeconds(9_000)))
          .set(Stats::most, max(Tick::value).over(Duration.ofSeconds(15_000)))
          .set(Stats::last, last(Tick::number).over(Duration.ofSeconds(20_000)))
          .set(
              Stats::firsts,
              firstK(Tick::number, 2).over(Duration.ofSeconds(20_000)).orElse(List.of()))
          .set(
              Stats::odd,
              ratio("odd", (Tick tick) -> !isEven(tick))
                  .over(Duration.ofSeconds(20_000))
                  .orElse(-1.0))
          .set(
              Stats::even,
              count().over(Duration.ofSeconds(18_000)).where("even", LongHistoryTest::isEven))
          .build();

  private static boolean isEven(Tick tick) {
    return Math.round(tick.value()) % 2 == 0;
  }

  private static List<Tick> ticks(Random random) {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < FACTS; i++) {
      Instant at = Instant.ofEpochSecond(i - random.nextInt(3));
      ticks.add(new Tick(1, at, at, random.nextInt(1_000) / 8.0, "w" + random.nextInt(1 + i / 10)));
    }
    return ticks;
  }

  private static List<Tick> in(List<Tick> sorted, Instant at, long seconds) {
    return sorted.stream()
        .filter(tick -> !tick.at().isAfter(at) && tick.at().isAfter(at.minusSeconds(seconds)))
        .toList();
  }

  private static Stats expected(List<Tick> sorted, Instant at) {
    List<Tick> window = in(sorted, at, 20_000);
    return new Stats(
        window.stream().mapToDouble(Tick::value).sum(),
        in(sorted, at, 1_000_000).size(),
        in(sorted, at, 9_000).stream().map(Tick::word).distinct().count(),
        in(sorted, at, 15_000).stream().map(Tick::value).max(Double::compare).orElse(null),
        window.isEmpty() ? null : 1L,
        window.stream().limit(2).map(Tick::number).toList(),
        window.isEmpty()
            ? -1.0
            : (double) window.stream().filter(tick -> !isEven(tick)).count() / window.size(),
        in(sorted, at, 18_000).stream().filter(LongHistoryTest::isEven).count());
  }

  @Test
  void answersAreThoseOfLookingAtEveryFact() {
    Random random = new Random(11);
    List<Tick> ticks = ticks(random);
    List<Tick> sorted = new ArrayList<>(ticks);
    sorted.sort(Comparator.comparing(Tick::at));
    FeatureEvaluator<Long, Tick, Stats> stats = STATS.evaluator();
    ticks.forEach(stats::update);
    for (int question = 0; question < 60; question++) {
      Instant at = Instant.ofEpochSecond(random.nextInt(FACTS + 30_000));
      assertThat("at " + at, stats.get(1L, at), equalTo(expected(sorted, at)));
    }
  }

  @Test
  void anExplanationSaysOfWhichTilesALongWindowIsMade() {
    FeatureEvaluator<Long, Tick, Stats> stats = STATS.evaluator();
    ticks(new Random(13)).forEach(stats::update);
    String why = stats.explain(1L, Instant.ofEpochSecond(FACTS));
    assertThat(
        why, containsString("folded from 3 tiles of 8192 facts, 21 of 256, and 48 single facts"));
    assertThat(
        why, containsString("kept for the question before, and moved from its window to this one"));
  }

  @Test
  void factsThatComeLateIntoTheMiddleAreSeen() {
    Random random = new Random(12);
    List<Tick> ticks = ticks(random);
    FeatureEvaluator<Long, Tick, Stats> inOrder = STATS.evaluator();
    ticks.forEach(inOrder::update);
    List<Tick> shuffled = new ArrayList<>(ticks.subList(0, 3_000));
    Collections.shuffle(shuffled, random);
    FeatureEvaluator<Long, Tick, Stats> late = STATS.evaluator();
    ticks.subList(3_000, FACTS).forEach(late::update);
    for (int i = 0; i < 60; i++) {
      shuffled.subList(50 * i, 50 * i + 50).forEach(late::update);
      Instant at = Instant.ofEpochSecond(random.nextInt(FACTS));
      Stats unused = late.get(1L, at);
    }
    for (int question = 0; question < 40; question++) {
      Instant at = Instant.ofEpochSecond(random.nextInt(FACTS));
      assertThat("at " + at, late.get(1L, at), equalTo(inOrder.get(1L, at)));
    }
  }

  @Test
  void factsThatAreForgottenMoveNothing() {
    Random random = new Random(13);
    FeatureView<Long, Tick, Window> view =
        FeatureView.named("window", 1)
            .over(Tick.class)
            .keyedBy(Tick::number)
            .at(Tick::at)
            .availableAt(Tick::known)
            .as(Window.class)
            .set(Window::sum, sum(Tick::value).over(Duration.ofSeconds(8_000)).orElse(0.0))
            .set(Window::words, countDistinct(Tick::word).over(Duration.ofSeconds(8_000)))
            .build();
    FeatureEvaluator<Long, Tick, Window> kept = view.evaluator();
    FeatureEvaluator<Long, Tick, Window> evicted = view.evaluator();
    for (int i = 0; i < FACTS; i++) {
      Instant at = Instant.ofEpochSecond(i);
      Instant known = at.plusSeconds(random.nextInt(50) == 0 ? 2_500 : 0);
      Tick tick = new Tick(1, at, known, random.nextInt(100), "w" + random.nextInt(2_000));
      kept.update(tick);
      evicted.update(tick);
      if (i % 900 == 0) {
        assertThat(evicted.get(1L, at), equalTo(kept.get(1L, at)));
        evicted.evict(at);
      }
    }
    assertThat(evicted.facts() < 12_000, is(true));
  }

  record Window(double sum, long words) {}
}
