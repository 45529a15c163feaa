package dev.millrace.feature;

import static dev.millrace.Aggregations.count;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;

import dev.millrace.FeatureView;
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
  record Order(String customer, Instant at) {}

  record Orders(long orders) {}

  private static final FeatureView<String, Order, Orders> VIEW =
      FeatureView.named("orders", 1)
          .over(Order.class)
          .keyedBy(Order::customer)
          .at(Order::at)
          .as(Orders.class)
          .set(Orders::orders, count().over(Duration.ofSeconds(10)))
          .build();

  private final ViewDefinition view = VIEW.definition();
  private final AskedHistories histories =
      new AskedHistories(view, Bound.CLOSED, Knowledge.AS_SERVED);

  private void add(Order order) {
    Block<Order> block =
        Block.ofRows(
            Shape.of(Order.class),
            new Object[] {order},
            Selection.all(1),
            Provenance.of("", new long[1], new long[1]));
    FactReader reader = new FactReader(view);
    reader.turnTo(block);
    reader.read(0);
    ByteOutput fields = new ByteOutput();
    reader.write(fields);
    histories.add(reader.order(), new ByteInput(fields.toByteArray()));
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
    add(new Order("bob", Instant.EPOCH));
    histories.ask(1_000_000, null);
    assertThat(orders(), arrayContaining(0L, 1L));
  }

  @Test
  void aQuestionAboutAKeyDoesNotSeeFactsOfTheOneBeforeThatWasAnswered() {
    histories.nextKey();
    add(new Order("ann", Instant.EPOCH));
    histories.ask(1_000_000, null);
    assertThat(orders(), arrayContaining(1L));
    histories.nextKey();
    histories.ask(1_000_000, null);
    assertThat(orders(), arrayContaining(0L));
  }
}
