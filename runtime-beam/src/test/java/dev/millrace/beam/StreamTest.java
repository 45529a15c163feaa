package dev.millrace.beam;

import static dev.millrace.testkit.Rejections.hasRule;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.RunCode;
import dev.millrace.plan.ProblemsException;
import dev.millrace.testkit.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.hamcrest.FeatureMatcher;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream on the direct runner: what is late, and one result per window. */
class StreamTest {
  record Click(String page, Instant at) {}

  record Hits(String page, Instant start, long hits) {}

  static final Source<Click> CLICKS = Source.of("clicks", Click.class);
  static final Source<Click> OLD = Source.of("old", Click.class);
  static final Sink<Hits> HITS = Sink.of("hits", Hits.class);
  static final Sink<Click> ALL = Sink.of("all", Click.class);
  static final Quarantine LATE = Quarantine.of("late");

  @ParameterizedTest
  @EnumSource
  void aRowBehindTheFrontierOfItsPartitionIsLateAndKept(Runner runner) {
    PipelineTest.Result result =
        PipelineTest.of(hits())
            .givenStream(
                CLICKS,
                // The frontier is 60 s behind the greatest time before a row.
                List.of(click("a", 0), click("a", 130), click("a", 70), click("a", 69)),
                List.of(click("b", 69), click("b", 9)))
            .run(runner.options());

    result
        .expect(
            HITS,
            containsInAnyOrder(
                hits("a", 0, 1),
                hits("a", 60, 1),
                hits("a", 120, 1),
                hits("b", 0, 1),
                hits("b", 60, 1)))
        .expectQuarantined(LATE, contains(position(3)));
    assertThat(result.manifest().ledger().get("timestamps:clicks", Place.LATE).count(), is(1L));
    assertThat(result.manifest().ledger().get("read:clicks", Place.IN).count(), is(6L));
  }

  @ParameterizedTest
  @EnumSource
  void aBoundedSourceBesideAStreamIsReadToItsEndAndNothingOfItIsLate(Runner runner) {
    Pipeline pipeline = Pipeline.named("p");
    Lateness lateness = Lateness.of(Duration.ofSeconds(60)).lateTo(LATE);
    counted(
        pipeline
            .read(CLICKS)
            .timestamps(Click::at, lateness)
            .union(pipeline.read(OLD).timestamps(Click::at, lateness)));

    PipelineTest.of(pipeline)
        .givenStream(CLICKS, List.of(click("a", 500), click("a", 560)))
        .given(OLD, click("a", 530), click("a", 5), click("b", 100_000), click("a", 6))
        .run(runner.options())
        .expect(
            HITS,
            containsInAnyOrder(
                hits("a", 0, 2), hits("a", 480, 2), hits("a", 540, 1), hits("b", 99_960, 1)))
        .expectQuarantined(LATE, empty());
  }

  @ParameterizedTest
  @EnumSource
  void aRowTooFarAheadOfTheClockIsRefusedAndDoesNotMoveTheFrontier(Runner runner) {
    Pipeline pipeline = Pipeline.named("p");
    counted(
        pipeline
            .read(CLICKS)
            .timestamps(
                Click::at, Lateness.none().atMostAhead(Duration.ofDays(3650)).lateTo(LATE)));
    Click far = new Click("a", Instant.parse("2999-01-01T00:00:00Z"));

    PipelineTest.Result stream =
        PipelineTest.of(pipeline)
            .givenStream(CLICKS, List.of(click("a", 0), far, click("a", 1)))
            .run(runner.options());
    PipelineTest.Result batch =
        PipelineTest.of(pipeline)
            .given(CLICKS, click("a", 0), far, click("a", 1))
            .run(runner.options());

    for (PipelineTest.Result result : List.of(stream, batch)) {
      result
          .expect(HITS, contains(hits("a", 0, 2)))
          .expectQuarantined(LATE, contains(hasRule("not ahead")));
      assertThat(
          result.manifest().ledger().get("timestamps:clicks", Place.REJECTED).count(), is(1L));
    }
  }

  /** Sentinels of other systems: the least and the greatest microsecond, and their neighbours. */
  @ParameterizedTest
  @EnumSource
  void aTimeThatNothingCanBeCountedWithIsRefusedAndMovesNoFrontier(Runner runner) {
    List<Click> clicks =
        List.of(
            click("a", 0),
            new Click("a", micros(Long.MAX_VALUE)),
            new Click("a", micros(Long.MIN_VALUE)),
            new Click("a", micros(Long.MIN_VALUE + 1)),
            click("a", 1));

    PipelineTest.Result stream =
        PipelineTest.of(hits()).givenStream(CLICKS, clicks).run(runner.options());
    PipelineTest.Result batch =
        PipelineTest.of(hits()).given(CLICKS, clicks.toArray(Click[]::new)).run(runner.options());

    for (PipelineTest.Result result : List.of(stream, batch)) {
      result
          .expect(HITS, contains(hits("a", 0, 2)))
          .expectQuarantined(
              LATE,
              contains(
                  hasRule("time can be counted with"),
                  hasRule("time can be counted with"),
                  hasRule("time can be counted with")));
    }
  }

  @Test
  void aTimeThatNothingCanBeCountedWithFailsABatchThatHasNoPlaceForIt() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(CLICKS).timestamps(Click::at, Lateness.none()).to(ALL);
    PipelineTest test =
        PipelineTest.of(pipeline).given(CLICKS, new Click("a", micros(Long.MAX_VALUE)));

    RunFailedException failure = assertThrows(RunFailedException.class, test::run);

    assertThat(failure.code(), is(Optional.of(RunCode.INVALID_ROW)));
    assertThat(failure.getMessage(), containsString("lateTo"));
  }

  private static Instant micros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionThatThrowsEndsAStreamAndWhatWasPublishedStays(Runner runner) {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(CLICKS)
        .map(StreamTest::notPoison)
        .timestamps(Click::at, Lateness.none().lateTo(LATE))
        .to(ALL);

    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () ->
                PipelineTest.of(pipeline)
                    .givenStream(CLICKS, List.of(click("a", 0), click("poison", 1)))
                    .run(runner.options()));

    assertThat(failure.code(), is(Optional.of(RunCode.FUNCTION_FAILED)));
    assertThat(failure.getMessage(), containsString("record 1 of rows-0"));
  }

  @ParameterizedTest
  @EnumSource
  void tooManyRejectsAreJudgedUnitByUnit(Runner runner) {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(CLICKS)
        .validate(Rules.on(Click.class).oneOf(Click::page, Set.of("a")))
        .quarantine(LATE, 0.5)
        .timestamps(Click::at, Lateness.none())
        .to(ALL);
    // One bad row of five in all, but one of two in the second hour and two of three in the third.
    List<Click> clicks =
        List.of(
            click("a", 0),
            click("a", 1),
            click("a", 3_600),
            click("b", 3_601),
            click("a", 7_200),
            click("b", 7_201),
            click("b", 7_202));

    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () ->
                PipelineTest.of(pipeline)
                    .givenStream(CLICKS, clicks)
                    .run(runner.options("--publishEveryMillis=3600000")));

    assertThat(failure.code(), is(Optional.of(RunCode.TOO_MANY_REJECTED)));
    assertThat(failure.getMessage(), containsString("2 of 3 rows were rejected"));
  }

  /** What Flink keeps of a checkpoint in its own memory is bounded by 5 MB. */
  @Test
  void aWindowWithMoreGroupsThanFlinksMemoryAllowsIsCheckpointed() {
    Pipeline pipeline = Pipeline.named("p");
    counted(
        pipeline
            .read(CLICKS)
            .flatMap(Click.class, StreamTest::manyPages)
            .timestamps(Click::at, Lateness.of(Duration.ofSeconds(60)).lateTo(LATE)));
    List<Click> clicks = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      clicks.add(click("page " + i, 0));
    }
    PipelineTest.Result result =
        PipelineTest.of(pipeline)
            .givenStream(CLICKS, clicks)
            .run(Runner.FLINK.options("--checkpointingInterval=20", "--shipRows=20000"));

    assertThat(result.manifest().ledger().get("aggregate:hits", Place.IN).count(), is(400_000L));
  }

  @Test
  void aStreamWithoutTimeAndLateRowsWithoutAPlaceAreToldBeforeTheFirstRow() {
    Pipeline untimed = Pipeline.named("p");
    untimed.read(CLICKS).to(ALL);
    Pipeline undecided = Pipeline.named("p");
    undecided.read(CLICKS).timestamps(Click::at, Lateness.none()).to(ALL);

    assertThat(problem(untimed), containsString("[MR-R009] read:clicks (StreamTest.java:"));
    assertThat(problem(undecided), containsString("[MR-T004] timestamps:clicks (StreamTest.java:"));
  }

  @Test
  void aStreamWhoseRowsMayClaimAnyTimeIsANoticeAndNoProblem() {
    Bindings endless = Bindings.of().read(CLICKS, Rows.stream(Click.class, List.of(List.of())));
    Bindings ending = Bindings.of().read(CLICKS, Rows.source(Click.class, List.of()));
    Pipeline bounded = Pipeline.named("p");
    bounded
        .read(CLICKS)
        .timestamps(Click::at, Lateness.none().atMostAhead(Duration.ofDays(1)).lateTo(LATE))
        .to(ALL);

    List<String> notices = Execution.notices(hits().plan(), endless);
    assertThat(notices.size(), equalTo(1));
    assertThat(
        notices.get(0),
        allOf(
            startsWith("[MR-T005] timestamps:clicks (StreamTest.java:"),
            containsString("atMostAhead(..)")));
    assertThat(Execution.notices(hits().plan(), ending), empty());
    assertThat(Execution.notices(bounded.plan(), endless), empty());
  }

  @Test
  void optionsThatAStreamCannotHaveAreToldTogetherBeforeTheFirstRow() {
    PipelineTest test = PipelineTest.of(hits()).givenStream(CLICKS, List.of(click("a", 0)));
    PipelineOptions options =
        Runner.FLINK.options("--disableMetrics=true", "--publishEveryMillis=0");
    options.as(FlinkPipelineOptions.class).setParallelism(129);

    ProblemsException problems = assertThrows(ProblemsException.class, () -> test.run(options));

    assertThat(problems.getMessage(), containsString("has 3 problems"));
    assertThat(problems.getMessage(), containsString("[MR-R017] Beam's options: --disableMetrics"));
    assertThat(problems.getMessage(), containsString("--publishEveryMillis=0"));
    assertThat(problems.getMessage(), containsString("--parallelism=129"));
  }

  private static String problem(Pipeline pipeline) {
    ProblemsException problems =
        assertThrows(
            ProblemsException.class,
            () -> PipelineTest.of(pipeline).givenStream(CLICKS, List.of(click("a", 0))).run());
    return problems.getMessage();
  }

  private static Click notPoison(Click click) {
    if (click.page().equals("poison")) {
      throw new IllegalArgumentException("poison");
    }
    return click;
  }

  private static Matcher<Rejection> position(long expected) {
    return new FeatureMatcher<>(equalTo(expected), "position", "position") {
      @Override
      protected Long featureValueOf(Rejection rejection) {
        return rejection.position();
      }
    };
  }

  private static Pipeline hits() {
    Pipeline pipeline = Pipeline.named("p");
    var clicks =
        pipeline
            .read(CLICKS)
            .timestamps(Click::at, Lateness.of(Duration.ofSeconds(60)).lateTo(LATE));
    clicks.to(ALL);
    counted(clicks);
    return pipeline;
  }

  private static List<Click> manyPages(Click click) {
    List<Click> pages = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pages.add(new Click(click.page() + " with a long name, part " + i, click.at()));
    }
    return pages;
  }

  private static void counted(Events<Click> clicks) {
    clicks
        .keyBy(Click::page)
        .window(Window.tumbling(Duration.ofMinutes(1)))
        .aggregate("hits")
        .as(Hits.class)
        .key(Hits::page, Click::page)
        .start(Hits::start)
        .set(Hits::hits, Aggregations.count())
        .build()
        .to(HITS);
  }

  private static Click click(String page, long second) {
    return new Click(page, Instant.ofEpochSecond(second));
  }

  private static Hits hits(String page, long second, long hits) {
    return new Hits(page, Instant.ofEpochSecond(second), hits);
  }
}
