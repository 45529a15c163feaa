package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.millrace.aggregate.Wide.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Clearing one slot, for every function over every component. */
class SlotClearLawsTest {
  private static final List<WideFold> FOLDS = WideFold.all();
  private static final int SLOTS = 3;

  @Provide
  Arbitrary<List<Fact>> facts() {
    return Wide.facts(60);
  }

  /** The oracle keeps the facts of each slot and folds them anew. */
  @Property(tries = 100)
  void aClearedSlotIsAsNewAndTheOthersAreAsTheyWere(
      @ForAll("facts") List<Fact> facts, @ForAll long seed) {
    for (WideFold fold : FOLDS) {
      Random random = new Random(seed);
      Accumulators held = fold.empty(SLOTS);
      List<List<Fact>> kept = new ArrayList<>();
      for (int slot = 0; slot < SLOTS; slot++) {
        kept.add(new ArrayList<>());
      }
      for (int from = 0; from < facts.size(); ) {
        int to = Math.min(facts.size(), from + 1 + random.nextInt(12));
        int slot = random.nextInt(SLOTS);
        Wide.add(held, slot, facts.subList(from, to), 0);
        kept.get(slot).addAll(facts.subList(from, to));
        from = to;
        if (random.nextInt(3) == 0) {
          int cleared = random.nextInt(SLOTS);
          held.clear(cleared);
          kept.get(cleared).clear();
          assertThat(fold.toString(), held.isEmpty(cleared), is(true));
        }
        requireSame(fold, held, kept);
      }
    }
  }

  private static void requireSame(WideFold fold, Accumulators held, List<List<Fact>> kept) {
    for (int slot = 0; slot < SLOTS; slot++) {
      Accumulators fresh = fold.empty(1);
      Wide.add(fresh, 0, kept.get(slot), 0);
      if (!isEdge(fold)) {
        // A place in the order has the row's id, of which these facts have new ones.
        assertThat(fold.toString(), WideFold.hex(held, slot), equalTo(WideFold.hex(fresh, 0)));
      }
      assertThat(fold.toString(), fold.result(held, slot), equalTo(fold.result(fresh, 0)));
      assertThat(fold.toString(), held.isEmpty(slot), is(fresh.isEmpty(0)));
    }
  }

  private static boolean isEdge(WideFold fold) {
    return fold.function() == AggregateFunction.FIRST || fold.function() == AggregateFunction.LAST;
  }

  @Property(tries = 100)
  void clearingAllSlotsLeavesThemAsNew(
      @ForAll("facts") List<Fact> before, @ForAll("facts") List<Fact> facts) {
    for (WideFold fold : FOLDS) {
      Accumulators held = fold.empty(SLOTS);
      List<List<Fact>> kept = new ArrayList<>();
      for (int slot = 0; slot < SLOTS; slot++) {
        Wide.add(held, slot, before, 0);
        kept.add(List.of());
      }
      held.clear();
      requireSame(fold, held, kept);
      // Other slots than before, so that what was left of one would show in another.
      for (int slot = SLOTS - 1; slot >= 0; slot--) {
        kept.set(slot, facts.subList(0, facts.size() / (slot + 1)));
        Wide.add(held, slot, kept.get(slot), 0);
      }
      requireSame(fold, held, kept);
    }
  }

  @Test
  void whatIsKeptWhenAllIsClearedIsLittle() {
    List<Fact> many = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      many.add(new Fact(i, Wide.numbered(i)));
    }
    Random random = new Random(9);
    for (int i = 0; i < 2_000; i++) {
      many.add(new Fact(i, Wide.random(random)));
    }
    for (WideFold fold : FOLDS) {
      Accumulators held = fold.empty(16);
      long before = held.bytes();
      for (int slot = 0; slot < 16; slot++) {
        Wide.add(held, slot, many, 0);
      }
      held.clear();
      assertThat(fold.toString(), held.bytes() - before, lessThan(90_000L));
    }
  }

  @Property(tries = 100)
  void aSlotIsEmptyUntilARowIsAddedThatIsNotSkipped(@ForAll("facts") List<Fact> facts) {
    for (WideFold fold : FOLDS) {
      Accumulators held = fold.empty(1);
      assertThat(held.isEmpty(0), is(true));
      Wide.add(held, 0, facts, 0);
      boolean skips = fold.input() != null && !isEdge(fold);
      boolean none = facts.stream().allMatch(fact -> skips && value(fold, fact) == null);
      assertThat(fold.toString(), held.isEmpty(0), is(none));
    }
  }

  private static Object value(WideFold fold, Fact fact) {
    return Wide.block(List.of(fact), 0).value(fold.input().index(), 0);
  }

  @Test
  void fillingAndClearingAgainAndAgainTakesNoMoreMemory() {
    for (WideFold fold : FOLDS) {
      Random random = new Random(5);
      Accumulators held = fold.empty(8);
      long most = 0;
      for (int round = 0; round < 100; round++) {
        for (int slot = 0; slot < 8; slot++) {
          Wide.add(held, slot, some(random, 40), 0);
        }
        if (round < 20) {
          most = Math.max(most, held.bytes());
        }
        assertThat(fold.toString(), held.bytes(), lessThanOrEqualTo(2 * most));
        for (int slot = 0; slot < 8; slot++) {
          held.clear((slot + round) % 8);
        }
      }
    }
  }

  @Test
  void oneLargeSlotDoesNotKeepItsMemoryWhenItIsCleared() {
    List<Fact> many = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      many.add(new Fact(i, Wide.numbered(i)));
    }
    for (WideFold fold : FOLDS) {
      if (fold.function() != AggregateFunction.COUNT_DISTINCT
          && fold.function() != AggregateFunction.TOP_K) {
        continue;
      }
      for (boolean alone : new boolean[] {true, false}) {
        Accumulators held = fold.empty(2);
        long before = held.bytes();
        Wide.add(held, 0, many, 0);
        if (!alone) {
          Wide.add(held, 1, many.subList(0, 1), 0);
        }
        held.clear(0);
        assertThat(fold.toString(), held.bytes() - before, lessThan(8_000L));
      }
    }
  }

  private static List<Fact> some(Random random, int most) {
    List<Fact> facts = new ArrayList<>();
    for (int i = random.nextInt(most); i >= 0; i--) {
      Wide row = random.nextBoolean() ? Wide.random(random) : Wide.numbered(random.nextInt(10_000));
      facts.add(new Fact(random.nextInt(3), row));
    }
    return facts;
  }
}
