package dev.millrace.testkit;

import dev.millrace.AsOf;
import dev.millrace.Events;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.plan.Knowledge;
import dev.millrace.record.Shape;
import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A pipeline that asks for the features of several views, with rows that ask and with the facts
 * themselves; in the public language, on any runner.
 */
final class RunOfViews {
  private static final Source<Reading> READINGS = Source.of("readings", Reading.class);
  private static final Source<Ask> ASKS = Source.of("asks", Ask.class);
  private static final Quarantine LATE = Quarantine.of("late");
  private static final Shape<Answered> ANSWERED = Shape.of(Answered.class);

  /** Further behind than this, in microseconds, is late in a stream. */
  static final long LATENESS = 8 * ViewWindows.STEP;

  /** Two views that one row is answered from. */
  record Pair(ViewShape<?, Numbers> numbers, ViewShape<?, Things> things) {
    static Pair of(long seed) {
      return new Pair(ViewShapes.numbers(seed), ViewShapes.things(seed));
    }

    List<ViewShape<?, ?>> shapes() {
      return List.of(numbers, things);
    }
  }

  private final List<Pair> pairs;
  private final boolean isStream;
  private final PipelineOptions options;

  RunOfViews(List<Pair> pairs, boolean isStream, PipelineOptions options) {
    this.pairs = List.copyOf(pairs);
    this.isStream = isStream;
    this.options = options;
  }

  private static Sink<Answered> answers(int pair) {
    return Sink.of("answers-" + pair, Answered.class);
  }

  private static Sink<Answered> selfAnswers(int pair) {
    return Sink.of("self-answers-" + pair, Answered.class);
  }

  private Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("views");
    Lateness lateness = Lateness.of(ViewWindows.micros(LATENESS)).lateTo(LATE);
    Events<Reading> readings = pipeline.read(READINGS).timestamps(Reading::at, lateness);
    Events<Ask> asks = pipeline.read(ASKS).timestamps(Ask::at, lateness);
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      ask(pair.numbers(), pair.things(), readings, asks)
          .as(Answered.class)
          .set(Answered::asked, Ask::id)
          .build()
          .named("answered " + i)
          .to(answers(i));
      askSelf(pair.numbers(), pair.things(), readings)
          .as(Answered.class)
          .set(Answered::asked, Reading::tag)
          .build()
          .named("self-answered " + i)
          .to(selfAnswers(i));
    }
    return pipeline;
  }

  private static <K, L> AsOf<Ask> ask(
      ViewShape<K, ?> first, ViewShape<L, ?> second, Events<Reading> readings, Events<Ask> asks) {
    AsOf<Ask> asOf = seeing(first.key().ask(asks, features(first, readings)), first.asked());
    return seeing(second.key().ask(asOf, features(second, readings)), second.asked());
  }

  private static <K, L> AsOf<Reading> askSelf(
      ViewShape<K, ?> first, ViewShape<L, ?> second, Events<Reading> readings) {
    AsOf<Reading> asOf =
        seeing(first.key().askSelf(readings, features(first, readings)), first.selfAsked());
    return seeing(second.key().askSelf(asOf, features(second, readings)), second.selfAsked());
  }

  private static <K, F> Features<K, F> features(ViewShape<K, F> shape, Events<Reading> readings) {
    return shape.takesChanges()
        ? readings.changes(Reading::kind).feature(shape.view())
        : readings.feature(shape.view());
  }

  private static <S> AsOf<S> seeing(AsOf<S> asOf, Sight sight) {
    AsOf<S> bound =
        switch (sight.bound()) {
          case CLOSED -> asOf.closed();
          case BEFORE -> asOf.before();
          case BEFORE_SELF -> asOf.beforeSelf();
          case INCLUDE_SELF -> asOf.includeSelf();
        };
    return sight.knowledge() == Knowledge.CORRECTED ? bound.corrected() : bound;
  }

  /** What came of a run: how many questions were answered, and the first wrong answer. */
  record Outcome(long questions, long late, Optional<Wrong> wrong) {}

  /** A wrong answer of a pair of views. */
  record Wrong(int pair, String what) {}

  /** Runs, and compares every answer with the oracle's. */
  Outcome run(List<Reading> facts, List<Ask> asks) {
    DealtRows<Reading> readings = DealtRows.of(facts, Reading::at, LATENESS);
    DealtRows<Ask> asking = DealtRows.of(asks, Ask::at, LATENESS);
    PipelineTest test = PipelineTest.of(pipeline());
    PipelineTest.Result result =
        (isStream
                ? test.givenStream(
                        READINGS, readings.partitions().get(0), readings.partitions().get(1))
                    .givenStream(ASKS, asking.partitions().get(0), asking.partitions().get(1))
                : test.given(READINGS, facts.toArray(Reading[]::new))
                    .given(ASKS, asks.toArray(Ask[]::new)))
            .run(options);
    List<Reading> seen = isStream ? readings.accepted() : facts;
    List<Ask> answered = isStream ? asking.accepted() : asks;
    long late = isStream ? readings.late() + asking.late() : 0;
    if (result.rejections(LATE).size() != late) {
      throw new AssertionError(
          "of so many rows that are late, so many were: "
              + late
              + ", "
              + result.rejections(LATE).size());
    }
    Optional<Wrong> wrong = Optional.empty();
    for (int i = 0; i < pairs.size() && wrong.isEmpty(); i++) {
      int pair = i;
      wrong =
          wrong(pairs.get(i), result.rows(answers(i)), result.rows(selfAnswers(i)), seen, answered)
              .map(what -> new Wrong(pair, what));
    }
    return new Outcome(2L * pairs.size() * (seen.size() + answered.size()), late, wrong);
  }

  private static Optional<String> wrong(
      Pair pair,
      List<Answered> answers,
      List<Answered> selfAnswers,
      List<Reading> facts,
      List<Ask> asks) {
    for (ViewShape<?, ?> shape : pair.shapes()) {
      Optional<String> wrong =
          wrong(
              shape,
              shape.asked(),
              asks.stream().map(Ask::id).toList(),
              Expected.ofAsks(shape, facts, asks, shape.asked()),
              MergingWay.AT_ONCE.answers(shape, facts, asks, shape.asked()),
              answers);
      if (wrong.isEmpty()) {
        List<Integer> places = IntStream.range(0, facts.size()).boxed().toList();
        wrong =
            wrong(
                shape,
                shape.selfAsked(),
                facts.stream().map(Reading::tag).toList(),
                Expected.ofFacts(shape, facts, places, shape.selfAsked()),
                MergingWay.AT_ONCE.selfAnswers(shape, facts, places, shape.selfAsked()),
                selfAnswers);
      }
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  /**
   * Copies of one fact have one tag, and which of them is the first cannot be told from outside.
   */
  private static Optional<String> wrong(
      ViewShape<?, ?> shape,
      Sight sight,
      List<Long> asked,
      List<OracleAnswer> expected,
      List<ViewAnswer> inProcess,
      List<Answered> rows) {
    List<ViewAnswer> found = ViewAnswer.of(shape.definition().features(), ANSWERED, rows);
    Map<Long, List<ViewAnswer>> byAsked = new HashMap<>();
    IntStream.range(0, rows.size())
        .forEach(
            i ->
                byAsked
                    .computeIfAbsent(rows.get(i).asked(), each -> new ArrayList<>())
                    .add(found.get(i)));
    if (rows.size() != asked.size()) {
      return Optional.of(asked.size() + " rows asked, and " + rows.size() + " came out");
    }
    for (int i = 0; i < asked.size(); i++) {
      List<ViewAnswer> candidates = byAsked.getOrDefault(asked.get(i), List.of());
      OracleAnswer wanted = expected.get(i);
      ViewAnswer same = inProcess.get(i);
      Optional<ViewAnswer> right =
          candidates.stream()
              .filter(each -> each.differenceFrom(wanted, shape.definition()).isEmpty())
              .filter(each -> each.isSameAs(same))
              .findFirst();
      if (right.isEmpty()) {
        return Optional.of(
            (sight.bound().isOfSelf() ? "a fact asks, " : "")
                + sight
                + ", row "
                + asked.get(i)
                + ": "
                + candidates.stream()
                    .findFirst()
                    .flatMap(each -> each.differenceFrom(wanted, shape.definition()))
                    .orElse("no row came out, or not " + same + " but one of " + candidates)
                + "\n"
                + shape);
      }
      candidates.remove(right.get());
    }
    return Optional.empty();
  }
}
