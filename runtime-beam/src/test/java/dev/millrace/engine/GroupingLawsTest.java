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
import dev.millrace.WindowedEvents;
import dev.millrace.connect.Rows;
import dev.millrace.plan.JoinKind;
import dev.millrace.record.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Joins, sessions and deduplication, whatever the blocks, the bundles, the number of shuffle groups
 * and the memory: what plain loops over lists give, and a closed ledger.
 */
class GroupingLawsTest {
  record Fact(String key, Instant at, long number, boolean left) {}

  record Pair(Instant start, @Nullable Long left, @Nullable Long right) {}

  record Session(String key, Instant start, Instant end, long rows, long sum, long distinct) {}

  static final Source<Fact> FACTS = Source.of("facts", Fact.class);
  static final Sink<Pair> PAIRS = Sink.of("pairs", Pair.class);
  static final Sink<Session> SESSIONS = Sink.of("sessions", Session.class);
  static final Sink<Fact> KEPT = Sink.of("kept", Fact.class);
  static final Duration SIZE = Duration.ofSeconds(6);
  static final Duration HOP = Duration.ofSeconds(2);
  static final Duration GAP = Duration.ofMillis(900);
  static final Duration HORIZON = Duration.ofMillis(2_500);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyRowIsPairedWithEveryRowOfItsKeyAndWindow(long seed) throws Exception {
    Random random = new Random(seed);
    List<Fact> facts = facts(random, 600);
    JoinKind kind = List.of(JoinKind.INNER, JoinKind.LEFT, JoinKind.OUTER).get((int) (seed % 3));
    boolean sliding = seed % 2 == 0;
    Pipeline pipeline = Pipeline.named("joins");
    Events<Fact> all = pipeline.read(FACTS).timestamps(Fact::at, Lateness.none());
    WindowedEvents<String, Fact> lefts =
        all.filter("left", Fact::left)
            .keyBy(Fact::key)
            .window(sliding ? Window.sliding(SIZE, HOP) : Window.tumbling(HOP));
    var joining = lefts.join("pairs", all.filter("right", fact -> !fact.left()).keyBy(Fact::key));
    Events<Pair> pairs =
        switch (kind) {
          case INNER -> joining.inner(Pair.class, GroupingLawsTest::pair);
          case LEFT -> joining.left(Pair.class, (left, right) -> pair(left, right.orElse(null)));
          case OUTER ->
              joining.outer(
                  Pair.class, (left, right) -> pair(left.orElse(null), right.orElse(null)));
        };
    pairs.to(PAIRS);

    Manifest manifest = run(pipeline, random, seed, facts);

    assertThat(
        written(PAIRS, Pair.class), containsInAnyOrder(pairs(facts, kind, sliding).toArray()));
    assertThat(
        manifest.ledger().get("join:pairs", Ledger.Place.OUT).count(), is((long) facts.size()));
    assertThat(
        manifest.ledger().get("join:pairs", Ledger.Place.FOLDED),
        equalTo(manifest.ledger().get("join:pairs", Ledger.Place.MERGED)));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void aSessionEndsWhereNoRowFollowsWithinTheGap(long seed) throws Exception {
    Random random = new Random(seed);
    List<Fact> facts = facts(random, 3_000);
    Pipeline pipeline = Pipeline.named("sessions");
    pipeline
        .read(FACTS)
        .timestamps(Fact::at, Lateness.none())
        .keyBy(Fact::key)
        .window(Window.sessions(GAP))
        .aggregate("sessions")
        .as(Session.class)
        .key(Session::key, Fact::key)
        .start(Session::start)
        .end(Session::end)
        .set(Session::rows, Aggregations.count())
        .set(Session::sum, Aggregations.sumLong(Fact::number).orElse(0L))
        .set(Session::distinct, Aggregations.countDistinct(Fact::number))
        .build()
        .to(SESSIONS);

    run(pipeline, random, seed, facts);

    assertThat(written(SESSIONS, Session.class), containsInAnyOrder(sessions(facts).toArray()));
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
  void aRowWithinTheHorizonOfTheOneThatWasKeptIsDroppedAndCounted(long seed) throws Exception {
    Random random = new Random(seed);
    List<Fact> facts = facts(random, 3_000);
    Pipeline pipeline = Pipeline.named("deduplicate");
    pipeline
        .read(FACTS)
        .timestamps(Fact::at, Lateness.none())
        .keyBy(Fact::key)
        .deduplicate("facts", HORIZON)
        .to(KEPT);

    Manifest manifest = run(pipeline, random, seed, facts);

    List<Fact> kept = kept(facts);
    assertThat(written(KEPT, Fact.class), containsInAnyOrder(kept.toArray()));
    assertThat(
        manifest.ledger().get("deduplicate:facts", Ledger.Place.FILTERED).count(),
        is((long) facts.size() - kept.size()));
  }

  private <O> List<O> written(Sink<O> sink, Class<O> type) throws Exception {
    return Rows.read(Shape.of(type), folder.resolve("out").resolve(sink.name()));
  }

  private Manifest run(Pipeline pipeline, Random random, long seed, List<Fact> facts)
      throws Exception {
    Limits limits = EngineRun.anyLimits(random, 20_000);
    Path out = Files.createDirectory(folder.resolve("out"));
    EngineRun run = new EngineRun(pipeline.plan(), limits, seed, out);
    if (seed % 2 == 0) {
      run.inSteps(fact -> ChronoUnit.MICROS.between(Instant.EPOCH, ((Fact) fact).at()));
      facts.sort(Comparator.comparing(Fact::at));
    }
    return run.run(Shape.of(Fact.class), facts);
  }

  private static Pair pair(@Nullable Fact left, @Nullable Fact right) {
    Fact any = Objects.requireNonNull(left == null ? right : left);
    return new Pair(
        any.at(), left == null ? null : left.number(), right == null ? null : right.number());
  }

  /**
   * Few keys and a hot one, times around zero, in any order, every other one on a full tenth of a
   * second; rows of one time and key are equal.
   */
  private static List<Fact> facts(Random random, int most) {
    Map<String, Fact> facts = new TreeMap<>();
    List<Fact> all = new ArrayList<>();
    int size = random.nextInt(most);
    for (int i = 0; i < size; i++) {
      String key = random.nextInt(10) < 2 ? "hot" : "k" + random.nextInt(60);
      long micros = (random.nextInt(30_000) - 15_000) * 1_000L;
      micros -= random.nextBoolean() ? Math.floorMod(micros, 100_000) : 0;
      Fact fact =
          new Fact(
              key,
              Instant.EPOCH.plusNanos(micros * 1_000),
              random.nextInt(500),
              random.nextBoolean());
      all.add(facts.computeIfAbsent(key + micros, at -> fact));
    }
    return all;
  }

  private static List<Pair> pairs(List<Fact> facts, JoinKind kind, boolean sliding) {
    long hop = HOP.toMillis();
    long size = sliding ? SIZE.toMillis() : hop;
    List<Pair> pairs = new ArrayList<>();
    for (long start = -30_000; start < 30_000; start += hop) {
      Map<String, List<Fact>> lefts = in(facts, true, start, start + size);
      Map<String, List<Fact>> rights = in(facts, false, start, start + size);
      lefts.forEach(
          (key, rows) -> {
            for (Fact left : rows) {
              rights.getOrDefault(key, List.of()).forEach(right -> pairs.add(pair(left, right)));
              if (!rights.containsKey(key) && kind != JoinKind.INNER) {
                pairs.add(pair(left, null));
              }
            }
          });
      rights.forEach(
          (key, rows) -> {
            if (!lefts.containsKey(key) && kind == JoinKind.OUTER) {
              rows.forEach(right -> pairs.add(pair(null, right)));
            }
          });
    }
    return pairs;
  }

  private static Map<String, List<Fact>> in(List<Fact> facts, boolean left, long from, long to) {
    Map<String, List<Fact>> rows = new HashMap<>();
    for (Fact fact : facts) {
      long millis = fact.at().toEpochMilli();
      if (fact.left() == left && from <= millis && millis < to) {
        rows.computeIfAbsent(fact.key(), key -> new ArrayList<>()).add(fact);
      }
    }
    return rows;
  }

  private static Map<String, List<Fact>> byKeyInOrder(List<Fact> facts) {
    Map<String, List<Fact>> keys = new HashMap<>();
    facts.stream()
        .sorted(Comparator.comparing(Fact::at))
        .forEach(fact -> keys.computeIfAbsent(fact.key(), key -> new ArrayList<>()).add(fact));
    return keys;
  }

  private static List<Session> sessions(List<Fact> facts) {
    List<Session> sessions = new ArrayList<>();
    byKeyInOrder(facts)
        .forEach(
            (key, rows) -> {
              int from = 0;
              for (int i = 1; i <= rows.size(); i++) {
                if (i == rows.size()
                    || !rows.get(i).at().isBefore(rows.get(i - 1).at().plus(GAP))) {
                  sessions.add(session(key, rows.subList(from, i)));
                  from = i;
                }
              }
            });
    return sessions;
  }

  private static Session session(String key, List<Fact> rows) {
    return new Session(
        key,
        rows.get(0).at(),
        rows.get(rows.size() - 1).at().plus(GAP),
        rows.size(),
        rows.stream().mapToLong(Fact::number).sum(),
        rows.stream().map(Fact::number).distinct().count());
  }

  private static List<Fact> kept(List<Fact> facts) {
    List<Fact> kept = new ArrayList<>();
    byKeyInOrder(facts)
        .values()
        .forEach(
            rows -> {
              Instant until = Instant.MIN;
              for (Fact row : rows) {
                if (!row.at().isBefore(until)) {
                  kept.add(row);
                  until = row.at().plus(HORIZON);
                }
              }
            });
    return kept;
  }
}
