package dev.millrace.engine;

import static dev.millrace.Aggregations.approxDistinct;
import static dev.millrace.Aggregations.approxQuantile;
import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.mean;
import static dev.millrace.Aggregations.sampleVariance;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.Aggregations.topK;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.KeyState;
import dev.millrace.goldens.Golden;
import dev.millrace.plan.Fingerprint;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What released versions wrote into savepoints and beside data is read to the same values, and
 * written as it was: see {@link Golden}.
 */
class ReleasedFormatsTest {
  record Sale(String shop, @Nullable String item, double amount, Instant at) {}

  record Hour(
      String shop,
      Instant start,
      double sum,
      long sales,
      long items,
      @Nullable String last,
      @Nullable Double most,
      @Nullable Double mean,
      @Nullable Double variance,
      List<String> top,
      long about,
      @Nullable Double median) {}

  record Visit(String shop, Instant start, Instant end, long sales) {}

  record Pair(String left, String right) {}

  record Spend(double spent, long sales) {}

  record Answer(String shop, Instant at, double spent, long sales) {}

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Sink<Hour> HOURS = Sink.of("hours", Hour.class);
  private static final Sink<Visit> VISITS = Sink.of("visits", Visit.class);
  private static final Sink<Sale> FIRSTS = Sink.of("firsts", Sale.class);
  private static final Sink<Pair> PAIRS = Sink.of("pairs", Pair.class);
  private static final Sink<Answer> ANSWERS = Sink.of("answers", Answer.class);

  private static final FeatureView<String, Sale, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Sale.class)
          .keyedBy(Sale::shop)
          .at(Sale::at)
          .as(Spend.class)
          .set(Spend::spent, sum(Sale::amount).over(Duration.ofHours(1)).orElse(0.0))
          .set(Spend::sales, count().over(Duration.ofHours(1)))
          .build();

  private static final List<Sale> ROWS =
      List.of(
          new Sale("north", "tea", 2.5, NOON),
          new Sale("north", null, 0.1, NOON.plusSeconds(30)),
          new Sale("south", "salt", -0.0, NOON.plusSeconds(60)),
          new Sale("north", "tea", 1e300, NOON.plusSeconds(4_000)));

  @TempDir Path folder;

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("released");
    Events<Sale> sales = pipeline.read(SALES).timestamps(Sale::at, Lateness.none());
    hours(sales);
    sales
        .keyBy(Sale::shop)
        .window(Window.sessions(Duration.ofMinutes(10)))
        .aggregate("visits")
        .as(Visit.class)
        .key(Visit::shop, Sale::shop)
        .start(Visit::start)
        .end(Visit::end)
        .set(Visit::sales, count())
        .build()
        .to(VISITS);
    sales.keyBy(Sale::shop).deduplicate("firsts", Duration.ofMinutes(5)).to(FIRSTS);
    sales
        .keyBy(Sale::shop)
        .window(Window.tumbling(Duration.ofHours(1)))
        .join("pairs", sales.keyBy(Sale::shop))
        .inner(Pair.class, (left, right) -> new Pair(left.shop(), right.shop()))
        .to(PAIRS);
    sales
        .asOf(Sale::shop, sales.feature(SPEND))
        .beforeSelf()
        .as(Answer.class)
        .build()
        .named("answers")
        .to(ANSWERS);
    sales.feature(SPEND).to(OnlineView.of("online", SPEND));
    return pipeline.plan();
  }

  private static void hours(Events<Sale> sales) {
    sales
        .keyBy(Sale::shop)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("hours")
        .as(Hour.class)
        .key(Hour::shop, Sale::shop)
        .start(Hour::start)
        .set(Hour::sum, sum(Sale::amount).orElse(0.0))
        .set(Hour::sales, count())
        .set(Hour::items, countDistinct(Sale::item))
        .set(Hour::last, last(Sale::item))
        .set(Hour::most, max(Sale::amount))
        .set(Hour::mean, mean(Sale::amount))
        .set(Hour::variance, sampleVariance(Sale::amount))
        .set(Hour::top, topK(Sale::item, 1).orElse(List.of()))
        .set(Hour::about, approxDistinct(Sale::item))
        .set(Hour::median, approxQuantile(Sale::amount, 0.5))
        .build()
        .to(HOURS);
  }

  @Test
  void whatWasPackedForEveryKindOfStepIsReadAndWritten() throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    EngineRun run =
        new EngineRun(plan(), Limits.ofBatch(1), 1, folder)
            .through(
                (step, packed) -> {
                  int number = seen.merge(step, 1, Integer::sum);
                  String name = "packed-" + step.replaceAll("\\W", "-") + "-" + number;
                  byte[] released = Golden.bytes(name, packed);
                  assertThat(name, packed, equalTo(released));
                  return released;
                });
    Manifest unused = run.run(Shape.of(Sale.class), ROWS);

    assertThat(seen.keySet(), hasSize(plan().only(Step.Barrier.class).size()));
    assertThat(
        run.sink("hours", Hour.class),
        containsInAnyOrder(
            new Hour(
                "north", NOON, 2.6, 2, 1, null, 2.5, 1.3, 2.88, List.of("tea"), 1, 0.099609375),
            new Hour(
                "north",
                NOON.plusSeconds(3_600),
                1e300,
                1,
                1,
                "tea",
                1e300,
                1e300,
                null,
                List.of("tea"),
                1,
                9.993073436160989E299),
            new Hour(
                "south", NOON, -0.0, 1, 1, "salt", -0.0, -0.0, null, List.of("salt"), 1, -0.0)));
    assertThat(
        run.sink("visits", Visit.class),
        containsInAnyOrder(
            new Visit("north", NOON, NOON.plusSeconds(630), 2),
            new Visit("south", NOON.plusSeconds(60), NOON.plusSeconds(660), 1),
            new Visit("north", NOON.plusSeconds(4_000), NOON.plusSeconds(4_600), 1)));
    assertThat(
        run.sink("firsts", Sale.class), containsInAnyOrder(ROWS.get(0), ROWS.get(2), ROWS.get(3)));
    assertThat(run.sink("pairs", Pair.class), hasSize(4 + 1 + 1));
    assertThat(
        run.sink("answers", Answer.class),
        containsInAnyOrder(
            new Answer("north", NOON, 0, 0),
            new Answer("north", NOON.plusSeconds(30), 2.5, 1),
            new Answer("south", NOON.plusSeconds(60), 0, 0),
            new Answer("north", NOON.plusSeconds(4_000), 0, 0)));
    statesServe(run.sink("online", KeyState.class));
  }

  private static void statesServe(List<KeyState> states) {
    FeatureEvaluator<String, Sale, Spend> served = SPEND.evaluator();
    states.forEach(state -> served.restore(state.state()));
    assertThat(served.get("north", NOON.plusSeconds(4_000)), is(new Spend(1e300, 1)));
  }

  @Test
  void aReadersMarkIsReadAndWritten() throws IOException {
    StreamMark mark =
        new StreamMark(
            3_600_000_000L,
            new byte[] {1, 7},
            41,
            1_000_000,
            new TreeMap<>(Map.of("timestamps:sales by at", 2_000_000L)),
            List.of(new byte[] {1}, new byte[] {2, 3}),
            false,
            Frontier.NONE);
    byte[] released = Golden.bytes("reader-mark", mark.toBytes());
    StreamMark read = StreamMark.fromBytes(released);

    assertThat(read.covered(), is(41L));
    assertThat(read.shipped(), is(1_000_000L));
    assertThat(read.frontiers(), equalTo(mark.frontiers()));
    assertThat(read.waiting().get(1), is(new byte[] {2, 3}));
    assertThat(read.toBytes(), is(released));
    assertThat(mark.toBytes(), is(released));
  }

  @Test
  void aShipmentIsReadAndWritten() throws IOException {
    Shipment shipment =
        new Shipment("aggregate:hours", new TimeSpan(-3_600_000, 0), 31, new byte[] {5, 6});
    byte[] released = Golden.bytes("shipment", shipment.toBytes());
    Shipment read = Shipment.fromBytes(released);

    assertThat(read.target(), is("aggregate:hours"));
    assertThat(read.span(), is(new TimeSpan(-3_600_000, 0)));
    assertThat(read.group(), is(31));
    assertThat(read.payload(), is(new byte[] {5, 6}));
    assertThat(shipment.toBytes(), is(released));
    released[0]++;
    StepFailedException refused =
        assertThrows(StepFailedException.class, () -> Shipment.fromBytes(released));
    assertThat(refused.getMessage(), containsString("[MR-R018]"));
  }

  @Test
  void whatStandsBesideStateIsReadAndWritten() throws IOException {
    StateLayout layout = StateLayout.of(plan().only(Step.AsOf.class).get(0), 32);
    byte[] released = Golden.bytes("layout", layout.toBytes());

    layout.require(released);
    assertThat(layout.toBytes(), is(released));
    StateLayout other = StateLayout.of(plan().only(Step.AsOf.class).get(0), 31);
    StepFailedException refused =
        assertThrows(StepFailedException.class, () -> other.require(released));
    assertThat(refused.getMessage(), containsString("[MR-R018]"));
  }

  @Test
  void whatAGroupOfAStreamHasIsReadAndWritten() throws IOException {
    StateLayout layout = StateLayout.of(plan().only(Step.AsOf.class).get(0), 32);
    CellsInMemory waiting = new CellsInMemory();
    WaitingEntries entries = waiting(waiting, layout);
    entries.add(entry(-90_000_000));
    entries.add(entry(90_000_001));
    entries.save();
    CellsInMemory kept = new CellsInMemory();
    KeptBuckets buckets = new KeptBuckets(kept);
    KeptEntries more = new KeptEntries(layout.head(), buckets::append);
    more.add(entry(7), 8, true);
    more.add(entry(9), 10);
    more.end();
    buckets.save();
    long cell = (long) entry(7).bucket() << Integer.SIZE;
    kept.put(cell, sameAsReleased("kept-cell", kept.take(cell)));

    waiting.put(StateCells.INDEX, sameAsReleased("waiting-index", waiting.get(StateCells.INDEX)));
    waiting.put(1L << 32, sameAsReleased("waiting-cell", waiting.take(1L << 32)));
    kept.put(StateCells.INDEX, sameAsReleased("kept-index", kept.get(StateCells.INDEX)));
    assertThat(waiting(waiting, layout).least(), is(-90_000_000L));
    List<Long> due = new ArrayList<>();
    waiting(waiting, layout).takeDue(90_000_001, entry -> due.add(entry.payload().readLong()));
    assertThat(due, containsInAnyOrder(-90_000_000L, 90_000_001L));
    assertThat(new KeptBuckets(kept).least(), is(8L));
    assertRefused(() -> waiting(inAnotherFormat(waiting), layout));
    assertRefused(() -> new KeptBuckets(inAnotherFormat(kept)));
  }

  private static WaitingEntries waiting(CellsInMemory cells, StateLayout layout) {
    return new WaitingEntries(cells, layout, 60_000_000, entry -> entry.payload().readLong());
  }

  private static Entry entry(long due) {
    ByteOutput sortKey = new ByteOutput();
    SortKey.begin(sortKey);
    sortKey.writeByte(1);
    long unused = SortKey.endGroup(sortKey);
    ByteOutput payload = new ByteOutput();
    payload.writeLong(due);
    ByteOutput written = new ByteOutput();
    Entry.write(sortKey, payload, written);
    Entry entry = new Entry();
    entry.at(written.array(), 0, written.size());
    return entry;
  }

  private static byte[] sameAsReleased(String name, byte @Nullable [] now) throws IOException {
    byte[] released = Golden.bytes(name, Objects.requireNonNull(now));
    assertThat(name, now, is(released));
    return released;
  }

  private static CellsInMemory inAnotherFormat(CellsInMemory cells) {
    byte[] index = Objects.requireNonNull(cells.get(StateCells.INDEX)).clone();
    index[0]++;
    CellsInMemory changed = new CellsInMemory();
    changed.put(StateCells.INDEX, index);
    return changed;
  }

  private static void assertRefused(Executable reading) {
    StepFailedException refused = assertThrows(StepFailedException.class, reading);
    assertThat(refused.getMessage(), containsString("[MR-R018]"));
  }

  @Test
  void aReceiptIsReadAndWritten() throws IOException {
    Ledger ledger = new Ledger();
    ledger.account("read:sales", Ledger.Place.IN).add(3, -5, 7);
    Receipt receipt =
        new Receipt(
            Receipt.Origin.of("0123456789abcdef", 3_600_000_000L),
            ledger,
            List.of(new Receipt.RuleCount("validate:sales", "item not null", "QUARANTINE", 2)),
            List.of(new Receipt.InputRead("sales", "part-1", 0, 41, "", 41)),
            List.of(new Receipt.FrontierRaise("sales", "part-1", 41, 1_000_000)),
            List.of(),
            List.of(
                new Receipt.Sent(
                    "hours", 0, 12, Map.of("write:hours", ledger.get("read:sales", IN)))));
    String json = new String(receipt.toJson(), StandardCharsets.UTF_8);
    String released = Golden.text("receipt.json", json);
    Receipt read = Receipt.fromJson(released.getBytes(StandardCharsets.UTF_8));

    assertThat(read.ledger().get("read:sales", IN).count(), is(3L));
    assertThat(read.origin().unitMicros(), is(3_600_000_000L));
    assertThat(new String(read.toJson(), StandardCharsets.UTF_8), is(released));
    assertThat(json, is(released));
  }

  private static final Ledger.Place IN = Ledger.Place.IN;

  /**
   * When this is red: raise {@link SavepointFormat#VERSION} before the fingerprint is changed, but
   * for files that are new. Those of the language's module are among them, since histories of keys
   * and rows are kept as it writes them.
   */
  @Test
  void noFormatOfWhatASavepointHoldsChangesWithoutItsNumber() throws IOException {
    Predicate<String> isBytes = name -> name.endsWith(".hex");
    List<String> parts =
        new ArrayList<>(Golden.all(Path.of(""), isBytes.or("receipt.json"::equals)));
    parts.addAll(Golden.all(Path.of("../dsl"), isBytes));
    assertThat(
        SavepointFormat.VERSION + " " + Fingerprint.of(parts.toArray(String[]::new)),
        is("3 51d2dcc7f6474644"));
  }

  @Test
  void aManifestIsReadAndWritten() throws IOException {
    Manifest made =
        new EngineRun(plan(), Limits.ofBatch(1), 1, folder).run(Shape.of(Sale.class), ROWS);
    String json = new String(made.toJson(), StandardCharsets.UTF_8);
    String released = Golden.text("manifest.json", json.replace(folder.toString(), "/data"));
    Manifest read = Manifest.fromJson(released.getBytes(StandardCharsets.UTF_8));

    assertThat(read.format(), is(1));
    assertThat(read.pipeline(), is("released"));
    assertThat(read.ledger().get("read:sales", IN).count(), is(4L));
    assertThat(new String(read.toJson(), StandardCharsets.UTF_8), is(released));
    assertThat(made.ledger().entries(), equalTo(read.ledger().entries()));
  }
}
