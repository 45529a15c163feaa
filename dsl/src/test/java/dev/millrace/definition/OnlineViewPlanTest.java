package dev.millrace.definition;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.definition.Mistakes.codes;
import static dev.millrace.definition.Mistakes.problems;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Step;
import dev.millrace.record.CorruptDataException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What plan() says of features that are served. */
class OnlineViewPlanTest {
  record Order(String buyer, Instant at, double amount, String note) {}

  record Spend(double spend, long orders) {}

  private static final Source<Order> ORDERS = Source.of("orders", Order.class);

  private static FeatureView<String, Order, Spend> view(int version, int days) {
    return FeatureView.named("spend", version)
        .over(Order.class)
        .keyedBy(Order::buyer)
        .at(Order::at)
        .as(Spend.class)
        .set(Spend::spend, sum(Order::amount).over(Duration.ofDays(days)).orElse(0.0))
        .set(Spend::orders, count().over(Duration.ofDays(days)))
        .build();
  }

  private static final FeatureView<String, Order, Spend> SPEND = view(1, 30);
  private static final OnlineView<String, Spend> ONLINE = OnlineView.of("served", SPEND);

  private static Events<Order> orders(Pipeline pipeline) {
    return pipeline.read(ORDERS).timestamps(Order::at, Lateness.none());
  }

  private static Plan plan(FeatureView<String, Order, Spend> view) {
    Pipeline pipeline = Pipeline.named("shop");
    orders(pipeline).feature(view).to(OnlineView.of("served", view));
    return pipeline.plan();
  }

  @Test
  void aPipelineThatOnlyServesIsComplete() {
    Plan plan = plan(SPEND);
    assertThat(
        plan.steps().stream().map(Step::name).toList(),
        contains("read:orders", "timestamps:orders", "online:served", "write:served"));
    assertThat(plan.writes().get(0).isOnline(), is(true));
    assertThat(plan.describe(), containsString("states of spend@1 by buyer"));
    assertThat(plan.describe(), containsString("spend@1 in online:served: for PT720H"));
  }

  @Test
  void whatIsKeptComesFromWhatTheFeaturesRead() {
    Plan plan = plan(SPEND);
    assertThat(plan.lineage().origins("served", "key"), equalTo(Set.of("orders.buyer")));
    assertThat(plan.lineage().origins("served", "state"), equalTo(Set.of("orders.amount")));
  }

  @Test
  void anotherWindowIsAnotherStep() {
    assertThat(
        plan(view(1, 31)).fingerprints().get("online:served").definition(),
        not(equalTo(plan(SPEND).fingerprints().get("online:served").definition())));
  }

  @Test
  void aPortServesItsOwnViewAndNoOther() {
    assertThat(
        codes(p -> orders(p).feature(view(2, 30)).to(ONLINE)), hasItem(PlanCode.ONLINE_VIEW));
    assertThat(
        codes(p -> orders(p).feature(view(1, 31)).to(ONLINE)), hasItem(PlanCode.ONLINE_VIEW));
    assertThat(
        problems(p -> orders(p).feature(view(2, 30)).to(ONLINE)).get(0).toString(),
        containsString("It serves spend@1, and is given the features of spend@2"));
  }

  @Test
  void aPortIsFedOnce() {
    assertThat(
        codes(
            p -> {
              Events<Order> orders = orders(p);
              orders.feature(SPEND).to(ONLINE);
              orders.feature(SPEND).to(ONLINE);
            }),
        contains(PlanCode.DUPLICATE_STEP));
  }

  @Test
  void aNameIsThatOfASinkOrOfAnOnlineView() {
    assertThat(
        problems(
                p -> {
                  Events<Order> orders = orders(p);
                  orders.to(Sink.of("served", Order.class));
                  orders.feature(SPEND).to(ONLINE);
                })
            .toString(),
        containsString("The name 'served' is both a sink and an online view"));
  }

  @Test
  void twoViewsOfOneTitleAreAProblemAlsoWhereOneIsServed() {
    assertThat(
        codes(
            p -> {
              orders(p).feature(SPEND).to(ONLINE);
              orders(p).feature(view(1, 31)).to(OnlineView.of("other", view(1, 31)));
            }),
        contains(PlanCode.DUPLICATE_STEP, PlanCode.DUPLICATE_STEP, PlanCode.VIEW_TITLE));
  }

  @Test
  void portsAreEqualWhenTheyServeOneDefinition() {
    assertThat(OnlineView.of("served", view(1, 30)), equalTo(ONLINE));
    assertThat(OnlineView.of("served", SPEND.definition()), equalTo(ONLINE));
    assertThat(OnlineView.of("served", view(1, 31)), not(equalTo(ONLINE)));
    assertThat(OnlineView.of("other", SPEND), not(equalTo(ONLINE)));
    assertThrows(IllegalArgumentException.class, () -> OnlineView.of("Served", SPEND));
  }

  @Test
  void aStateOfAnotherVersionIsRefused() {
    byte[] none = {};
    KeyState state = new KeyState("spend@1", "f", none, none, none);
    assertThat(state.mustBeOf("spend@1", "f"), is(state));
    assertThrows(CorruptDataException.class, () -> state.mustBeOf("spend@1", "g"));
    assertThrows(CorruptDataException.class, () -> state.mustBeOf("spend@2", "f"));
  }
}
