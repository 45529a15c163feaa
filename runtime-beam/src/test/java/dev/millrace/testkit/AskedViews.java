package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.beam.Runner;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.Bound;
import dev.millrace.plan.FeatureCall;
import dev.millrace.testkit.RunOfViews.Outcome;
import dev.millrace.testkit.RunOfViews.Pair;
import dev.millrace.testkit.RunOfViews.Wrong;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Views that are asked in every way, each answer compared with the oracle's; and how much was
 * asked. A question is a view, a key, a time and what may be seen; its answer has some 17 features.
 */
final class AskedViews {
  /** How often a smaller history is tried in this process, and in a run. */
  private static final int TRIES = 4_000;

  private static final int RUNS = 80;

  /** How a pipeline runs. */
  enum Mode {
    BATCH("batch", "--keyEntries=0"),
    /** Keys with more facts and questions than so many are cut by time, as hot keys are. */
    BATCH_OF_SEGMENTS("batch of segments", "--keyEntries=50"),
    /** Shipped so often that time goes on many times before the end. */
    STREAM("stream", "--shipRows=60");

    private final String title;
    private final String option;

    Mode(String title, String option) {
      this.title = title;
      this.option = option;
    }
  }

  private static final List<AnsweringWay> WAYS = new ArrayList<>();

  static {
    WAYS.addAll(List.of(EvaluatorWay.values()));
    WAYS.addAll(List.of(MergingWay.values()));
  }

  private final Map<String, Asked> modes = new TreeMap<>();
  private final Set<String> shapes = new HashSet<>();
  private final Set<ViewTrait> traits = EnumSet.noneOf(ViewTrait.class);
  private final Set<Bound> bounds = EnumSet.noneOf(Bound.class);
  private final Set<AggregateFunction> functions = EnumSet.noneOf(AggregateFunction.class);
  private final Set<FeatureStatus> statuses = EnumSet.noneOf(FeatureStatus.class);
  private long late;

  /** What was asked in one way. */
  private static final class Asked {
    private final Set<String> views = new HashSet<>();
    private long questions;
  }

  /** How many questions were answered in the ways whose title begins so. */
  long questions(String title) {
    return modes.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(title))
        .mapToLong(entry -> entry.getValue().questions)
        .sum();
  }

  /** How many different views were asked in the ways whose title begins so. */
  int views(String title) {
    return (int)
        modes.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(title))
            .flatMap(entry -> entry.getValue().views.stream())
            .distinct()
            .count();
  }

  Set<ViewTrait> traits() {
    return traits;
  }

  /** Which bounds rows and facts asked with. */
  Set<Bound> bounds() {
    return bounds;
  }

  Set<AggregateFunction> functions() {
    return functions;
  }

  Set<FeatureStatus> statuses() {
    return statuses;
  }

  /** How many different views. */
  int shapes() {
    return shapes.size();
  }

  /** How many rows of streams were late. */
  long late() {
    return late;
  }

  /** Asks a view in all ways of this process. */
  void askInProcess(ViewShape<?, ?> shape, Readings history) {
    note(shape);
    Map<Sight, List<OracleAnswer>> expected = new HashMap<>();
    Map<Sight, List<ViewAnswer>> first = new HashMap<>();
    for (AnsweringWay way : WAYS) {
      for (Sight sight : new LinkedHashSet<>(List.of(Sight.SERVED, shape.asked()))) {
        if (way.canSee(sight)) {
          List<OracleAnswer> answers =
              expected.computeIfAbsent(
                  sight, each -> Expected.ofAsks(shape, history.facts(), history.asks(), each));
          List<ViewAnswer> found = ask(shape, way, sight, history, answers);
          requireSame(shape, way, first.computeIfAbsent(sight, each -> found), found);
        }
      }
    }
    expected.values().forEach(answers -> answers.forEach(this::note));
    List<OracleAnswer> ofFacts =
        Expected.ofFacts(
            shape, history.facts(), selves(history.facts(), history), shape.selfAsked());
    for (AnsweringWay way : WAYS) {
      if (way.canAskSelf()) {
        askSelf(shape, way, history, ofFacts);
      }
    }
  }

  /** The places of the facts that ask themselves: not all of very many. */
  private static List<Integer> selves(List<Reading> facts, Readings history) {
    int every = 1 + history.facts().size() / 250;
    return IntStream.range(0, facts.size())
        .filter(i -> facts.get(i).tag() % every == 0)
        .boxed()
        .toList();
  }

  private void note(ViewShape<?, ?> shape) {
    shapes.add(shape.definition().fingerprint());
    shape.definition().calls().stream().map(FeatureCall::function).forEach(functions::add);
    traits.addAll(ViewTrait.of(shape.definition()));
    bounds.add(shape.asked().bound());
    bounds.add(shape.selfAsked().bound());
  }

  private void note(OracleAnswer answer) {
    answer.features().forEach(feature -> statuses.add(feature.status()));
  }

  private void count(String mode, List<? extends ViewShape<?, ?>> of, long asked) {
    Asked counted = modes.computeIfAbsent(mode, each -> new Asked());
    counted.questions += asked;
    of.forEach(shape -> counted.views.add(shape.definition().fingerprint()));
  }

  /** Also where a function is approximate, and the oracle can only say about what it gives. */
  private static void requireSame(
      ViewShape<?, ?> shape, AnsweringWay way, List<ViewAnswer> first, List<ViewAnswer> found) {
    for (int i = 0; i < found.size(); i++) {
      if (!found.get(i).isSameAs(first.get(i))) {
        throw new AssertionError(
            way.title() + " gave " + found.get(i) + ", not " + first.get(i) + "\n" + shape);
      }
    }
  }

  private List<ViewAnswer> ask(
      ViewShape<?, ?> shape,
      AnsweringWay way,
      Sight sight,
      Readings history,
      List<OracleAnswer> expected) {
    List<ViewAnswer> found = way.answers(shape, history.facts(), history.asks(), sight);
    if (firstDifference(shape, expected, found, history.asks()).isPresent()) {
      throw Difference.failure(
          way.title() + ", " + sight + "\n" + shape,
          (facts, asks) ->
              firstDifference(
                  shape,
                  Expected.ofAsks(shape, facts, asks, sight),
                  way.answers(shape, facts, asks, sight),
                  asks),
          history,
          TRIES);
    }
    count(way.title(), List.of(shape), found.size());
    return found;
  }

  private void askSelf(
      ViewShape<?, ?> shape, AnsweringWay way, Readings history, List<OracleAnswer> expected) {
    Sight sight = shape.selfAsked();
    List<Integer> asking = selves(history.facts(), history);
    List<ViewAnswer> found = way.selfAnswers(shape, history.facts(), asking, sight);
    if (firstDifference(shape, expected, found, asking).isPresent()) {
      throw Difference.failure(
          way.title() + ", a fact asks, " + sight + "\n" + shape,
          (facts, asks) -> {
            List<Integer> selves = selves(facts, history);
            return firstDifference(
                shape,
                Expected.ofFacts(shape, facts, selves, sight),
                way.selfAnswers(shape, facts, selves, sight),
                selves.stream().map(facts::get).toList());
          },
          history,
          TRIES);
    }
    count(way.title(), List.of(shape), found.size());
  }

  private static Optional<String> firstDifference(
      ViewShape<?, ?> shape, List<OracleAnswer> expected, List<ViewAnswer> found, List<?> asked) {
    for (int i = 0; i < asked.size(); i++) {
      Object row = asked.get(i);
      Optional<String> what = found.get(i).differenceFrom(expected.get(i), shape.definition());
      if (what.isPresent()) {
        return what.map(text -> text + "\nasked by " + RowValue.text(row));
      }
    }
    return Optional.empty();
  }

  /** Asks views in one run of a pipeline. */
  void askInRun(List<Pair> pairs, Mode inMode, Runner runner, Readings history) {
    pairs.forEach(pair -> pair.shapes().forEach(this::note));
    boolean isStream = inMode == Mode.STREAM;
    String mode = inMode.title + ", " + runner;
    PipelineOptions options = runner.options("--blockRows=16", inMode.option);
    RunOfViews run = new RunOfViews(pairs, isStream, options);
    Outcome outcome = run.run(history.facts(), history.asks());
    if (outcome.wrong().isPresent()) {
      Pair pair = pairs.get(outcome.wrong().get().pair());
      RunOfViews alone = new RunOfViews(List.of(pair), isStream, options);
      throw Difference.failure(
          mode + ", " + outcome.wrong().get().what(),
          (facts, asks) -> alone.run(facts, asks).wrong().map(Wrong::what),
          history,
          RUNS);
    }
    for (Pair pair : pairs) {
      count(mode, pair.shapes(), outcome.questions() / pairs.size());
    }
    late += outcome.late();
  }

  void assertAtLeast(String title, long least) {
    assertThat(title, questions(title), greaterThanOrEqualTo(least));
  }

  void assertViewsAtLeast(String title, int least) {
    assertThat(title, views(title), greaterThanOrEqualTo(least));
  }

  /** How much was asked, way by way. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(shapes.size()).append(" views");
    modes.forEach(
        (mode, asked) ->
            text.append("\n  ")
                .append(mode + ": " + asked.questions + " questions of ")
                .append(asked.views.size() + " views"));
    return text.append("\n  late rows of streams: ").append(late).toString();
  }
}
