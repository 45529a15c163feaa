package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
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
import dev.millrace.beam.StretchSource.Measure;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.testkit.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A reader that leaves out what the plan does not need gives the same run as one that reads
 * everything: rows, rejects, late rows, counts and hashes of ids.
 */
class PushdownTest {
  record Total(String key, Instant start, double amount, long rows) {}

  static final Source<Measure> MEASURES = Source.of("measures", Measure.class);
  static final Source<Measure> OTHERS = Source.of("others", Measure.class);
  static final Sink<Total> TOTALS = Sink.of("totals", Total.class);
  static final Sink<Measure> COPIES = Sink.of("copies", Measure.class);
  static final Quarantine BAD = Quarantine.of("bad");
  static final Quarantine LATE = Quarantine.of("late");

  /** How the source is bound. */
  enum Mode {
    BATCH,
    STREAM,
    BESIDE_A_STREAM
  }

  @BeforeEach
  void nothingWasSkippedYet() {
    StretchSource.SKIPPED.set(0);
    StretchSource.UNREAD.set(0);
  }

  static Stream<Arguments> cases() {
    return Stream.of(Mode.values())
        .flatMap(
            mode ->
                Stream.of(Runner.values())
                    .map(runner -> Arguments.of(mode, runner, runner == Runner.DIRECT ? 1L : 2L)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsSkippedCountsAsReadAndFiltered(Mode mode, Runner runner, long seed) {
    PipelineTest.Result everything = run(totals(mode), mode, runner, seed, false);
    assertThat(StretchSource.SKIPPED.get(), is(0L));
    PipelineTest.Result frugal = run(totals(mode), mode, runner, seed, true);

    assertThat(transcript(frugal, TOTALS), equalTo(transcript(everything, TOTALS)));
    assertThat(StretchSource.SKIPPED.get(), greaterThan(100L));
    assertThat(StretchSource.UNREAD.get(), greaterThan(100L));
    assertThat(
        frugal.manifest().ledger().get("filter:wanted", Place.FILTERED).count(),
        greaterThan(StretchSource.SKIPPED.get()));
    assertThat(frugal.rows(TOTALS).size(), greaterThan(10));
    assertThat(frugal.rejections(BAD).size(), greaterThan(5));
  }

  @Test
  void aPlanThatNeedsWholeRowsGetsThem() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(MEASURES)
        .filter("wanted", wanted())
        .validate(amounts())
        .quarantine(BAD)
        .to(COPIES);

    PipelineTest.Result everything = batch(pipeline, 5, false);
    PipelineTest.Result frugal = batch(pipeline, 5, true);

    assertThat(transcript(frugal, COPIES), equalTo(transcript(everything, COPIES)));
    assertThat(StretchSource.UNREAD.get(), is(0L));
    assertThat(StretchSource.SKIPPED.get(), greaterThan(100L));
  }

  @Test
  void nothingIsSkippedForAFilterThatIsNotAloneOrNotFirstOrHasCode() {
    Pipeline two = Pipeline.named("p");
    Records<Measure> read = two.read(MEASURES);
    read.filter("wanted", wanted()).to(COPIES);
    counted(read.validate(amounts()).quarantine(BAD));
    Pipeline behind = Pipeline.named("p");
    behind.read(MEASURES).validate(amounts()).quarantine(BAD).filter("wanted", wanted()).to(COPIES);
    Pipeline code = Pipeline.named("p");
    code.read(MEASURES)
        .filter("wanted", wanted().check("odd", measure -> measure.number() % 2 == 1))
        .validate(amounts())
        .quarantine(BAD)
        .to(COPIES);

    for (Pipeline pipeline : List.of(two, behind, code)) {
      batch(pipeline, 6, true);
    }
    assertThat(StretchSource.SKIPPED.get(), is(0L));
  }

  @Test
  void aRunThatFailsOnAnInvalidRowShowsTheColumnsThatWereRead() {
    Pipeline pipeline = Pipeline.named("p");
    counted(
        pipeline
            .read(MEASURES)
            .filter("wanted", wanted())
            .validate(amounts())
            .quarantine(BAD)
            .validate(Rules.on(Measure.class).inRange(Measure::number, Range.lessThan(0L)))
            .failOnInvalid()
            .named("impossible"));

    RunFailedException failure =
        assertThrows(RunFailedException.class, () -> batch(pipeline, 8, true));

    assertThat(
        failure.getMessage(),
        allOf(
            containsString("Measure[key=key "),
            containsString(", number="),
            not(containsString("note"))));
  }

  private static Rules<Measure> wanted() {
    return Rules.on(Measure.class)
        .inRange(Measure::number, Range.closedOpen(250L, 520L))
        .notNull(Measure::amount);
  }

  private static Rules<Measure> amounts() {
    return Rules.on(Measure.class).inRange(Measure::amount, Range.atLeast(0.0));
  }

  private static Pipeline totals(Mode mode) {
    Pipeline pipeline = Pipeline.named("p");
    Lateness lateness = Lateness.of(Duration.ofSeconds(60)).lateTo(LATE);
    Events<Measure> events =
        pipeline
            .read(MEASURES)
            .filter("wanted", wanted())
            .validate(amounts())
            .quarantine(BAD)
            .timestamps(Measure::at, lateness);
    total(
        mode == Mode.BESIDE_A_STREAM
            ? events.union(pipeline.read(OTHERS).timestamps(Measure::at, lateness))
            : events);
    return pipeline;
  }

  private static void counted(Records<Measure> measures) {
    total(measures.timestamps(Measure::at, Lateness.none()));
  }

  private static void total(Events<Measure> measures) {
    measures
        .keyBy(Measure::key)
        .window(Window.tumbling(Duration.ofMinutes(5)))
        .aggregate("totals")
        .as(Total.class)
        .key(Total::key, Measure::key)
        .start(Total::start)
        .set(Total::amount, Aggregations.sum(Measure::amount).orElse(0.0))
        .set(Total::rows, Aggregations.count())
        .build()
        .to(TOTALS);
  }

  private static PipelineTest.Result batch(Pipeline pipeline, long seed, boolean isFrugal) {
    return run(pipeline, Mode.BATCH, Runner.DIRECT, seed, isFrugal);
  }

  private static PipelineTest.Result run(
      Pipeline pipeline, Mode mode, Runner runner, long seed, boolean isFrugal) {
    PipelineTest test =
        PipelineTest.of(pipeline)
            .givenFrom(MEASURES, new StretchSource(seed, 3, mode == Mode.STREAM, isFrugal));
    return switch (mode) {
      case BATCH -> test.run(runner.options());
      case STREAM -> test.run(stream(runner));
      case BESIDE_A_STREAM -> test.givenStream(OTHERS, List.of()).run(stream(runner));
    };
  }

  private static PipelineOptions stream(Runner runner) {
    return runner.options("--publishEveryMillis=7200000", "--blockRows=40", "--shipRows=90");
  }

  /** Everything that must be equal, readable where it is not. */
  private static List<String> transcript(PipelineTest.Result result, Sink<?> sink) {
    List<String> lines = new ArrayList<>();
    result.rows(sink).stream().map(String::valueOf).sorted().forEach(lines::add);
    Manifest manifest = result.manifest();
    for (String port : List.of(BAD.name(), LATE.name())) {
      if (manifest.outputs().stream().anyMatch(output -> output.port().equals(port))) {
        result.rejections(Quarantine.of(port)).stream()
            .map(PushdownTest::text)
            .sorted()
            .forEach(lines::add);
      }
    }
    manifest.ledger().entries().stream()
        .filter(entry -> entry.tally().count() > 0)
        .forEach(entry -> lines.add(entry.toString()));
    manifest.rules().forEach(rule -> lines.add(rule.toString()));
    manifest.inputs().stream()
        .map(input -> input.port() + " " + input.partition() + " " + input.records())
        .sorted()
        .forEach(lines::add);
    return lines;
  }

  private static String text(Rejection rejection) {
    return String.join(
        " ",
        rejection.step(),
        rejection.partition(),
        Long.toString(rejection.position()),
        rejection.failures().toString(),
        Arrays.toString(rejection.raw()));
  }
}
