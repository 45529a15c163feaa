package dev.millrace.definition;

import static dev.millrace.definition.Mistakes.codes;
import static dev.millrace.definition.Mistakes.ignore;
import static dev.millrace.definition.Mistakes.problems;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.AggregateBuilder;
import dev.millrace.Aggregation;
import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.KeyedEvents;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.plan.Severity;
import dev.millrace.plan.Step;
import dev.millrace.record.Field;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What javac cannot see and plan() must say. */
class PlanProblemsTest {
  record Sale(
      String shop, @Nullable String customer, Instant at, @Nullable Instant paidAt, double amount) {
    static double taxOf(Sale sale) {
      return sale.amount() / 5;
    }

    double tax() {
      return taxOf(this);
    }
  }

  record Total(String shop, double amount) {}

  record Daily(String shop, LocalDate day) {}

  record Often(List<String> often, double typical) {}

  record ShopAndCity(String shop, String city) {}

  record Odd(Thread thread) {}

  record Money(long cents) {}

  record Priced(String shop, Instant at, Money price, Optional<String> note) {}

  record Price(Money price) {}

  record Till(String id) implements Serializable {
    String shopOf(Sale sale) {
      return sale.shop() + id;
    }
  }

  static final Source<Sale> SALES = Source.of("sales", Sale.class);
  static final Sink<Sale> OUT = Sink.of("out", Sale.class);
  static final Sink<Often> OFTEN = Sink.of("often", Often.class);
  static final Sink<Total> TOTALS = Sink.of("totals", Total.class);

  @Test
  void aCollectionIsUnitedWithItselfOnlyByMistake() {
    assertThat(
        codes(
            p -> {
              Events<Sale> sales = p.read(SALES).timestamps(Sale::at, Lateness.none());
              Events<Sale> large = sales.filter("large", sale -> sale.amount() > 9);
              sales.union(sales).named("first").union(large, sales, large, large).to(OUT);
            }),
        equalTo(List.of(PlanCode.UNION_TWICE, PlanCode.UNION_TWICE)));
  }

  @Test
  void whereAColumnIsWantedNothingElseWillDo() {
    assertThat(
        validated(
            Rules.on(Sale.class)
                .notNull(sale -> sale.shop())
                .notNull(Sale::taxOf)
                .notNull(Sale::tax)
                .notNull(new Till("t")::shopOf)
                .notNull(
                    new Field<Sale, String>() {
                      private static final long serialVersionUID = 1L;

                      @Override
                      public String get(Sale row) {
                        return row.shop();
                      }
                    })),
        equalTo(
            List.of(
                PlanCode.NOT_A_COLUMN_LAMBDA,
                PlanCode.NOT_A_COLUMN_STATIC,
                PlanCode.NOT_A_COLUMN_METHOD,
                PlanCode.NOT_A_COLUMN_BOUND,
                PlanCode.NOT_A_COLUMN_CLASS)));
  }

  @Test
  void aProblemNamesStepFileAndLineAndSaysWhyAndWhatToWrite() {
    Problem problem =
        problems(
                p ->
                    p.read(SALES)
                        .validate(Rules.on(Sale.class).notNull(sale -> sale.shop()))
                        .failOnInvalid()
                        .to(OUT))
            .get(0);
    assertThat(problem.where(), containsString("validate:sales (PlanProblemsTest.java:"));
    assertThat(problem.what(), containsString("Not a column: the argument of notNull"));
    assertThat(problem.why(), not(""));
    assertThat(problem.fix(), containsString("Sale::"));
    assertThat(problem.toString(), containsString("[MR-F004] "));
  }

  @Test
  void shapesAndOutputTypesMustBeKnown() {
    assertThat(
        codes(p -> p.read(Source.of("odd", Odd.class)).to(Sink.of("odd-out", Odd.class))),
        equalTo(List.of(PlanCode.SHAPE_UNSUPPORTED, PlanCode.NO_SINK)));
    assertThat(
        problems(p -> p.read(Source.of("odd", Odd.class)).to(Sink.of("odd-out", Odd.class)))
            .get(0)
            .what(),
        containsString("Odd.thread"));
    assertThat(
        codes(p -> p.read(SALES).<Record>map(sale -> sale).to(Sink.of("any", Record.class))),
        equalTo(List.of(PlanCode.OUTPUT_TYPE_UNKNOWN, PlanCode.NO_SINK, PlanCode.LEADS_NOWHERE)));
  }

  @Test
  void aPipelineWithoutASinkAndAStepThatLeadsNowhereAreMistakes() {
    assertThat(codes(p -> {}), equalTo(List.of(PlanCode.NO_SINK)));
    assertThat(
        codes(
            p -> {
              Records<Sale> sales = p.read(SALES);
              sales.to(OUT);
              ignore(sales.filter("dead end", sale -> true));
            }),
        equalTo(List.of(PlanCode.LEADS_NOWHERE)));
  }

  @Test
  void aSentenceThatIsNotFinishedIsAMistake() {
    assertThat(
        codes(p -> ignore(p.read(SALES).validate(Rules.on(Sale.class).notNull(Sale::shop)))),
        equalTo(List.of(PlanCode.UNFINISHED, PlanCode.NO_SINK, PlanCode.LEADS_NOWHERE)));
    assertThat(
        codes(
            p ->
                ignore(events(p).keyBy(Sale::shop).window(hours()).aggregate("x").as(Total.class))),
        equalTo(List.of(PlanCode.UNFINISHED, PlanCode.NO_SINK, PlanCode.LEADS_NOWHERE)));
  }

  @Test
  void stepsAndPortsHaveNamesOfTheirOwn() {
    assertThat(
        codes(
            p -> p.read(SALES).filter("same", sale -> true).filter("same", sale -> false).to(OUT)),
        equalTo(List.of(PlanCode.DUPLICATE_STEP)));
    assertThat(
        codes(
            p ->
                p.read(SALES)
                    .validate(Rules.on(Sale.class).notNull(Sale::shop))
                    .quarantine(Quarantine.of("out"))
                    .to(OUT)),
        equalTo(List.of(PlanCode.DUPLICATE_PORT)));
    assertThat(
        codes(p -> p.read(SALES).filter(" ", sale -> true).to(OUT)),
        equalTo(List.of(PlanCode.EMPTY_NAME)));
    assertThat(
        filtered(" ", Rules.on(Sale.class).inRange(Sale::amount, Range.atLeast(1.0))),
        equalTo(List.of(PlanCode.EMPTY_NAME)));
    p(
        p ->
            p.read(SALES)
                .filter("same", sale -> true)
                .named("first")
                .filter("same", sale -> false)
                .to(OUT));
  }

  @Test
  void aStepIsNamedBeforeItsRowsAreUsed() {
    List<Problem> problems =
        problems(
            p -> {
              Records<Sale> paid = p.read(SALES).filter("paid", sale -> true);
              paid.to(OUT);
              paid.named("settled").to(Sink.of("copy", Sale.class));
            });
    assertThat(
        problems.stream().map(Problem::code).toList(), equalTo(List.of(PlanCode.NAMED_TOO_LATE)));
    assertThat(problems.get(0).where(), containsString("filter:paid (PlanProblemsTest.java:"));
    assertThat(problems.get(0).fix(), containsString(".named(\"settled\") right after the step"));
    assertThat(
        codes(p -> p.read(SALES).filter("x", sale -> true).named(" ").to(OUT)),
        equalTo(List.of(PlanCode.EMPTY_NAME)));
  }

  @Test
  void aStepThatWasNamedHasThatNameInEveryCollectionBehindIt() {
    Pipeline pipeline = Pipeline.named("shop");
    Records<Sale> paid = pipeline.read(SALES).filter("paid", sale -> true);
    Records<Sale> settled = paid.named("due").named("settled");
    paid.to(OUT);
    settled.to(Sink.of("copy", Sale.class));

    assertThat(
        pipeline.plan().steps().stream().map(Step::name).toList(),
        equalTo(List.of("read:sales", "filter:settled", "write:out", "write:copy")));
  }

  @Test
  void collectionsOfOtherPipelinesDoNotMix() {
    Events<Sale> other = events(Pipeline.named("other"));
    assertThat(
        codes(p -> events(p).union(other).to(OUT)),
        equalTo(List.of(PlanCode.OTHER_PIPELINE, PlanCode.NO_SINK, PlanCode.LEADS_NOWHERE)));
  }

  @Test
  void aFunctionMustNotCaptureWhatCannotBeSent() {
    Object secret = new Object();
    Problem problem =
        problems(p -> p.read(SALES).filter("odd", sale -> secret.hashCode() > 0).to(OUT)).get(0);
    assertThat(problem.code(), is(PlanCode.CAPTURE_NOT_SERIALISABLE));
    assertThat(problem.what(), containsString("java.lang.Object"));
  }

  @Test
  void aFilterKeepsOrDropsAndItsRulesMustMeanSomethingToo() {
    assertThat(
        filtered(
            "x",
            Rules.on(Sale.class)
                .notNull(Sale::shop)
                .severity(Severity.WARN)
                .inRange(Sale::amount, Range.atLeast(1.0))
                .severity(Severity.QUARANTINE)),
        equalTo(List.of(PlanCode.FILTER_SEVERITY)));
    assertThat(filtered("x", Rules.on(Sale.class)), equalTo(List.of(PlanCode.RULES_EMPTY)));
    assertThat(
        filtered("x", Rules.on(Sale.class).notNull(s -> s.shop())),
        equalTo(List.of(PlanCode.NOT_A_COLUMN_LAMBDA)));
  }

  @Test
  void rulesMustMeanSomething() {
    assertThat(validated(Rules.on(Sale.class)), equalTo(List.of(PlanCode.RULES_EMPTY)));
    assertThat(
        validated(Rules.on(Sale.class).notNull(Sale::shop).notNull(Sale::shop)),
        equalTo(List.of(PlanCode.RULE_ID_TWICE)));
    assertThat(
        validated(Rules.on(Sale.class).named("x").notNull(Sale::shop)),
        equalTo(List.of(PlanCode.RULE_MODIFIER_ALONE)));
    assertThat(
        validated(Rules.on(Sale.class).inRange(Sale::amount, Range.open(1.0, 1.0))),
        equalTo(List.of(PlanCode.RANGE_EMPTY)));
    assertThat(
        codes(
            p ->
                p.read(SALES)
                    .validate(Rules.on(Sale.class).notNull(Sale::shop))
                    .quarantine(Quarantine.of("bad"), 5.0)
                    .to(OUT)),
        equalTo(List.of(PlanCode.FAIL_ABOVE_RANGE)));
  }

  @Test
  void aRuleThatCannotMeanWhatItSaysIsAProblemAndNeverAnException() {
    Set<String> withNull = new HashSet<>(Arrays.asList("a", null));
    Rules<Sale> none = Rules.on(Sale.class);
    assertThat(
        validated(none.oneOf(Sale::shop, withNull)), equalTo(List.of(PlanCode.ONE_OF_NOTHING)));
    assertThat(
        validated(none.oneOf(Sale::shop, Set.of())), equalTo(List.of(PlanCode.ONE_OF_NOTHING)));
    for (Range<Double> nothing :
        List.of(
            Range.atLeast(Double.NaN),
            Range.lessThan(Double.NaN),
            Range.closed(Double.NaN, Double.NaN))) {
      assertThat(
          validated(none.inRange(Sale::amount, nothing)), equalTo(List.of(PlanCode.RANGE_EMPTY)));
    }
    assertThat(validated(none.check(" ", sale -> true)), equalTo(List.of(PlanCode.EMPTY_NAME)));
    assertThat(
        validated(none.notNull(Sale::shop).named("")), equalTo(List.of(PlanCode.EMPTY_NAME)));
    assertThat(
        codes(p -> shops(p, Aggregations.sum(Sale::amount).where("", sale -> true).orElse(0.0), 1)),
        equalTo(List.of(PlanCode.EMPTY_NAME)));
  }

  @Test
  void aDurationBeyondAllTimesIsAProblemAndNeverAnException() {
    Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
    assertThat(timed(Lateness.of(huge)), equalTo(List.of(PlanCode.LATENESS_NEGATIVE)));
    assertThat(
        timed(Lateness.none().atMostAhead(huge).lateTo(Quarantine.of("late"))),
        equalTo(List.of(PlanCode.LATENESS_NEGATIVE)));
    for (Window window :
        List.of(
            Window.tumbling(huge),
            Window.sliding(huge, Duration.ofHours(1)),
            Window.sessions(huge))) {
      assertThat(windowed(window), equalTo(List.of(PlanCode.WINDOW_SIZE)));
    }
    assertThat(windowed(Window.tumbling(huge.negated())), equalTo(List.of(PlanCode.WINDOW_SIZE)));
    assertThat(
        codes(p -> events(p).keyBy(Sale::shop).deduplicate("d", huge).to(OUT)),
        equalTo(List.of(PlanCode.HORIZON)));
  }

  @Test
  void valuesOfADefinitionThatCannotBeSentAreAProblem() {
    Rules<Priced> none = Rules.on(Priced.class);
    Source<Priced> priced = Source.of("priced", Priced.class);
    Sink<Priced> out = Sink.of("priced-out", Priced.class);
    for (Rules<Priced> rules :
        List.of(
            none.oneOf(Priced::price, Set.of(new Money(1), new Money(2))),
            none.oneOf(Priced::note, Set.of(Optional.of("x"))))) {
      assertThat(
          codes(p -> p.read(priced).validate(rules).failOnInvalid().to(out)),
          equalTo(List.of(PlanCode.CAPTURE_NOT_SERIALISABLE)));
      assertThat(
          codes(p -> p.read(priced).filter("x", rules).to(out)),
          equalTo(List.of(PlanCode.CAPTURE_NOT_SERIALISABLE)));
    }
    Problem problem =
        problems(
                p ->
                    p.read(priced)
                        .timestamps(Priced::at, Lateness.none())
                        .keyBy(Priced::shop)
                        .window(hours())
                        .aggregate("prices")
                        .as(Price.class)
                        .set(Price::price, Aggregations.first(Priced::price).orElse(new Money(0)))
                        .build()
                        .to(Sink.of("prices", Price.class)))
            .get(0);
    assertThat(problem.code(), is(PlanCode.CAPTURE_NOT_SERIALISABLE));
    assertThat(problem.what(), containsString("orElse of price holds"));
    assertThat(problem.what(), containsString("PlanProblemsTest$Money, which cannot be"));
  }

  @Test
  void timesAndWindowsMustBePossible() {
    assertThat(
        codes(p -> p.read(SALES).timestamps(Sale::paidAt, Lateness.none()).to(OUT)),
        equalTo(List.of(PlanCode.TIME_NULLABLE)));
    assertThat(
        timed(Lateness.of(Duration.ofMinutes(-1))), equalTo(List.of(PlanCode.LATENESS_NEGATIVE)));
    assertThat(
        timed(Lateness.none().atMostAhead(Duration.ofDays(-1))),
        equalTo(List.of(PlanCode.LATENESS_NEGATIVE)));
    assertThat(
        timed(Lateness.none().atMostAhead(Duration.ofDays(1))),
        equalTo(List.of(PlanCode.LATE_UNDECIDED)));
    assertThat(
        windowed(Window.sliding(Duration.ofHours(1), Duration.ofHours(2))),
        equalTo(List.of(PlanCode.WINDOW_SIZE)));
  }

  @Test
  void lateRowsGoToTheNearestQuarantineBeforeUnlessTheAuthorNamesOne() {
    Pipeline near = Pipeline.named("p");
    near.read(SALES)
        .validate(Rules.on(Sale.class).notNull(Sale::shop))
        .quarantine(Quarantine.of("far"))
        .validate(Rules.on(Sale.class).notNull(Sale::at))
        .quarantine(Quarantine.of("near"))
        .named("second")
        .filter("large", sale -> sale.amount() > 1)
        .timestamps(Sale::at, Lateness.none())
        .to(OUT);
    assertThat(near.plan().describe(), containsString("late to near"));
    assertThat(near.plan().quarantines().get("near").size(), is(2));

    Pipeline named = Pipeline.named("p");
    named
        .read(SALES)
        .timestamps(
            Sale::at, Lateness.none().atMostAhead(Duration.ofDays(1)).lateTo(Quarantine.of("late")))
        .to(OUT);
    assertThat(named.plan().quarantines().keySet(), is(Set.of("late")));
  }

  @Test
  void aNotNullRuleBeforeTimestampsIsAPromise() {
    p(
        p ->
            p.read(SALES)
                .validate(Rules.on(Sale.class).notNull(Sale::paidAt))
                .dropInvalid()
                .timestamps(Sale::paidAt, Lateness.none())
                .to(OUT));
    p(
        p ->
            p.read(SALES)
                .filter("paid", Rules.on(Sale.class).notNull(Sale::paidAt))
                .filter("large", Rules.on(Sale.class).inRange(Sale::amount, Range.atLeast(1.0)))
                .timestamps(Sale::paidAt, Lateness.none())
                .to(OUT));
  }

  @Test
  void keysMustHaveOneEncodingAndCover() {
    assertThat(
        codes(p -> totals(events(p).keyBy(Sale::amount), hours())),
        equalTo(List.of(PlanCode.KEY_NOT_DETERMINISTIC, PlanCode.KEY_COLUMN_EXPECTED)));
    assertThat(
        codes(p -> totals(events(p).keyBy(ShopAndCity.class), hours())),
        equalTo(List.of(PlanCode.KEY_NOT_BOUND, PlanCode.NO_SINK, PlanCode.LEADS_NOWHERE)));
    assertThat(
        codes(
            p ->
                events(p)
                    .keyBy(Sale::customer)
                    .window(hours())
                    .aggregate("totals")
                    .as(Total.class)
                    .key(Total::shop, Sale::customer)
                    .set(Total::amount, Aggregations.sum(Sale::amount))
                    .build()
                    .to(TOTALS)),
        equalTo(List.of(PlanCode.KEY_NULLABLE)));
  }

  @Test
  void everyComponentIsSetOnceAndCanHoldItsResult() {
    assertThat(
        totalled(totals -> totals.key(Total::shop, Sale::shop).key(Total::shop, Sale::shop)),
        equalTo(List.of(PlanCode.COMPONENT_SET_TWICE, PlanCode.COMPONENT_NOT_SET)));
    assertThat(
        totalled(
            totals ->
                totals
                    .key(Total::shop, Sale::shop)
                    .set(
                        Total::amount,
                        Aggregations.sum(Sale::amount).where("paid", (Sale sale) -> true))),
        equalTo(List.of(PlanCode.RESULT_MAY_BE_NULL)));
    // Of one value there is no sample variance, also where no value is null.
    assertThat(
        totalled(
            totals ->
                totals
                    .key(Total::shop, Sale::shop)
                    .set(Total::amount, Aggregations.sampleVariance(Sale::amount))),
        equalTo(List.of(PlanCode.RESULT_MAY_BE_NULL)));
    assertThat(
        totalled(
            totals ->
                totals
                    .key(Total::amount, Sale::shop)
                    .set(Total::shop, Aggregations.last(Sale::amount))),
        equalTo(List.of(PlanCode.COMPONENT_TYPE, PlanCode.COMPONENT_TYPE)));
    assertThat(codes(p -> daily(p, hours())), equalTo(List.of(PlanCode.DAY_WITHOUT_DAYS)));
  }

  @Test
  void parametersOfAggregationsHaveARange() {
    for (double rank : new double[] {-0.1, 1.1, 50, Double.NaN}) {
      assertThat(
          codes(p -> shops(p, Aggregations.approxQuantile(Sale::amount, rank), 1)),
          equalTo(List.of(PlanCode.PARAMETER_RANGE)));
    }
    assertThat(
        problems(p -> shops(p, Aggregations.approxQuantile(Sale::amount, 0), 0)).get(0).toString(),
        containsString("often = topK(customer, 0) or else [] asks for 0 values"));
    p(p -> shops(p, Aggregations.approxQuantile(Sale::amount, 1), 1));
  }

  @Test
  void aListOfTheMostFrequentIsOneOfTheColumnsType() {
    assertThat(
        codes(
            p ->
                shops(
                    p,
                    Aggregations.approxQuantile(Sale::amount, 0.5),
                    Aggregations.topK(Sale::customer, 2))),
        equalTo(List.of(PlanCode.RESULT_MAY_BE_NULL)));
  }

  private static void shops(Pipeline pipeline, Aggregation<Sale, Double> typical, int k) {
    shops(pipeline, typical, Aggregations.topK(Sale::customer, k).orElse(List.of()));
  }

  private static void shops(
      Pipeline pipeline, Aggregation<Sale, Double> typical, Aggregation<Sale, List<String>> often) {
    events(pipeline)
        .keyBy(Sale::shop)
        .window(hours())
        .aggregate("often")
        .as(Often.class)
        .set(Often::often, often)
        .set(Often::typical, typical)
        .build()
        .to(OFTEN);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    ProblemsException thrown =
        assertThrows(
            ProblemsException.class,
            () -> {
              Pipeline pipeline = Pipeline.named("many");
              ignore(pipeline.read(SALES).filter(" ", sale -> true));
              ignore(pipeline.plan());
            });
    assertThat(thrown.getMessage(), containsString("pipeline 'many' has 3 problems:\n  [MR-P007]"));
    assertThat(thrown.problems().size(), is(3));
  }

  @Test
  void aCalendarDayHasADate() {
    p(p -> daily(p, Window.calendarDays(ZoneOffset.UTC)));
  }

  @Test
  void thePageOfErrorsExplainsEveryCodeOfThePlan() throws IOException {
    Set<String> explained = new TreeSet<>();
    Pattern.compile("^## (MR-[AEFJKLPSTV]\\d+) \\S", Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("../docs/errors.md")))
        .results()
        .forEach(heading -> explained.add(heading.group(1)));
    Set<String> codes = new TreeSet<>();
    Arrays.stream(PlanCode.values()).forEach(code -> codes.add(code.code()));
    assertThat(explained, equalTo(codes));
    assertThat(EnumSet.allOf(PlanCode.class).size(), is(codes.size()));
  }

  private static List<ErrorCode> validated(Rules<Sale> rules) {
    return codes(p -> p.read(SALES).validate(rules).failOnInvalid().to(OUT));
  }

  private static List<ErrorCode> filtered(String condition, Rules<Sale> rules) {
    return codes(p -> p.read(SALES).filter(condition, rules).to(OUT));
  }

  private static List<ErrorCode> timed(Lateness lateness) {
    return codes(p -> p.read(SALES).timestamps(Sale::at, lateness).to(OUT));
  }

  private static List<ErrorCode> windowed(Window window) {
    return codes(p -> totals(events(p).keyBy(Sale::shop), window));
  }

  /** Each shop's hourly totals, where an author says what they hold. */
  private static List<ErrorCode> totalled(
      UnaryOperator<AggregateBuilder<String, Sale, Total>> say) {
    return codes(
        p ->
            say.apply(
                    events(p).keyBy(Sale::shop).window(hours()).aggregate("totals").as(Total.class))
                .build()
                .to(TOTALS));
  }

  private static Events<Sale> events(Pipeline pipeline) {
    return pipeline.read(SALES).timestamps(Sale::at, Lateness.none());
  }

  private static Window hours() {
    return Window.tumbling(Duration.ofHours(1));
  }

  private static void totals(KeyedEvents<?, Sale> keyed, Window window) {
    keyed
        .window(window)
        .aggregate("totals")
        .as(Total.class)
        .key(Total::shop, Sale::shop)
        .set(Total::amount, Aggregations.sum(Sale::amount))
        .build()
        .to(TOTALS);
  }

  private static void daily(Pipeline pipeline, Window window) {
    events(pipeline)
        .keyBy(Sale::shop)
        .window(window)
        .aggregate("daily")
        .as(Daily.class)
        .key(Daily::shop, Sale::shop)
        .day(Daily::day)
        .build()
        .to(Sink.of("daily", Daily.class));
  }

  private static void p(Consumer<Pipeline> define) {
    Pipeline pipeline = Pipeline.named("shop");
    define.accept(pipeline);
    assertThat(pipeline.plan().pipeline(), is("shop"));
  }
}
