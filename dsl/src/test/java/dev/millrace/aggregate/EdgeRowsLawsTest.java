package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * First and last in the order of SEMANTICS S3. Which of two payloads of one time comes first is
 * taken from the pair alone; that this is one order for all, and the order of any rows in any
 * parts, is the law.
 */
class EdgeRowsLawsTest {
  record Row(@Nullable String text, int payload) {}

  record Out(@Nullable String text) {}

  /** A row with its time and its id. */
  record Fact(long time, long id, Row row) {}

  private static final Shape<Row> SHAPE = Shape.of(Row.class);

  @Test
  void theLeastTimeIsFirstAndTheGreatestLast() {
    List<Fact> facts = List.of(fact(5, 1, "five"), fact(-7, 2, "minus seven"), fact(0, 3, "zero"));

    assertThat(first(facts), is("minus seven"));
    assertThat(last(facts), is("five"));
  }

  @Test
  void timeDecidesBeforePayloadAndId() {
    for (int payload = 0; payload < 50; payload++) {
      List<Fact> facts =
          List.of(
              new Fact(1, 1_000 - payload, new Row("earlier", payload)),
              new Fact(2, payload, new Row("later", payload + 1)));
      assertThat(first(facts), is("earlier"));
      assertThat(last(facts), is("later"));
    }
  }

  @Test
  void aTieInTimeIsDecidedByThePayloadAndFirstAndLastAreItsTwoEnds() {
    for (int i = 0; i < 50; i++) {
      List<Fact> pair = List.of(fact(3, 1, "a" + i), fact(3, 2, "b" + i));
      List<Fact> turned = List.of(fact(3, 9, "b" + i), fact(3, 10, "a" + i));

      assertThat(first(pair), is(not(last(pair))));
      // Neither the order of arrival nor ids have a say while payloads differ.
      assertThat(first(turned), is(first(pair)));
      assertThat(last(turned), is(last(pair)));
    }
  }

  @Test
  void payloadsDecideAsWholesNotByTheColumnAlone() {
    List<String> winners = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      winners.add(
          last(List.of(new Fact(3, 1, new Row("a", i)), new Fact(3, 2, new Row("b", 1_000 - i)))));
    }

    assertThat(winners.contains("a") && winners.contains("b"), is(true));
  }

  @Test
  void tiesStandInOneOrderWhateverThePartsAndTheirOrder() {
    List<Fact> tied = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      tied.add(fact(3, i, "t" + i));
    }
    // Pairs define the order; sorting by it is only sound if it is one.
    Comparator<Fact> order =
        (left, right) ->
            left == right ? 0 : left.row().text().equals(first(List.of(left, right))) ? -1 : 1;
    List<Fact> sorted = new ArrayList<>(tied);
    sorted.sort(order);
    for (int i = 0; i < sorted.size(); i++) {
      for (int j = i + 1; j < sorted.size(); j++) {
        assertThat(order.compare(sorted.get(i), sorted.get(j)), is(-1));
      }
    }
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<Fact> some = new ArrayList<>(tied);
      Collections.shuffle(some, random);
      some = some.subList(0, 2 + random.nextInt(38));
      List<Fact> expected = new ArrayList<>(some);
      expected.sort(Comparator.comparing(sorted::indexOf));

      assertThat(inParts(true, some, random), is(expected.get(0).row().text()));
      assertThat(inParts(false, some, random), is(expected.get(some.size() - 1).row().text()));
    }
  }

  @Test
  void equalPayloadsOfOneTimeAreOneValueWhicheverIsTaken() {
    List<Fact> facts = List.of(fact(3, 8, "same"), fact(3, 1, "same"), fact(3, 5, "same"));

    assertThat(first(facts), is("same"));
    assertThat(last(facts), is("same"));
    // The state names the row that was taken, so it shows that ids decide, as unsigned numbers.
    List<Fact> unsigned = List.of(fact(3, -1, "same"), fact(3, 1, "same"));
    List<Fact> turned = List.of(fact(3, 1, "same"), fact(3, -1, "same"));
    assertThat(state(false, unsigned), is(state(false, turned)));
    assertThat(state(false, turned), is(state(false, List.of(fact(3, -1, "same")))));
    assertThat(state(true, turned), is(state(true, List.of(fact(3, 1, "same")))));
  }

  @Test
  void aLastRowWithoutAValueHasNoneToGive() {
    assertThat(last(List.of(fact(1, 1, "a"), fact(2, 2, null))), is((String) null));
    assertThat(first(List.of(fact(1, 1, null), fact(2, 2, "b"))), is((String) null));
  }

  private static Fact fact(long time, long id, @Nullable String text) {
    return new Fact(time, id, new Row(text, 0));
  }

  private static @Nullable String first(List<Fact> facts) {
    return result(filled(true, facts));
  }

  private static @Nullable String last(List<Fact> facts) {
    return result(filled(false, facts));
  }

  private static byte[] state(boolean first, List<Fact> facts) {
    ByteOutput out = new ByteOutput();
    filled(first, facts).write(0, out);
    return out.toByteArray();
  }

  /** Cut into parts, each in blocks, merged through their written states. */
  private static @Nullable String inParts(boolean first, List<Fact> facts, Random random) {
    Accumulators whole = empty(first);
    int from = 0;
    while (from < facts.size()) {
      int middle = from + 1 + random.nextInt(facts.size() - from);
      int to = middle + random.nextInt(facts.size() - middle + 1);
      Accumulators part = empty(first);
      add(part, facts.subList(from, middle));
      add(part, facts.subList(middle, to));
      ByteOutput state = new ByteOutput();
      part.write(0, state);
      whole.merge(0, new ByteInput(state.toByteArray()));
      from = to;
    }
    return result(whole);
  }

  private static Accumulators filled(boolean first, List<Fact> facts) {
    Accumulators accumulators = empty(first);
    add(accumulators, facts);
    return accumulators;
  }

  private static Accumulators empty(boolean first) {
    AggregateFunction function = first ? AggregateFunction.FIRST : AggregateFunction.LAST;
    Accumulators empty = Accumulators.of(function, SHAPE, SHAPE.components().get(0), null);
    empty.grow(1);
    return empty;
  }

  private static void add(Accumulators to, List<Fact> facts) {
    int size = facts.size();
    Block<Row> block =
        Block.ofRows(
            SHAPE,
            facts.stream().map(Fact::row).toArray(),
            Selection.all(size),
            Provenance.of("", new long[size], facts.stream().mapToLong(Fact::id).toArray())
                .at(facts.stream().mapToLong(Fact::time).toArray()));
    to.add(new int[size], block, Selection.all(size));
  }

  private static @Nullable String result(Accumulators accumulators) {
    if (!accumulators.hasResult(0)) {
      return null;
    }
    ColumnBuilder result = Shape.of(Out.class).builder(0, 1);
    accumulators.result(0, result);
    return (String) ((ObjectColumn) result.build()).get(0);
  }
}
