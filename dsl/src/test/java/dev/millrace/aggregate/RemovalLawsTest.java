package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.aggregate.Wide.Fact;
import dev.millrace.record.ByteInput;
import dev.millrace.record.Component;
import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows come and go in any order; what is left is as if nothing else had ever been there. */
class RemovalLawsTest {
  private static final int SLOTS = 3;
  private static final List<WideFold> FOLDS =
      WideFold.all().stream().filter(fold -> Accumulators.canRemove(fold.function())).toList();

  @Provide
  Arbitrary<List<Fact>> facts() {
    return Wide.facts(80);
  }

  @Property(tries = 200)
  void whatIsLeftIsAllThatCounts(@ForAll("facts") List<Fact> facts, @ForAll long seed) {
    for (WideFold fold : FOLDS) {
      Random random = new Random(seed);
      RemovableAccumulators held = removable(fold, SLOTS);
      List<List<Fact>> kept = emptyLists();
      for (int from = 0; from < facts.size(); ) {
        int to = Math.min(facts.size(), from + 1 + random.nextInt(12));
        change(held, facts.subList(from, to), kept, random, true);
        from = to;
        if (random.nextBoolean()) {
          change(held, someOf(kept, random), kept, random, false);
        }
        requireAsIfAddedAlone(fold, held, kept);
      }
    }
  }

  private static List<List<Fact>> emptyLists() {
    List<List<Fact>> lists = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  /** Facts held, by slot: some of each. */
  private static List<Fact> someOf(List<List<Fact>> kept, Random random) {
    List<Fact> some = new ArrayList<>();
    for (List<Fact> each : kept) {
      each.stream().filter(fact -> random.nextInt(3) > 0).forEach(some::add);
    }
    return some;
  }

  /** One call for rows of several slots: added to any, removed from one that has them. */
  private static void change(
      RemovableAccumulators held,
      List<Fact> facts,
      List<List<Fact>> kept,
      Random random,
      boolean add) {
    int[] slots = new int[facts.size()];
    for (int i = 0; i < slots.length; i++) {
      Fact fact = facts.get(i);
      if (add) {
        slots[i] = random.nextInt(SLOTS);
        kept.get(slots[i]).add(fact);
      } else {
        slots[i] =
            IntStream.range(0, SLOTS).filter(s -> kept.get(s).contains(fact)).findFirst().orElse(0);
        kept.get(slots[i]).remove(fact);
      }
    }
    if (add) {
      held.add(slots, Wide.block(facts, 0), Selection.all(slots.length));
    } else {
      held.remove(slots, Wide.block(facts, 0), Selection.all(slots.length));
    }
  }

  private static void requireAsIfAddedAlone(
      WideFold fold, RemovableAccumulators held, List<List<Fact>> kept) {
    for (int slot = 0; slot < SLOTS; slot++) {
      RemovableAccumulators alone = removable(fold, 1);
      Wide.add(alone, 0, kept.get(slot), 0);
      Accumulators plain = fold.empty(1);
      Wide.add(plain, 0, kept.get(slot), 0);
      String what = fold.toString();
      assertThat(what, WideFold.hex(held, slot), equalTo(WideFold.hex(alone, 0)));
      assertThat(what, fold.result(held, slot), equalTo(fold.result(plain, 0)));
      assertThat(what, held.isEmpty(slot), is(plain.isEmpty(0)));
      if (fold.function() != AggregateFunction.COUNT_DISTINCT) {
        assertThat(what, WideFold.hex(held, slot), equalTo(WideFold.hex(plain, 0)));
      }
      requireOracle(fold, held, slot, kept.get(slot));
    }
  }

  /** Counts the values in a map: shares nothing with what it tests. */
  private static void requireOracle(
      WideFold fold, RemovableAccumulators held, int slot, List<Fact> kept) {
    Map<Object, Integer> times = new HashMap<>();
    for (Fact fact : kept) {
      Object value = fold.input() == null ? "row" : value(fold.input(), fact);
      if (value != null) {
        times.merge(value, 1, Integer::sum);
      }
    }
    Object result = fold.result(held, slot);
    switch (fold.function()) {
      case COUNT -> assertThat(result, equalTo((long) kept.size()));
      case COUNT_DISTINCT -> assertThat(fold.toString(), result, equalTo((long) times.size()));
      case TOP_K -> requireMostFrequent((List<?>) result, times);
      default -> assertThat(result == null, is(times.isEmpty()));
    }
  }

  private static void requireMostFrequent(@Nullable List<?> result, Map<Object, Integer> times) {
    List<Integer> most =
        times.values().stream().sorted((left, right) -> right - left).limit(3).toList();
    List<?> found = result == null ? List.of() : result;
    assertThat(found.stream().map(times::get).toList(), equalTo(most));
  }

  private static @Nullable Object value(Component input, Fact fact) {
    return Wide.block(List.of(fact), 0).value(input.index(), 0);
  }

  @Property(tries = 100)
  void mergedSlotsGiveBackWhatEitherWasGiven(
      @ForAll("facts") List<Fact> left, @ForAll("facts") List<Fact> right, @ForAll long seed) {
    Random random = new Random(seed);
    List<Fact> removed = left.stream().filter(fact -> random.nextBoolean()).toList();
    List<Fact> rest = new ArrayList<>(left);
    removed.forEach(rest::remove);
    for (WideFold fold : FOLDS) {
      RemovableAccumulators held = removable(fold, 3);
      Wide.add(held, 0, left, 0);
      Wide.add(held, 1, right, 0);
      held.merge(1, held, 0);
      held.merge(2, new ByteInput(HexFormat.of().parseHex(WideFold.hex(held, 1))));
      Accumulators alone = removable(fold, 1);
      Wide.add(alone, 0, rest, 0);
      Wide.add(alone, 0, right, 0);
      for (int slot = 1; slot <= 2; slot++) {
        remove(held, slot, removed);
        assertThat(fold.toString(), WideFold.hex(held, slot), equalTo(WideFold.hex(alone, 0)));
      }
    }
  }

  private static void remove(RemovableAccumulators from, int slot, List<Fact> facts) {
    from.remove(Wide.slots(slot, facts.size()), Wide.block(facts, 0), Selection.all(facts.size()));
  }

  @Test
  void memoryShrinksWithWhatIsRemoved() {
    List<Fact> many = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      many.add(new Fact(0, Wide.numbered(i)));
    }
    for (WideFold fold : FOLDS) {
      RemovableAccumulators few = removable(fold, 1);
      Wide.add(few, 0, many.subList(0, 10), 0);
      RemovableAccumulators held = removable(fold, 1);
      Wide.add(held, 0, many, 0);
      remove(held, 0, many.subList(10, 20_000));
      assertThat(fold.toString(), WideFold.hex(held, 0), equalTo(WideFold.hex(few, 0)));
      assertThat(fold.toString(), held.bytes(), lessThan(few.bytes() + 4_000));
    }
  }

  /** As a window does that moves on: it holds few values at a time and sees many. */
  @Test
  void aWindowThatMovesOnTakesTheMemoryOfWhatIsInIt() {
    for (WideFold fold : FOLDS) {
      RemovableAccumulators held = removable(fold, 1);
      long most = 0;
      for (int i = 0; i < 5_000; i++) {
        Wide.add(held, 0, List.of(new Fact(0, Wide.numbered(i))), 0);
        if (i >= 100) {
          remove(held, 0, List.of(new Fact(0, Wide.numbered(i - 100))));
        }
        most = Math.max(most, held.bytes());
      }
      assertThat(fold.toString(), most, lessThan(25_000L));
    }
  }

  @Test
  void aValueThatIsNotThereCannotBeRemoved() {
    for (WideFold fold : FOLDS) {
      RemovableAccumulators held = removable(fold, 2);
      List<Fact> fact = List.of(new Fact(0, Wide.numbered(1)));
      Wide.add(held, 0, fact, 0);
      Exception refused = assertThrows(IllegalStateException.class, () -> remove(held, 1, fact));
      assertThat(refused.getMessage(), containsString("not added here"));
      remove(held, 0, fact);
      assertThrows(IllegalStateException.class, () -> remove(held, 0, fact));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotRemoveIsRefused(AggregateFunction function) {
    List<WideFold> folds =
        WideFold.all().stream().filter(fold -> fold.function() == function).toList();
    for (WideFold fold : folds) {
      if (Accumulators.canRemove(function)) {
        removable(fold, 1);
      } else {
        assertThrows(IllegalArgumentException.class, () -> removable(fold, 1));
      }
    }
    assertThat(folds.isEmpty(), is(function.isOfFacts()));
  }

  @Test
  void plainCountsOfDifferentValuesDoNotMergeWithRemovableOnes() {
    WideFold fold =
        new WideFold(
            AggregateFunction.COUNT_DISTINCT, Wide.SHAPE.component("text").orElseThrow(), null);
    Accumulators plain = fold.empty(1);
    Accumulators removable = removable(fold, 1);
    assertThrows(IllegalArgumentException.class, () -> plain.merge(0, removable, 0));
    assertThrows(IllegalArgumentException.class, () -> removable.merge(0, plain, 0));
  }

  private static RemovableAccumulators removable(WideFold fold, int slots) {
    RemovableAccumulators empty =
        Accumulators.removable(fold.function(), Wide.SHAPE, fold.input(), fold.parameter());
    empty.grow(slots);
    return empty;
  }
}
