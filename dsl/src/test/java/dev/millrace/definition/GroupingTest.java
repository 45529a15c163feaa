package dev.millrace.definition;

import static dev.millrace.definition.Mistakes.codes;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.KeyedEvents;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Joins, sessions and deduplication as a plan. */
class GroupingTest {
  record Order(String id, String customer, @Nullable String coupon, Instant at, double amount) {}

  record Click(String customer, @Nullable String coupon, int page, Instant at) {}

  record Both(String customer, double amount, int page) {}

  record Visit(String customer, Instant from, Instant to, long clicks) {}

  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Source<Click> CLICKS = Source.of("clicks", Click.class);
  static final Sink<Both> BOTH = Sink.of("both", Both.class);
  static final Sink<Visit> VISITS = Sink.of("visits", Visit.class);
  static final Sink<Order> ONCE = Sink.of("once", Order.class);
  static final Window FIVE_MINUTES = Window.tumbling(Duration.ofMinutes(5));

  @Test
  void aPlanSaysWhatIsJoinedDeduplicatedAndCutIntoSessions() {
    Plan plan =
        plan(
            p -> {
              Events<Click> clicks = clicks(p);
              orders(p)
                  .keyBy(Order::id)
                  .deduplicate("orders", Duration.ofHours(1))
                  .keyBy(Order::customer)
                  .window(FIVE_MINUTES)
                  .join("orders-with-clicks", clicks.keyBy(Click::customer))
                  .inner(Both.class, GroupingTest::both)
                  .to(BOTH);
              visits(clicks, Window.sessions(Duration.ofMinutes(30)));
            });

    assertThat(
        plan.describe(),
        containsString(
            """
            deduplicate:orders <- timestamps:orders
                deduplicate by id
                horizon PT1H
            """));
    assertThat(
        plan.describe(),
        containsString(
            """
            join:orders-with-clicks <- deduplicate:orders, timestamps:clicks
                inner join by customer = customer
                tumbling PT5M
                to Both(customer: String, amount: double, page: int)
            """));
    assertThat(plan.describe(), containsString("    sessions with a gap of PT30M\n"));
    assertThat(
        plan.lineage().origins("both", "page"),
        equalTo(
            Set.of(
                "clicks.* via join:orders-with-clicks", "orders.* via join:orders-with-clicks")));
    assertThat(plan.fingerprints().get("join:orders-with-clicks").code().isEmpty(), is(false));
  }

  @Test
  void keysThatMayBeNullAreNotPairedOrDropped() {
    assertThat(
        codes(
            p ->
                pairs(
                    orders(p).keyBy(Order::coupon), FIVE_MINUTES, clicks(p).keyBy(Click::coupon))),
        equalTo(List.of(PlanCode.KEY_MAY_BE_NULL, PlanCode.KEY_MAY_BE_NULL)));
    assertThat(
        codes(p -> orders(p).keyBy(Order::coupon).deduplicate("x", Duration.ofHours(1)).to(ONCE)),
        equalTo(List.of(PlanCode.KEY_MAY_BE_NULL)));
  }

  @Test
  void aNotNullRuleBeforeTheKeyIsAPromiseAlsoThroughDeduplication() {
    plan(
        p ->
            p.read(ORDERS)
                .validate(Rules.on(Order.class).notNull(Order::coupon))
                .dropInvalid()
                .timestamps(Order::at, Lateness.none())
                .keyBy(Order::id)
                .deduplicate("by-id", Duration.ofHours(1))
                .keyBy(Order::coupon)
                .deduplicate("by-coupon", Duration.ofHours(1))
                .to(ONCE));
  }

  @Test
  void horizonsGapsAndWindowsOfJoinsMustBePossible() {
    assertThat(
        codes(p -> orders(p).keyBy(Order::id).deduplicate("x", Duration.ZERO).to(ONCE)),
        equalTo(List.of(PlanCode.HORIZON)));
    assertThat(
        codes(p -> visits(clicks(p), Window.sessions(Duration.ofNanos(1)))),
        equalTo(List.of(PlanCode.WINDOW_SIZE)));
    assertThat(
        codes(
            p ->
                pairs(
                    orders(p).keyBy(Order::customer),
                    Window.sessions(Duration.ofMinutes(5)),
                    clicks(p).keyBy(Click::customer))),
        equalTo(List.of(PlanCode.JOIN_WINDOW)));
  }

  @Test
  void keysOfAJoinHaveOneType() {
    // Of an Object, javac asks nothing.
    assertThat(
        codes(
            p ->
                pairs(
                    orders(p).<Object>keyBy(Order::customer),
                    FIVE_MINUTES,
                    clicks(p).<Object>keyBy(Click::page))),
        equalTo(List.of(PlanCode.JOIN_KEYS_DIFFER)));
  }

  @Test
  void aJoinThatIsBegunIsFinishedAndHasAName() {
    assertThat(
        codes(
            p -> {
              var unused =
                  orders(p)
                      .keyBy(Order::customer)
                      .window(FIVE_MINUTES)
                      .join("", clicks(p).keyBy(Click::customer));
            }),
        equalTo(
            List.of(
                PlanCode.EMPTY_NAME,
                PlanCode.UNFINISHED,
                PlanCode.NO_SINK,
                PlanCode.LEADS_NOWHERE,
                PlanCode.LEADS_NOWHERE)));
    assertThat(
        codes(p -> orders(p).keyBy(Order::id).deduplicate(" ", Duration.ofHours(1)).to(ONCE)),
        equalTo(List.of(PlanCode.EMPTY_NAME)));
  }

  @Test
  void aCollectionOfAnotherPipelineIsNotJoined() {
    Pipeline other = Pipeline.named("other");
    assertThat(
        codes(
            p ->
                pairs(
                    orders(p).keyBy(Order::customer),
                    FIVE_MINUTES,
                    clicks(other).keyBy(Click::customer))),
        equalTo(List.of(PlanCode.OTHER_PIPELINE)));
  }

  private static <K> void pairs(
      KeyedEvents<K, Order> orders, Window window, KeyedEvents<K, Click> clicks) {
    orders.window(window).join("x", clicks).inner(Both.class, GroupingTest::both).to(BOTH);
  }

  private static Both both(Order order, Click click) {
    return new Both(order.customer(), order.amount(), click.page());
  }

  private static Events<Order> orders(Pipeline p) {
    return p.read(ORDERS).timestamps(Order::at, Lateness.none());
  }

  private static Events<Click> clicks(Pipeline p) {
    return p.read(CLICKS).timestamps(Click::at, Lateness.none());
  }

  private static void visits(Events<Click> clicks, Window window) {
    clicks
        .keyBy(Click::customer)
        .window(window)
        .aggregate("visits")
        .as(Visit.class)
        .key(Visit::customer, Click::customer)
        .start(Visit::from)
        .end(Visit::to)
        .set(Visit::clicks, Aggregations.count())
        .build()
        .to(VISITS);
  }

  private static Plan plan(Consumer<Pipeline> definition) {
    Pipeline pipeline = Pipeline.named("groupings");
    definition.accept(pipeline);
    return pipeline.plan();
  }
}
