package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.plan.Plan;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the blocks, the bundles, the number of shuffle groups, the order of partial aggregates
 * and the memory: the same rows, bit for bit, and a closed ledger. The oracle scans lists of rows
 * for each group.
 */
class AggregationLawsTest {
  record Fact(@Nullable String key, Instant at, double price, long units, @Nullable String who) {}

  record Total(
      @Nullable String key,
      Instant start,
      Instant end,
      @Nullable Double expensive,
      double sum,
      long units,
      long rows,
      long people,
      @Nullable Double least,
      @Nullable String last,
      @Nullable List<String> often,
      long about,
      double typical) {}

  static final Source<Fact> FACTS = Source.of("facts", Fact.class);
  static final Sink<Total> TOTALS = Sink.of("totals", Total.class);
  static final Duration SIZE = Duration.ofSeconds(10);
  static final Duration HOP = Duration.ofSeconds(4);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void tumblingWindowsHoldWhatTheOracleHolds(long seed) throws Exception {
    check(seed, Window.tumbling(SIZE), SIZE);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30})
  void aRowCountsInEachSlidingWindowThatHoldsItsTime(long seed) throws Exception {
    check(seed, Window.sliding(SIZE, HOP), HOP);
  }

  private void check(long seed, Window window, Duration hop) throws Exception {
    Random random = new Random(seed);
    List<Fact> facts = facts(random);
    Limits limits = EngineRun.anyLimits(random, 200_000);
    EngineRun run =
        new EngineRun(plan(window), limits, seed, Files.createDirectory(folder.resolve("out")));

    Manifest manifest = run.run(Shape.of(Fact.class), facts);

    assertThat(run.sink("totals", Total.class), containsInAnyOrder(oracle(facts, hop).toArray()));
    assertThat(
        manifest.ledger().get("aggregate:totals", Ledger.Place.OUT).count(),
        is((long) facts.size()));
    assertThat(
        manifest.ledger().get("aggregate:totals", Ledger.Place.FOLDED),
        equalTo(manifest.ledger().get("aggregate:totals", Ledger.Place.MERGED)));
  }

  private static Plan plan(Window window) {
    Pipeline pipeline = Pipeline.named("totals");
    Events<Fact> facts = pipeline.read(FACTS).timestamps(Fact::at, Lateness.none());
    facts
        .keyBy(Fact::key)
        .window(window)
        .aggregate("totals")
        .as(Total.class)
        .key(Total::key, Fact::key)
        .start(Total::start)
        .end(Total::end)
        .set(
            Total::expensive,
            Aggregations.sum(Fact::price).where("expensive", (Fact fact) -> fact.price() > 5))
        .set(Total::sum, Aggregations.sum(Fact::price))
        .set(Total::units, Aggregations.sumLong(Fact::units))
        .set(Total::rows, Aggregations.count())
        .set(Total::people, Aggregations.countDistinct(Fact::who))
        .set(Total::least, Aggregations.min(Fact::price))
        .set(Total::last, Aggregations.last(Fact::who))
        .set(Total::often, Aggregations.topK(Fact::who, 3))
        .set(Total::about, Aggregations.approxDistinct(Fact::who))
        .set(Total::typical, Aggregations.approxQuantile(Fact::units, 0.5).orElse(0.0))
        .build()
        .to(TOTALS);
    return pipeline.plan();
  }

  /**
   * Few keys and a hot one, null keys, times around zero and on the edges of windows, no two at
   * once.
   */
  private static List<Fact> facts(Random random) {
    List<Fact> facts = new ArrayList<>();
    int size = random.nextInt(3_000);
    for (int i = 0; i < size; i++) {
      String key =
          random.nextInt(10) < 3
              ? "hot"
              : random.nextInt(20) == 0 ? null : "k" + random.nextInt(300);
      long second = random.nextInt(60) - 30L;
      Instant at =
          Instant.ofEpochSecond(second).plusNanos(1_000L * (random.nextInt(5) == 0 ? i % 2 : i));
      facts.add(
          new Fact(
              key,
              at,
              random.nextInt(4) == 0 ? 1e300 * random.nextGaussian() : random.nextInt(1000) / 100.0,
              random.nextInt(9) - 4,
              random.nextInt(6) == 0 ? null : "p" + random.nextInt(40)));
    }
    return distinctTimes(facts);
  }

  /** Ties in time are the business of the aggregations' own tests. */
  private static List<Fact> distinctTimes(List<Fact> facts) {
    Map<Instant, Fact> byTime = new TreeMap<>();
    facts.forEach(fact -> byTime.put(fact.at(), fact));
    List<Fact> kept = new ArrayList<>(byTime.values());
    java.util.Collections.shuffle(kept, new Random(facts.size()));
    return kept;
  }

  private record Group(@Nullable String key, long start) {}

  private static List<Total> oracle(List<Fact> facts, Duration hop) {
    Map<Group, List<Fact>> groups = new HashMap<>();
    for (Fact fact : facts) {
      // All starts a window that holds the fact could have, tried one by one.
      for (long start = -60; start <= 60; start++) {
        boolean aligned = Math.floorMod(start, hop.toSeconds()) == 0;
        Instant from = Instant.ofEpochSecond(start);
        if (aligned && !fact.at().isBefore(from) && fact.at().isBefore(from.plus(SIZE))) {
          groups
              .computeIfAbsent(new Group(fact.key(), start), group -> new ArrayList<>())
              .add(fact);
        }
      }
    }
    List<Total> totals = new ArrayList<>();
    groups.forEach((group, rows) -> totals.add(total(group, rows)));
    return totals;
  }

  private static Total total(Group group, List<Fact> rows) {
    List<Double> expensive = rows.stream().map(Fact::price).filter(price -> price > 5).toList();
    HashSet<String> people = new HashSet<>();
    rows.stream().map(Fact::who).filter(who -> who != null).forEach(people::add);
    Instant start = Instant.ofEpochSecond(group.start());
    return new Total(
        group.key(),
        start,
        start.plus(SIZE),
        expensive.isEmpty() ? null : sum(expensive),
        sum(rows.stream().map(Fact::price).toList()),
        rows.stream().mapToLong(Fact::units).sum(),
        rows.size(),
        people.size(),
        rows.stream().map(Fact::price).min(Double::compare).orElseThrow(),
        rows.stream().max(Comparator.comparing(Fact::at)).orElseThrow().who(),
        often(rows),
        // No two of the 40 people meet in the sketch, so it counts them exactly.
        people.size(),
        rows.stream().map(Fact::units).sorted().toList().get((rows.size() - 1) / 2));
  }

  private static @Nullable List<String> often(List<Fact> rows) {
    Map<String, Integer> times = new TreeMap<>();
    rows.stream()
        .map(Fact::who)
        .filter(who -> who != null)
        .forEach(who -> times.merge(who, 1, Integer::sum));
    List<String> often = new ArrayList<>(times.keySet());
    // Stable: equally frequent ones stay in their natural order.
    often.sort(Comparator.comparing(times::get, Comparator.reverseOrder()));
    return often.isEmpty() ? null : often.subList(0, Math.min(3, often.size()));
  }

  private static double sum(List<Double> values) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double value : values) {
      sum = sum.add(new BigDecimal(value));
    }
    return sum.doubleValue();
  }
}
