package dev.millrace.engine;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.SeenRows;
import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.feature.KeyState;
import dev.millrace.goldens.Golden;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.Publisher;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every kind of step without fixed windows had in its cells when a stream of a released
 * version was stopped, with real rows: it goes on from there to the same results. See {@link
 * Golden}.
 */
class ReleasedCellsTest {
  record Row(
      String shop, Instant at, double amount, boolean isLarge, ChangeKind kind, boolean isFact) {}

  record Spend(
      double spent, FeatureStatus spentStatus, @Nullable Double large, FeatureStatus largeStatus) {}

  record Ever(long facts) {}

  record Answer(
      String shop,
      Instant at,
      double spent,
      FeatureStatus spentStatus,
      @Nullable Double large,
      FeatureStatus largeStatus,
      long facts) {}

  record Visit(String shop, Instant start, Instant end, long rows, double amount) {}

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Source<Row> ROWS = Source.of("rows", Row.class);
  private static final Sink<Answer> ANSWERS = Sink.of("answers", Answer.class);
  private static final Sink<Row> FIRSTS = Sink.of("firsts", Row.class);
  private static final Sink<Visit> VISITS = Sink.of("visits", Visit.class);

  private static final FeatureView<String, Row, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Row.class)
          .keyedBy(Row::shop)
          .at(Row::at)
          .changedBy(Row::kind)
          .as(Spend.class)
          .set(Spend::spent, sum(Row::amount).over(Duration.ofHours(1)).orElse(0.0))
          .status(Spend::spentStatus, Spend::spent)
          .set(
              Spend::large,
              last(Row::amount).over(Duration.ofHours(1)).where("large", Row::isLarge))
          .status(Spend::largeStatus, Spend::large)
          .build();

  private static final FeatureView<String, Row, Ever> EVER =
      FeatureView.named("ever", 1)
          .over(Row.class)
          .keyedBy(Row::shop)
          .at(Row::at)
          .as(Ever.class)
          .set(Ever::facts, count().overAll())
          .build();

  /** By port, in the order in which they came. */
  private static final Map<String, List<Object>> SEEN = new HashMap<>();

  @TempDir Path folder;

  @BeforeEach
  void nothingIsSeen() {
    SEEN.clear();
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("stopped");
    Events<Row> rows = pipeline.read(ROWS).timestamps(Row::at, Lateness.none());
    Events<Row> facts = rows.filter("facts", Row::isFact);
    rows.filter("asks", row -> !row.isFact())
        .asOf(Row::shop, facts.changes(Row::kind).feature(SPEND))
        .closed()
        .asOf(Row::shop, facts.feature(EVER))
        .closed()
        .as(Answer.class)
        .build()
        .named("answers")
        .to(ANSWERS);
    facts.changes(Row::kind).feature(SPEND).to(OnlineView.of("online", SPEND));
    rows.keyBy(Row::shop).deduplicate("firsts", Duration.ofHours(1)).to(FIRSTS);
    rows.keyBy(Row::shop)
        .window(Window.sessions(Duration.ofMinutes(20)))
        .aggregate("visits")
        .as(Visit.class)
        .key(Visit::shop, Row::shop)
        .start(Visit::start)
        .end(Visit::end)
        .set(Visit::rows, count())
        .set(Visit::amount, sum(Row::amount).orElse(0.0))
        .build()
        .to(VISITS);
    return pipeline.plan();
  }

  /** What is asked after the stop is about facts that had left the view before it. */
  private static final List<Row> INPUT =
      List.of(
          fact("north", -70, 5, true, ChangeKind.UPSERT),
          fact("north", -60, 0, false, ChangeKind.DELETE),
          fact("north", 0, 5, true, ChangeKind.UPSERT),
          fact("north", 5, 0, false, ChangeKind.DELETE),
          fact("south", 6, 8, true, ChangeKind.UPSERT),
          fact("north", 10, 1, false, ChangeKind.UPSERT),
          fact("north", 31, 2, false, ChangeKind.UPSERT),
          ask("south", 95),
          ask("north", 97),
          fact("west", 100, 0.5, true, ChangeKind.UPSERT),
          ask("north", 108),
          fact("north", 110, 3, false, ChangeKind.UPSERT),
          ask("north", 115),
          ask("south", 116),
          ask("west", 117));

  private static final long STOPPED = minute(105);

  private static Row fact(String shop, int minute, double amount, boolean isLarge, ChangeKind is) {
    return new Row(shop, at(minute), amount, isLarge, is, true);
  }

  private static Row ask(String shop, int minute) {
    return new Row(shop, at(minute), 0, false, ChangeKind.UPSERT, false);
  }

  private static Instant at(int minute) {
    return NOON.plusSeconds(60L * minute);
  }

  private static long minute(int minute) {
    return at(minute).toEpochMilli() * 1000;
  }

  @Test
  void whatWasKeptOfFactsThatHaveLeftTheirViewsIsToldOf() throws IOException {
    goesOn("answers");

    assertThat(
        SEEN.get("answers"),
        containsInAnyOrder(
            answer("south", 95, 0, FeatureStatus.EXPIRED, null, FeatureStatus.EXPIRED, 1),
            answer("north", 97, 0, FeatureStatus.EXPIRED, null, FeatureStatus.DELETED, 6),
            answer("north", 108, 0, FeatureStatus.EXPIRED, null, FeatureStatus.DELETED, 6),
            answer("north", 115, 3, FeatureStatus.PRESENT, null, FeatureStatus.DELETED, 7),
            answer("south", 116, 0, FeatureStatus.EXPIRED, null, FeatureStatus.EXPIRED, 1),
            answer("west", 117, 0.5, FeatureStatus.PRESENT, 0.5, FeatureStatus.PRESENT, 1)));
  }

  private static Answer answer(
      String shop,
      int minute,
      double spent,
      FeatureStatus spentStatus,
      @Nullable Double large,
      FeatureStatus largeStatus,
      long facts) {
    return new Answer(shop, at(minute), spent, spentStatus, large, largeStatus, facts);
  }

  @Test
  void whatWasKeptOfStatesGoesOnInTheNextOnes() throws IOException {
    goesOn("online");

    List<Object> states = SEEN.getOrDefault("online", List.of());
    FeatureEvaluator<String, Row, Spend> served = SPEND.evaluator();
    states.forEach(state -> served.restore(((KeyState) state).state()));
    assertThat(states.size(), is(6));
    assertThat(
        served.get("north", at(115)),
        is(new Spend(3, FeatureStatus.PRESENT, null, FeatureStatus.DELETED)));
    assertThat(
        served.get("south", at(116)),
        is(new Spend(0, FeatureStatus.EXPIRED, null, FeatureStatus.EXPIRED)));
    assertThat(
        served.get("west", at(117)),
        is(new Spend(0.5, FeatureStatus.PRESENT, 0.5, FeatureStatus.PRESENT)));
  }

  @Test
  void whatWasKeptOfRowsIsWhatLaterOnesAreDuplicatesOf() throws IOException {
    goesOn("firsts");

    assertThat(
        SEEN.get("firsts"),
        containsInAnyOrder(
            INPUT.get(0), INPUT.get(2), INPUT.get(4), INPUT.get(7), INPUT.get(8), INPUT.get(9)));
  }

  @Test
  void aSessionThatWasOpenGoesOn() throws IOException {
    goesOn("visits");

    assertThat(
        SEEN.get("visits"),
        containsInAnyOrder(
            visit("north", -70, -40, 2, 5),
            visit("north", 0, 30, 3, 6),
            visit("south", 6, 26, 1, 8),
            visit("north", 31, 51, 1, 2),
            visit("south", 95, 115, 1, 0),
            visit("north", 97, 135, 4, 3),
            visit("west", 100, 137, 2, 0.5),
            visit("south", 116, 136, 1, 0)));
  }

  private static Visit visit(String shop, int start, int end, long rows, double amount) {
    return new Visit(shop, at(start), at(end), rows, amount);
  }

  /** Works a step off until the stream is stopped, and goes on with what a release kept then. */
  private void goesOn(String port) throws IOException {
    try (Stopped stream = new Stopped(port)) {
      CellsInMemory waiting = new CellsInMemory();
      CellsInMemory kept = new CellsInMemory();
      try (Stage stage = stream.stage()) {
        for (byte[] packed : stream.packed()) {
          boolean unused = stream.group(stage, waiting, kept).arrive(packed);
        }
        stream.group(stage, waiting, kept).workOff(minute(60));
        stream.group(stage, waiting, kept).workOff(STOPPED);
        stage.finish((unit, receipt) -> {});
      }
      CellsInMemory waited = sameAsReleased("waiting-of-" + port, waiting);
      CellsInMemory held = sameAsReleased("kept-of-" + port, kept);
      try (Stage stage = stream.stage()) {
        stream.group(stage, waited, held).workOff(Long.MAX_VALUE);
        stage.finish((unit, receipt) -> {});
      }
    }
  }

  private static CellsInMemory sameAsReleased(String name, CellsInMemory cells) throws IOException {
    byte[] now = cells.toBytes();
    byte[] released = Golden.bytes(name, now);
    assertThat(name, now, is(released));
    return CellsInMemory.fromBytes(released);
  }

  private static final class Seen<T> extends SeenRows<T> {
    private static final long serialVersionUID = 1L;

    private final String port;

    private Seen(String port) {
      this.port = port;
    }

    @Override
    protected void see(T row) {
      SEEN.computeIfAbsent(port, name -> new ArrayList<>()).add(row);
    }
  }

  /** The one group of the step that stands before a port. */
  private final class Stopped implements AutoCloseable {
    private final Plan plan = plan();
    private final Limits limits = Limits.ofBatch(1);
    private final OpenRun run;
    private final OutletPlan outlets;
    private final Step.Barrier step;

    private Stopped(String port) throws IOException {
      run = Publisher.of(PublicationLayout.of("stopped", List.of(folder.toString()))).begin("run");
      Map<String, OutletPlan.Port> ports = new TreeMap<>();
      for (Step.Write write : plan.writes()) {
        OutletPlan.Place place = new OutletPlan.Place(new Seen<>(write.port()), "");
        ports.put(write.port(), new OutletPlan.Port(write.shape(), List.of(place)));
      }
      outlets = new OutletPlan(run.staging(), ports);
      step =
          plan.only(Step.Barrier.class).stream()
              .filter(each -> each.name().endsWith(":" + port))
              .min(Comparator.comparing(Step::name))
              .orElseThrow();
    }

    private List<byte[]> packed() throws IOException {
      List<byte[]> packed = new ArrayList<>();
      Partials partials =
          (to, group, span, bytes) -> {
            if (to.name().equals(step.name())) {
              packed.add(bytes);
            }
          };
      try (Stage stage = stage(plan.reads().get(0), partials)) {
        stage.acceptNew(block(), stage.units().of(STOPPED));
        stage.finish((unit, receipt) -> {});
      }
      return packed;
    }

    private Block<Row> block() {
      return Block.ofRows(
          Shape.of(Row.class),
          INPUT.toArray(),
          Selection.all(INPUT.size()),
          Provenance.of(
              "rows", new long[INPUT.size()], LongStream.range(0, INPUT.size()).toArray()));
    }

    private Stage stage() {
      return stage(
          step,
          (to, group, span, bytes) -> {
            throw new AssertionError("nothing goes on to " + to.name());
          });
    }

    private Stage stage(Step entry, Partials partials) {
      return Stage.of(
          new StageSetting(
              StagePlan.of(plan, entry), outlets, limits, Units.of(Duration.ofHours(1)), "test"),
          entry.name(),
          partials,
          Clock.systemUTC());
    }

    private OrderedGroup group(Stage stage, StateCells waiting, StateCells kept) {
      return new OrderedGroup(step, stage, limits, new Turns(0, 60_000_000), waiting, kept);
    }

    @Override
    public void close() throws IOException {
      run.close();
    }
  }
}
