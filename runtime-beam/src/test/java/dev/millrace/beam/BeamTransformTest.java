package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.testkit.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user's own transform in the middle of a pipeline. */
class BeamTransformTest {
  record Tick(String key, long number, Instant at) {}

  record Minute(String key, long ticks, Instant end) {}

  record Hour(String key, long ticks, Instant start) {}

  static final Source<Tick> TICKS = Source.of("ticks", Tick.class);
  static final Sink<Tick> DOUBLED = Sink.of("doubled", Tick.class);
  static final Sink<Hour> HOURS = Sink.of("hours", Hour.class);
  static final Sink<Minute> COUNTS = Sink.of("counts", Minute.class);
  static final Quarantine LATE = Quarantine.of("late");

  /** One element for each element, and none for some. */
  static final class Doubled extends PTransform<PCollection<Tick>, PCollection<Tick>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<Tick> expand(PCollection<Tick> ticks) {
      return ticks.apply(ParDo.of(new DoubleFn()));
    }

    static final class DoubleFn extends DoFn<Tick, Tick> {
      private static final long serialVersionUID = 1L;

      @ProcessElement
      public void process(
          @Element Tick tick, @Timestamp org.joda.time.Instant time, OutputReceiver<Tick> out) {
        assertThat(time.getMillis(), is(tick.at().toEpochMilli()));
        if (tick.number() % 7 != 0) {
          out.output(new Tick(tick.key(), 2 * tick.number(), tick.at()));
        }
      }
    }
  }

  /** Windows of Beam's own, and a shuffle. */
  static final class ByMinute extends PTransform<PCollection<Tick>, PCollection<Minute>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<Minute> expand(PCollection<Tick> ticks) {
      return ticks
          .apply(Window.into(FixedWindows.of(org.joda.time.Duration.standardMinutes(1))))
          .apply(MapElements.into(TypeDescriptors.strings()).via(Tick::key))
          .apply(Count.perElement())
          .apply(ParDo.of(new EndFn()));
    }

    static final class EndFn extends DoFn<KV<String, Long>, Minute> {
      private static final long serialVersionUID = 1L;

      @ProcessElement
      public void process(
          @Element KV<String, Long> count, BoundedWindow window, OutputReceiver<Minute> out) {
        Instant end = Instant.ofEpochMilli(window.maxTimestamp().getMillis());
        out.output(new Minute(count.getKey(), count.getValue(), end));
      }
    }
  }

  /** Element for element. */
  static final class Same extends PTransform<PCollection<Minute>, PCollection<Minute>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<Minute> expand(PCollection<Minute> counts) {
      return counts.apply(
          MapElements.into(new org.apache.beam.sdk.values.TypeDescriptor<Minute>() {})
              .via((Minute count) -> count));
    }
  }

  /** Rows that say they are of another time than they came with. */
  static final class Shifted extends PTransform<PCollection<Tick>, PCollection<Tick>> {
    private static final long serialVersionUID = 1L;

    private final Duration by;

    Shifted(Duration by) {
      this.by = by;
    }

    @Override
    public PCollection<Tick> expand(PCollection<Tick> ticks) {
      return ticks.apply(
          MapElements.into(new org.apache.beam.sdk.values.TypeDescriptor<Tick>() {})
              .via((Tick tick) -> new Tick(tick.key(), tick.number(), tick.at().plus(by))));
    }
  }

  static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("hatch");
    Events<Tick> ticks =
        pipeline.read(TICKS).timestamps(Tick::at, Lateness.of(Duration.ofMinutes(5)).lateTo(LATE));
    ticks
        .apply("doubled", Tick.class, Tick::at, BeamTransform.of(new Doubled()))
        .filter("large", tick -> tick.number() > 10)
        .to(DOUBLED);
    ticks
        .apply("by-minute", Minute.class, Minute::end, BeamTransform.of(new ByMinute()))
        .keyBy(Minute::key)
        .window(dev.millrace.Window.tumbling(Duration.ofHours(1)))
        .aggregate("hours")
        .as(Hour.class)
        .key(Hour::key, Minute::key)
        .start(Hour::start)
        .set(Hour::ticks, Aggregations.sumLong(Minute::ticks).orElse(0L))
        .build()
        .to(HOURS);
    return pipeline;
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void rowsGoThroughATransformAndComeBackWithTheirTimes(Runner runner) {
    List<List<Tick>> ticks = List.of(ticks(0, 700), ticks(1, 300));
    List<Tick> all = ticks.stream().flatMap(List::stream).toList();

    PipelineTest.Result batch =
        PipelineTest.of(pipeline()).given(TICKS, all.toArray(Tick[]::new)).run(runner.options());
    PipelineTest.Result stream =
        PipelineTest.of(pipeline())
            .givenStream(TICKS, ticks.get(0), ticks.get(1))
            .run(runner.options("--publishEveryMillis=1800000"));

    for (PipelineTest.Result result : List.of(batch, stream)) {
      assertThat(result.rows(DOUBLED), containsInAnyOrder(doubled(all).toArray()));
      assertThat(result.rows(HOURS), containsInAnyOrder(hours(all).toArray()));
      assertThat(result.manifest().ledger().get("apply:doubled", Place.OUT).count(), is(1_000L));
      assertThat(
          result.manifest().ledger().get("apply:doubled", Place.IN).count(),
          is(all.stream().filter(tick -> tick.number() % 7 != 0).count()));
    }
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aTransformMayStandBehindAGroupingAndBehindAnotherTransform(Runner runner) {
    Pipeline pipeline = Pipeline.named("far-behind");
    pipeline
        .read(TICKS)
        .timestamps(Tick::at, Lateness.of(Duration.ofMinutes(5)).lateTo(LATE))
        .keyBy(Tick::key)
        .window(dev.millrace.Window.tumbling(Duration.ofMinutes(10)))
        .aggregate("counts")
        .as(Minute.class)
        .key(Minute::key, Tick::key)
        .end(Minute::end)
        .set(Minute::ticks, Aggregations.count())
        .build()
        .apply("first", Minute.class, Minute::end, BeamTransform.of(new Same()))
        .apply("second", Minute.class, Minute::end, BeamTransform.of(new Same()))
        .to(COUNTS);
    List<Tick> ticks = ticks(0, 700);

    PipelineTest.Result batch =
        PipelineTest.of(pipeline).given(TICKS, ticks.toArray(Tick[]::new)).run(runner.options());
    PipelineTest.Result stream =
        PipelineTest.of(pipeline).givenStream(TICKS, ticks).run(runner.options());

    assertThat(batch.rows(COUNTS), containsInAnyOrder(counts(ticks).toArray()));
    assertThat(stream.rows(COUNTS), containsInAnyOrder(counts(ticks).toArray()));
  }

  @Test
  void nothingGoesThroughAsNothing() {
    PipelineTest.Result result = PipelineTest.of(pipeline()).given(TICKS).run();
    assertThat(result.rows(DOUBLED), is(empty()));
    assertThat(result.rows(HOURS), is(empty()));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aRowWhoseTimeHasPassedFailsAStream(Runner runner) {
    Pipeline pipeline = Pipeline.named("backdated");
    pipeline
        .read(TICKS)
        .timestamps(Tick::at, Lateness.of(Duration.ofMinutes(5)).lateTo(LATE))
        .apply(
            "backdated", Tick.class, Tick::at, BeamTransform.of(new Shifted(Duration.ofHours(-1))))
        .to(DOUBLED);
    PipelineTest test = PipelineTest.of(pipeline).givenStream(TICKS, ticks(0, 10));

    Throwable failure = assertThrows(RuntimeException.class, () -> test.run(runner.options()));

    assertThat(
        failure.getMessage(), containsString("[MR-R011] apply:backdated (BeamTransformTest"));
  }

  @ParameterizedTest
  @EnumSource(Runner.class)
  void aRowAtATimeThatCannotBeCountedWithFailsARun(Runner runner) {
    Pipeline pipeline = Pipeline.named("far-away");
    pipeline
        .read(TICKS)
        .timestamps(Tick::at, Lateness.of(Duration.ofMinutes(5)).lateTo(LATE))
        .apply(
            "far-away",
            Tick.class,
            Tick::at,
            BeamTransform.of(new Shifted(Duration.ofDays(250_001L * 366))))
        .to(DOUBLED);

    for (PipelineTest test :
        List.of(
            PipelineTest.of(pipeline).given(TICKS, ticks(0, 10).toArray(Tick[]::new)),
            PipelineTest.of(pipeline).givenStream(TICKS, ticks(0, 10)))) {
      Throwable failure = assertThrows(RuntimeException.class, () -> test.run(runner.options()));
      assertThat(
          failure.getMessage(), containsString("[MR-R001] apply:far-away (BeamTransformTest"));
    }
  }

  @Test
  void aPlanNamesTheTransformAndKnowsItsCode() {
    String text = pipeline().plan().describe();
    assertThat(text, containsString("apply " + Doubled.class.getName()));
    assertThat(text, containsString("ticks.* via apply:doubled"));
    Pipeline other = Pipeline.named("hatch");
    other
        .read(TICKS)
        .timestamps(Tick::at, Lateness.none())
        .apply("doubled", Tick.class, Tick::at, BeamTransform.of(new Shifted(Duration.ofHours(-1))))
        .to(DOUBLED);
    assertThat(
        other.plan().fingerprints().get("apply:doubled").code(),
        is(not(equalTo(pipeline().plan().fingerprints().get("apply:doubled").code()))));
  }

  /** Every other one on a full microsecond behind its millisecond. */
  private static List<Tick> ticks(int partition, int size) {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Instant at =
          Instant.ofEpochSecond(i * 17L).plusNanos(1_000L * (i % 2) + 1_000_000L * partition);
      ticks.add(new Tick("key " + i % 5, i - 50L, at));
    }
    return ticks;
  }

  private static List<Tick> doubled(List<Tick> ticks) {
    return ticks.stream()
        .filter(tick -> tick.number() % 7 != 0 && 2 * tick.number() > 10)
        .map(tick -> new Tick(tick.key(), 2 * tick.number(), tick.at()))
        .toList();
  }

  private static List<Hour> hours(List<Tick> ticks) {
    Map<String, Hour> hours = new TreeMap<>();
    for (Tick tick : ticks) {
      Instant start =
          Instant.ofEpochSecond(Math.floorDiv(tick.at().getEpochSecond(), 3_600L) * 3_600);
      hours.merge(
          tick.key() + start,
          new Hour(tick.key(), 1, start),
          (held, one) -> new Hour(held.key(), held.ticks() + 1, held.start()));
    }
    return List.copyOf(hours.values());
  }

  private static List<Minute> counts(List<Tick> ticks) {
    Map<String, Minute> counts = new TreeMap<>();
    for (Tick tick : ticks) {
      long end = (Math.floorDiv(tick.at().getEpochSecond(), 600L) + 1) * 600;
      counts.merge(
          tick.key() + end,
          new Minute(tick.key(), 1, Instant.ofEpochSecond(end)),
          (held, one) -> new Minute(held.key(), held.ticks() + 1, held.end()));
    }
    return List.copyOf(counts.values());
  }
}
