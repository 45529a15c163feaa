package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.KeyedEvents;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.WindowedEvents;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.testkit.PipelineTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator, as a batch and as a stream, on every runner: the same rows. A stream leaves out
 * what is late by SEMANTICS S7, which is worked out here row by row, so the batch it is compared
 * with is given the others.
 */
class FourWaysTest {
  record Raw(String key, String number, Instant at, @Nullable String text) {}

  record Fact(
      String key,
      long number,
      double amount,
      BigDecimal price,
      Instant at,
      @Nullable String text) {}

  record Totals(
      String key,
      Instant start,
      Instant end,
      double sum,
      long longs,
      BigDecimal decimals,
      long rows,
      long texts,
      @Nullable Long least,
      @Nullable Long most,
      double mean,
      @Nullable Double variance,
      @Nullable Double deviation,
      @Nullable String first,
      @Nullable String last,
      long large,
      List<String> often,
      long about,
      @Nullable Double median) {}

  record Daily(String key, LocalDate day, double sum) {}

  record Sliding(String key, Instant start, long rows) {}

  record Overall(LocalDate day, double sum, long keys) {}

  record Shout(String text, Instant at) {}

  record Session(String key, Instant start, Instant end, long rows, double sum, long texts) {}

  record Fresh(String key, LocalDate day, long rows) {}

  record Paired(@Nullable Fact positive, @Nullable Fact negative) {}

  record Name(String key, String name) {}

  record Named(String key, long number, @Nullable String name) {}

  static final ZoneId LONDON = ZoneId.of("Europe/London");
  static final Source<Raw> RAWS = Source.of("raws", Raw.class);
  static final Source<Fact> MORE = Source.of("more", Fact.class);
  static final Sink<Fact> FACTS = Sink.of("facts", Fact.class);
  static final Sink<Totals> TOTALS = Sink.of("totals", Totals.class);
  static final Sink<Daily> DAILY = Sink.of("daily", Daily.class);
  static final Sink<Sliding> SLIDING = Sink.of("sliding", Sliding.class);
  static final Sink<Overall> OVERALL = Sink.of("overall", Overall.class);
  static final Sink<Shout> SHOUTS = Sink.of("shouts", Shout.class);
  static final Sink<Session> SESSIONS = Sink.of("sessions", Session.class);
  static final Sink<Fact> FIRSTS = Sink.of("firsts", Fact.class);
  static final Sink<Fresh> FRESH = Sink.of("fresh", Fresh.class);
  static final Sink<Paired> PAIRS = Sink.of("pairs", Paired.class);
  static final Sink<Paired> BOTH = Sink.of("both", Paired.class);
  static final Sink<Paired> POSITIVES = Sink.of("positives", Paired.class);
  static final Source<Name> NAMES = Source.of("names", Name.class);
  static final Sink<Named> NAMED = Sink.of("named", Named.class);
  static final Quarantine BAD = Quarantine.of("bad");
  static final Quarantine LATE = Quarantine.of("late");
  static final long LATENESS_SECONDS = 3_600;

  /** Of a hot key, of one that is in most cases, and of none. */
  static final Name[] NAMES_OF_SOME = {
    new Name("hot", "Hot"), new Name("key 7", "Seven"), new Name("a", "A"), new Name("no", "No")
  };

  static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("four-ways");
    Lateness lateness = Lateness.of(Duration.ofSeconds(LATENESS_SECONDS)).lateTo(LATE);
    Events<Fact> raws =
        pipeline
            .read(RAWS)
            .flatMap(Raw.class, raw -> raw.key().equals("twice") ? List.of(raw, raw) : List.of(raw))
            .tryMap(FourWaysTest::parsed)
            .quarantine(BAD)
            .filter("not skipped", fact -> fact.number() != 13)
            .filter("not huge", Rules.on(Fact.class).inRange(Fact::number, Range.atMost(6_000L)))
            .validate(Rules.on(Fact.class).inRange(Fact::number, Range.open(-1_000L, 1_000L)))
            .quarantine(BAD)
            .timestamps(Fact::at, lateness);
    Events<Fact> facts = raws.union(pipeline.read(MORE).timestamps(Fact::at, lateness));
    facts.to(FACTS);
    facts
        .filter("with text", Rules.on(Fact.class).notNull(Fact::text))
        .filter("not empty", fact -> !fact.text().isEmpty())
        .map(Shout.class, fact -> new Shout(fact.text() + "!", fact.at()))
        .to(SHOUTS);
    totals(facts).to(TOTALS);
    facts
        .keyBy(Fact::key)
        .window(Window.sliding(Duration.ofHours(6), Duration.ofHours(2)))
        .aggregate("sliding")
        .as(Sliding.class)
        .key(Sliding::key, Fact::key)
        .start(Sliding::start)
        .set(Sliding::rows, Aggregations.count())
        .build()
        .to(SLIDING);
    Events<Daily> daily =
        facts
            .keyBy(Fact::key)
            .window(Window.calendarDays(LONDON))
            .aggregate("daily")
            .as(Daily.class)
            .key(Daily::key, Fact::key)
            .day(Daily::day)
            .set(Daily::sum, Aggregations.sum(Fact::amount).orElse(0.0))
            .build();
    daily.to(DAILY);
    daily
        .keyBy(Daily::day)
        .window(Window.calendarDays(LONDON))
        .aggregate("overall")
        .as(Overall.class)
        .key(Overall::day, Daily::day)
        .set(Overall::sum, Aggregations.sum(Daily::sum).orElse(0.0))
        .set(Overall::keys, Aggregations.countDistinct(Daily::key))
        .build()
        .to(OVERALL);
    sessions(facts).to(SESSIONS);
    Events<Fact> firsts = facts.keyBy(Fact::key).deduplicate("firsts", Duration.ofMinutes(90));
    firsts.to(FIRSTS);
    firsts
        .keyBy(Fact::key)
        .window(Window.calendarDays(LONDON))
        .aggregate("fresh")
        .as(Fresh.class)
        .key(Fresh::key, Fact::key)
        .day(Fresh::day)
        .set(Fresh::rows, Aggregations.count())
        .build()
        .to(FRESH);
    joins(facts);
    facts
        .lookup(
            Fact::key,
            pipeline.read(NAMES).tableBy(Name::key),
            Named.class,
            (fact, name) -> new Named(fact.key(), fact.number(), name.map(Name::name).orElse(null)))
        .to(NAMED);
    return pipeline;
  }

  private static void joins(Events<Fact> facts) {
    WindowedEvents<String, Fact> positives =
        facts
            .filter("positive", fact -> fact.number() > 0)
            .keyBy(Fact::key)
            .window(Window.tumbling(Duration.ofHours(1)));
    KeyedEvents<String, Fact> negatives =
        facts.filter("negative", fact -> fact.number() < 0).keyBy(Fact::key);
    positives
        .join("signs", negatives)
        .outer(
            Paired.class,
            (positive, negative) -> new Paired(positive.orElse(null), negative.orElse(null)))
        .to(PAIRS);
    positives.join("both", negatives).inner(Paired.class, Paired::new).to(BOTH);
    positives
        .join("positives", negatives)
        .left(Paired.class, (positive, negative) -> new Paired(positive, negative.orElse(null)))
        .to(POSITIVES);
  }

  private static Events<Session> sessions(Events<Fact> facts) {
    return facts
        .keyBy(Fact::key)
        .window(Window.sessions(Duration.ofMinutes(40)))
        .aggregate("sessions")
        .as(Session.class)
        .key(Session::key, Fact::key)
        .start(Session::start)
        .end(Session::end)
        .set(Session::rows, Aggregations.count())
        .set(Session::sum, Aggregations.sum(Fact::amount).orElse(0.0))
        .set(Session::texts, Aggregations.countDistinct(Fact::text))
        .build();
  }

  private static Events<Totals> totals(Events<Fact> facts) {
    return facts
        .keyBy(Fact::key)
        .window(Window.tumbling(Duration.ofHours(3)))
        .aggregate("totals")
        .as(Totals.class)
        .key(Totals::key, Fact::key)
        .start(Totals::start)
        .end(Totals::end)
        .set(Totals::sum, Aggregations.sum(Fact::amount).orElse(0.0))
        .set(Totals::longs, Aggregations.sumLong(Fact::number).orElse(0L))
        .set(Totals::decimals, Aggregations.sumDecimal(Fact::price).orElse(BigDecimal.ZERO))
        .set(Totals::rows, Aggregations.count())
        .set(Totals::texts, Aggregations.countDistinct(Fact::text))
        .set(Totals::least, Aggregations.min(Fact::number))
        .set(Totals::most, Aggregations.max(Fact::number))
        .set(Totals::mean, Aggregations.mean(Fact::amount).orElse(0.0))
        .set(Totals::variance, Aggregations.sampleVariance(Fact::amount))
        .set(Totals::deviation, Aggregations.populationStandardDeviation(Fact::amount))
        .set(Totals::first, Aggregations.first(Fact::text))
        .set(Totals::last, Aggregations.last(Fact::text))
        .set(Totals::large, Aggregations.count().where("large", fact -> fact.number() > 10))
        .set(Totals::often, Aggregations.topK(Fact::text, 3).orElse(List.of()))
        .set(Totals::about, Aggregations.approxDistinct(Fact::number))
        .set(Totals::median, Aggregations.approxQuantile(Fact::amount, 0.5))
        .build();
  }

  static Fact parsed(Raw raw) {
    long number = Long.parseLong(raw.number());
    return new Fact(
        raw.key(), number, number / 7.0, BigDecimal.valueOf(number, 2), raw.at(), raw.text());
  }

  /** What a case gives to the sources: partitions of rows, each in the order of its positions. */
  record Input(String name, List<List<Raw>> raws, List<Fact> more) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> cases() {
    List<Input> inputs =
        List.of(
            new Input("empty", List.of(List.of(), List.of()), List.of()),
            new Input("one row", List.of(List.of(raw("a", "1", 0, "x")), List.of()), List.of()),
            duplicates(),
            random("in order", 1, 4, 0, 0),
            random("out of order and late", 2, 4, 3_000, 40_000),
            random("hot key", 3, 2, 3_000, 0),
            beforeTheEpoch());
    return inputs.stream()
        .flatMap(input -> Stream.of(Runner.values()).map(runner -> Arguments.of(runner, input)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aBatchAndAStreamGiveTheSameRows(Runner runner, Input input) {
    Late late = Late.in(input);

    Outputs reference = Outputs.of(batch(late.accepted()).run());
    Outputs batch = Outputs.of(batch(late.accepted()).run(runner.options()));
    Outputs stream = Outputs.of(stream(input).run(runner.options("--publishEveryMillis=7200000")));

    assertThat(batch.bySink(), equalTo(reference.bySink()));
    assertThat(stream.bySink(), equalTo(reference.bySink()));
    assertThat(stream.late(), is(late.rows()));
    assertThat(batch.late(), is(0L));
  }

  private static PipelineTest batch(Input input) {
    return PipelineTest.of(pipeline())
        .given(RAWS, input.raws().stream().flatMap(List::stream).toArray(Raw[]::new))
        .given(MORE, input.more().toArray(Fact[]::new))
        .given(NAMES, NAMES_OF_SOME);
  }

  @SuppressWarnings("unchecked")
  private static PipelineTest stream(Input input) {
    return PipelineTest.of(pipeline())
        .givenStream(RAWS, input.raws().toArray(List[]::new))
        .givenStream(MORE, input.more())
        .given(NAMES, NAMES_OF_SOME);
  }

  /**
   * What a run gave, fit for a comparison: rows sorted as text, rejects by raw bytes and reasons.
   */
  private record Outputs(Map<String, List<String>> bySink, long late) {
    static Outputs of(PipelineTest.Result result) {
      Map<String, List<String>> bySink = new TreeMap<>();
      for (Sink<?> sink :
          List.of(
              FACTS, TOTALS, DAILY, SLIDING, OVERALL, SHOUTS, SESSIONS, FIRSTS, FRESH, PAIRS, BOTH,
              POSITIVES, NAMED)) {
        bySink.put(sink.name(), result.rows(sink).stream().map(String::valueOf).sorted().toList());
      }
      bySink.put(
          "bad",
          result.rejections(BAD).stream()
              .map(each -> each.rules() + " " + Arrays.toString(each.raw()))
              .sorted()
              .toList());
      long late = result.rejections(LATE).size();
      Manifest manifest = result.manifest();
      assertThat(
          manifest.ledger().get("timestamps:raws", Place.LATE).count()
              + manifest.ledger().get("timestamps:more", Place.LATE).count(),
          is(late));
      return new Outputs(bySink, late);
    }
  }

  /** SEMANTICS S7, row by row. */
  private record Late(Input accepted, long rows) {
    static Late in(Input input) {
      long late = 0;
      List<List<Raw>> accepted = new ArrayList<>();
      for (List<Raw> partition : input.raws()) {
        List<Raw> kept = new ArrayList<>();
        long frontier = Long.MIN_VALUE;
        for (Raw raw : partition) {
          boolean isFact = isFact(raw);
          if (isFact && raw.at().getEpochSecond() < frontier) {
            late += raw.key().equals("twice") ? 2 : 1;
          } else {
            kept.add(raw);
            frontier =
                isFact
                    ? Math.max(frontier, raw.at().getEpochSecond() - LATENESS_SECONDS)
                    : frontier;
          }
        }
        accepted.add(kept);
      }
      return new Late(new Input(input.name(), accepted, input.more()), late);
    }

    private static boolean isFact(Raw raw) {
      return raw.number().matches("-?[0-9]+")
          && Math.abs(Long.parseLong(raw.number())) < 1_000
          && !raw.number().equals("13");
    }
  }

  private static Input duplicates() {
    List<Raw> same = Collections.nCopies(500, raw("a", "5", 1_000, "x"));
    return new Input("duplicates", List.of(same, same), List.of());
  }

  private static Input beforeTheEpoch() {
    return new Input(
        "before 1970",
        List.of(
            List.of(raw("a", "1", -1, "x"), raw("a", "2", -10_800, "y"), raw("a", "3", 0, "z")),
            List.of(raw("b", "4", -86_400, null))),
        List.of(parsed(raw("a", "7", -3_601, "w"))));
  }

  /**
   * @param disorder how far rows are out of order, in seconds
   * @param lateBy how far some rows are behind, in seconds
   */
  private static Input random(String name, long seed, int partitions, int disorder, int lateBy) {
    Random random = new Random(seed);
    // Over the hour that London skips.
    long start = Instant.parse("2011-03-26T12:00:00Z").getEpochSecond();
    List<List<Raw>> raws = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      List<Raw> rows = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        long second = start + i * 40L - (disorder == 0 ? 0 : random.nextInt(disorder));
        if (lateBy > 0 && random.nextInt(50) == 0) {
          second -= lateBy;
        }
        rows.add(raw(key(name, random), number(random), second, text(random)));
      }
      raws.add(rows);
    }
    List<Fact> more = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      more.add(parsed(raw("m", "1", start + i * 240L, "more")));
    }
    return new Input(name, raws, more);
  }

  private static String key(String name, Random random) {
    if (name.equals("hot key") && random.nextInt(10) > 0) {
      return "hot";
    }
    return random.nextInt(100) == 0 ? "twice" : "key " + random.nextInt(200);
  }

  private static String number(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> "none";
      case 1 -> "13";
      case 2 -> "5000";
      case 3 -> "7000";
      default -> Integer.toString(random.nextInt(1_000) - 500);
    };
  }

  private static @Nullable String text(Random random) {
    return random.nextInt(5) == 0 ? null : "text " + random.nextInt(30);
  }

  private static Raw raw(String key, String number, long second, @Nullable String text) {
    return new Raw(key, number, Instant.ofEpochSecond(second), text);
  }
}
