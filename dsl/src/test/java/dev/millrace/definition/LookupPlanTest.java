package dev.millrace.definition;

import static dev.millrace.definition.Mistakes.codes;
import static dev.millrace.definition.Mistakes.ignore;
import static dev.millrace.definition.Mistakes.problems;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasToString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Table;
import dev.millrace.Window;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.plan.Step;
import dev.millrace.record.Fn2;
import dev.millrace.record.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a plan says of tables and lookups. */
class LookupPlanTest {
  record Sale(String shop, long units, double amount, Instant at) {}

  record Shop(String name, String city, double rent) {}

  record Placed(String shop, String city) {}

  static final Source<Sale> SALES = Source.of("sales", Sale.class);
  static final Source<Shop> SHOPS = Source.of("shops", Shop.class);
  static final Sink<Placed> PLACED = Sink.of("placed", Placed.class);
  static final Quarantine LOST = Quarantine.of("lost");
  static final Quarantine CLOSED = Quarantine.of("closed");

  static Placed placed(Sale sale, Optional<Shop> shop) {
    return new Placed(sale.shop(), shop.map(Shop::city).orElse("nowhere"));
  }

  @Test
  void aLookupSaysWhichColumnsMeetAndThatAnythingMayComeOfBothSides() {
    Plan plan = plan(LookupPlanTest::placed);

    assertThat(
        plan.describe(),
        equalTo(
            """
            pipeline shops

            read:shops
                read Shop(name: String, city: String, rent: double)

            read:sales
                read Sale(shop: String, units: long, amount: double, at: Instant)

            lookup:shops <- read:sales, read:shops
                lookup shop as name of Shop(name: String, city: String, rent: double)
                to Placed(shop: String, city: String)

            write:placed <- lookup:shops
                write Placed(shop: String, city: String)

            lineage of placed
                shop <- sales.* via lookup:shops, shops.* via lookup:shops
                city <- sales.* via lookup:shops, shops.* via lookup:shops
            """));
    assertThat(
        plan.lineage().origins("placed", "city"),
        is(Set.of("sales.* via lookup:shops", "shops.* via lookup:shops")));
  }

  @Test
  void changedCodeOfALookupIsReportedOnThatStepAlone() {
    Plan before = plan((sale, shop) -> new Placed(sale.shop(), "here"));
    Plan after = plan((sale, shop) -> new Placed(sale.shop(), "there"));

    assertThat(
        after.changesSince(before.fingerprints()),
        contains(hasToString("lookup:shops: code changed")));
  }

  @Test
  void twoLookupsInOneTableGetNamesOfTheirOwn() {
    Pipeline pipeline = Pipeline.named("shops");
    Table<String, Shop> shops = pipeline.read(SHOPS).tableBy(Shop::name);
    pipeline
        .read(SALES)
        .lookup(Sale::shop, shops, LookupPlanTest::placed)
        .named("first")
        .lookup(Placed::city, shops, (placed, shop) -> placed)
        .to(PLACED);

    assertThat(
        pipeline.plan().steps().stream().map(Step::name).toList(),
        contains("read:shops", "read:sales", "lookup:first", "lookup:shops", "write:placed"));
  }

  @Test
  void keysOfTwoTypesThatJavacFindsASupertypeForAreAMistake() {
    assertThat(
        codes(
            p -> {
              Table<Object, Shop> shops = p.read(SHOPS).tableBy(Shop::name);
              p.read(SALES).lookup(Sale::units, shops, LookupPlanTest::placed).to(PLACED);
            }),
        contains(
            PlanCode.TABLE_KEY_TYPE,
            PlanCode.NO_SINK,
            PlanCode.LEADS_NOWHERE,
            PlanCode.LEADS_NOWHERE));
  }

  @Test
  void aKeyMustBeAColumnWithOneEncoding() {
    assertThat(
        codes(
            p -> {
              Table<Double, Shop> shops = p.read(SHOPS).tableBy(Shop::rent);
              p.read(SALES).lookup(Sale::amount, shops, LookupPlanTest::placed).to(PLACED);
            }),
        contains(PlanCode.KEY_NOT_DETERMINISTIC));
    Problem lambda =
        problems(
                p -> {
                  Table<String, Shop> shops = p.read(SHOPS).tableBy(Shop::name);
                  p.read(SALES)
                      .lookup(sale -> sale.shop(), shops, LookupPlanTest::placed)
                      .to(PLACED);
                })
            .get(0);
    assertThat(lambda.code(), is(PlanCode.NOT_A_COLUMN_LAMBDA));
    assertThat(lambda.where(), containsString("lookup:shops (LookupPlanTest.java:"));
  }

  @Test
  void aTableThatNobodyUsesIsASentenceNotFinished() {
    Problem problem =
        problems(
                p -> {
                  Records<Shop> shops = p.read(SHOPS);
                  assertThat(shops.tableBy(Shop::name), not(equalTo(null)));
                  shops.map(shop -> new Placed(shop.name(), shop.city())).to(PLACED);
                })
            .get(0);
    assertThat(problem.code(), is(PlanCode.UNFINISHED));
    assertThat(problem.where(), containsString("tableBy:shops (LookupPlanTest.java:"));
  }

  @Test
  void aTableOfAnotherPipelineIsAMistake() {
    Table<String, Shop> other = Pipeline.named("other").read(SHOPS).tableBy(Shop::name);
    assertThat(
        codes(p -> p.read(SALES).lookup(Sale::shop, other, LookupPlanTest::placed).to(PLACED)),
        contains(PlanCode.OTHER_PIPELINE, PlanCode.NO_SINK, PlanCode.LEADS_NOWHERE));
  }

  @Test
  void anOutputTypeThatCannotBeReadIsAskedFor() {
    Problem problem =
        problems(
                p -> {
                  Table<String, Shop> shops = p.read(SHOPS).tableBy(Shop::name);
                  p.read(SALES)
                      .<String, Shop, Record>lookup(Sale::shop, shops, (sale, shop) -> sale)
                      .to(Sink.of("any", Record.class));
                })
            .get(0);
    assertThat(problem.code(), is(PlanCode.OUTPUT_TYPE_UNKNOWN));
    assertThat(problem.fix(), containsString("lookup(key, table, Out.class, fn)"));
  }

  @Test
  void aFunctionOfTwoMustNotCaptureWhatCannotBeSentEither() {
    Object secret = new Object();
    assertThat(
        codes(
            p -> {
              Table<String, Shop> shops = p.read(SHOPS).tableBy(Shop::name);
              p.read(SALES)
                  .lookup(Sale::shop, shops, (sale, shop) -> new Placed("x", "" + secret))
                  .to(PLACED);
            }),
        contains(PlanCode.CAPTURE_NOT_SERIALISABLE));
  }

  /** The language has no way to say it; whoever adds one must not forget. */
  @Test
  void aTableBehindAnAggregationIsAMistake() {
    Pipeline pipeline = Pipeline.named("shops");
    pipeline
        .read(SALES)
        .timestamps(Sale::at, Lateness.none())
        .keyBy(Sale::shop)
        .window(Window.tumbling(Duration.ofDays(1)))
        .aggregate("cities")
        .as(Placed.class)
        .key(Placed::shop, Sale::shop)
        .set(Placed::city, Aggregations.max(Sale::shop))
        .build()
        .to(PLACED);
    List<Step> steps = new ArrayList<>(pipeline.plan().steps());
    Step read = steps.get(0);
    Step aggregate = steps.get(2);
    Step.Lookup lookup =
        new Step.Lookup(
            "lookup:cities",
            "Here.java:1",
            read,
            aggregate,
            read.shape().components().get(0),
            aggregate.shape().components().get(0),
            OpaqueFn.of((Fn2<Sale, Optional<Placed>, Placed>) (sale, city) -> city.orElseThrow()),
            Shape.of(Placed.class));
    steps.add(lookup);
    steps.add(new Step.Write("write:more", "Here.java:2", lookup, "more"));

    ProblemsException thrown =
        assertThrows(ProblemsException.class, () -> ignore(Plan.of("shops", steps, List.of())));

    assertThat(
        thrown.getMessage(),
        allOf(
            containsString("[MR-L002] lookup:cities (Here.java:1)"),
            containsString("aggregate:cities")));
  }

  @Test
  void rowsAreLateWhereTheirOwnRowsAreRefusedAndNotThoseOfATable() {
    Pipeline pipeline = Pipeline.named("shops");
    Table<String, Shop> shops =
        pipeline
            .read(SHOPS)
            .validate(Rules.on(Shop.class).notNull(Shop::city))
            .quarantine(CLOSED)
            .tableBy(Shop::name);
    pipeline
        .read(SALES)
        .validate(Rules.on(Sale.class).notNull(Sale::shop))
        .quarantine(LOST)
        .filter("some", sale -> sale.units() > 0)
        .lookup(Sale::shop, shops, Sale.class, (sale, shop) -> sale)
        .timestamps(Sale::at, Lateness.none())
        .map(sale -> new Placed(sale.shop(), ""))
        .to(PLACED);

    assertThat(pipeline.plan().describe(), containsString("late to lost"));
  }

  private static Plan plan(Fn2<Sale, Optional<Shop>, Placed> fn) {
    Pipeline pipeline = Pipeline.named("shops");
    Table<String, Shop> shops = pipeline.read(SHOPS).tableBy(Shop::name);
    pipeline.read(SALES).lookup(Sale::shop, shops, fn).to(PLACED);
    return pipeline.plan();
  }
}
