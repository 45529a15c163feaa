package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.RunCode;
import dev.millrace.plan.Comparison;
import dev.millrace.plan.Severity;
import dev.millrace.testkit.PipelineTest;
import dev.millrace.testkit.Rejections;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every operator on the direct runner, with the runner's checks on and the ledger closed. */
class OperatorsTest {
  enum Colour {
    RED,
    BLUE
  }

  record Item(
      String name, int number, Instant at, @Nullable Colour colour, @Nullable BigDecimal price) {}

  record Letter(String text) {}

  record Count(String name, LocalDate day, long items, @Nullable BigDecimal price) {}

  record Profile(
      String name,
      List<Colour> colours,
      @Nullable List<Integer> numbers,
      long about,
      @Nullable Double price,
      double number) {}

  static final Source<Item> ITEMS = Source.of("items", Item.class);
  static final Source<Item> MORE = Source.of("more", Item.class);
  static final Sink<Item> OUT = Sink.of("out", Item.class);
  static final Sink<Letter> LETTERS = Sink.of("letters", Letter.class);
  static final Sink<Count> COUNTS = Sink.of("counts", Count.class);
  static final Sink<Profile> PROFILES = Sink.of("profiles", Profile.class);
  static final Quarantine BAD = Quarantine.of("bad");

  @Test
  void flatMapGivesAnyNumberOfRowsEachWithAnIdOfItsOwn() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(ITEMS)
        .flatMap(Letter.class, item -> Collections.nCopies(item.number(), new Letter(item.name())))
        .to(LETTERS);

    PipelineTest.Result result =
        PipelineTest.of(pipeline).given(ITEMS, item("a", 2), item("none", 0), item("b", 1)).run();

    result.expect(LETTERS, contains(new Letter("a"), new Letter("a"), new Letter("b")));
    assertThat(result.manifest().ledger().get("flatMap:Letter", Place.OUT).count(), is(3L));
    assertThat(result.manifest().ledger().get("flatMap:Letter", Place.IN).count(), is(3L));
    assertThat(idsOfChildren(), equalTo(idsOfChildren()));
    assertThat(Set.copyOf(idsOfChildren()).size(), is(5));
  }

  /** Of five equal rows, made of two records; rejections tell their ids. */
  private static List<List<Long>> idsOfChildren() {
    Quarantine all = Quarantine.of("all");
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(ITEMS)
        .flatMap(Letter.class, item -> Collections.nCopies(item.number(), new Letter("same")))
        .validate(Rules.on(Letter.class).check("never", letter -> false))
        .quarantine(all)
        .to(LETTERS);
    return PipelineTest.of(pipeline)
        .given(ITEMS, item("a", 2), item("a", 3))
        .run()
        .rejections(all)
        .stream()
        .map(rejection -> List.of(rejection.idHigh(), rejection.idLow()))
        .toList();
  }

  @Test
  void whatFlatMapMadeIsReportedAtThePositionOfTheRecordItCameFrom() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(ITEMS)
        .flatMap(Letter.class, item -> List.of(new Letter("a"), new Letter(item.name())))
        .validate(Rules.on(Letter.class).oneOf(Letter::text, Set.of("a")))
        .quarantine(BAD)
        .map(letter -> letter)
        .to(LETTERS);

    PipelineTest.Result result =
        PipelineTest.of(pipeline)
            .given(ITEMS, item("a", 1), item("a", 1), item("b", 1), item("b", 1))
            .run();

    assertThat(result.rejections(BAD).stream().map(Rejection::position).toList(), contains(2L, 3L));
    assertThat(
        result.rejections(BAD).get(0).definition(),
        is(pipeline.plan().fingerprints().get("validate:items").combined()));
  }

  @Test
  void aFailureOfWhatFlatMapMadeNamesThePositionOfTheRecordItCameFrom() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(ITEMS)
        .flatMap(Letter.class, item -> List.of(new Letter("x"), new Letter(item.name())))
        .filter("halves", letter -> 1 / (letter.text().length() - 2) < 9)
        .to(LETTERS);

    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () -> PipelineTest.of(pipeline).given(ITEMS, item("a", 1), item("bb", 1)).run());

    assertThat(failure.getMessage(), containsString("record 1 of rows"));
  }

  @Test
  void aUnionHasTheRowsOfAllAndADiamondThoseOfBothWays() {
    Pipeline pipeline = Pipeline.named("p");
    Events<Item> items = pipeline.read(ITEMS).timestamps(Item::at, Lateness.none());
    Events<Item> more = pipeline.read(MORE).timestamps(Item::at, Lateness.none());
    items
        .filter("small", item -> item.number() < 3)
        .union(items.filter("large", item -> item.number() > 1), more)
        .to(OUT);

    PipelineTest.of(pipeline)
        .given(ITEMS, item("a", 1), item("b", 2), item("c", 3))
        .given(MORE, item("d", 4))
        .run()
        .expect(
            OUT,
            containsInAnyOrder(
                item("a", 1), item("b", 2), item("b", 2), item("c", 3), item("d", 4)));
  }

  @Test
  void aMapThatThrowsFailsTheRunAndNamesStepRecordAndCause() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(ITEMS).map(item -> item("x", 1 / item.number())).to(OUT);

    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () -> PipelineTest.of(pipeline).given(ITEMS, item("a", 1), item("b", 0)).run());

    assertThat(failure.code(), equalTo(Optional.of(RunCode.FUNCTION_FAILED)));
    assertThat(
        failure.getMessage(),
        allOf(
            containsString("map:Item (OperatorsTest.java:"),
            containsString("/ by zero"),
            containsString("record 1 of rows"),
            containsString("use tryMap")));
  }

  @Test
  void invalidRowsAreDroppedAndCountedOrFailTheRunAsTheAuthorSaid() {
    Pipeline dropping = Pipeline.named("p");
    dropping.read(ITEMS).validate(positive()).dropInvalid().to(OUT);
    PipelineTest.Result result =
        PipelineTest.of(dropping).given(ITEMS, item("a", 1), item("b", -1)).run();
    result.expect(OUT, contains(item("a", 1)));
    assertThat(result.manifest().rules().get(0).count(), is(1L));

    Pipeline failing = Pipeline.named("p");
    failing.read(ITEMS).validate(positive()).failOnInvalid().to(OUT);
    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () -> PipelineTest.of(failing).given(ITEMS, item("b", -1)).run());
    assertThat(failure.code(), equalTo(Optional.of(RunCode.INVALID_ROW)));
    assertThat(failure.getMessage(), containsString("number in (0, ∞)"));
  }

  @Test
  void severitiesBelowQuarantineLetRowsPassAndStopEndsTheRun() {
    Pipeline warning = Pipeline.named("p");
    warning.read(ITEMS).validate(positive().severity(Severity.WARN)).quarantine(BAD).to(OUT);
    PipelineTest.of(warning)
        .given(ITEMS, item("b", -1))
        .run()
        .expect(OUT, contains(item("b", -1)))
        .expectQuarantined(BAD, empty());

    Pipeline stopping = Pipeline.named("p");
    stopping.read(ITEMS).validate(positive().severity(Severity.STOP)).quarantine(BAD).to(OUT);
    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () -> PipelineTest.of(stopping).given(ITEMS, item("b", -1)).run());
    assertThat(failure.getMessage(), containsString("says STOP"));
  }

  @Test
  void rulesOfEveryKindSayAllThatARowBreaksAndNullsBreakNone() {
    Rules<Item> rules =
        Rules.on(Item.class)
            .oneOf(Item::colour, Set.of(Colour.RED))
            .inRange(Item::price, Range.closed(BigDecimal.ONE, BigDecimal.TEN))
            .inRange(Item::at, Range.atLeast(Instant.EPOCH))
            .compare(Item::name, Comparison.AT_MOST, Item::name)
            .check("divides", item -> 12 % item.number() == 0);
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(ITEMS).validate(rules).quarantine(BAD).to(OUT);

    PipelineTest.of(pipeline)
        .given(
            ITEMS,
            new Item("nulls", 1, Instant.EPOCH, null, null),
            new Item("good", 2, Instant.EPOCH, Colour.RED, new BigDecimal("10.00")),
            new Item("bad", 5, Instant.EPOCH.minusNanos(1000), Colour.BLUE, new BigDecimal("0.99")),
            new Item("throws", 0, Instant.EPOCH, null, null))
        .run()
        .expectQuarantined(
            BAD,
            contains(
                Rejections.hasRules(
                    "colour one of [RED]",
                    "price in [1, 10]",
                    "at in [1970-01-01T00:00:00Z, ∞)",
                    "divides"),
                Rejections.hasRules("divides")));
  }

  @Test
  void aFilterByRulesKeepsWhatBreaksNoneAndShowsNoRuleWhatAnEarlierOneHasDropped() {
    Rules<Item> rules =
        Rules.on(Item.class)
            .notNull(Item::price)
            .oneOf(Item::colour, Set.of(Colour.RED))
            .matches(Item::name, Pattern.compile("[a-z]+"))
            .compare(Item::name, Comparison.AT_MOST, Item::name)
            .inRange(Item::at, Range.atLeast(Instant.EPOCH))
            .inRange(Item::number, Range.open(0, 10))
            .check("divides", item -> 12 % item.number() == 0);
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(ITEMS).filter("wanted", rules).to(OUT);
    Item red = new Item("red", 3, Instant.EPOCH, Colour.RED, BigDecimal.ONE);
    Item nothing = new Item("nothing", 4, Instant.EPOCH, null, BigDecimal.ONE);

    PipelineTest.Result result =
        PipelineTest.of(pipeline)
            .given(
                ITEMS,
                red,
                new Item("zero", 0, Instant.EPOCH, Colour.RED, BigDecimal.ONE),
                new Item("noprice", 3, Instant.EPOCH, Colour.RED, null),
                new Item("blue", 3, Instant.EPOCH, Colour.BLUE, BigDecimal.ONE),
                new Item("No Match", 3, Instant.EPOCH, Colour.RED, BigDecimal.ONE),
                new Item("before", 3, Instant.EPOCH.minusNanos(1), Colour.RED, BigDecimal.ONE),
                new Item("five", 5, Instant.EPOCH, Colour.RED, BigDecimal.ONE),
                nothing)
            .run();

    result.expect(OUT, contains(red, nothing));
    assertThat(result.manifest().ledger().get("filter:wanted", Place.FILTERED).count(), is(6L));
    assertThat(result.manifest().rules(), empty());
  }

  @Test
  void aFilterByRulesThatKeepsNothingOrEverythingClosesTheLedgerToo() {
    for (Range<Integer> range : List.of(Range.lessThan(0), Range.atLeast(0))) {
      Pipeline pipeline = Pipeline.named("p");
      pipeline
          .read(ITEMS)
          .timestamps(Item::at, Lateness.none())
          .filter("some", Rules.on(Item.class).inRange(Item::number, range))
          .named("renamed")
          .to(OUT);
      PipelineTest.Result result =
          PipelineTest.of(pipeline).given(ITEMS, item("a", 1), item("b", 2)).run();
      assertThat(
          result.manifest().ledger().get("filter:renamed", Place.FILTERED).count()
              + result.rows(OUT).size(),
          is(2L));
    }
  }

  @Test
  void codeInAFilterByRulesThatThrowsFailsTheRun() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(ITEMS)
        .filter("wanted", Rules.on(Item.class).check("divides", item -> 12 % item.number() == 0))
        .to(OUT);

    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () -> PipelineTest.of(pipeline).given(ITEMS, item("a", 5), item("b", 0)).run());

    assertThat(failure.code(), equalTo(Optional.of(RunCode.FUNCTION_FAILED)));
    assertThat(
        failure.getMessage(),
        allOf(
            containsString("filter:wanted (OperatorsTest.java:"),
            containsString("/ by zero"),
            containsString("record 1 of rows")));
  }

  @Test
  void rowsBehindAnAggregationCanBeQuarantinedToo() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(ITEMS)
        .timestamps(Item::at, Lateness.none())
        .keyBy(Item::name)
        .window(Window.calendarDays(ZoneId.of("Europe/London")))
        .aggregate("counts")
        .as(Count.class)
        .key(Count::name, Item::name)
        .day(Count::day)
        .set(Count::items, Aggregations.count())
        .set(Count::price, Aggregations.sumDecimal(Item::price))
        .build()
        .validate(Rules.on(Count.class).inRange(Count::items, Range.atMost(1L)))
        .quarantine(BAD)
        .to(COUNTS);

    // British Summer Time: 23:30Z belongs to the next day.
    Instant late = Instant.parse("2026-07-01T23:30:00Z");
    PipelineTest.of(pipeline)
        .given(
            ITEMS,
            new Item("a", 1, late, null, null),
            new Item("b", 1, late, null, BigDecimal.ONE),
            new Item("b", 2, late.plusSeconds(1), null, BigDecimal.TEN))
        .run()
        .expect(COUNTS, contains(new Count("a", LocalDate.of(2026, 7, 2), 1, null)))
        .expectQuarantined(
            BAD,
            contains(
                allOf(
                    Rejections.hasRule("items in (-∞, 1]"),
                    Rejections.atStage(Rejection.Stage.VALIDATE))));
  }

  @Test
  void aggregatesOfAggregatesFoldAgain() {
    Pipeline pipeline = Pipeline.named("p");
    Records<Item> read = pipeline.read(ITEMS);
    daily(read.timestamps(Item::at, Lateness.none()), "hours")
        .keyBy(Count::day)
        .window(Window.tumbling(Duration.ofDays(1)))
        .aggregate("days")
        .as(Count.class)
        .key(Count::day, Count::day)
        .set(Count::name, Aggregations.max(Count::name))
        .set(Count::items, Aggregations.sumLong(Count::items))
        .set(Count::price, Aggregations.sumDecimal(Count::price))
        .build()
        .to(COUNTS);

    PipelineTest.of(pipeline)
        .given(ITEMS, item("a", 1), item("b", 1), item("b", 2))
        .run()
        .expect(COUNTS, contains(new Count("b", LocalDate.of(1970, 1, 1), 3, null)));
  }

  @Test
  void frequentValuesAndApproximationsSkipNullsAndRowsThatDoNotCount() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(ITEMS)
        .timestamps(Item::at, Lateness.none())
        .keyBy(Item::name)
        .window(Window.tumbling(Duration.ofDays(1)))
        .aggregate("profiles")
        .as(Profile.class)
        .key(Profile::name, Item::name)
        .set(Profile::colours, Aggregations.topK(Item::colour, 1).orElse(List.of()))
        .set(
            Profile::numbers, Aggregations.topK(Item::number, 2).where("odd", OperatorsTest::isOdd))
        .set(
            Profile::about,
            Aggregations.approxDistinct(Item::colour).where("odd", OperatorsTest::isOdd))
        .set(Profile::price, Aggregations.approxQuantile(Item::price, 0.5))
        .set(
            Profile::number,
            Aggregations.approxQuantile(Item::number, 1)
                .where("odd", OperatorsTest::isOdd)
                .orElse(0.0))
        .build()
        .to(PROFILES);

    Instant at = Instant.EPOCH;
    PipelineTest.of(pipeline)
        .given(
            ITEMS,
            new Item("a", 3, at, Colour.BLUE, new BigDecimal("2.5")),
            new Item("a", 1, at, Colour.RED, null),
            new Item("a", 8, at, Colour.BLUE, new BigDecimal("7.00")),
            new Item("a", 3, at, null, new BigDecimal("2.50")),
            new Item("b", 2, at, null, null))
        .run()
        .expect(
            PROFILES,
            containsInAnyOrder(
                new Profile("a", List.of(Colour.BLUE), List.of(3, 1), 2, 2.5, 3.0),
                new Profile("b", List.of(), null, 0, null, 0.0)));
  }

  private static boolean isOdd(Item item) {
    return item.number() % 2 != 0;
  }

  private static Events<Count> daily(Events<Item> items, String name) {
    return items
        .keyBy(Item::name)
        .window(Window.calendarDays(ZoneId.of("UTC")))
        .aggregate(name)
        .as(Count.class)
        .key(Count::name, Item::name)
        .day(Count::day)
        .set(Count::items, Aggregations.count())
        .set(Count::price, Aggregations.sumDecimal(Item::price))
        .build();
  }

  private static Rules<Item> positive() {
    return Rules.on(Item.class).inRange(Item::number, Range.greaterThan(0));
  }

  private static Item item(String name, int number) {
    return new Item(name, number, Instant.EPOCH.plusSeconds(number), null, null);
  }

  /** So that nothing here depends on how many rows a test gives. */
  @Test
  void noRowsAreFine() {
    Pipeline pipeline = Pipeline.named("p");
    daily(pipeline.read(ITEMS).timestamps(Item::at, Lateness.none()), "counts").to(COUNTS);
    PipelineTest.of(pipeline).run().expect(COUNTS, equalTo(List.of()));
  }
}
