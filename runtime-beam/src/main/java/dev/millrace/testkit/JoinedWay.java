package dev.millrace.testkit;

import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.engine.WholeAnswer;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.Bound;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.plan.ViewUse;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import dev.millrace.testkit.History.Asked;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;

/**
 * A view asked by an as-of join on the direct runner: all histories in one run, each by its own
 * key. The rows that ask are of the class of the facts, so that any type of key can be asked by;
 * they are known again by their key and time.
 */
final class JoinedWay implements Way {
  /** How rows get there. */
  enum Delivery {
    BATCH("a batch on the direct runner", 8),
    /** In two partitions, out of order within the lateness. */
    STREAM("a stream on the direct runner, out of order within the lateness", 5);

    private final String words;
    private final int patience;

    Delivery(String words, int patience) {
      this.words = words;
      this.patience = patience;
    }
  }

  private static final String LATE = "late";

  /** So many histories of one key are asked in one run; each takes steps of its own. */
  private static final int LANES = 8;

  private final Delivery delivery;
  private final ViewDefinition view;
  private final DrawnRows rows;
  private final DrawnFact asking;
  private final long lateness;

  /**
   * @param view that is asked
   * @param asking the columns of a row that asks, but for its key and time
   */
  JoinedWay(Delivery delivery, ViewDefinition view, DrawnRows rows, DrawnFact asking) {
    this.delivery = delivery;
    this.view = view;
    this.rows = rows;
    this.asking = asking;
    this.lateness = Math.max(TimeText.SECOND, new WindowEdges(view).span() / 8);
  }

  @Override
  public String name() {
    return delivery.words;
  }

  @Override
  public int patience() {
    return delivery.patience;
  }

  @Override
  public List<List<Found>> answer(List<History> histories) {
    List<List<Found>> found = new ArrayList<>(Collections.nCopies(histories.size(), List.of()));
    List<List<Integer>> lanes = Lanes.of(histories);
    for (int from = 0; from < lanes.size(); from += LANES) {
      run(histories, lanes.subList(from, Math.min(from + LANES, lanes.size())), found);
    }
    return found;
  }

  private void run(List<History> histories, List<List<Integer>> lanes, List<List<Found>> found) {
    PipelineTest test = PipelineTest.of(plan(lanes.size()));
    for (int lane = 0; lane < lanes.size(); lane++) {
      List<DrawnFact> facts = new ArrayList<>();
      List<DrawnFact> asks = new ArrayList<>();
      for (int place : lanes.get(lane)) {
        facts.addAll(histories.get(place).facts());
        asks.addAll(asks(histories.get(place)));
      }
      give(test, "facts-" + lane, facts);
      give(test, "asks-" + lane, asks);
    }
    PipelineTest.Result result =
        test.run(
            PipelineOptionsFactory.fromArgs(
                    "--runner=DirectRunner",
                    "--targetParallelism=2",
                    "--shuffleGroups=3",
                    "--blockRows=32",
                    "--publishEveryMillis=" + Long.MAX_VALUE / 1_000_000)
                .create());
    requireNothingLate(result.rejections(Quarantine.of(LATE)));
    for (int lane = 0; lane < lanes.size(); lane++) {
      Map<ByteBuffer, Deque<WholeAnswer>> answers = new HashMap<>();
      for (WholeAnswer answer : result.rows(sink(lane))) {
        answers
            .computeIfAbsent(ByteBuffer.wrap(answer.row()), row -> new ArrayDeque<>())
            .add(answer);
      }
      for (int place : lanes.get(lane)) {
        found.set(place, answers(histories.get(place), answers));
      }
      requireNoneLeft(answers);
    }
  }

  private static Sink<WholeAnswer> sink(int lane) {
    return Sink.of("answers-" + lane, WholeAnswer.class);
  }

  private Plan plan(int lanes) {
    String site = view.title();
    List<Step> steps = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      Step facts = timed("facts-" + lane, site, steps);
      Step asks = timed("asks-" + lane, site, steps);
      ViewUse use = new ViewUse(facts, view, Bound.CLOSED, Knowledge.AS_SERVED);
      Step joined =
          new Step.AsOf(
              "asOf:asks-" + lane,
              site,
              asks,
              view.facts(),
              view.key(),
              List.of(use),
              List.of(),
              Shape.of(WholeAnswer.class),
              List.of());
      steps.add(joined);
      String port = sink(lane).name();
      steps.add(new Step.Write("write:" + port, site, joined, port));
    }
    return Plan.of("contract", steps, List.of());
  }

  private Step timed(String port, String site, List<Step> steps) {
    Step read = new Step.Read("read:" + port, site, port, List.of(), view.facts());
    Step timed =
        new Step.Timestamps(
            "timestamps:" + port, site, read, view.time(), lateness, Long.MAX_VALUE, LATE);
    steps.add(read);
    steps.add(timed);
    return timed;
  }

  private List<DrawnFact> asks(History history) {
    List<DrawnFact> asks = new ArrayList<>();
    for (Asked asked : history.asked()) {
      ask(history, asked).ifPresent(asks::add);
    }
    return asks;
  }

  /** The row that asks; empty when it had to have no key, and a key is always there. */
  private Optional<DrawnFact> ask(History history, Asked asked) {
    DrawnFact row = rows.at(rows.withKey(asking, history.key()), asked.at());
    return asked.hasKey() ? Optional.of(row) : rows.withoutKey(row);
  }

  private void give(PipelineTest test, String port, List<DrawnFact> drawn) {
    @SuppressWarnings("unchecked") // rows are made by the view's own shape
    Source<Object> source = Source.of(port, (Class<Object>) view.facts().type());
    if (delivery == Delivery.BATCH) {
      test.given(source, drawn.stream().map(rows::row).toArray());
      return;
    }
    List<Object> first = new ArrayList<>();
    List<Object> second = new ArrayList<>();
    for (DrawnFact fact : outOfOrder(drawn)) {
      (first.size() <= second.size() ? first : second).add(rows.row(fact));
    }
    test.givenStream(source, first, second);
  }

  /** In an order in which no row comes more than the lateness behind one that is later. */
  private List<DrawnFact> outOfOrder(List<DrawnFact> drawn) {
    Random random = new Random(drawn.size());
    record Arriving(DrawnFact fact, long at) {}
    return drawn.stream()
        .map(fact -> new Arriving(fact, rows.time(fact) + random.nextLong(lateness + 1)))
        .sorted(Comparator.comparingLong(Arriving::at))
        .map(Arriving::fact)
        .toList();
  }

  private List<Found> answers(History history, Map<ByteBuffer, Deque<WholeAnswer>> answers) {
    List<Found> found = new ArrayList<>();
    for (Asked asked : history.asked()) {
      Optional<DrawnFact> row = ask(history, asked);
      found.add(row.isPresent() ? found(row.get(), answers) : Found.NOTHING);
    }
    return found;
  }

  private Found found(DrawnFact asked, Map<ByteBuffer, Deque<WholeAnswer>> answers) {
    @SuppressWarnings("unchecked") // rows are made by the view's own shape
    Shape<Object> facts = (Shape<Object>) view.facts();
    ByteOutput bytes = new ByteOutput();
    facts.codec().encode(rows.row(asked), bytes);
    WholeAnswer answer =
        answers.getOrDefault(ByteBuffer.wrap(bytes.toByteArray()), new ArrayDeque<>()).poll();
    if (answer == null) {
      throw new AssertionError(name() + " gave no row for one that asks: " + rows.row(asked));
    }
    List<@Nullable FeatureStatus> statuses = new ArrayList<>();
    for (Component component : view.features().components()) {
      statuses.add(answer.status(component.index()));
    }
    Object features = view.features().codec().decode(new ByteInput(answer.features()));
    return Found.of(view.features(), features, statuses);
  }

  /** One row for each that asks (SEMANTICS S13). */
  private void requireNoneLeft(Map<ByteBuffer, Deque<WholeAnswer>> answers) {
    long left = answers.values().stream().mapToLong(Deque::size).sum();
    if (left > 0) {
      throw new AssertionError(name() + " gave " + left + " rows that nobody asked for");
    }
  }

  private void requireNothingLate(List<Rejection> late) {
    if (!late.isEmpty()) {
      throw new AssertionError(name() + " refused rows that were not late: " + late.get(0));
    }
  }
}
