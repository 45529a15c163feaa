package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.record.ByteInput;
import dev.millrace.record.CorruptDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctSketchesTest {
  record Whole(long value) {}

  record Text(@Nullable String value) {}

  record Real(@Nullable Double value) {}

  record Out(long value) {}

  private static final Fold<Whole> NUMBERS = fold(Whole.class);
  private static final Fold<Text> TEXTS = fold(Text.class);
  private static final Fold<Real> REALS = fold(Real.class);

  private static <R> Fold<R> fold(Class<R> rows) {
    return Fold.of(AggregateFunction.APPROX_DISTINCT, rows, Out.class, null);
  }

  /** Up to thousands of values: a sketch has five forms, which it goes through as it fills. */
  @Property(tries = 150)
  void anyOrderAndAnyCutGiveTheSameBitsAndBytes(
      @ForAll @IntRange(min = 0, max = 14) int magnitude, @ForAll long seed) {
    Random random = new Random(seed);
    int different = 1 + random.nextInt(1 << magnitude);
    List<Whole> rows = new ArrayList<>();
    for (int i = random.nextInt(3 * different); i >= 0; i--) {
      rows.add(new Whole(seed + random.nextInt(different)));
    }
    Accumulators whole = NUMBERS.all(rows);
    Accumulators merged = NUMBERS.merged(NUMBERS.parts(rows, random));
    assertThat(Fold.hex(merged), equalTo(Fold.hex(whole)));
    assertThat(NUMBERS.result(merged), equalTo(NUMBERS.result(whole)));
  }

  @Test
  void rowsAddedToAMergedStateCountToo() {
    List<Whole> rows = numbers(0, 20_000);
    Accumulators mixed = NUMBERS.empty();
    mixed.merge(0, new ByteInput(Fold.written(NUMBERS.all(rows.subList(0, 9_000)))));
    NUMBERS.add(mixed, 0, rows.subList(8_000, 20_000));
    assertThat(Fold.hex(mixed), equalTo(Fold.hex(NUMBERS.all(rows))));
  }

  /**
   * Of 400 groups 380 are expected within 2.2 %, give or take 4.4; the bound leaves room for three
   * times as much, and the greatest error for five standard errors.
   */
  @ParameterizedTest
  @ValueSource(ints = {300, 1_000, 5_000, 30_000, 200_000})
  void inNinetyFiveOfAHundredGroupsTheErrorIsWithinTheStatedOne(int different) {
    int groups = different > 50_000 ? 100 : 400;
    int within = 0;
    double greatest = 0;
    for (int group = 0; group < groups; group++) {
      long found = (Long) NUMBERS.result(numbers(group * 1_000_000_000L, different));
      double error = Math.abs(found - different) / (double) different;
      within += error <= 0.022 ? 1 : 0;
      greatest = Math.max(greatest, error);
    }
    double expected = 0.95 * groups;
    double room = 3 * Math.sqrt(groups * 0.95 * 0.05);
    assertThat((double) within, greaterThanOrEqualTo(expected - room));
    assertThat(greatest, lessThan(0.055));
  }

  @Test
  void textsAreCountedByWhatTheySayAndTheEmptyOneToo() {
    List<Text> rows = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      rows.add(new Text("visitor " + i % 2_500));
    }
    long found = (Long) TEXTS.result(rows);
    assertThat(Math.abs(found - 2_500) / 2_500.0, lessThan(0.033));
    assertThat(
        TEXTS.result(List.of(new Text(""), new Text(null), new Text("a"), new Text(""))),
        equalTo(2L));
  }

  @Test
  void nanIsOneValueMinusZeroAnotherThanZeroAndNullNone() {
    assertThat(REALS.result(List.of()), equalTo(0L));
    assertThat(REALS.result(List.of(new Real(null))), equalTo(0L));
    assertThat(
        REALS.result(
            List.of(
                new Real(Double.NaN),
                new Real(Double.longBitsToDouble(0x7ff8000000000001L)),
                new Real(0.0),
                new Real(-0.0),
                new Real(null))),
        equalTo(3L));
  }

  @Test
  void damagedStatesAreRefusedAndChangeNothing() {
    Accumulators held = NUMBERS.all(numbers(0, 2_000));
    String before = Fold.hex(held);
    byte[] whole = Fold.written(NUMBERS.all(numbers(50, 60)));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(CorruptDataException.class, () -> held.merge(0, new ByteInput(cut)));
    }
    // The first byte is the length: zero would be the state of no values.
    for (int bit = 8; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(CorruptDataException.class, () -> held.merge(0, new ByteInput(flipped)));
    }
    assertThat(Fold.hex(held), equalTo(before));
  }

  @Test
  void aGroupTakesNoMoreMemoryAndBytesThanSaid() {
    Accumulators one = NUMBERS.empty();
    long none = one.bytes();
    for (int i = 0; i < 20; i++) {
      NUMBERS.add(one, 0, numbers(i * 50_000L, 50_000));
      assertThat(one.bytes() - none, lessThan(17_000L));
      assertThat(Fold.written(one).length, lessThan(3_000));
    }
    one.clear();
    assertThat(one.bytes(), is(none));
    assertThat(NUMBERS.result(one), equalTo(0L));
  }

  private static List<Whole> numbers(long from, int size) {
    List<Whole> rows = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      rows.add(new Whole(from + i));
    }
    return rows;
  }
}
