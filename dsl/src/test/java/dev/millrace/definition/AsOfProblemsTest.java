package dev.millrace.definition;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.definition.Mistakes.codes;
import static dev.millrace.definition.Mistakes.ignore;
import static dev.millrace.definition.Mistakes.problems;
import static java.time.Duration.ofDays;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.AsOf;
import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.record.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an as-of join and the views it asks can get wrong, and what plan() says of it. */
class AsOfProblemsTest {
  record Order(String shop, int till, double amount, Instant at, Instant paidAt, ChangeKind kind) {}

  record Label(String shop, long till, boolean again, Instant at) {}

  record Spend(double spend30d, @Nullable Double largest) {}

  record Orders(long orders, Instant at) {}

  record Row(String shop, boolean again, double spend30d) {}

  record ShopAndTill(String shop, int till) {}

  record Money(long cents) {}

  record Largest(Money largest) {}

  record Priced(String shop, Instant at, Money price) {}

  record Total(String shop, Instant to, double amount) {}

  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Source<Label> LABELS = Source.of("labels", Label.class);
  static final Source<Label> DERIVED = LABELS.derivedFrom(ORDERS);
  static final Sink<Row> OUT = Sink.of("out", Row.class);

  static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::shop)
          .at(Order::at)
          .as(Spend.class)
          .set(Spend::spend30d, sum(Order::amount).over(ofDays(30)).orElse(0.0))
          .set(Spend::largest, max(Order::amount).overAll())
          .build();

  static final FeatureView<Integer, Order, Orders> BY_TILL =
      FeatureView.named("orders", 2)
          .over(Order.class)
          .keyedBy(Order::till)
          .at(Order::at)
          .as(Orders.class)
          .set(Orders::orders, count().overAll())
          .set(Orders::at, last(Order::at).overAll().orElse(Instant.EPOCH))
          .build();

  private static Events<Order> orders(Pipeline p) {
    return p.read(ORDERS).timestamps(Order::at, Lateness.none());
  }

  private static Events<Label> labels(Pipeline p, Source<Label> source) {
    return p.read(source).timestamps(Label::at, Lateness.none());
  }

  /** Labels of a source of their own, or derived from the orders, with the spend of their shop. */
  private static List<Problem> asked(
      Source<Label> source, Function<AsOf<Label>, AsOf<Label>> bound) {
    return problems(
        p ->
            bound
                .apply(labels(p, source).asOf(Label::shop, orders(p).feature(SPEND)))
                .as(Row.class)
                .build()
                .to(OUT));
  }

  /** Without the join, neither its rows nor its facts lead to a sink. */
  private static List<ErrorCode> withWhatFollows(ErrorCode... codes) {
    List<ErrorCode> all = new ArrayList<>(List.of(codes));
    all.addAll(List.of(PlanCode.NO_SINK, PlanCode.LEADS_NOWHERE, PlanCode.LEADS_NOWHERE));
    return all;
  }

  @Test
  void rowsDerivedFromTheFactsMustChooseABound() {
    Problem problem = asked(DERIVED, asOf -> asOf).get(0);
    assertThat(problem.code(), is(PlanCode.LEAKAGE));
    assertThat(problem.where(), containsString("asOf:labels (AsOfProblemsTest.java:"));
    assertThat(
        problem.what(),
        is(
            "The rows and the facts of spend@1 both come from orders, and nobody said which facts a"
                + " row may see"));
    assertThat(problem.fix(), allOf(containsString(".before()"), not(containsString("Self"))));
  }

  @Test
  void derivationIsSeenThroughOtherSources() {
    Source<Label> first = Source.of("first", Label.class).derivedFrom(ORDERS);
    Source<Label> second = Source.of("second", Label.class).derivedFrom(first);
    assertThat(asked(second, asOf -> asOf).get(0).code(), is(PlanCode.LEAKAGE));
  }

  @Test
  void leakageIsSeenThroughJoinsAndAggregates() {
    assertThat(
        codes(
            p -> {
              Events<Order> orders = orders(p);
              Events<Label> joined =
                  labels(p, LABELS)
                      .keyBy(Label::shop)
                      .window(Window.tumbling(ofDays(1)))
                      .join("bought", orders.keyBy(Order::shop))
                      .inner(Label.class, (label, order) -> label);
              joined.asOf(Label::shop, orders.feature(SPEND)).as(Row.class).build().to(OUT);
            }),
        equalTo(List.of(PlanCode.LEAKAGE)));
    record TotalRow(String shop, double amount, double spend30d) {}
    assertThat(
        codes(
            p -> {
              Events<Order> orders = orders(p);
              totals(orders)
                  .asOf(Total::shop, orders.feature(SPEND))
                  .as(TotalRow.class)
                  .build()
                  .to(Sink.of("totals", TotalRow.class));
            }),
        equalTo(List.of(PlanCode.LEAKAGE)));
  }

  private static Events<Total> totals(Events<Order> orders) {
    return orders
        .keyBy(Order::shop)
        .window(Window.tumbling(ofDays(1)))
        .aggregate("totals")
        .as(Total.class)
        .key(Total::shop, Order::shop)
        .end(Total::to)
        .set(Total::amount, sum(Order::amount))
        .build();
  }

  @Test
  void beforeItselfIsForRowsOfTheFacts() {
    assertThat(asked(DERIVED, AsOf::beforeSelf).get(0).code(), is(PlanCode.NOT_SELF));
    assertThat(asked(LABELS, AsOf::includeSelf).get(0).code(), is(PlanCode.NOT_SELF));
    Problem problem = ofSelves((orders, large) -> ofOrders(large, orders, asOf -> asOf)).get(0);
    assertThat(problem.fix(), containsString(".beforeSelf() or .includeSelf()"));
    assertThat(
        ofSelves((orders, large) -> ofOrders(large.map(order -> order), orders, AsOf::beforeSelf))
            .get(0)
            .code(),
        is(PlanCode.NOT_SELF));
    assertThat(
        codes(
            p -> {
              Events<Order> orders = orders(p);
              Events<Order> more =
                  p.read(Source.of("more", Order.class)).timestamps(Order::at, Lateness.none());
              ofOrders(orders.union(more), orders, AsOf::beforeSelf);
            }),
        equalTo(List.of(PlanCode.NOT_SELF)));
  }

  private static List<Problem> ofSelves(BiConsumer<Events<Order>, Events<Order>> join) {
    return problems(
        p -> {
          Events<Order> orders = orders(p);
          join.accept(orders, orders.filter("large", order -> order.amount() > 9));
        });
  }

  private static void ofOrders(
      Events<Order> asking, Events<Order> facts, Function<AsOf<Order>, AsOf<Order>> bound) {
    record OrderRow(String shop, double spend30d) {}
    bound
        .apply(asking.asOf(Order::shop, facts.feature(SPEND)))
        .as(OrderRow.class)
        .build()
        .to(Sink.of("rows", OrderRow.class));
  }

  @Test
  void allViewsAreLookedAtAtOnce() {
    record Both(String shop, double spend30d, long orders, String town) {}
    List<Problem> problems =
        problems(
            p -> {
              Events<Order> orders = orders(p);
              labels(p, DERIVED)
                  .asOf(Label::shop, orders.feature(SPEND))
                  .asOf(widened(), orders.feature(BY_TILL))
                  .as(Both.class)
                  .build()
                  .to(Sink.of("both", Both.class));
            });
    assertThat(
        problems.stream().map(Problem::code).toList(),
        equalTo(
            withWhatFollows(
                PlanCode.COMPONENT_NOT_SET,
                PlanCode.LEAKAGE,
                PlanCode.LEAKAGE,
                PlanCode.VIEW_KEY_TYPE)));
    assertThat(
        problems.get(0).fix(),
        is(
            "name it as in Label(shop: String, till: long, again: boolean, at: Instant)"
                + " or Spend(spend30d: double, largest: Double?)"
                + " or Orders(orders: long, at: Instant), or add .set(Both::town, features, ..)"));
    assertThat(problems.get(1).what(), containsString("spend@1"));
    assertThat(problems.get(2).what(), containsString("orders@2"));
    assertThat(problems.get(3).what(), is("The key till is of another type than that of orders@2"));
  }

  /** A long, where the view's key is an int: what javac lets through in other ways. */
  @SuppressWarnings("unchecked")
  private static Field<Label, Integer> widened() {
    Field<Label, Long> till = Label::till;
    return (Field<Label, Integer>) (Field<Label, ?>) till;
  }

  @Test
  void aKeyRecordFitsTheAskingRowsAndTheView() {
    FeatureView<ShopAndTill, Order, Orders> view =
        FeatureView.named("orders", 1)
            .over(Order.class)
            .keyedBy(ShopAndTill.class)
            .at(Order::at)
            .as(Orders.class)
            .set(Orders::orders, count().overAll())
            .set(Orders::at, last(Order::at).overAll().orElse(Instant.EPOCH))
            .build();
    record Counted(String shop, long orders) {}
    assertThat(
        codes(
            p ->
                labels(p, LABELS)
                    .asOf(ShopAndTill.class, orders(p).feature(view))
                    .as(Counted.class)
                    .build()
                    .to(Sink.of("counted", Counted.class))),
        equalTo(withWhatFollows(PlanCode.KEY_NOT_BOUND)));
  }

  @Test
  void aViewThatIsWrongIsToldOnceHoweverOftenItIsFed() {
    FeatureView<String, Order, Spend> wrong =
        FeatureView.named("spend", 1)
            .over(Order.class)
            .keyedBy(Order::shop)
            .at(Order::at)
            .as(Spend.class)
            .set(Spend::spend30d, sum(Order::amount).over(Duration.ZERO).orElse(0.0))
            .build();
    List<Problem> problems =
        problems(
            p -> {
              Events<Order> orders = orders(p);
              labels(p, DERIVED)
                  .asOf(Label::shop, orders.feature(wrong))
                  .asOf(Label::shop, orders.feature(wrong))
                  .closed()
                  .as(Row.class)
                  .build()
                  .to(OUT);
            });
    assertThat(
        problems.stream().map(Problem::code).toList(),
        equalTo(
            withWhatFollows(PlanCode.VIEW_WINDOW, PlanCode.COMPONENT_NOT_SET, PlanCode.LEAKAGE)));
  }

  @Test
  void aComponentThatSeveralColumnsCouldSetIsSet() {
    record Timed(String shop, long orders, Instant at) {}
    List<Problem> problems =
        problems(
            p -> {
              Features<Integer, Orders> features = orders(p).feature(BY_TILL);
              p.read(Source.of("tills", Order.class))
                  .timestamps(Order::at, Lateness.none())
                  .asOf(Order::till, features)
                  .as(Timed.class)
                  .build()
                  .to(Sink.of("timed", Timed.class));
            });
    assertThat(
        problems.stream().map(Problem::code).toList(),
        equalTo(List.of(PlanCode.COMPONENT_AMBIGUOUS)));
    assertThat(problems.get(0).what(), is("Timed.at could be of Order or of orders@2"));
  }

  @Test
  void aComponentIsSetOnceByWhatWasAskedForAndFits() {
    record Odd(String shop, long spend30d, double largest) {}
    List<Problem> problems =
        problems(
            p -> {
              Features<String, Spend> spend = orders(p).feature(SPEND);
              labels(p, LABELS)
                  .asOf(Label::shop, spend)
                  .as(Odd.class)
                  .set(Odd::shop, Label::shop)
                  .set(Odd::shop, Label::shop)
                  .build()
                  .to(Sink.of("odd", Odd.class));
            });
    assertThat(
        problems.stream().map(Problem::code).toList(),
        equalTo(
            List.of(
                PlanCode.COMPONENT_SET_TWICE,
                PlanCode.COMPONENT_TYPE,
                PlanCode.RESULT_MAY_BE_NULL)));
    assertThat(problems.get(1).what(), is("spend30d is long, and spend@1.spend30d is double"));
    assertThat(problems.get(2).what(), is("spend@1.largest may be null, and largest may not"));
  }

  @Test
  void featuresAreSetThatWereAskedForAndOnlyOnce() {
    assertThat(
        codes(
            p -> {
              Events<Order> orders = orders(p);
              Features<String, Spend> other = orders.feature(SPEND);
              labels(p, LABELS)
                  .asOf(Label::shop, orders.feature(SPEND))
                  .as(Row.class)
                  .set(Row::spend30d, other, Spend::spend30d)
                  .build()
                  .to(OUT);
            }),
        equalTo(List.of(PlanCode.COMPONENT_NOT_SET, PlanCode.UNFINISHED)));
    assertThat(
        codes(
            p -> {
              Features<String, Spend> spend = orders(p).feature(SPEND);
              labels(p, LABELS)
                  .asOf(Label::shop, spend)
                  .asOf(Label::shop, spend)
                  .as(Row.class)
                  .set(Row::spend30d, spend, Spend::spend30d)
                  .build()
                  .to(OUT);
            }),
        equalTo(List.of(PlanCode.VIEW_TWICE)));
  }

  @Test
  void featuresHaveOneBound() {
    assertThat(
        codes(
            p ->
                labels(p, LABELS)
                    .asOf(Label::shop, orders(p).feature(SPEND))
                    .closed()
                    .before()
                    .as(Row.class)
                    .build()
                    .to(OUT)),
        equalTo(List.of(PlanCode.BOUND_TWICE)));
  }

  @Test
  void factsAndChangesAreNotTakenForEachOther() {
    FeatureView<String, Order, Spend> changed =
        FeatureView.named("spend", 1)
            .over(Order.class)
            .keyedBy(Order::shop)
            .at(Order::at)
            .changedBy(Order::kind)
            .as(Spend.class)
            .set(Spend::spend30d, sum(Order::amount).over(ofDays(30)).orElse(0.0))
            .set(Spend::largest, max(Order::amount).overAll())
            .build();
    assertThat(
        fed(orders -> orders.feature(changed)),
        equalTo("The view is changed by kind, and is given facts"));
    assertThat(
        fed(orders -> orders.changes(Order::kind).feature(SPEND)),
        equalTo("The view takes facts, and is given changes"));
  }

  private static String fed(Function<Events<Order>, Features<String, Spend>> feed) {
    List<Problem> problems =
        problems(
            p ->
                labels(p, LABELS)
                    .asOf(Label::shop, feed.apply(orders(p)))
                    .as(Row.class)
                    .build()
                    .to(OUT));
    assertThat(
        problems.stream().map(Problem::code).toList(), equalTo(List.of(PlanCode.VIEW_CHANGES)));
    return problems.get(0).what();
  }

  @Test
  void aViewGoesByTheTimeOfItsEvents() {
    FeatureView<String, Total, Spend> ofTotals =
        FeatureView.named("spend", 1)
            .over(Total.class)
            .keyedBy(Total::shop)
            .at(Total::to)
            .as(Spend.class)
            .set(Spend::spend30d, sum(Total::amount).over(ofDays(30)).orElse(0.0))
            .set(Spend::largest, max(Total::amount).overAll())
            .build();
    List<Problem> problems =
        problems(
            p -> {
              Events<Order> byPayment = p.read(ORDERS).timestamps(Order::paidAt, Lateness.none());
              Events<Order> more =
                  p.read(Source.of("more", Order.class)).timestamps(Order::at, Lateness.none());
              Features<String, Spend> spend =
                  byPayment.filter("large", order -> order.amount() > 9).union(more).feature(SPEND);
              labels(p, LABELS).asOf(Label::shop, spend).as(Row.class).build().to(OUT);
              labels(p, Source.of("others", Label.class).derivedFrom(LABELS))
                  .asOf(Label::shop, totals(more).feature(ofTotals))
                  .as(Row.class)
                  .build()
                  .to(Sink.of("others-out", Row.class));
            });
    assertThat(
        problems.stream().map(Problem::what).toList(),
        equalTo(
            List.of(
                "The view's time is at, and that of the facts is paidAt",
                "The view's time is to, and that of the facts is the last microsecond of a window",
                "It asks spend@1, and another view has this name and version")));
    assertThat(
        problems.stream().map(Problem::code).toList(),
        equalTo(List.of(PlanCode.VIEW_TIME, PlanCode.VIEW_TIME, PlanCode.VIEW_TITLE)));
  }

  @Test
  void aSentenceThatIsBegunIsFinished() {
    assertThat(
        unfinished(p -> orders(p).feature(SPEND)), containsString("feature:spend@1 (AsOfProb"));
    assertThat(
        unfinished(p -> orders(p).changes(Order::kind)),
        containsString("changes:orders (AsOfProb"));
    assertThat(
        unfinished(p -> labels(p, LABELS).asOf(Label::shop, orders(p).feature(SPEND))),
        containsString("asOf:labels (AsOfProb"));
    assertThat(
        unfinished(
            p -> labels(p, LABELS).asOf(Label::shop, orders(p).feature(SPEND)).as(Row.class)),
        containsString("asOf:labels (AsOfProb"));
  }

  private static String unfinished(Function<Pipeline, Object> begin) {
    Problem problem =
        problems(
                p -> {
                  ignore(begin.apply(p));
                  p.read(Source.of("rows", Row.class)).to(OUT);
                })
            .get(0);
    assertThat(problem.code(), is(PlanCode.UNFINISHED));
    return problem.where();
  }

  @Test
  void whatAViewHoldsCanBeSent() {
    Object shop = new Object();
    FeatureView<String, Priced, Largest> view =
        FeatureView.named("prices", 1)
            .over(Priced.class)
            .keyedBy(Priced::shop)
            .at(Priced::at)
            .as(Largest.class)
            .set(
                Largest::largest,
                last(Priced::price)
                    .overAll()
                    .where("of the shop", (Priced priced) -> priced.shop().equals(shop))
                    .orElse(new Money(1)))
            .build();
    record PriceRow(String shop, Money largest) {}
    List<Problem> problems =
        problems(
            p ->
                labels(p, LABELS)
                    .asOf(
                        Label::shop,
                        p.read(Source.of("prices", Priced.class))
                            .timestamps(Priced::at, Lateness.none())
                            .feature(view))
                    .as(PriceRow.class)
                    .build()
                    .to(Sink.of("priced", PriceRow.class)));
    assertThat(
        problems.stream().map(Problem::code).toList(),
        equalTo(Collections.nCopies(2, PlanCode.CAPTURE_NOT_SERIALISABLE)));
    assertThat(
        problems.get(0).what(),
        containsString("The function of prices@1 largest where \"of the shop\" captures"));
    assertThat(problems.get(1).what(), containsString("The orElse of largest in prices@1 holds"));
  }

  @Test
  void viewsAndRowsAreOfOnePipeline() {
    Pipeline other = Pipeline.named("other");
    List<ErrorCode> codes =
        codes(
            p ->
                labels(p, LABELS)
                    .asOf(Label::shop, orders(other).feature(SPEND))
                    .as(Row.class)
                    .build()
                    .to(OUT));
    assertThat(codes.get(0), is(PlanCode.OTHER_PIPELINE));
  }

  @Test
  void columnsAndTypesAreToldAsEverywhere() {
    record OddRow(Thread shop) {}
    assertThat(
        codes(
            p ->
                labels(p, LABELS)
                    .asOf(label -> label.shop(), orders(p).feature(SPEND))
                    .as(OddRow.class)
                    .build()
                    .to(Sink.of("odd", OddRow.class))),
        equalTo(withWhatFollows(PlanCode.NOT_A_COLUMN_LAMBDA, PlanCode.SHAPE_UNSUPPORTED)));
    assertThat(
        codes(
            p -> {
              Features<String, Spend> spend = orders(p).feature(SPEND);
              labels(p, LABELS)
                  .asOf(Label::shop, spend)
                  .as(Row.class)
                  .set(row -> row.spend30d(), spend, Spend::spend30d)
                  .set(Row::spend30d, spend, features -> features.spend30d())
                  .build()
                  .to(OUT);
            }),
        equalTo(Collections.nCopies(2, PlanCode.NOT_A_COLUMN_LAMBDA)));
  }
}
