package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.ChangingSource;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Plan;
import dev.millrace.record.Shape;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a process comes by its tables, and what they may cost. */
class LoadedTablesTest {
  record Sale(String shop) {}

  record Shop(String name, String city) {}

  static final Source<Sale> SALES = Source.of("sales", Sale.class);
  static final Source<Shop> SHOPS = Source.of("shops", Shop.class);
  static final Sink<Shop> OUT = Sink.of("out", Shop.class);
  static final Sink<Shop> MORE = Sink.of("more", Shop.class);
  static final Limits LIMITS = Limits.ofBatch(1);

  @TempDir Path folder;

  @Test
  void aTableIsReadOnceInAProcessHoweverManyThreadsAndStepsAskForIt() throws Exception {
    ChangingSource<Shop> shops = ChangingSource.of(Rows.source(Shop.class, shops(1_000)));
    try (TableRun run = new TableRun(plan(), folder, LIMITS)) {
      Tables tables = run.load(Map.of("shops", shops));
      LoadedTables.forget(run.run()); // as in another process than the launcher's
      assertThat(shops.opened().get(), is(1));

      StageSetting setting = run.setting("sales", tables);
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<LookupTable>> asking = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String name = i % 2 == 0 ? "lookup:shops" : "lookup:again";
        asking.add(threads.submit(() -> LoadedTables.of(run.run()).get(setting, run.lookup(name))));
      }
      Waiting patience = Waiting.patiently();
      LookupTable first = patience.result(asking.get(0), () -> "no table");
      for (Future<LookupTable> each : asking) {
        assertThat(patience.result(each, () -> "no table"), sameInstance(first));
      }
      threads.shutdown();
      assertThat(shops.opened().get(), is(2));
    }
  }

  @Test
  void aTableThatBecameAnotherEndsTheWorkOfWhoLoadsItLater() throws IOException {
    List<Shop> before = shops(10);
    List<Shop> after = new ArrayList<>(before);
    after.set(3, new Shop("shop 3", "elsewhere"));
    ChangingSource<Shop> shops =
        ChangingSource.of(Rows.source(Shop.class, before), Rows.source(Shop.class, after));
    try (TableRun run = new TableRun(plan(), folder, LIMITS)) {
      Tables tables = run.load(Map.of("shops", shops));
      StageSetting setting = run.setting("sales", tables);
      LoadedTables.forget(run.run());

      StepFailedException failure =
          assertThrows(
              StepFailedException.class,
              () -> LoadedTables.of(run.run()).get(setting, run.lookup("lookup:shops")));

      assertThat(failure.code(), equalTo(RunCode.TABLE_CHANGED));
      assertThat(failure.getMessage(), containsString("10 rows when the run began, others now"));
    }
  }

  @Test
  void aTableThatIsTooLargeIsRefusedAndSaysWhatItTook() throws IOException {
    try (TableRun run = new TableRun(plan(), folder, LIMITS)) {
      Tables tables = run.load(Map.of("shops", Rows.source(Shop.class, shops(10_000))));
      StageSetting setting = run.setting("sales", tables);
      long bytes = LoadedTables.of(run.run()).get(setting, run.lookup("lookup:shops")).bytes();

      LookupTable fits = new LoadedTables(bytes).get(setting, run.lookup("lookup:shops"));
      assertThat(fits.bytes(), is(bytes));
      StepFailedException failure =
          assertThrows(
              StepFailedException.class,
              () -> new LoadedTables(bytes - 1).get(setting, run.lookup("lookup:shops")));

      assertThat(failure.code(), equalTo(RunCode.TABLE_TOO_LARGE));
      assertThat(
          failure.getMessage(),
          allOf(
              containsString("lookup:shops (LoadedTablesTest.java:"),
              containsString("10000 rows of it take 0.4 MB, and 0.4 MB are left for it")));
    }
  }

  @Test
  void tablesOfOneRunShareTheirMemory() throws IOException {
    Pipeline pipeline = Pipeline.named("p");
    Records<Shop> shops = pipeline.read(SHOPS);
    Records<Sale> sales = pipeline.read(SALES);
    sales.lookup(Sale::shop, shops.tableBy(Shop::name), LoadedTablesTest::found).to(OUT);
    sales
        .lookup(
            Sale::shop,
            shops.filter("all", shop -> true).tableBy(Shop::name),
            LoadedTablesTest::found)
        .named("again")
        .to(MORE);
    Plan plan = pipeline.plan();
    try (TableRun run = new TableRun(plan, folder, LIMITS)) {
      Tables tables = run.load(Map.of("shops", Rows.source(Shop.class, shops(1_000))));
      StageSetting setting = run.setting("sales", tables);
      long one = LoadedTables.of(run.run()).get(setting, run.lookup("lookup:shops")).bytes();

      LoadedTables narrow = new LoadedTables(2 * one - 1);
      assertThat(narrow.get(setting, run.lookup("lookup:shops")).bytes(), is(one));
      assertThat(
          assertThrows(
                  StepFailedException.class, () -> narrow.get(setting, run.lookup("lookup:again")))
              .code(),
          equalTo(RunCode.TABLE_TOO_LARGE));
    }
  }

  @Test
  void aTableTakesItsEncodedRowsAndAboutTwentyBytesARow() throws IOException {
    List<Shop> shops = shops(100_000);
    try (TableRun run = new TableRun(plan(), folder, LIMITS)) {
      SourceBinding<Shop> rows = Rows.source(Shop.class, shops);
      long encoded = rows.partitions(Shape.of(Shop.class), Long.MAX_VALUE).get(0).bytes();
      Tables tables = run.load(Map.of("shops", rows));
      StageSetting setting = run.setting("sales", tables);

      long bytes = LoadedTables.of(run.run()).get(setting, run.lookup("lookup:shops")).bytes();

      assertThat(bytes - encoded, greaterThan(16L * shops.size()));
      assertThat(bytes - encoded, lessThan(23L * shops.size()));
    }
  }

  @Test
  void twoRowsWithOneKeyAreNamedWithTheirPartitions() throws IOException {
    List<Shop> more = List.of(new Shop("new", "x"), new Shop("shop 7", "y"));
    try (TableRun run = new TableRun(plan(), folder, LIMITS)) {
      StepFailedException failure =
          assertThrows(
              StepFailedException.class,
              () ->
                  run.load(
                      Map.of("shops", Rows.partitioned(Shop.class, List.of(shops(10), more)))));

      assertThat(failure.code(), equalTo(RunCode.TABLE_KEY_TWICE));
      assertThat(
          failure.getMessage(),
          containsString("have the name shop 7: record 7 of rows-0 and record 1 of rows-1"));
    }
  }

  @Test
  void whatCannotBeReadOfATableDoesNotGoWhereRowsThatLookedItUpGo() {
    Pipeline pipeline = Pipeline.named("p");
    Records<Shop> shops = pipeline.read(SHOPS);
    pipeline
        .read(SALES)
        .lookup(Sale::shop, shops.tableBy(Shop::name), LoadedTablesTest::found)
        .validate(Rules.on(Shop.class).inRange(Shop::city, Range.atLeast("a")))
        .quarantine(Quarantine.of("bad"))
        .to(OUT);
    Plan plan = pipeline.plan();

    assertThat(Deciders.of(plan, plan.reads().get(0)).steps(), is(List.of()));
    assertThat(Deciders.of(plan, plan.reads().get(1)).quarantines().keySet(), is(Set.of("bad")));
  }

  /** What a filter drops may be a row of the table. */
  @Test
  void aReaderSkipsNothingOfASourceThatATableIsMadeOfToo() {
    Pipeline pipeline = Pipeline.named("p");
    Records<Shop> shops = pipeline.read(SHOPS);
    Records<Shop> inCities =
        shops.filter("in cities", Rules.on(Shop.class).inRange(Shop::city, Range.atLeast("a")));
    inCities.lookup(Shop::city, inCities.tableBy(Shop::name), Shop.class, (a, b) -> a).to(OUT);
    Plan skipping = pipeline.plan();
    pipeline
        .read(SALES)
        .lookup(Sale::shop, shops.tableBy(Shop::name), LoadedTablesTest::found)
        .named("all")
        .to(MORE);
    Plan whole = pipeline.plan();

    StagePlan before = StagePlan.of(skipping, skipping.reads().get(0));
    StagePlan after = StagePlan.of(whole, whole.reads().get(0));
    assertThat(before.skippingFilter().isPresent(), is(true));
    assertThat(after.skippingFilter().isPresent(), is(false));
  }

  static Shop found(Sale sale, Optional<Shop> shop) {
    return shop.orElse(new Shop(sale.shop(), "nowhere"));
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("p");
    var shops = pipeline.read(SHOPS).tableBy(Shop::name);
    Records<Sale> sales = pipeline.read(SALES);
    sales.lookup(Sale::shop, shops, LoadedTablesTest::found).to(OUT);
    sales.lookup(Sale::shop, shops, LoadedTablesTest::found).named("again").to(MORE);
    return pipeline.plan();
  }

  private static List<Shop> shops(int size) {
    return IntStream.range(0, size).mapToObj(i -> new Shop("shop " + i, "city " + i % 7)).toList();
  }
}
