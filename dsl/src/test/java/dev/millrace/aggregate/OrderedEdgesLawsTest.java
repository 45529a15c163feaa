package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.aggregate.Edge.End;
import dev.millrace.aggregate.Wide.Fact;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The facts' order is that of the list; slots get theirs interleaved with those of others. */
class OrderedEdgesLawsTest {
  private static final int SLOTS = 3;
  private static final List<Edge> EDGES = edges();

  private static List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (End end : End.values()) {
      edges.add(Edge.value(end));
      edges.add(Edge.nonNullValue(end));
      for (int most = 1; most <= 4; most++) {
        edges.add(Edge.values(end, most));
        edges.add(new Edge(end, most, true, true));
      }
    }
    return edges;
  }

  @Provide
  Arbitrary<List<Fact>> facts() {
    return Wide.facts(40);
  }

  @Property(tries = 150)
  void resultsAreThoseOfTheListOfAllValues(@ForAll("facts") List<Fact> facts, @ForAll long seed) {
    for (Component input : Wide.COMPONENTS) {
      for (Edge edge : EDGES) {
        Random random = new Random(seed);
        Accumulators held = empty(input, edge, SLOTS);
        List<List<@Nullable Object>> values = emptyLists();
        for (int from = 0; from < facts.size(); ) {
          int to = Math.min(facts.size(), from + 1 + random.nextInt(15));
          addToAny(held, facts.subList(from, to), input, values, random);
          from = to;
          if (random.nextInt(8) == 0) {
            int cleared = random.nextInt(SLOTS);
            held.clear(cleared);
            values.get(cleared).clear();
          }
          requireOracle(held, input, edge, values);
        }
      }
    }
  }

  private static List<List<@Nullable Object>> emptyLists() {
    List<List<@Nullable Object>> lists = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static void addToAny(
      Accumulators held,
      List<Fact> facts,
      Component input,
      List<List<@Nullable Object>> values,
      Random random) {
    int[] slots = new int[facts.size()];
    Block<Wide> block = onlyRead(facts, input);
    for (int i = 0; i < slots.length; i++) {
      slots[i] = random.nextInt(SLOTS);
      values.get(slots[i]).add(block.value(input.index(), i));
    }
    held.add(slots, block, Selection.all(slots.length));
  }

  /** A block that has no other column than the input, and rows that are nobody at no time. */
  private static Block<Wide> onlyRead(List<Fact> facts, Component input) {
    Column[] columns = new Column[Wide.COMPONENTS.size()];
    columns[input.index()] = Wide.block(facts, 0).column(input.index());
    return Block.ofColumns(
        Wide.SHAPE, columns, facts.size(), Provenance.of("", new long[0], new long[0]));
  }

  private static void requireOracle(
      Accumulators held, Component input, Edge edge, List<List<@Nullable Object>> values) {
    for (int slot = 0; slot < SLOTS; slot++) {
      List<@Nullable Object> counted = counted(edge, values.get(slot));
      String what = edge + " of " + input.name();
      assertThat(what, held.isEmpty(slot), is(counted.isEmpty()));
      assertThat(what, result(held, slot, input, edge), equalTo(oracle(edge, counted)));
    }
  }

  /** The values that the edge counts, the one at the end first. */
  private static List<@Nullable Object> counted(Edge edge, List<@Nullable Object> values) {
    List<@Nullable Object> counted = new ArrayList<>(values);
    if (edge.end() == End.LAST) {
      Collections.reverse(counted);
    }
    if (!edge.countsNulls()) {
      counted.removeIf(Objects::isNull);
    }
    return counted.subList(0, Math.min(edge.most(), counted.size()));
  }

  private static @Nullable Object oracle(Edge edge, List<@Nullable Object> counted) {
    if (!edge.isList()) {
      return counted.isEmpty() ? null : counted.get(0);
    }
    List<@Nullable Object> list = counted.stream().filter(Objects::nonNull).toList();
    return list.isEmpty() ? null : list;
  }

  @Property(tries = 100)
  void anySplitInOrderMergedInAnyTreeIsTheWhole(
      @ForAll("facts") List<Fact> facts, @ForAll long seed) {
    for (Component input : Wide.COMPONENTS) {
      for (Edge edge : EDGES) {
        Random random = new Random(seed);
        Accumulators whole = empty(input, edge, 1);
        add(whole, 0, facts);
        Accumulators[] held = {empty(input, edge, 20), empty(input, edge, 20)};
        List<int[]> parts = parts(held, facts, random);
        while (parts.size() > 1) {
          int left = random.nextInt(parts.size() - 1);
          int[] later = parts.remove(left + 1);
          mergeBothWays(
              held, parts.get(left), later, empty(input, edge, 1), edge + " of " + input.name());
        }
        int[] all = parts.get(0);
        assertThat(WideFold.hex(held[all[0]], all[1]), equalTo(WideFold.hex(whole, 0)));
        assertThat(
            result(held[all[0]], all[1], input, edge), equalTo(result(whole, 0, input, edge)));
      }
    }
  }

  /** Consecutive facts, each stretch in a slot of one of two accumulators; some are empty. */
  private static List<int[]> parts(Accumulators[] held, List<Fact> facts, Random random) {
    List<int[]> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < 20; i++) {
      int[] part = {random.nextInt(2), i};
      int to = i == 19 ? facts.size() : Math.min(facts.size(), from + random.nextInt(6));
      add(held[part[0]], part[1], facts.subList(from, to));
      parts.add(part);
      from = to;
    }
    return parts;
  }

  private static void mergeBothWays(
      Accumulators[] held, int[] into, int[] later, Accumulators throughBytes, String what) {
    String before = WideFold.hex(held[later[0]], later[1]);
    throughBytes.merge(0, written(held[into[0]], into[1]));
    throughBytes.merge(0, written(held[later[0]], later[1]));
    held[into[0]].merge(into[1], held[later[0]], later[1]);
    String merged = WideFold.hex(held[into[0]], into[1]);
    assertThat(what, merged, equalTo(WideFold.hex(throughBytes, 0)));
    assertThat(what, WideFold.hex(held[later[0]], later[1]), equalTo(before));
  }

  private static ByteInput written(Accumulators from, int slot) {
    return new ByteInput(HexFormat.of().parseHex(WideFold.hex(from, slot)));
  }

  private static void add(Accumulators to, int slot, List<Fact> facts) {
    Wide.add(to, slot, facts, 0);
  }

  private static Accumulators empty(Component input, Edge edge, int slots) {
    Accumulators empty = Accumulators.edge(Wide.SHAPE, input, edge);
    empty.grow(slots);
    return empty;
  }

  private static @Nullable Object result(Accumulators from, int slot, Component input, Edge edge) {
    if (!from.hasResult(slot)) {
      return null;
    }
    Shape<?> out = edge.isList() ? Wide.LISTS : Wide.SHAPE;
    ColumnBuilder builder = out.builder(input.index(), 1);
    from.result(slot, builder);
    return out.codec(input.index()).value(builder.build(), 0);
  }

  record Maybe(Optional<String> value) {}

  record Texts(List<Optional<String>> value) {}

  @Test
  void anEmptyOptionalIsSkippedWhereNullsAreAndIsTheValueWhereTheyCount() {
    List<Maybe> rows = List.of(new Maybe(Optional.of("a")), new Maybe(Optional.empty()));
    assertThat(ofMaybes(Edge.value(End.LAST), Maybe.class, rows), is(Optional.empty()));
    assertThat(ofMaybes(Edge.nonNullValue(End.LAST), Maybe.class, rows), is(Optional.of("a")));
    assertThat(
        ofMaybes(new Edge(End.LAST, 2, true, true), Texts.class, rows),
        is(List.of(Optional.of("a"))));
  }

  private static @Nullable Object ofMaybes(Edge edge, Class<?> out, List<Maybe> rows) {
    Shape<Maybe> shape = Shape.of(Maybe.class);
    Accumulators held = Accumulators.edge(shape, shape.components().get(0), edge);
    held.grow(1);
    Selection all = Selection.all(rows.size());
    Provenance nobody = Provenance.of("", new long[0], new long[0]);
    held.add(new int[rows.size()], Block.ofRows(shape, rows.toArray(), all, nobody), all);
    ColumnBuilder builder = Shape.of(out).builder(0, 1);
    held.result(0, builder);
    return Shape.of(out).codec(0).value(builder.build(), 0);
  }

  @Test
  void aFactWithoutAValueIsToldFromNoFact() {
    Component text = Wide.SHAPE.component("text").orElseThrow();
    List<Fact> facts = new ArrayList<>();
    Random random = new Random(1);
    while (facts.isEmpty()) {
      Wide row = Wide.random(random);
      if (row.text() == null) {
        facts.add(new Fact(0, row));
      }
    }
    Accumulators held = empty(text, Edge.value(End.LAST), 2);
    add(held, 0, facts);
    assertThat(held.hasResult(0), is(false));
    assertThat(held.isEmpty(0), is(false));
    assertThat(held.hasResult(1), is(false));
    assertThat(held.isEmpty(1), is(true));
  }

  @Test
  void damagedStatesAreRefusedAndChangeNothing() {
    for (Component input : Wide.COMPONENTS) {
      for (Edge edge : EDGES) {
        Accumulators held = empty(input, edge, 1);
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          facts.add(new Fact(0, Wide.numbered(i)));
        }
        add(held, 0, facts);
        String before = WideFold.hex(held, 0);
        byte[] whole = HexFormat.of().parseHex(before);
        for (int length = 0; length < whole.length; length++) {
          byte[] cut = Arrays.copyOf(whole, length);
          assertThrows(CorruptDataException.class, () -> held.merge(0, new ByteInput(cut)));
        }
        ByteOutput tooMany = new ByteOutput();
        tooMany.writeVarLong(edge.most() + 1L);
        tooMany.writeBytes(whole, 1, whole.length - 1);
        assertThrows(
            CorruptDataException.class, () -> held.merge(0, new ByteInput(tooMany.toByteArray())));
        assertThat(WideFold.hex(held, 0), equalTo(before));
      }
    }
  }

  @Test
  void aNullIsRefusedInAStateThatSkipsNulls() {
    Component text = Wide.SHAPE.component("text").orElseThrow();
    Accumulators held = empty(text, Edge.nonNullValue(End.FIRST), 1);
    assertThrows(CorruptDataException.class, () -> held.merge(0, new ByteInput(new byte[] {1, 0})));
    assertThat(held.isEmpty(0), is(true));
  }

  @Test
  void edgesOfAnotherCallAreRefused() {
    for (Edge edge : EDGES) {
      for (Edge other : EDGES) {
        Component input = Wide.COMPONENTS.get(0);
        Accumulators held = empty(input, edge, 1);
        if (edge.equals(other)) {
          held.merge(0, empty(input, other, 1), 0);
          Accumulators ofAnother = empty(Wide.COMPONENTS.get(1), other, 1);
          assertThrows(IllegalArgumentException.class, () -> held.merge(0, ofAnother, 0));
        } else {
          Accumulators given = empty(input, other, 1);
          assertThrows(IllegalArgumentException.class, () -> held.merge(0, given, 0));
        }
      }
    }
  }

  @Test
  void noValueAndSeveralInOneAreNoEdge() {
    assertThrows(IllegalArgumentException.class, () -> Edge.values(End.LAST, 0));
    assertThrows(IllegalArgumentException.class, () -> new Edge(End.FIRST, 2, true, false));
    Component foreign = Wide.LISTS.components().get(0);
    assertThrows(
        IllegalArgumentException.class,
        () -> Accumulators.edge(Wide.SHAPE, foreign, Edge.value(End.LAST)));
  }

  @Test
  void fillingAndClearingAgainAndAgainTakesNoMoreMemory() {
    Component text = Wide.SHAPE.component("text").orElseThrow();
    for (Edge edge : EDGES) {
      Accumulators held = empty(text, edge, 1);
      long before = held.bytes();
      long most = 0;
      for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 9; i++) {
          add(held, 0, List.of(new Fact(0, Wide.numbered(10_000 + i))));
        }
        most = round == 0 ? held.bytes() : most;
        assertThat(held.bytes(), lessThanOrEqualTo(most));
        held.clear(0);
      }
      held.clear();
      // Scratch space for the few rows of a call is kept.
      assertThat(held.bytes(), lessThanOrEqualTo(before + 100));
    }
  }

  @Test
  void scratchSpaceForManyRowsIsGivenBack() {
    int slots = 2_000;
    Accumulators held = empty(Wide.SHAPE.components().get(0), Edge.value(End.LAST), slots);
    long before = held.bytes();
    held.add(
        IntStream.range(0, slots).toArray(),
        Wide.block(Collections.nCopies(slots, new Fact(0, Wide.numbered(1))), 0),
        Selection.all(slots));
    assertThat(held.bytes(), greaterThan(before + 4L * slots));
    held.clear();
    assertThat(held.bytes(), is(before));
  }

  @Test
  void oneSlotTakesTheMemoryOfItsOwnCellsAndOfFewMore() {
    for (int most : new int[] {1, 3, 100, 10_000}) {
      Edge edge = Edge.values(End.LAST, most);
      Accumulators one = empty(Wide.SHAPE.components().get(0), edge, 1);
      // A value, whether it is there, and a place for changes.
      assertThat(one.bytes(), lessThanOrEqualTo(21L * (most + 16)));
    }
  }

  @Test
  void growingSlotBySlotCopiesTheCellsFewTimes() {
    Edge edge = Edge.values(End.LAST, 100);
    Accumulators held = empty(Wide.SHAPE.components().get(0), edge, 1);
    int copies = 0;
    long bytes = held.bytes();
    for (int slots = 2; slots <= 1_000; slots++) {
      held.grow(slots);
      copies += held.bytes() == bytes ? 0 : 1;
      bytes = held.bytes();
    }
    assertThat(copies, lessThanOrEqualTo(25));
  }
}
