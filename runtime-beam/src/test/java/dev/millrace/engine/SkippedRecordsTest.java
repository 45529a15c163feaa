package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.beam.StretchSource;
import dev.millrace.beam.StretchSource.Measure;
import dev.millrace.connect.Condition;
import dev.millrace.connect.Projection;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that a reader skips, unit by unit and over checkpoints. */
class SkippedRecordsTest {
  record Count(Instant start, String key, long rows) {}

  /** A receipt on its way to the publisher of a unit. */
  private record Sent(TimeSpan unit, Receipt receipt) {}

  private static final Shape<Measure> SHAPE = Shape.of(Measure.class);
  private static final Rules<Measure> WANTED =
      Rules.on(Measure.class).inRange(Measure::number, Range.closedOpen(250L, 520L));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theyBelongToTheUnitsTheyWouldHaveBelongedTo(long seed) throws IOException {
    for (boolean isUnbounded : new boolean[] {true, false}) {
      Map<String, List<String>> everything =
          units(new StretchSource(seed, 1, isUnbounded, false), Integer.MAX_VALUE);
      StretchSource.SKIPPED.set(0);
      Map<String, List<String>> frugal =
          units(new StretchSource(seed, 1, isUnbounded, true), Integer.MAX_VALUE);

      assertThat(frugal, equalTo(everything));
      assertThat(StretchSource.SKIPPED.get(), greaterThan(20L));
      assertThat(everything.size(), greaterThan(5));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aReaderThatGoesOnFromACheckpointCountsNoneTwiceAndLeavesNoneOut(long seed)
      throws IOException {
    for (boolean isUnbounded : new boolean[] {true, false}) {
      StretchSource source = new StretchSource(seed, 1, isUnbounded, true);
      assertThat(units(source, 1 + (int) seed), equalTo(units(source, Integer.MAX_VALUE)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aCheckpointInsideWhatIsSkippedTodayLosesNothing(int shipments) throws IOException {
    StretchSource everything = new StretchSource(3, 1, false, false);
    List<Sent> receipts = new ArrayList<>();
    try (Run run = new Run()) {
      byte[] mark;
      // Marked by a reader that skipped nothing, as one of an earlier definition would.
      try (StreamStage<?> stage = run.stage(everything, new byte[0])) {
        for (int i = 0; i < shipments; i++) {
          stage.next().ifPresent(shipped -> add(shipped, receipts));
        }
        mark = stage.mark();
      }
      try (StreamStage<?> stage = run.stage(new StretchSource(3, 1, false, true), mark)) {
        while (!stage.hasEnded()) {
          stage.next().ifPresent(shipped -> add(shipped, receipts));
        }
      }
    }
    assertThat(byUnit(receipts), equalTo(units(everything, Integer.MAX_VALUE)));
  }

  @Test
  void aReaderMustNotSkipWithoutACondition() {
    Limits limits = Limits.ofBatch(1);
    Projection all = Projection.all(SHAPE);
    RowBuffer<Measure> buffer = new RowBuffer<>(SHAPE, all, "p", 1, limits);
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> buffer.skip(0, 1));
    assertThat(refused.getMessage(), containsString("the reader of p skips records"));

    List<Condition> conditions = Condition.of(plan().only(Step.FilterByRules.class).get(0).rules());
    RowBuffer<Measure> free = new RowBuffer<>(SHAPE, all.where(conditions), "p", 1, limits);
    assertThrows(IllegalArgumentException.class, () -> free.skip(0, 0));
    free.skip(5, 1L << 40);
    assertThat(free.isFull(), is(true));
    assertThat(free.records(), is(1L << 40));
  }

  /**
   * What the receipts of each unit say, added up.
   *
   * @param shipments after how many of them a reader gives way to another
   */
  private Map<String, List<String>> units(StretchSource source, int shipments) throws IOException {
    List<Sent> receipts = new ArrayList<>();
    try (Run run = new Run()) {
      byte[] mark = new byte[0];
      boolean ended = false;
      while (!ended) {
        try (StreamStage<?> stage = run.stage(source, mark)) {
          for (int i = 0; i < shipments && !stage.hasEnded(); i++) {
            stage.next().ifPresent(shipped -> add(shipped, receipts));
          }
          ended = stage.hasEnded();
          mark = stage.mark();
        }
      }
    }
    return byUnit(receipts);
  }

  private static void add(byte[] bytes, List<Sent> receipts) {
    Shipment shipment = Shipment.fromBytes(bytes);
    if (shipment.target().equals(Shipment.RECEIPT)) {
      try {
        receipts.add(new Sent(shipment.span(), Receipt.fromJson(shipment.payload())));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Map<String, List<String>> byUnit(List<Sent> receipts) {
    Map<String, Ledger> ledgers = new TreeMap<>();
    Map<String, Long> records = new TreeMap<>();
    for (Sent sent : receipts) {
      String unit = sent.unit().toString();
      ledgers.computeIfAbsent(unit, key -> new Ledger()).add(sent.receipt().ledger());
      sent.receipt().inputs().forEach(input -> records.merge(unit, input.records(), Long::sum));
    }
    Map<String, List<String>> units = new TreeMap<>();
    ledgers.forEach(
        (unit, ledger) -> {
          List<String> lines = new ArrayList<>();
          // Whether an account is opened before something is counted depends on blocks.
          ledger.entries().stream()
              .filter(entry -> entry.tally().count() > 0)
              .forEach(entry -> lines.add(entry.toString()));
          lines.add("records " + records.getOrDefault(unit, 0L));
          if (lines.size() > 1) {
            units.put(unit, lines);
          }
        });
    return units;
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(Source.of("measures", Measure.class))
        .filter("wanted", WANTED)
        .validate(Rules.on(Measure.class).inRange(Measure::amount, Range.atLeast(0.0)))
        .quarantine(Quarantine.of("bad"))
        .timestamps(Measure::at, Lateness.of(Duration.ofSeconds(60)))
        .keyBy(Measure::key)
        .window(Window.tumbling(Duration.ofMinutes(1)))
        .aggregate("counts")
        .as(Count.class)
        .start(Count::start)
        .key(Count::key, Measure::key)
        .set(Count::rows, dev.millrace.Aggregations.count())
        .build()
        .to(Sink.of("out", Count.class));
    return pipeline.plan();
  }

  /** Somewhere to stage parts. */
  private final class Run implements AutoCloseable {
    private final RowsRun open;
    private final StageSetting setting;
    private final Plan plan = plan();

    private Run() throws IOException {
      open = RowsRun.begin(plan, "r", folder);
      setting =
          new StageSetting(
              StagePlan.of(plan, plan.reads().get(0)),
              open.outlets(),
              new Limits(16, 1 << 20, 1 << 20, 2, 50, Long.MAX_VALUE / 2, 1 << 16),
              Units.of(Duration.ofMinutes(1)),
              "r");
    }

    private StreamStage<?> stage(StretchSource source, byte[] mark) {
      return StreamStage.open(plan.reads().get(0), source, setting, "0", Clock.systemUTC(), mark);
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }
}
