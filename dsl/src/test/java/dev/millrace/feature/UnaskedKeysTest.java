package dev.millrace.feature;

import static dev.millrace.Aggregations.count;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.is;

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

/** Most keys of a join have facts, and no row that asks for them. */
class UnaskedKeysTest {
  record Visit(String guest, Instant at) {}

  record Visits(long visits) {}

  private static final ViewDefinition VIEW =
      FeatureView.named("visits", 1)
          .over(Visit.class)
          .keyedBy(Visit::guest)
          .at(Visit::at)
          .as(Visits.class)
          .set(Visits::visits, count().over(Duration.ofSeconds(10)))
          .build()
          .definition();

  private final AskedHistories histories =
      new AskedHistories(VIEW, Bound.CLOSED, Knowledge.AS_SERVED);
  private int facts;

  private void add(int visits) {
    for (int i = 0; i < visits; i++) {
      Block<Visit> block =
          Block.ofRows(
              Shape.of(Visit.class),
              new Object[] {new Visit("guest", Instant.EPOCH)},
              Selection.all(1),
              Provenance.of("", new long[1], new long[] {facts++}));
      FactReader reader = new FactReader(VIEW);
      reader.turnTo(block);
      reader.read(0);
      ByteOutput fields = new ByteOutput();
      reader.write(fields);
      histories.add(reader.order(), new ByteInput(fields.toByteArray()));
    }
  }

  private void ask() {
    histories.ask(1_000_000, null);
  }

  private Object[] answers() {
    Block<?> features = histories.answer(Long.MIN_VALUE).features();
    Object[] answers = new Object[features.size()];
    for (int row = 0; row < answers.length; row++) {
      answers[row] = features.value(0, row);
    }
    return answers;
  }

  @Test
  void factsOfKeysThatNobodyAsksForAreNotKept() {
    long before = histories.bytes();
    for (int key = 0; key < 1_000; key++) {
      histories.nextKey();
      add(20);
    }
    assertThat(histories.bytes(), is(before));
  }

  @Test
  void keysBetweenThoseThatAreAskedForAreNotSeenByThem() {
    add(3);
    histories.nextKey();
    add(1);
    ask();
    histories.nextKey();
    add(7);
    histories.nextKey();
    add(2);
    ask();
    assertThat(answers(), arrayContaining(1L, 2L));
    add(1);
    ask();
    histories.nextKey();
    add(9);
    histories.nextKey();
    ask();
    histories.nextKey();
    add(5);
    ask();
    assertThat(answers(), arrayContaining(3L, 0L, 5L));
    histories.nextKey();
    add(4);
    ask();
    assertThat(answers(), arrayContaining(4L));
  }
}
