package dev.millrace.definition;

import static dev.millrace.Aggregations.approxQuantile;
import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.rate;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.Aggregations.topK;
import static java.time.Duration.ofDays;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Feature;
import dev.millrace.FeatureView;
import dev.millrace.FeatureViewBuilder;
import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the definition of a feature view can get wrong, and what is said of it. */
class FeatureViewProblemsTest {
  record Order(
      String shop,
      @Nullable String city,
      double amount,
      long units,
      Instant at,
      @Nullable Instant loadedAt,
      @Nullable Long version,
      @Nullable ChangeKind kind) {}

  record One(long value) {}

  record Whole(int value) {}

  record Real(double value) {}

  record Maybe(@Nullable Double value) {}

  record Texts(List<String> value) {}

  record Three(double total, long orders, double mean) {}

  record Told(double total, FeatureStatus totalIs, FeatureStatus again) {}

  record ShopAndTown(String shop, String town) {}

  record Odd(Thread value) {}

  private static FeatureView.Timed<String, Order> orders() {
    return FeatureView.named("spend", 1).over(Order.class).keyedBy(Order::shop).at(Order::at);
  }

  private static List<Problem> problems(FeatureView<?, ?, ?> view) {
    return assertThrows(ProblemsException.class, view::definition).problems();
  }

  private static List<ErrorCode> codes(FeatureView<?, ?, ?> view) {
    return problems(view).stream().map(Problem::code).toList();
  }

  private static void accepted(FeatureView<?, ?, ?> view) {
    assertThat(view.definition().title(), is("spend@1"));
  }

  private static List<ErrorCode> one(Feature<Order, Long> feature) {
    return codes(orders().as(One.class).set(One::value, feature).build());
  }

  private static <F, V> List<ErrorCode> set(
      Class<F> type, Field<F, V> target, Feature<Order, V> feature) {
    return codes(orders().as(type).set(target, feature).build());
  }

  private static Feature<Order, Long> orderCount() {
    return count().over(ofDays(1)).where("any", (Order order) -> true);
  }

  @Test
  void allProblemsAreToldAtOnceByTheDefinitionAndByTheEvaluator() {
    FeatureView<String, Order, Three> view =
        FeatureView.named("Spend-of-shop", 0)
            .over(Order.class)
            .keyedBy(Order::shop)
            .at(order -> order.at())
            .ttl(Duration.ZERO)
            .as(Three.class)
            .set(Three::total, sum(Order::amount).over(Duration.ZERO))
            .build();

    List<ErrorCode> codes = codes(view);
    assertThat(
        codes,
        equalTo(
            List.of(
                PlanCode.VIEW_NAME,
                PlanCode.VIEW_NAME,
                PlanCode.NOT_A_COLUMN_LAMBDA,
                PlanCode.VIEW_WINDOW,
                PlanCode.VIEW_WINDOW,
                PlanCode.RESULT_MAY_BE_NULL,
                PlanCode.COMPONENT_NOT_SET,
                PlanCode.COMPONENT_NOT_SET)));
    ProblemsException thrown = assertThrows(ProblemsException.class, view::evaluator);
    assertThat(thrown.problems(), equalTo(problems(view)));
    assertThat(thrown.getMessage(), containsString("view 'Spend-of-shop@0' has 8 problems:\n"));
  }

  @Test
  void aProblemNamesTheViewItsLineAndTheComponentAndSaysWhatToWrite() {
    Problem problem =
        problems(
                orders()
                    .as(Real.class)
                    .set(Real::value, sum(Order::amount).over(ofDays(30)))
                    .build())
            .get(0);
    assertThat(problem.where(), containsString("view spend@1 (FeatureViewProblemsTest.java:"));
    assertThat(
        problem.toString(),
        allOf(
            containsString("[MR-A003]"),
            containsString("value = sum(amount) over PT720H may be null, and value may not"),
            containsString("a window in which no fact counts has no result"),
            containsString(".orElse(value), or make value @Nullable")));
  }

  @Test
  void aNameIsOfLowerCaseLettersAndAVersionCountsFromOne() {
    for (String name : List.of("", "Spend", "1spend", "spend-of", "spend of", "_spend")) {
      assertThat(name, named(name, 1), equalTo(List.of(PlanCode.VIEW_NAME)));
    }
    assertThat(named("spend", 0), equalTo(List.of(PlanCode.VIEW_NAME)));
    assertThat(
        FeatureView.named("spend_of_2", 3)
            .over(Order.class)
            .keyedBy(Order::shop)
            .at(Order::at)
            .as(One.class)
            .set(One::value, count().overAll())
            .build()
            .definition()
            .title(),
        is("spend_of_2@3"));
  }

  private static List<ErrorCode> named(String name, int version) {
    return codes(
        FeatureView.named(name, version)
            .over(Order.class)
            .keyedBy(Order::shop)
            .at(Order::at)
            .as(One.class)
            .set(One::value, count().overAll())
            .build());
  }

  @Test
  void aWindowHasALengthAndAnOffsetAndHopThatFitIt() {
    Duration tooLong = ofDays(3_700_000);
    List<Feature<Object, Long>> wrong =
        List.of(
            count().over(Duration.ZERO),
            count().over(Duration.ofNanos(999)),
            count().over(ofDays(-1)),
            count().over(tooLong),
            count().overLast(0),
            count().over(ofDays(1)).offset(ofDays(-1)),
            count().over(ofDays(1)).offset(tooLong),
            count().over(ofDays(1)).tail(ofDays(2)),
            count().over(ofDays(1)).tail(ofDays(-1)),
            count().over(ofDays(1)).tail(Duration.ZERO),
            count().overAll().tail(ofDays(1)),
            count().overLast(3).tail(ofDays(1)));
    for (Feature<Object, Long> feature : wrong) {
      assertThat(
          codes(orders().as(One.class).set(One::value, feature).build()),
          equalTo(List.of(PlanCode.VIEW_WINDOW)));
    }
    assertThat(
        codes(
            orders()
                .as(Real.class)
                .set(Real::value, rate(ofDays(1)).overAll().orElse(0.0))
                .build()),
        equalTo(List.of(PlanCode.VIEW_WINDOW)));
  }

  @Test
  void anOffsetIsShorterThanTheTtl() {
    Feature<Object, Long> feature = count().over(ofDays(1)).offset(ofDays(2));
    assertThat(
        codes(orders().ttl(ofDays(2)).as(One.class).set(One::value, feature).build()),
        equalTo(List.of(PlanCode.VIEW_WINDOW)));
    assertThat(
        orders().ttl(ofDays(3)).as(One.class).set(One::value, feature).build().definition().ttl(),
        equalTo(Duration.ofDays(3).toNanos() / 1_000));
  }

  @Test
  void aTtlIsPositiveAndFinite() {
    for (Duration ttl : List.of(Duration.ZERO, ofDays(-1), ofDays(3_700_000))) {
      assertThat(
          codes(orders().ttl(ttl).as(One.class).set(One::value, count().overAll()).build()),
          equalTo(List.of(PlanCode.VIEW_WINDOW)));
    }
  }

  @Test
  void whatPutsAFactInItsPlaceIsNeverNull() {
    FeatureView.Timed<String, Order> timed =
        FeatureView.named("spend", 1)
            .over(Order.class)
            .keyedBy(Order::shop)
            .at(Order::loadedAt)
            .availableAt(Order::loadedAt)
            .sequencedBy(Order::version)
            .changedBy(Order::kind);
    List<Problem> problems =
        problems(timed.as(One.class).set(One::value, count().overAll()).build());
    assertThat(
        problems.stream().map(Problem::code).distinct().toList(),
        equalTo(List.of(PlanCode.VIEW_COLUMN)));
    assertThat(
        problems.stream().map(Problem::what).toList(),
        equalTo(
            List.of(
                "The event time loadedAt may be null",
                "The availability loadedAt may be null",
                "The sequence version may be null",
                "The kind of change kind may be null")));
  }

  @Test
  void nothingIsKnownBeforeItHappens() {
    assertThat(
        codes(
            orders()
                .availableAfter(Duration.ofSeconds(-1))
                .as(One.class)
                .set(One::value, count().overAll())
                .build()),
        equalTo(List.of(PlanCode.VIEW_COLUMN)));
  }

  @Test
  void aViewHasSixtyFourConditionsAndOneFunctionIsOneCondition() {
    assertThat(conditions(65, true), hasItem(PlanCode.VIEW_CONDITIONS));
    assertThat(conditions(64, true), not(hasItem(PlanCode.VIEW_CONDITIONS)));
    assertThat(conditions(65, false), not(hasItem(PlanCode.VIEW_CONDITIONS)));
  }

  /** One component that is set again and again, which is a problem of its own. */
  private static List<ErrorCode> conditions(int number, boolean eachOfItsOwn) {
    Fn<Order, Boolean> shared = order -> order.amount() > 100;
    FeatureViewBuilder<String, Order, One> builder = orders().as(One.class);
    for (int i = 0; i < number; i++) {
      long least = i;
      Fn<Order, Boolean> own = order -> order.units() >= least;
      builder = builder.set(One::value, count().overAll().where("c", eachOfItsOwn ? own : shared));
    }
    return codes(builder.build());
  }

  @Test
  void aDerivedFeatureIsMadeOfFeaturesThatAreSetBeforeIt() {
    assertThat(
        codes(
            orders()
                .as(Three.class)
                .derive("mean", Three::mean, Three::total, Three::orders, (t, n) -> t / n)
                .set(Three::total, sum(Order::amount).overAll().orElse(0.0))
                .set(Three::orders, count().overAll())
                .build()),
        equalTo(List.of(PlanCode.DERIVED_TOO_EARLY, PlanCode.DERIVED_TOO_EARLY)));
    assertThat(
        codes(
            orders()
                .as(Three.class)
                .set(Three::total, sum(Order::amount).overAll().orElse(0.0))
                .set(Three::orders, count().overAll())
                .derive("itself", Three::mean, Three::mean, Three::total, (m, t) -> t)
                .build()),
        equalTo(List.of(PlanCode.DERIVED_TOO_EARLY)));
  }

  @Test
  void aStatusIsThatOfAFeatureAndNothingIsMadeOfIt() {
    assertThat(
        codes(
            orders()
                .as(Told.class)
                .status(Told::totalIs, Told::total)
                .set(Told::total, sum(Order::amount).overAll().orElse(0.0))
                .status(Told::again, Told::total)
                .build()),
        equalTo(List.of(PlanCode.DERIVED_TOO_EARLY)));
    List<Problem> problems =
        problems(
            orders()
                .as(Told.class)
                .set(Told::total, sum(Order::amount).overAll().orElse(0.0))
                .status(Told::totalIs, Told::total)
                .status(Told::again, Told::totalIs)
                .build());
    assertThat(problems.get(0).code(), is(PlanCode.DERIVED_TOO_EARLY));
    assertThat(problems.get(0).what(), is("totalIs is a status, and used as a feature"));
    assertThat(
        codes(
            orders()
                .as(Told.class)
                .set(Told::total, sum(Order::amount).overAll().orElse(0.0))
                .status(Told::totalIs, Told::total)
                .derive("again", Told::again, Told::totalIs, Told::total, (is, total) -> is)
                .build()),
        equalTo(List.of(PlanCode.DERIVED_TOO_EARLY)));
  }

  @Test
  void aComponentIsSetOnce() {
    assertThat(
        codes(
            orders()
                .as(One.class)
                .set(One::value, count().overAll())
                .set(One::value, count().over(ofDays(1)))
                .build()),
        equalTo(List.of(PlanCode.COMPONENT_SET_TWICE)));
    assertThat(
        problems(orders().as(One.class).build()).get(0).what(), is("One.value is never set"));
    assertThat(
        codes(
            orders()
                .as(Three.class)
                .set(Three::total, sum(Order::amount).overAll().orElse(0.0))
                .set(Three::orders, count().overAll())
                .derive("mean", Three::orders, Three::orders, Three::orders, (n, m) -> n)
                .build()),
        equalTo(List.of(PlanCode.COMPONENT_SET_TWICE, PlanCode.COMPONENT_NOT_SET)));
  }

  @Test
  void whatMayBeNullHasAComponentThatMayBe() {
    assertThat(
        set(Real.class, Real::value, max(Order::amount).over(ofDays(1))),
        equalTo(List.of(PlanCode.RESULT_MAY_BE_NULL)));
    assertThat(
        codes(
            orders()
                .as(One.class)
                .set(One::value, sinceLast().overAll().then("days", Duration::toDays))
                .build()),
        equalTo(List.of(PlanCode.RESULT_MAY_BE_NULL)));
    record Ratio(@Nullable Double largest, long orders, double part) {}
    assertThat(
        codes(
            orders()
                .as(Ratio.class)
                .set(Ratio::largest, max(Order::amount).overAll())
                .set(Ratio::orders, count().overAll())
                .derive("part", Ratio::part, Ratio::largest, Ratio::orders, (l, n) -> l / n)
                .build()),
        equalTo(List.of(PlanCode.RESULT_MAY_BE_NULL)));
    accepted(
        orders().as(Maybe.class).set(Maybe::value, max(Order::amount).over(ofDays(1))).build());
  }

  @Test
  void functionsThatJavacAcceptsForACommonSupertypeAreAskedWhatTheyGive() {
    List<Problem> days =
        problems(
            orders()
                .as(Whole.class)
                .set(
                    Whole::value,
                    sinceLast().overAll().orElse(Duration.ZERO).then("days", Duration::toDays))
                .build());
    assertThat(days.get(0).code(), is(PlanCode.COMPONENT_TYPE));
    assertThat(
        days.get(0).what(),
        is(
            "value is int, but value = sinceLast() over all or else PT0S then \"days\" gives"
                + " Long"));
    assertThat(
        codes(
            orders()
                .as(Three.class)
                .set(Three::total, sum(Order::amount).overAll().orElse(0.0))
                .set(Three::orders, count().overAll())
                .derive("twice", Three::mean, Three::orders, Three::orders, (a, b) -> a + b)
                .build()),
        equalTo(List.of(PlanCode.COMPONENT_TYPE)));
    Feature<Order, Number> number = widened(sum(Order::amount).over(ofDays(1)));
    assertThat(
        codes(orders().as(Real.class).set(Real::value, number.orElse(7)).build()),
        equalTo(List.of(PlanCode.COMPONENT_TYPE)));
  }

  @SuppressWarnings("unchecked") // what javac lets through in other ways
  private static Feature<Order, Number> widened(Feature<Order, ? extends Number> feature) {
    return (Feature<Order, Number>) feature;
  }

  @Test
  void whatAFunctionDoesNotTellIsTaken() {
    Fn<Long, Long> generic = same();
    accepted(orders().as(One.class).set(One::value, orderCount().then("same", generic)).build());
    accepted(
        orders()
            .as(Whole.class)
            .set(Whole::value, orderCount().then("int", Long::intValue))
            .build());
  }

  private static <A> Fn<A, A> same() {
    return value -> value;
  }

  @Test
  void aFeatureIsOfItsComponentsType() {
    Problem problem =
        problems(orders().as(Texts.class).set(Texts::value, numbersForTexts()).build()).get(0);
    assertThat(problem.code(), is(PlanCode.COMPONENT_TYPE));
    assertThat(
        problem.what(),
        is("value is List<String>, but value = topK(amount, 2) over all gives List<Double>"));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // what javac lets through in other ways
  private static Feature<Order, List<String>> numbersForTexts() {
    return (Feature) topK(Order::amount, 2).overAll();
  }

  @Test
  void parametersAreInTheirRanges() {
    assertThat(
        set(Texts.class, Texts::value, topK(Order::shop, 0).overAll().orElse(List.of())),
        equalTo(List.of(PlanCode.PARAMETER_RANGE)));
    assertThat(
        set(Real.class, Real::value, approxQuantile(Order::amount, 50).overAll().orElse(0.0)),
        equalTo(List.of(PlanCode.PARAMETER_RANGE)));
    assertThat(
        codes(
            orders()
                .as(Real.class)
                .set(Real::value, rate(Duration.ZERO).over(ofDays(1)).orElse(0.0))
                .build()),
        equalTo(List.of(PlanCode.PARAMETER_RANGE)));
  }

  @Test
  void conditionsAndFunctionsHaveNames() {
    assertThat(
        one(count().overAll().where(" ", (Order order) -> true)),
        equalTo(List.of(PlanCode.EMPTY_NAME)));
    assertThat(one(orderCount().then("", n -> n)), equalTo(List.of(PlanCode.EMPTY_NAME)));
    assertThat(
        codes(
            orders()
                .as(Three.class)
                .set(Three::total, sum(Order::amount).overAll().orElse(0.0))
                .set(Three::orders, count().overAll())
                .derive("", Three::mean, Three::total, Three::orders, (t, n) -> t / n)
                .build()),
        equalTo(List.of(PlanCode.EMPTY_NAME)));
  }

  @Test
  void whereAColumnIsWantedNothingElseWillDo() {
    Field<One, Long> lambda = row -> row.value();
    assertThat(
        codes(orders().as(One.class).set(lambda, count().overAll()).build()),
        equalTo(List.of(PlanCode.NOT_A_COLUMN_LAMBDA, PlanCode.COMPONENT_NOT_SET)));
    assertThat(
        set(Maybe.class, Maybe::value, max((Order order) -> order.amount()).overAll()),
        equalTo(List.of(PlanCode.NOT_A_COLUMN_LAMBDA)));
    assertThat(
        codes(
            FeatureView.named("spend", 1)
                .over(Order.class)
                .keyedBy(order -> order.shop())
                .at(order -> order.at())
                .identifiedBy(order -> order.units())
                .sequencedBy(order -> order.units())
                .availableAt(order -> order.at())
                .as(One.class)
                .set(One::value, count().overAll())
                .build()),
        equalTo(Collections.nCopies(5, PlanCode.NOT_A_COLUMN_LAMBDA)));
  }

  @Test
  void aKeyHasOneEncodingAndItsRecordFitsTheFacts() {
    assertThat(
        codes(
            FeatureView.named("spend", 1)
                .over(Order.class)
                .keyedBy(Order::amount)
                .at(Order::at)
                .as(One.class)
                .set(One::value, count().overAll())
                .build()),
        equalTo(List.of(PlanCode.KEY_NOT_DETERMINISTIC)));
    assertThat(
        codes(
            FeatureView.named("spend", 1)
                .over(Order.class)
                .keyedBy(ShopAndTown.class)
                .at(Order::at)
                .as(One.class)
                .set(One::value, count().overAll())
                .build()),
        equalTo(List.of(PlanCode.KEY_NOT_BOUND)));
  }

  @Test
  void factsAndFeaturesAreTypesThatCanBeRows() {
    List<ErrorCode> facts =
        codes(
            FeatureView.named("odd", 1)
                .over(Odd.class)
                .keyedBy(Odd::value)
                .at(odd -> Instant.EPOCH)
                .as(One.class)
                .set(One::value, count().overAll())
                .build());
    assertThat(facts, equalTo(List.of(PlanCode.SHAPE_UNSUPPORTED)));
    assertThat(codes(orders().as(Odd.class).build()), equalTo(List.of(PlanCode.SHAPE_UNSUPPORTED)));
  }
}
