package dev.millrace.definition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasToString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.plan.Plan;
import dev.millrace.record.Fn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a valid plan says of itself. */
class PlanTest {
  record Sale(String shop, Instant at, double amount) {
    static Sale copy(Sale sale) {
      return new Sale(sale.shop(), sale.at(), sale.amount());
    }
  }

  record Total(String shop, Instant from, double amount, long sales) {}

  record Favourites(List<String> shops, List<Instant> hours, long buyers, double typical) {}

  static final Source<Sale> EAST = Source.of("east", Sale.class);
  static final Source<Sale> WEST = Source.of("west", Sale.class);
  static final Sink<Total> TOTALS = Sink.of("totals", Total.class);
  static final Sink<Favourites> FAVOURITES = Sink.of("favourites", Favourites.class);
  static final Sink<Sale> COPIES = Sink.of("copies", Sale.class);

  @Test
  void theSameDefinitionHasTheSameTextAndFingerprint() {
    Plan first = plan(sale -> sale.amount() > 0, Duration.ofHours(1));
    Plan second = plan(sale -> sale.amount() > 0, Duration.ofHours(1));

    assertThat(second.describe(), equalTo(first.describe()));
    assertThat(second.fingerprints(), equalTo(first.fingerprints()));
    assertThat(second.fingerprint(), equalTo(first.fingerprint()));
    assertThat(second.changesSince(first.fingerprints()), empty());
  }

  @Test
  void changedCodeIsReportedOnThatStepAlone() {
    Plan before = plan(sale -> sale.amount() > 0, Duration.ofHours(1));
    Plan after = plan(sale -> sale.amount() > 1, Duration.ofHours(1));

    assertThat(
        after.changesSince(before.fingerprints()),
        contains(hasToString("filter:positive: code changed")));
    assertThat(after.fingerprint(), not(before.fingerprint()));
    assertThat(after.describe(), equalTo(before.describe()));
  }

  @Test
  void aChangedParameterIsAChangedDefinitionOfThatStepAlone() {
    Plan before = plan(sale -> sale.amount() > 0, Duration.ofHours(1));
    Plan after = plan(sale -> sale.amount() > 0, Duration.ofHours(2));

    assertThat(
        after.changesSince(before.fingerprints()),
        contains(hasToString("aggregate:totals: definition changed")));
  }

  @Test
  void theParameterOfAnAggregationIsPartOfItsDefinition() {
    Plan before = favourites(2, 0.5);

    assertThat(
        before.describe(),
        allOf(
            containsString("shops = topK(shop, 2)\n"),
            containsString("hours = topK(at, 2)\n"),
            containsString("buyers = approxDistinct(shop)\n"),
            containsString("typical = approxQuantile(amount, 0.5)\n")));
    assertThat(before.changesSince(favourites(2, 0.5).fingerprints()), empty());
    for (Plan after : List.of(favourites(3, 0.5), favourites(2, 0.9))) {
      assertThat(
          after.changesSince(before.fingerprints()),
          contains(hasToString("aggregate:favourites: definition changed")));
    }
  }

  private static Plan favourites(int k, double rank) {
    Pipeline pipeline = Pipeline.named("shops");
    pipeline
        .read(EAST)
        .timestamps(Sale::at, Lateness.none())
        .keyBy(Sale::shop)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("favourites")
        .as(Favourites.class)
        .set(Favourites::shops, Aggregations.topK(Sale::shop, k))
        .set(Favourites::hours, Aggregations.topK(Sale::at, k))
        .set(Favourites::buyers, Aggregations.approxDistinct(Sale::shop))
        .set(Favourites::typical, Aggregations.approxQuantile(Sale::amount, rank))
        .build()
        .to(FAVOURITES);
    return pipeline.plan();
  }

  @Test
  void stepsThatCameAndWentAreTold() {
    Plan before = plan(sale -> sale.amount() > 0, Duration.ofHours(1));
    Pipeline small = Pipeline.named("shops");
    small.read(EAST).to(COPIES);

    assertThat(
        small.plan().changesSince(before.fingerprints()).stream().map(Object::toString).toList(),
        contains(
            "write:copies: added",
            "timestamps:east: removed",
            "read:west: removed",
            "timestamps:west: removed",
            "union:east: removed",
            "filter:positive: removed",
            "aggregate:totals: removed",
            "write:totals: removed"));
  }

  @Test
  void lineageIsExactThroughTypedStepsAndCoarseBehindCode() {
    Plan plan = plan(sale -> sale.amount() > 0, Duration.ofHours(1));
    assertThat(
        plan.lineage().origins("totals", "amount"), is(Set.of("east.amount", "west.amount")));
    assertThat(plan.lineage().origins("totals", "from"), is(Set.of("the window's time")));

    Pipeline mapped = Pipeline.named("shops");
    mapped.read(EAST).map(Sale::copy).to(COPIES);
    assertThat(
        mapped.plan().lineage().origins("copies", "shop"), is(Set.of("east.* via map:Sale")));
  }

  @Test
  void codeBehindAnAggregationStillNamesTheWindowsTime() {
    Pipeline pipeline = Pipeline.named("shops");
    Events<Sale> east = pipeline.read(EAST).timestamps(Sale::at, Lateness.none());
    totals(east, Duration.ofHours(1))
        .map(total -> new Total(total.shop(), total.from(), -total.amount(), total.sales()))
        .to(TOTALS);

    assertThat(
        pipeline.plan().lineage().origins("totals", "amount"),
        is(Set.of("east.* via map:Total", "the window's time")));
  }

  @Test
  void aFilterByRulesIsToldRuleByRuleAndColumnsPassItAsTheyAre() {
    Plan plan = wanted(Rules.on(Sale.class).inRange(Sale::amount, Range.atLeast(1.0)));

    assertThat(
        plan.describe(),
        containsString(
            """
            filter:wanted <- read:east
                filter "wanted"
                "amount in [1.0, ∞)": amount in [1.0, ∞)
                "shop not null": shop
                "short"
            """));
    assertThat(plan.lineage().origins("copies", "shop"), is(Set.of("east.shop")));
  }

  @Test
  void aChangedRuleIsAChangedDefinitionAndAChangedCheckIsChangedCode() {
    Plan before = wanted(Rules.on(Sale.class).inRange(Sale::amount, Range.atLeast(1.0)));
    Plan after = wanted(Rules.on(Sale.class).inRange(Sale::amount, Range.atLeast(2.0)));
    assertThat(
        after.changesSince(before.fingerprints()),
        contains(hasToString("filter:wanted: definition changed")));

    Plan one = wanted(Rules.on(Sale.class).check("even", sale -> sale.amount() % 2 == 0));
    Plan other = wanted(Rules.on(Sale.class).check("even", sale -> sale.amount() % 2 == 1));
    assertThat(
        other.changesSince(one.fingerprints()),
        contains(hasToString("filter:wanted: code changed")));
  }

  @Test
  void definitionsThatReadAlikeHaveFingerprintsOfTheirOwn() {
    Rules<Sale> none = Rules.on(Sale.class);
    List<Rules<Sale>> alike =
        List.of(
            none.oneOf(Sale::shop, Set.of("a, b")),
            none.oneOf(Sale::shop, Set.of("a", "b")),
            none.oneOf(Sale::shop, Set.of("a\", \"b")),
            none.inRange(Sale::shop, Range.closed("a, b", "c")),
            none.inRange(Sale::shop, Range.closed("a", "b, c")),
            none.inRange(Sale::shop, Range.atMost("-∞")),
            none.matches(Sale::shop, Pattern.compile("a", Pattern.CASE_INSENSITIVE)),
            none.matches(Sale::shop, Pattern.compile("(flags 2) a")),
            none.matches(Sale::shop, Pattern.compile("a with flags 2")));

    Set<String> fingerprints = new HashSet<>();
    for (Rules<Sale> rules : alike) {
      fingerprints.add(wanted(rules.named("x")).fingerprints().get("filter:wanted").definition());
    }

    assertThat(fingerprints.size(), is(alike.size()));
  }

  private static Plan wanted(Rules<Sale> rules) {
    Pipeline pipeline = Pipeline.named("shops");
    pipeline
        .read(EAST)
        .filter(
            "wanted", rules.notNull(Sale::shop).check("short", sale -> sale.shop().length() < 9))
        .to(COPIES);
    return pipeline.plan();
  }

  @Test
  void everyStepComesAfterItsInputs() {
    Plan plan = plan(sale -> sale.amount() > 0, Duration.ofHours(1));
    for (var step : plan.steps()) {
      for (var input : step.inputs()) {
        assertThat(plan.steps().indexOf(input) < plan.steps().indexOf(step), is(true));
      }
    }
  }

  private static Plan plan(Fn<Sale, Boolean> positive, Duration window) {
    Pipeline pipeline = Pipeline.named("shops");
    Events<Sale> east = pipeline.read(EAST).timestamps(Sale::at, Lateness.none());
    Events<Sale> west = pipeline.read(WEST).timestamps(Sale::at, Lateness.none());
    totals(east.union(west).filter("positive", positive), window).to(TOTALS);
    return pipeline.plan();
  }

  private static Events<Total> totals(Events<Sale> sales, Duration window) {
    return sales
        .keyBy(Sale::shop)
        .window(Window.tumbling(window))
        .aggregate("totals")
        .as(Total.class)
        .key(Total::shop, Sale::shop)
        .start(Total::from)
        .set(Total::amount, Aggregations.sum(Sale::amount))
        .set(Total::sales, Aggregations.count())
        .build();
  }
}
