package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The laws of SEMANTICS S10, against {@link SumOracle}. */
class ExactSumsLawsTest {
  @Property(tries = 1500, seed = "10")
  void aSumIsTheExactSumRoundedOnce(@ForAll("values") List<Double> values) {
    assertThat(columnOf(values).sum(0), is(SumOracle.sum(values)));
  }

  @Property(tries = 1500, seed = "11")
  void aMeanIsTheExactSumDividedAndRoundedOnce(@ForAll("values") List<Double> values) {
    double expected = values.isEmpty() ? Double.NaN : SumOracle.mean(values);
    assertThat(columnOf(values).mean(0), is(expected));
  }

  @Property(tries = 500, seed = "12")
  void theOracleRoundsAsBigDecimalDoes(@ForAll("finiteValues") List<Double> values) {
    BigDecimal total =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    // Plus zero: BigDecimal has no negative zero.
    assertThat(SumOracle.sum(values) + 0.0, is(total.doubleValue()));
  }

  @Property(tries = 1000, seed = "13")
  void neitherOrderNorMergeTreeChangesABit(
      @ForAll("values") List<Double> values,
      @ForAll @IntRange(min = 1, max = 6) int parts,
      @ForAll Random random) {
    ExactSums expected = columnOf(values);

    ExactSums column = new ExactSums();
    int merged = foldInParts(column, shuffled(values, random), parts, random);

    assertThat(column.count(merged), is((long) values.size()));
    assertThat(column.sum(merged), is(expected.sum(0)));
    assertThat(column.mean(merged), is(expected.mean(0)));
    assertThat(bytesOf(column, merged), is(bytesOf(expected, 0)));
  }

  /** Spreads values over slots, merges these in any order and by any of the ways to; the last. */
  private int foldInParts(ExactSums column, List<Double> values, int parts, Random random) {
    column.grow(parts);
    List<Integer> slots = new ArrayList<>();
    for (int slot = 0; slot < parts; slot++) {
      slots.add(slot);
    }
    for (double value : values) {
      column.add(random.nextInt(parts), value);
    }
    while (slots.size() > 1) {
      int from = slots.remove(random.nextInt(slots.size()));
      int into = slots.get(random.nextInt(slots.size()));
      switch (random.nextInt(3)) {
        case 0 -> column.merge(into, column, from);
        case 1 -> column.merge(into, copyOf(column, from), 0);
        default -> column.merge(into, new ByteInput(bytesOf(column, from)));
      }
    }
    return slots.get(0);
  }

  @Property(tries = 1000, seed = "14")
  void whatIsSubtractedWasNeverThere(
      @ForAll("values") List<Double> kept,
      @ForAll("values") List<Double> retracted,
      @ForAll Random random) {
    List<Runnable> changes = new ArrayList<>();
    ExactSums sums = columnOf(List.of());
    kept.forEach(value -> changes.add(() -> sums.add(0, value)));
    retracted.forEach(value -> changes.add(() -> sums.add(0, value)));
    retracted.forEach(value -> changes.add(() -> sums.subtract(0, value)));
    Collections.shuffle(changes, random);

    changes.forEach(Runnable::run);

    assertThat(sums.sum(0), is(SumOracle.sum(kept)));
    assertThat(bytesOf(sums, 0), is(bytesOf(columnOf(kept), 0)));
  }

  @Property(tries = 500, seed = "15")
  void aRetractionMayBeMergedBeforeWhatItRetracts(
      @ForAll("values") List<Double> kept, @ForAll("values") List<Double> retracted) {
    ExactSums debt = columnOf(List.of());
    retracted.forEach(value -> debt.subtract(0, value));
    ExactSums sums = columnOf(List.of());
    sums.merge(0, new ByteInput(bytesOf(debt, 0)));
    sums.merge(0, columnOf(kept), 0);
    sums.merge(0, columnOf(retracted), 0);

    assertThat(bytesOf(sums, 0), is(bytesOf(columnOf(kept), 0)));
  }

  @Property(tries = 300, seed = "16")
  void slotsDoNotTouchEachOtherAlsoAfterClearing(
      @ForAll("values") List<Double> before,
      @ForAll("values") List<Double> values,
      @ForAll @IntRange(min = 1, max = 9) int slots) {
    ExactSums sums = new ExactSums();
    addInTurn(sums, before, slots);
    sums.clear();
    List<List<Double>> groups = addInTurn(sums, values, slots);

    for (int slot = 0; slot < slots; slot++) {
      assertThat(sums.count(slot), is((long) groups.get(slot).size()));
      assertThat(sums.sum(slot), is(SumOracle.sum(groups.get(slot))));
    }
  }

  private static List<List<Double>> addInTurn(ExactSums sums, List<Double> values, int slots) {
    List<List<Double>> groups = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      sums.grow(slot + 1);
      groups.add(new ArrayList<>());
    }
    for (int i = 0; i < values.size(); i++) {
      sums.add(i % slots, values.get(i));
      groups.get(i % slots).add(values.get(i));
    }
    return groups;
  }

  @Property(tries = 500, seed = "17")
  void noNumberOfValuesOverflows(
      @ForAll("finiteValues") List<Double> values,
      @ForAll @IntRange(min = 0, max = 57) int doublings) {
    ExactSums sums = columnOf(values);
    for (int i = 0; i < doublings; i++) {
      sums.merge(0, sums, 0);
    }

    BigDecimal factor = BigDecimal.valueOf(2).pow(doublings);
    BigDecimal count = factor.multiply(BigDecimal.valueOf(values.size()));
    assertThat(sums.count(0), is(count.longValueExact()));
    assertThat(sums.sum(0), is(SumOracle.divided(values, factor, BigDecimal.ONE)));
    if (!values.isEmpty()) {
      assertThat(sums.mean(0), is(SumOracle.divided(values, factor, count)));
    }
    sums.add(0, 0.0);
    assertThat(
        sums.mean(0), is(SumOracle.divided(plusZero(values), factor, count.add(BigDecimal.ONE))));
  }

  /** A zero that keeps the oracle from an answer of -0.0; the sum is the same. */
  private static List<Double> plusZero(List<Double> values) {
    List<Double> more = new ArrayList<>(values);
    more.add(0.0);
    return more;
  }

  @Property(tries = 3000, seed = "18")
  void damagedBytesAreRefusedOrAreAnotherSum(
      @ForAll("values") List<Double> values, @ForAll Random random) {
    byte[] damaged = damage(bytesOf(columnOf(values), 0), random);
    ExactSums sums = columnOf(List.of(1.5));
    byte[] before = bytesOf(sums, 0);
    ByteInput in = new ByteInput(damaged);
    try {
      sums.merge(0, in);
    } catch (CorruptDataException refused) {
      assertThat(bytesOf(sums, 0), is(before));
      return;
    }
    sums.subtract(0, 1.5);
    byte[] again = bytesOf(sums, 0);
    // A variable-length number can be written longer than it has to be: nothing else differs.
    assertThat(again.length, lessThanOrEqualTo(in.position()));
    if (again.length == in.position()) {
      assertThat(again, equalTo(Arrays.copyOf(damaged, in.position())));
    }
  }

  private static byte[] damage(byte[] bytes, Random random) {
    byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1) + random.nextInt(4));
    int changes = damaged.length == 0 ? 0 : random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @Provide
  Arbitrary<List<Double>> values() {
    return SumValues.lists();
  }

  @Provide
  Arbitrary<List<Double>> finiteValues() {
    return SumValues.finiteLists();
  }

  private static ExactSums columnOf(List<Double> values) {
    ExactSums sums = new ExactSums();
    sums.grow(1);
    values.forEach(value -> sums.add(0, value));
    return sums;
  }

  private static ExactSums copyOf(ExactSums sums, int slot) {
    ExactSums copy = columnOf(List.of());
    copy.merge(0, sums, slot);
    return copy;
  }

  private static byte[] bytesOf(ExactSums sums, int slot) {
    ByteOutput out = new ByteOutput();
    sums.write(slot, out);
    return out.toByteArray();
  }

  private static List<Double> shuffled(List<Double> values, Random random) {
    List<Double> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
