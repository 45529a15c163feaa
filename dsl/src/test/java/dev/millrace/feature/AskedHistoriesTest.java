package dev.millrace.feature;

import static dev.millrace.Aggregations.count;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.is;

import dev.millrace.FeatureView;
import dev.millrace.feature.AskedHistories.FactsGone;
import dev.millrace.plan.Bound;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AskedHistoriesTest {
  record Order(String customer, Instant at, Instant known) {}

  record Orders(long orders) {}

  private static final FeatureView<String, Order, Orders> VIEW =
      FeatureView.named("orders", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .availableAt(Order::known)
          .as(Orders.class)
          .set(Orders::orders, count().over(Duration.ofSeconds(10)))
          .build();

  private final ViewDefinition view = VIEW.definition();
  private final AskedHistories histories =
      new AskedHistories(view, Bound.CLOSED, Knowledge.AS_SERVED);

  private void add(Order order) {
    FactReader reader = read(order);
    histories.add(reader.order(), fields(reader));
  }

  private FactReader read(Order order) {
    Block<Order> block =
        Block.ofRows(
            Shape.of(Order.class),
            new Object[] {order},
            Selection.all(1),
            Provenance.of("", new long[1], new long[1]));
    FactReader reader = new FactReader(view);
    reader.turnTo(block);
    reader.read(0);
    return reader;
  }

  private static ByteInput fields(FactReader reader) {
    ByteOutput fields = new ByteOutput();
    reader.write(fields);
    return new ByteInput(fields.toByteArray());
  }

  private Object[] orders() {
    Block<?> features = histories.answer(Long.MIN_VALUE).features();
    Object[] orders = new Object[features.size()];
    for (int row = 0; row < orders.length; row++) {
      orders[row] = features.value(0, row);
    }
    return orders;
  }

  @Test
  void aQuestionAboutAKeyWithoutFactsDoesNotSeeThoseOfTheNextKey() {
    histories.nextKey();
    histories.ask(1_000_000, null);
    histories.nextKey();
    add(new Order("bob", Instant.EPOCH, Instant.EPOCH));
    histories.ask(1_000_000, null);
    assertThat(orders(), arrayContaining(0L, 1L));
  }

  @Test
  void aQuestionAboutAKeyDoesNotSeeFactsOfTheOneBeforeThatWasAnswered() {
    histories.nextKey();
    add(new Order("ann", Instant.EPOCH, Instant.EPOCH));
    histories.ask(1_000_000, null);
    assertThat(orders(), arrayContaining(1L));
    histories.nextKey();
    histories.ask(1_000_000, null);
    assertThat(orders(), arrayContaining(0L));
  }

  private boolean isGone(FactsGone gone, int second, int known, long before) {
    Instant at = Instant.ofEpochSecond(second);
    FactReader reader = read(new Order("ann", at, Instant.ofEpochSecond(known)));
    return gone.isGone(reader.order(), fields(reader), before);
  }

  @Test
  void aFactThatIsKnownLateIsKeptUntilThenAndThoseBehindItToo() {
    FactsGone gone = new FactsGone(view);
    gone.begin();
    assertThat(isGone(gone, 0, 15, 12_000_000), is(false));
    assertThat(gone.keptUntil(), is(15_000_000L));
    assertThat(isGone(gone, 1, 1, 12_000_000), is(false));
    assertThat(gone.keptUntil(), is(15_000_000L));
    gone.beginAgain();
    assertThat(isGone(gone, 0, 15, 15_000_000), is(true));
    assertThat(isGone(gone, 1, 1, 15_000_000), is(true));
  }

  @Test
  void aFactThatIsNeverKnownIsKeptUntilNobodyWouldBeToldOfIt() {
    FactsGone gone = new FactsGone(view);
    gone.begin();
    assertThat(isGone(gone, 0, Integer.MAX_VALUE, 20_000_000), is(false));
    assertThat(gone.keptUntil(), is(20_000_001L));
    gone.beginAgain();
    assertThat(isGone(gone, 0, Integer.MAX_VALUE, 20_000_001), is(true));
  }

  @Test
  void aFactIsKeptAsLongAsAQuestionSeesIt() {
    FactsGone gone = new FactsGone(view);
    gone.begin();
    assertThat(isGone(gone, 0, 0, 10_000_000), is(false));
    assertThat(gone.keptUntil(), is(10_000_001L));
    gone.beginAgain();
    assertThat(isGone(gone, 0, 0, 10_000_001), is(true));
  }
}
