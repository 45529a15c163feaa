package dev.millrace.feature;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.millrace.FeatureView;
import dev.millrace.goldens.Golden;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept of a key for serving, as released versions wrote it. */
class StateFormatTest {
  record Order(String shop, @Nullable String item, double amount, Instant at) {}

  record Spend(double spent, long orders, @Nullable String item) {}

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final FeatureView<String, Order, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Order.class)
          .keyedBy(Order::shop)
          .at(Order::at)
          .as(Spend.class)
          .set(Spend::spent, sum(Order::amount).over(Duration.ofHours(1)).orElse(0.0))
          .set(Spend::orders, count().over(Duration.ofHours(2)))
          .set(Spend::item, last(Order::item).over(Duration.ofHours(2)))
          .build();

  @Test
  void theStateOfTheFirstReleaseAnswersAndIsWrittenAgain() throws IOException {
    FeatureEvaluator<String, Order, Spend> filled = SPEND.evaluator();
    filled.update(new Order("north", "tea", 2.5, NOON.minusSeconds(5_000)));
    filled.update(new Order("north", null, 1.25, NOON.minusSeconds(60)));
    byte[] released = Golden.bytes("evaluator-state", filled.state("north").orElseThrow());

    FeatureEvaluator<String, Order, Spend> served = SPEND.evaluator();
    served.restore(released);

    assertThat(served.get("north", NOON), is(new Spend(1.25, 2, null)));
    assertThat(served.get("north", NOON.plusSeconds(3_000)), is(new Spend(1.25, 1, null)));
    // Not what was filled here: facts without an id get one that no other evaluator gives.
    assertThat(served.state("north").orElseThrow(), is(released));
  }
}
