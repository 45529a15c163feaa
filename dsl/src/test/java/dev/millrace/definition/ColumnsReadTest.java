package dev.millrace.definition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.Aggregation;
import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.plan.Comparison;
import dev.millrace.plan.Plan;
import dev.millrace.record.Component;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the steps behind a source read of its rows. */
class ColumnsReadTest {
  record Sale(String shop, String city, Instant at, double amount, long units, String note) {}

  record Total(String shop, @Nullable Double value) {}

  static final List<String> ALL = List.of("shop", "city", "at", "amount", "units", "note");
  static final Rules<Sale> LARGE = Rules.on(Sale.class).inRange(Sale::amount, Range.atLeast(1.0));
  static final Rules<Sale> CODE = Rules.on(Sale.class).check("x", sale -> true);
  static final Sink<Sale> SALES = Sink.of("sales", Sale.class);
  static final Sink<Total> TOTALS = Sink.of("totals", Total.class);
  static final Quarantine BAD = Quarantine.of("bad");

  @Test
  void typedStepsReadTheColumnsTheyName() {
    assertThat(
        read(
            sales ->
                total(
                    sales
                        .filter("large", LARGE)
                        .validate(
                            Rules.on(Sale.class)
                                .matches(Sale::city, Pattern.compile("[A-Z].*"))
                                .notNull(Sale::shop))
                        .quarantine(BAD)
                        .timestamps(Sale::at, Lateness.none()),
                    Aggregations.sum(Sale::amount))),
        contains("shop", "city", "at", "amount"));
    assertThat(
        read(
            sales ->
                total(
                    sales
                        .filter(
                            "ordered",
                            Rules.on(Sale.class)
                                .compare(Sale::note, Comparison.AT_MOST, Sale::city))
                        .timestamps(Sale::at, Lateness.none()),
                    Aggregations.max(Sale::amount))),
        equalTo(List.of("shop", "city", "at", "amount", "note")));
  }

  @Test
  void codeAndSinksReadEverything() {
    List<Consumer<Records<Sale>>> whole =
        List.of(
            sales -> sales.to(SALES),
            sales -> sales.filter("large", LARGE).to(SALES),
            sales -> totalOf(sales.filter("code", sale -> true)),
            sales -> totalOf(sales.filter("code", CODE)),
            sales -> totalOf(sales.validate(CODE).quarantine(BAD)),
            sales -> totalOf(sales.map(Sale.class, sale -> sale)),
            sales -> totalOf(sales.tryMap(Sale.class, sale -> sale).dropInvalid()),
            sales -> totalOf(sales.flatMap(Sale.class, List::of)),
            sales ->
                total(
                    sales.timestamps(Sale::at, Lateness.none()),
                    Aggregations.sum(Sale::amount).where("some", sale -> true)));
    for (Consumer<Records<Sale>> each : whole) {
      assertThat(read(each), equalTo(ALL));
    }
  }

  /** Rows of one time are ordered by all that is in them (SEMANTICS S3). */
  @Test
  void firstAndLastReadEverything() {
    for (Aggregation<Sale, Double> each :
        List.of(
            Aggregations.<Sale, Double>first(Sale::amount),
            Aggregations.<Sale, Double>last(Sale::amount))) {
      assertThat(
          read(sales -> total(sales.timestamps(Sale::at, Lateness.none()), each)), equalTo(ALL));
    }
  }

  @Test
  void columnsOfAllWaysAddUpAndUnionsAreFollowed() {
    assertThat(
        read(
            sales -> {
              Events<Sale> events = sales.timestamps(Sale::at, Lateness.none());
              Events<Sale> some = events.filter("some", Rules.on(Sale.class).notNull(Sale::note));
              total(events.filter("large", LARGE).union(some), Aggregations.sum(Sale::amount));
            }),
        contains("shop", "at", "amount", "note"));
  }

  @Test
  void whatStandsBehindAnAggregationReadsItsResult() {
    Pipeline pipeline = Pipeline.named("p");
    Records<Sale> sales = pipeline.read(Source.of("sales-in", Sale.class));
    totalOf(sales);
    Plan plan = pipeline.plan();
    assertThat(
        names(plan.columnsRead(plan.only(dev.millrace.plan.Step.Aggregate.class).get(0))),
        contains("shop", "value"));
  }

  private static void totalOf(Records<Sale> sales) {
    total(sales.timestamps(Sale::at, Lateness.none()), Aggregations.sum(Sale::amount));
  }

  private static void total(Events<Sale> sales, Aggregation<? super Sale, Double> value) {
    sales
        .keyBy(Sale::shop)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("totals")
        .as(Total.class)
        .key(Total::shop, Sale::shop)
        .set(Total::value, value)
        .build()
        .to(TOTALS);
  }

  private static List<String> read(Consumer<Records<Sale>> steps) {
    Pipeline pipeline = Pipeline.named("p");
    steps.accept(pipeline.read(Source.of("sales-in", Sale.class)));
    Plan plan = pipeline.plan();
    return names(plan.columnsRead(plan.reads().get(0)));
  }

  private static List<String> names(List<Component> columns) {
    return columns.stream().map(Component::name).toList();
  }
}
