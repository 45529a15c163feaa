package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.aggregate.Wide.Fact;
import dev.millrace.record.ByteInput;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Merging slot by slot, for every function over every component: as adding all rows to one slot,
 * and as merging through written states. What the results are, the laws of each function say.
 */
class SlotMergeLawsTest {
  private static final List<WideFold> FOLDS = WideFold.all();

  @Provide
  Arbitrary<List<Fact>> facts() {
    return Wide.facts(30);
  }

  @Property(tries = 150)
  void anySplitMergedInAnyTreeIsTheWhole(@ForAll("facts") List<Fact> facts, @ForAll long seed) {
    for (WideFold fold : FOLDS) {
      Accumulators whole = fold.empty(1);
      Wide.add(whole, 0, facts, 0);
      Parts parts = new Parts(fold, facts, new Random(seed));
      parts.mergeAll();
      assertThat(fold.toString(), parts.hex(), equalTo(WideFold.hex(whole, 0)));
      assertThat(fold.toString(), parts.result(), equalTo(fold.result(whole, 0)));
    }
  }

  /** Slots of two accumulators, each with some of the facts, to be merged into one. */
  private static final class Parts {
    private final WideFold fold;
    private final Random random;
    private final Accumulators[] held;
    private final List<int[]> left = new ArrayList<>();

    Parts(WideFold fold, List<Fact> facts, Random random) {
      this.fold = fold;
      this.random = random;
      int slots = 1 + random.nextInt(4);
      held = new Accumulators[] {fold.empty(slots), fold.empty(slots)};
      for (int i = 0; i < 2 * slots; i++) {
        left.add(new int[] {i % 2, i / 2});
      }
      for (int from = 0; from < facts.size(); ) {
        int to = Math.min(facts.size(), from + 1 + random.nextInt(4));
        int[] part = left.get(random.nextInt(left.size()));
        Wide.add(held[part[0]], part[1], facts.subList(from, to), from);
        from = to;
      }
      Collections.shuffle(left, random);
    }

    void mergeAll() {
      while (left.size() > 1) {
        int[] from = left.remove(random.nextInt(left.size()));
        int[] into = left.get(random.nextInt(left.size()));
        String before = hex(from);
        String throughBytes = throughBytes(into, from);
        held[into[0]].merge(into[1], held[from[0]], from[1]);
        assertThat(fold.toString(), hex(into), equalTo(throughBytes));
        assertThat(fold + " leaves the other as it was", hex(from), equalTo(before));
      }
    }

    private String throughBytes(int[] into, int[] from) {
      Accumulators merged = fold.empty(1);
      merged.merge(0, new ByteInput(HexFormat.of().parseHex(hex(into))));
      merged.merge(0, new ByteInput(HexFormat.of().parseHex(hex(from))));
      return WideFold.hex(merged, 0);
    }

    private String hex(int[] part) {
      return WideFold.hex(held[part[0]], part[1]);
    }

    String hex() {
      return hex(left.get(0));
    }

    @Nullable Object result() {
      return fold.result(held[left.get(0)[0]], left.get(0)[1]);
    }
  }

  @Property(tries = 50)
  void whatIsAddedLaterDoesNotReachTheSlotThatWasMergedInto(
      @ForAll("facts") List<Fact> facts, @ForAll("facts") List<Fact> later) {
    for (WideFold fold : FOLDS) {
      Accumulators held = fold.empty(2);
      Wide.add(held, 1, facts, 0);
      held.merge(0, held, 1);
      String merged = WideFold.hex(held, 0);
      Wide.add(held, 1, later, 100);
      assertThat(fold.toString(), WideFold.hex(held, 0), equalTo(merged));
    }
  }

  @Test
  void everyFunctionIsAmongTheFolds() {
    for (AggregateFunction function : AggregateFunction.values()) {
      long folds = FOLDS.stream().filter(fold -> fold.function() == function).count();
      assertThat(function.word(), folds > 0, is(!function.isOfFacts()));
    }
  }

  @Test
  void sketchesOfManyValuesMergeToTheWholeToo() {
    Random random = new Random(3);
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Wide row = Wide.random(random);
      facts.add(new Fact(0, withText(row, "t" + random.nextInt(9_000))));
    }
    for (AggregateFunction function :
        List.of(AggregateFunction.APPROX_DISTINCT, AggregateFunction.COUNT_DISTINCT)) {
      WideFold fold = new WideFold(function, component("text"), null);
      Accumulators held = fold.empty(3);
      Wide.add(held, 0, facts, 0);
      Wide.add(held, 1, facts.subList(0, 7_000), 0);
      Wide.add(held, 2, facts.subList(6_000, 20_000), 6_000);
      held.merge(2, held, 1);
      assertThat(WideFold.hex(held, 2), equalTo(WideFold.hex(held, 0)));
      assertThat(fold.result(held, 2), equalTo(fold.result(held, 0)));
    }
  }

  private static Wide withText(Wide row, String text) {
    return new Wide(
        row.whole(),
        row.small(),
        row.real(),
        row.amount(),
        row.ratio(),
        text,
        row.name(),
        row.price(),
        row.cost(),
        row.colour(),
        row.moment(),
        row.words());
  }

  @Test
  void accumulatorsOfAnotherCallAreRefused() {
    for (WideFold fold : FOLDS) {
      for (WideFold other : FOLDS) {
        if (!other.equals(fold)) {
          Accumulators held = fold.empty(1);
          Accumulators given = other.empty(1);
          assertThrows(IllegalArgumentException.class, () -> held.merge(0, given, 0));
        }
      }
    }
    WideFold median = new WideFold(AggregateFunction.APPROX_QUANTILE, component("real"), 0.5);
    WideFold least = new WideFold(AggregateFunction.APPROX_QUANTILE, component("real"), 0.0);
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> median.empty(1).merge(0, least.empty(1), 0));
    assertThat(refused.getMessage(), containsString("approxQuantile of Wide.real with 0.5"));
    Accumulators otherRows =
        Accumulators.of(AggregateFunction.COUNT, Shape.of(WideFold.Whole.class), null, null);
    otherRows.grow(1);
    WideFold count = new WideFold(AggregateFunction.COUNT, null, null);
    assertThrows(IllegalArgumentException.class, () -> count.empty(1).merge(0, otherRows, 0));
  }

  @Test
  void aSlotIsNotMergedIntoItself() {
    for (WideFold fold : FOLDS) {
      Accumulators held = fold.empty(2);
      assertThrows(IllegalArgumentException.class, () -> held.merge(1, held, 1));
    }
    assertThat(FOLDS.isEmpty(), is(false));
  }

  private static Component component(String name) {
    return Wide.SHAPE.component(name).orElseThrow();
  }
}
