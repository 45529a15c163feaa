package dev.millrace.beam;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.plan.ProblemsException;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import dev.millrace.record.Shape;
import dev.millrace.servers.Waiting;
import dev.millrace.upgrade.SavedPlan;
import dev.millrace.upgrade.StepVerdict;
import dev.millrace.upgrade.Upgrade;
import dev.millrace.upgrade.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream is stopped with a savepoint, its definition is changed, and it goes on: what happens is
 * what {@link Upgrade} has said. All cases go on from one savepoint, on a cluster with Flink's own
 * savepoints; what a case should give is told by batches, which know nothing of state.
 */
@Timeout(240)
class UpgradeTest {
  record Sale(String shop, String item, double amount, Instant at) {}

  record Noted(String shop, String item, double amount, Instant at, @Nullable String note) {}

  record Ask(String shop, Instant at) {}

  record Sum(String shop, Instant start, double sum, long sales) {}

  record Items(String item, Instant start, long sales, String lastShop) {}

  record Spend(double spent, long sales) {}

  record SpendAndMost(double spent, long sales, @Nullable Double most) {}

  record Answer(String shop, Instant at, double spent, long sales) {}

  record LongAnswer(String shop, Instant at, double spent, long sales, @Nullable Double most) {}

  /** What every sink gets, so that files of before and after can be read together. */
  record Line(String text) {}

  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Source<Noted> NOTED = Source.of("sales", Noted.class);
  private static final Source<Ask> ASKS = Source.of("asks", Ask.class);
  private static final Sink<Line> SUMS = Sink.of("sums", Line.class);
  private static final Sink<Line> ITEMS = Sink.of("items", Line.class);
  private static final Sink<Line> ANSWERS = Sink.of("answers", Line.class);
  private static final Sink<Line> FIRSTS = Sink.of("firsts", Line.class);
  private static final Sink<Line> COPIES = Sink.of("copies", Line.class);
  private static final Quarantine LATE = Quarantine.of("late");
  private static final Lateness LATENESS = Lateness.of(Duration.ofSeconds(10)).lateTo(LATE);
  private static final Duration HOUR = Duration.ofHours(1);

  /** The columns of sales, with a component more or without. */
  record Columns<T>(
      Class<T> type,
      Field<T, String> shop,
      Field<T, String> item,
      Field<T, Double> amount,
      Field<T, Instant> at,
      Fn<T, Line> line) {}

  private static final Columns<Sale> OF_SALE =
      new Columns<>(
          Sale.class,
          Sale::shop,
          Sale::item,
          Sale::amount,
          Sale::at,
          sale -> new Line(sale.shop() + " " + sale.at()));

  private static final Columns<Noted> OF_NOTED =
      new Columns<>(
          Noted.class,
          Noted::shop,
          Noted::item,
          Noted::amount,
          Noted::at,
          sale -> new Line(sale.shop() + " " + sale.at()));

  /** What a definition is, but for what a case changes. */
  private static final class Definition {
    Fn<Sale, Sale> priced = sale -> sale;
    boolean onlyLarge;
    boolean itemsFirst;
    boolean copies;
    boolean items = true;
    boolean most;
    boolean noted;
    String sums = "sums";
    Duration window = HOUR;
    Duration mostOver = HOUR;

    Pipeline pipeline() {
      Pipeline pipeline = Pipeline.named("shop");
      if (noted) {
        Fn<Noted, Noted> same = sale -> sale;
        define(pipeline, priced(pipeline, NOTED, OF_NOTED, same), OF_NOTED);
        return pipeline;
      }
      Events<Sale> sales = priced(pipeline, SALES, OF_SALE, priced);
      if (onlyLarge) {
        sales = sales.filter("large", sale -> sale.amount() >= 2);
      }
      if (copies) {
        sales.map(Line.class, sale -> new Line(sale.toString())).named("copied").to(COPIES);
      }
      define(pipeline, sales, OF_SALE);
      return pipeline;
    }

    private static <T> Events<T> priced(
        Pipeline pipeline, Source<T> source, Columns<T> of, Fn<T, T> fn) {
      return pipeline.read(source).map(of.type(), fn).named("priced").timestamps(of.at(), LATENESS);
    }

    private <T> void define(Pipeline pipeline, Events<T> sales, Columns<T> of) {
      if (items && itemsFirst) {
        items(sales, of);
      }
      sums(sales, of);
      if (items && !itemsFirst) {
        items(sales, of);
      }
      sales
          .keyBy(of.shop())
          .deduplicate("firsts", HOUR)
          .map(Line.class, of.line())
          .named("first-lines")
          .to(FIRSTS);
      answers(pipeline, sales, of);
    }

    private <T> void sums(Events<T> sales, Columns<T> of) {
      sales
          .keyBy(of.shop())
          .window(Window.tumbling(window))
          .aggregate(sums)
          .as(Sum.class)
          .key(Sum::shop, of.shop())
          .start(Sum::start)
          .set(Sum::sum, sum(of.amount()).orElse(0.0))
          .set(Sum::sales, count())
          .build()
          .map(Line.class, sum -> new Line(sum.toString()))
          .named("sum-lines")
          .to(SUMS);
    }

    private static <T> void items(Events<T> sales, Columns<T> of) {
      sales
          .keyBy(of.item())
          .window(Window.tumbling(HOUR))
          .aggregate("items")
          .as(Items.class)
          .key(Items::item, of.item())
          .start(Items::start)
          .set(Items::sales, count())
          .set(Items::lastShop, last(of.shop()))
          .build()
          .map(Line.class, items -> new Line(items.toString()))
          .named("item-lines")
          .to(ITEMS);
    }

    private <T> void answers(Pipeline pipeline, Events<T> sales, Columns<T> of) {
      Events<Ask> asks = pipeline.read(ASKS).timestamps(Ask::at, LATENESS);
      if (most) {
        asks.asOf(Ask::shop, sales.feature(withMost(of)))
            .as(LongAnswer.class)
            .build()
            .map(Line.class, answer -> new Line(answer.toString()))
            .named("answer-lines")
            .to(ANSWERS);
      } else {
        asks.asOf(Ask::shop, sales.feature(spend(of)))
            .as(Answer.class)
            .build()
            .map(Line.class, answer -> new Line(answer.toString()))
            .named("answer-lines")
            .to(ANSWERS);
      }
    }

    private <T> FeatureView<String, T, SpendAndMost> withMost(Columns<T> of) {
      return FeatureView.named("spend", 2)
          .over(of.type())
          .keyedBy(of.shop())
          .at(of.at())
          .as(SpendAndMost.class)
          .set(SpendAndMost::spent, sum(of.amount()).over(Duration.ofHours(3)).orElse(0.0))
          .set(SpendAndMost::sales, count().over(HOUR))
          .set(SpendAndMost::most, max(of.amount()).over(mostOver))
          .build();
    }

    private static <T> FeatureView<String, T, Spend> spend(Columns<T> of) {
      return FeatureView.named("spend", 1)
          .over(of.type())
          .keyedBy(of.shop())
          .at(of.at())
          .as(Spend.class)
          .set(Spend::spent, sum(of.amount()).over(Duration.ofHours(3)).orElse(0.0))
          .set(Spend::sales, count().over(HOUR))
          .build();
    }
  }

  @TempDir static Path folder;

  private static ClusterHere cluster;
  private static String savepoint;
  private static SavedPlan before;
  private static Path kept;

  /** Of each partition, so many rows lie before the savepoint. */
  private static final int BEFORE = 700;

  private static final int ROWS = 1_000;

  @BeforeAll
  static void stopWithASavepoint() throws Exception {
    cluster = ClusterHere.start(folder.resolve("flink"));
    Definition old = new Definition();
    PipelineOptions options = options();
    before = Execution.saved(old.pipeline().plan(), options);
    SubmittedJob job = submit(old, bindings(old, true), options);
    // All windows that can close have closed, and are published.
    Path last = folder.resolve("out").resolve("answers").resolve("19700101T060000Z");
    Waiting.upTo(Duration.ofMinutes(3))
        .until(
            () -> Gated.atGate("old") == 4 && Files.exists(last),
            () -> Gated.atGate("old") + " of 4 partitions at the gate, and no unit of " + last);
    savepoint = cluster.stop(job);
    kept = folder.resolve("kept");
    copy(folder.resolve("out"), kept);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void theSameDefinitionGoesOnAtAnotherParallelismAsIfNothingHadBeen() throws Exception {
    Definition same = new Definition();

    assertThat(verdict(same), is(Verdict.SAME));
    goesOn(same, "--parallelism=3");
    assertThat(sink(SUMS), equalTo(batch(same, SUMS)));
    assertThat(sink(ITEMS), equalTo(batch(same, ITEMS)));
    assertThat(sink(ANSWERS), equalTo(batch(same, ANSWERS)));
  }

  @Test
  void stepsInAnotherOrderAreTheSameSteps() throws Exception {
    Definition reordered = changed(each -> each.itemsFirst = true);

    assertThat(verdict(reordered), is(Verdict.SAME));
    goesOn(reordered);
    assertThat(sink(SUMS), equalTo(batch(reordered, SUMS)));
    assertThat(sink(ITEMS), equalTo(batch(reordered, ITEMS)));
    assertThat(sink(ANSWERS), equalTo(batch(reordered, ANSWERS)));
  }

  @Test
  void anAddedFeatureIsAnsweredFromTheFactsThatAreKept() throws Exception {
    Definition more = changed(each -> each.most = true);

    assertThat(verdict(more, "asOf:asks"), is(Verdict.COMPATIBLE));
    goesOn(more);
    List<String> answers = sink(ANSWERS);
    List<String> old = answers.stream().filter(each -> !each.contains("most")).toList();
    List<String> now = answers.stream().filter(each -> each.contains("most")).toList();
    assertThat(old.size(), greaterThan(100));
    assertThat(now.size(), greaterThan(100));
    List<String> all = batch(more, ANSWERS);
    assertThat(answers.size(), is(all.size()));
    assertThat("new answers", all.containsAll(now), is(true));
    assertThat("old answers", batch(new Definition(), ANSWERS).containsAll(old), is(true));
    assertThat(sink(SUMS), equalTo(batch(more, SUMS)));
  }

  @Test
  void aFeatureThatLooksFurtherBackThanFactsWereKeptIsRefused() throws Exception {
    Definition further =
        changed(
            each -> {
              each.most = true;
              each.mostOver = Duration.ofHours(4);
            });

    assertThat(verdict(further, "asOf:asks"), is(Verdict.INCOMPATIBLE));
    isRefused(further, "[MR-U004] asOf:asks");
    failsWhenForced(further, "[MR-R018]");
  }

  @Test
  void anotherWindowIsRefused() throws Exception {
    Definition wider = changed(each -> each.window = Duration.ofHours(2));

    assertThat(verdict(wider, "aggregate:sums"), is(Verdict.INCOMPATIBLE));
    isRefused(wider, "[MR-U004] aggregate:sums");
    failsWhenForced(wider, "[MR-R018]");
  }

  @Test
  void aRenamedStepLosesItsStateAndSaysSo() throws Exception {
    Definition renamed = changed(each -> each.sums = "totals");

    assertThat(verdict(renamed, "aggregate:sums"), is(Verdict.STATE_LOST));
    assertThat(verdict(renamed, "aggregate:totals"), is(Verdict.STATE_LOST));
    isRefused(renamed, "[MR-U005] aggregate:sums");
    goesOn(renamed, "--allowNonRestoredState=true");
    List<String> sums = sink(SUMS);
    assertThat(sums, not(equalTo(batch(renamed, SUMS))));
    assertThat(sums, equalTo(sumsWithoutWhatWasOpen(renamed)));
    assertThat(sink(ITEMS), equalTo(batch(renamed, ITEMS)));
    assertThat(sink(ANSWERS), equalTo(batch(renamed, ANSWERS)));
  }

  @Test
  void aChangedFunctionHoldsForRowsReadFromNowOn() throws Exception {
    Definition dearer =
        changed(
            each ->
                each.priced =
                    sale -> new Sale(sale.shop(), sale.item(), sale.amount() + 64, sale.at()));

    assertThat(verdict(dearer, "map:priced"), is(Verdict.COMPATIBLE));
    assertThat(verdict(dearer, "aggregate:sums"), is(Verdict.SAME));
    goesOn(dearer);
    assertThat(sink(SUMS), equalTo(batch(new Definition(), SUMS, dearerFromTheSavepointOn())));
    assertThat(
        sink(ANSWERS), equalTo(batch(new Definition(), ANSWERS, dearerFromTheSavepointOn())));
  }

  @Test
  void anInsertedStepHoldsForRowsReadFromNowOnAndTheBooksClose() throws Exception {
    Definition filtering = changed(each -> each.onlyLarge = true);

    assertThat(verdict(filtering), is(Verdict.COMPATIBLE));
    assertThat(verdict(filtering, "aggregate:sums"), is(Verdict.COMPATIBLE));
    assertThat(verdict(filtering, "publish"), is(Verdict.SAME));
    goesOn(filtering);
    assertThat(sink(SUMS), equalTo(batch(new Definition(), SUMS, onlyLargeFromTheSavepointOn())));
  }

  @Test
  void anAddedSinkGetsTheRowsFromNowOn() throws Exception {
    Definition copying = changed(each -> each.copies = true);

    assertThat(verdict(copying), is(Verdict.COMPATIBLE));
    goesOn(copying);
    assertThat(sink(SUMS), equalTo(batch(copying, SUMS)));
    assertThat(
        sink(COPIES),
        equalTo(
            Stream.of(0, 1)
                .flatMap(partition -> after(sales(partition)).stream())
                .map(sale -> new Line(sale.toString()).toString())
                .sorted()
                .toList()));
  }

  @Test
  void aSinkThatIsGoneKeepsWhatItHasPublished() throws Exception {
    Definition fewer = changed(each -> each.items = false);

    assertThat(verdict(fewer, "write:items"), is(Verdict.STATE_LOST));
    isRefused(fewer, "[MR-U005] write:items");
    goesOn(fewer, "--allowNonRestoredState=true");
    List<String> all = batch(new Definition(), ITEMS);
    assertThat(sink(SUMS), equalTo(batch(new Definition(), SUMS)));
    assertThat(sink(ITEMS).size(), greaterThan(10));
    assertThat("no other items", all.containsAll(sink(ITEMS)), is(true));
  }

  @Test
  void aComponentThatMayBeNullIsNullInTheRowsThatAreKept() throws Exception {
    Definition noted = changed(each -> each.noted = true);

    assertThat(verdict(noted, "read:sales"), is(Verdict.COMPATIBLE));
    assertThat(verdict(noted, "aggregate:sums"), is(Verdict.SAME));
    assertThat(verdict(noted), is(Verdict.COMPATIBLE));
    goesOn(noted);
    Definition old = new Definition();
    assertThat(sink(SUMS), equalTo(batch(old, SUMS)));
    assertThat(sink(ITEMS), equalTo(batch(old, ITEMS)));
    assertThat(sink(FIRSTS), equalTo(batch(old, FIRSTS)));
    assertThat(sink(ANSWERS), equalTo(batch(old, ANSWERS)));
  }

  @Test
  void otherShuffleGroupsAndUnitsAreRefused() throws Exception {
    isRefused(new Definition(), "[MR-U004] aggregate:sums", "--shuffleGroups=8");
    failsWhenForced(new Definition(), "[MR-R018]", "--shuffleGroups=8");
    isRefused(new Definition(), "[MR-U004] publish", "--publishEveryMillis=1800000");
    failsWhenForced(new Definition(), "[MR-R018]", "--publishEveryMillis=1800000");
  }

  private static Definition changed(Consumer<Definition> change) {
    Definition definition = new Definition();
    change.accept(definition);
    return definition;
  }

  private static Upgrade upgrade(Definition now) throws Exception {
    return Upgrade.of(before, Execution.saved(now.pipeline().plan(), options()));
  }

  private static Verdict verdict(Definition now) throws Exception {
    return upgrade(now).verdict();
  }

  private static Verdict verdict(Definition now, String step) throws Exception {
    Upgrade upgrade = upgrade(now);
    return upgrade.steps().stream()
        .filter(each -> each.step().equals(step))
        .map(StepVerdict::verdict)
        .findFirst()
        .orElseThrow(() -> new AssertionError(upgrade.toText()));
  }

  private static void goesOn(Definition definition, String... more) throws Exception {
    startAgain();
    SubmittedJob job = submit(definition, bindings(definition, false), fromSavepoint(more));
    JobResult result = cluster.end(job);
    assertThat(failure(result), result.isSuccess(), is(true));
  }

  private static void isRefused(Definition definition, String code, String... more)
      throws Exception {
    startAgain();
    ProblemsException refused =
        assertThrows(
            ProblemsException.class,
            () -> submit(definition, bindings(definition, false), fromSavepoint(more)));
    assertThat(refused.getMessage(), containsString(code));
  }

  /** The launcher knows of no earlier plan, so that state itself has to say what it is. */
  private static void failsWhenForced(Definition definition, String code, String... more)
      throws Exception {
    startAgain();
    try (Stream<Path> all = Files.walk(folder.resolve("out"))) {
      for (Path plan : all.filter(each -> isPlan(each)).toList()) {
        Files.delete(plan);
      }
    }
    SubmittedJob job = submit(definition, bindings(definition, false), fromSavepoint(more));
    JobResult result = cluster.end(job);
    assertThat(result.isSuccess(), is(false));
    // A reader that refuses its mark may fail before Flink has told it everything: then Flink keeps
    // that alone as the reason.
    assertThat(
        failure(result), anyOf(containsString(code), containsString("OperatorEvent from an")));
  }

  private static boolean isPlan(Path file) {
    return file.getFileName().toString().startsWith("plan-");
  }

  private static String failure(JobResult result) {
    return result
        .getSerializedThrowable()
        .map(each -> each.getFullStringifiedStackTrace())
        .orElse("");
  }

  /** Everything on disk is as it was when the old job had stopped. */
  private static void startAgain() throws IOException {
    delete(folder.resolve("out"));
    copy(kept, folder.resolve("out"));
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static PipelineOptions fromSavepoint(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--savepointPath=" + savepoint);
    return options(all.toArray(String[]::new));
  }

  private static PipelineOptions options(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(cluster.options()));
    all.add("--checkpointingInterval=200");
    all.add("--shipRows=100");
    Stream.of("--parallelism=2", "--shuffleGroups=4", "--publishEveryMillis=3600000")
        .filter(each -> Stream.of(more).noneMatch(name -> isSameOption(each, name)))
        .forEach(all::add);
    all.addAll(List.of(more));
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).create();
  }

  private static boolean isSameOption(String left, String right) {
    return left.substring(0, left.indexOf('=')).equals(right.substring(0, right.indexOf('=')));
  }

  private static SubmittedJob submit(
      Definition definition, Bindings bindings, PipelineOptions options) {
    return Execution.submit(definition.pipeline().plan(), bindings, options, notice -> {});
  }

  private static Bindings bindings(Definition definition, boolean isOld) throws IOException {
    Path out = folder.resolve("out");
    Bindings bindings =
        Bindings.of()
            .write(SUMS, Rows.<Line>sink(out.resolve("sums")))
            .quarantine(LATE, Rows.<Rejection>sink(out.resolve("late")));
    bindings =
        isOld
            ? bindings
                .read(SALES, gated(Sale.class, before(sales(0)), before(sales(1))))
                .read(ASKS, gated(Ask.class, before(asks(0)), before(asks(1))))
            : bindings.read(ASKS, Rows.stream(Ask.class, List.of(asks(0), asks(1))));
    if (definition.noted) {
      bindings = bindings.read(NOTED, Rows.stream(Noted.class, List.of(noted(0), noted(1))));
    } else if (!isOld) {
      bindings = bindings.read(SALES, Rows.stream(Sale.class, List.of(sales(0), sales(1))));
    }
    if (definition.copies) {
      bindings = bindings.write(COPIES, Rows.<Line>sink(out.resolve("copies")));
    }
    if (definition.items) {
      bindings = bindings.write(ITEMS, Rows.<Line>sink(out.resolve("items")));
    }
    return bindings
        .write(FIRSTS, Rows.<Line>sink(out.resolve("firsts")))
        .write(ANSWERS, Rows.<Line>sink(out.resolve("answers")));
  }

  private static <T> Gated<T> gated(Class<T> type, List<T> first, List<T> second) {
    return new Gated<>(Rows.stream(type, List.of(first, second)), "old");
  }

  /** The notes are there from the savepoint on. */
  private static List<Noted> noted(int partition) {
    List<Noted> noted = new ArrayList<>();
    for (Sale sale : sales(partition)) {
      String note = noted.size() < BEFORE ? null : sale.item();
      noted.add(new Noted(sale.shop(), sale.item(), sale.amount(), sale.at(), note));
    }
    return noted;
  }

  /** What a definition gives of all rows at once. */
  private static List<String> batch(Definition definition, Sink<Line> sink) throws IOException {
    return batch(definition, sink, List.of(sales(0), sales(1)));
  }

  private static List<String> batch(Definition definition, Sink<Line> sink, List<List<Sale>> sales)
      throws IOException {
    Path out = Files.createTempDirectory(folder, "batch");
    Bindings bindings =
        Bindings.of()
            .read(SALES, Rows.partitioned(Sale.class, sales))
            .read(ASKS, Rows.partitioned(Ask.class, List.of(asks(0), asks(1))))
            .write(SUMS, Rows.<Line>sink(out.resolve("sums")))
            .write(ITEMS, Rows.<Line>sink(out.resolve("items")))
            .write(FIRSTS, Rows.<Line>sink(out.resolve("firsts")))
            .write(ANSWERS, Rows.<Line>sink(out.resolve("answers")))
            .quarantine(LATE, Rows.<Rejection>sink(out.resolve("late")));
    if (definition.copies) {
      bindings = bindings.write(COPIES, Rows.<Line>sink(out.resolve("copies")));
    }
    var unused =
        Execution.run(
            definition.pipeline().plan(), bindings, Runner.DIRECT.options(), Execution.newRunId());
    return lines(out.resolve(sink.name()));
  }

  private static List<String> sink(Sink<Line> sink) throws IOException {
    return lines(folder.resolve("out").resolve(sink.name()));
  }

  private static List<String> lines(Path sink) throws IOException {
    return Rows.read(Shape.of(Line.class), sink).stream().map(String::valueOf).sorted().toList();
  }

  /** Windows that were closed are there; those that were open have the rows that came later. */
  private static List<String> sumsWithoutWhatWasOpen(Definition definition) throws IOException {
    Instant frontier = time(BEFORE - 1).minusSeconds(10);
    Instant open = frontier.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    List<String> closed =
        batch(definition, SUMS).stream().filter(each -> startOf(each).isBefore(open)).toList();
    List<String> later = batch(definition, SUMS, List.of(after(sales(0)), after(sales(1))));
    return Stream.concat(closed.stream(), later.stream()).sorted().toList();
  }

  private static Instant startOf(String sum) {
    return Instant.parse(sum.replaceAll(".*start=([^,]*),.*", "$1"));
  }

  private static List<List<Sale>> dearerFromTheSavepointOn() {
    return changedFromTheSavepointOn(
        sale -> Stream.of(new Sale(sale.shop(), sale.item(), sale.amount() + 64, sale.at())));
  }

  private static List<List<Sale>> onlyLargeFromTheSavepointOn() {
    return changedFromTheSavepointOn(sale -> sale.amount() >= 2 ? Stream.of(sale) : Stream.of());
  }

  private interface Change {
    Stream<Sale> of(Sale sale);
  }

  private static List<List<Sale>> changedFromTheSavepointOn(Change change) {
    List<List<Sale>> partitions = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      List<Sale> sales = new ArrayList<>(before(sales(partition)));
      after(sales(partition)).forEach(sale -> change.of(sale).forEach(sales::add));
      partitions.add(sales);
    }
    return partitions;
  }

  private static <T> List<T> before(List<T> rows) {
    return rows.subList(0, BEFORE);
  }

  private static <T> List<T> after(List<T> rows) {
    return rows.subList(BEFORE, ROWS);
  }

  /** A row every 36 seconds: ten hours in all, seven of them before the savepoint and a half. */
  private static Instant time(int row) {
    return Instant.EPOCH.plusSeconds(1_800 + 36L * row);
  }

  private static List<Sale> sales(int partition) {
    Random random = new Random(partition);
    List<Sale> sales = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      sales.add(
          new Sale(
              "shop " + random.nextInt(3),
              "item " + random.nextInt(5),
              random.nextInt(64) / 8.0,
              time(row).plusMillis(partition)));
    }
    return sales;
  }

  private static List<Ask> asks(int partition) {
    Random random = new Random(10 + partition);
    List<Ask> asks = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      asks.add(new Ask("shop " + random.nextInt(4), time(row).plusMillis(partition)));
    }
    return asks;
  }
}
