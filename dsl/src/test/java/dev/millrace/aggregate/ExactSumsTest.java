package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumsTest {
  private static final double MAX = Double.MAX_VALUE;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void tenDimesAreOneUnit() {
    assertThat(sum(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), is(1.0));
  }

  @Test
  void nothingIsLostBesideALargeValue() {
    assertThat(sum(1e100, 1.0, -1e100), is(1.0));
    assertThat(sum(MAX, Double.MIN_VALUE, -MAX), is(Double.MIN_VALUE));
  }

  @Test
  void aTieGoesToTheEvenDouble() {
    assertThat(sum(1.0, 0x1p-53), is(1.0));
    assertThat(sum(0x1.0000000000001p0, 0x1p-53), is(0x1.0000000000002p0));
    assertThat(sum(-0x1.0000000000001p0, -0x1p-53), is(-0x1.0000000000002p0));
  }

  @Test
  void theSmallestDoubleTipsATie() {
    assertThat(sum(1.0, 0x1p-53, Double.MIN_VALUE), is(0x1.0000000000001p0));
    assertThat(sum(0x1.0000000000001p0, 0x1p-53, -Double.MIN_VALUE), is(0x1.0000000000001p0));
  }

  @Test
  void subnormalsAddUpToNormalDoubles() {
    assertThat(sum(0x1p-1023, 0x1p-1023), is(Double.MIN_NORMAL));
    assertThat(sum(Double.MIN_NORMAL, -Double.MIN_VALUE), is(0x0.fffffffffffffp-1022));
  }

  @Test
  void aSumOverflowsWhereRoundingDoes() {
    assertThat(sum(MAX, 0x1p969), is(MAX));
    assertThat(sum(MAX, 0x1p970), is(INFINITY));
    assertThat(sum(MAX, 0x1p970, -Double.MIN_VALUE), is(MAX));
    assertThat(sum(-MAX, -0x1p970), is(-INFINITY));
    assertThat(sum(MAX, MAX, -MAX), is(MAX));
  }

  @Test
  void aSumOfZerosIsZeroUnlessAllAreNegativeZero() {
    assertThat(sum(0.0, 0.0), is(0.0));
    assertThat(sum(-0.0, 0.0), is(0.0));
    assertThat(sum(-0.0, -0.0), is(-0.0));
    assertThat(mean(-0.0, -0.0), is(-0.0));
  }

  @Test
  void valuesThatCancelGivePositiveZero() {
    assertThat(sum(1.5, -1.5), is(0.0));
    assertThat(sum(-0.0, -1.5, 1.5), is(0.0));
  }

  @Test
  void aNanOrInfinitiesOfBothSignsGiveNan() {
    assertThat(sum(1.0, Double.NaN), is(Double.NaN));
    assertThat(sum(INFINITY, 1.0, -INFINITY), is(Double.NaN));
    assertThat(sum(INFINITY, -MAX), is(INFINITY));
    assertThat(mean(-INFINITY, MAX), is(-INFINITY));
  }

  @Test
  void nanAndInfinitiesCanBeSubtracted() {
    ExactSums sums = columnOf(2.0, Double.NaN, Double.NaN, INFINITY, -INFINITY);
    sums.subtract(0, Double.NaN);
    assertThat(sums.sum(0), is(Double.NaN));
    sums.subtract(0, Double.NaN);
    sums.subtract(0, INFINITY);
    assertThat(sums.sum(0), is(-INFINITY));
    sums.subtract(0, -INFINITY);
    assertThat(sums.sum(0), is(2.0));
  }

  @Test
  void allNansAreOne() {
    double otherNan = Double.longBitsToDouble(0xFFF0_0000_0000_0001L);
    ExactSums sums = columnOf(otherNan);
    sums.subtract(0, Double.NaN);
    assertThat(bytes(sums), is("0000"));
  }

  @Test
  void aMeanIsRoundedOnceAndDoesNotOverflow() {
    assertThat(mean(MAX, MAX, MAX), is(MAX));
    assertThat(mean(1.0, 1.0, 2.0), is(4.0 / 3.0));
    // The sum rounds down to 3, a third of which is 1; the mean is nearer to the double above it.
    assertThat(mean(3.0, 0x1p-52 - 0x1p-105, 0.0), is(1.0));
    assertThat(mean(3.0, 0x1.8p-52, 0x1p-80), is(0x1.0000000000001p0));
  }

  @Test
  void whatADivisionLeavesOverTipsATie() {
    assertThat(mean(3.0, 0x1.8p-52, 0.0), is(1.0));
    // The quotient is a tie down to its last stored bit, 2^-128: only the remainder is more.
    assertThat(mean(3.0, 0x1.8p-52, 0x1p-128), is(0x1.0000000000001p0));
    assertThat(mean(3.0, 0x1.8p-52, -0x1p-128), is(1.0));
  }

  @Test
  void aMeanBelowTheSmallestDoubleRoundsToEven() {
    assertThat(mean(Double.MIN_VALUE, 0.0), is(0.0));
    assertThat(mean(-Double.MIN_VALUE, 0.0), is(-0.0));
    assertThat(mean(3 * Double.MIN_VALUE, 0.0), is(2 * Double.MIN_VALUE));
    assertThat(mean(2 * Double.MIN_VALUE, 0.0, 0.0), is(Double.MIN_VALUE));
  }

  @Test
  void anEmptySlotCountsNothing() {
    ExactSums sums = columnOf();
    assertThat(sums.count(0), is(0L));
    assertThat(sums.sum(0), is(0.0));
    assertThat(sums.mean(0), is(Double.NaN));
  }

  @Test
  void aSlotThatOwesValuesHasNoSum() {
    ExactSums sums = columnOf();
    sums.subtract(0, 2.0);
    assertThat(sums.count(0), is(-1L));
    Exception owing = assertThrows(IllegalStateException.class, () -> sums.sum(0));
    assertThat(owing.getMessage(), containsString("owes values"));
    assertThrows(IllegalStateException.class, () -> sums.mean(0));

    sums.add(0, 1.0);
    assertThrows(IllegalStateException.class, () -> sums.sum(0));
    assertThrows(IllegalStateException.class, () -> sums.mean(0));
  }

  @Test
  void aNanThatIsOwedIsNotASum() {
    ExactSums sums = columnOf(1.0, 2.0);
    sums.subtract(0, Double.NaN);
    assertThrows(IllegalStateException.class, () -> sums.sum(0));
  }

  @Test
  void theBytesAreThese() {
    assertThat(bytes(columnOf()), is("0000"));
    assertThat(bytes(columnOf(0.0)), is("0002"));
    assertThat(bytes(columnOf(1.0)), is("020288010101"));
    assertThat(bytes(columnOf(-1.0)), is("0202880101ff"));
    assertThat(bytes(columnOf(128.0)), is("02028801020080"));
    assertThat(bytes(columnOf(-128.0)), is("020288010180"));
    assertThat(bytes(columnOf(0.1, 0.2)), is("02048101074cccccccccccce"));
    assertThat(bytes(columnOf(1.0, -1.0)), is("0004"));
    assertThat(bytes(columnOf(Double.MIN_VALUE)), is("0202010140"));
    assertThat(bytes(columnOf(MAX)), is("020281020800fffffffffffff8"));
    assertThat(bytes(columnOf(-0.0, Double.NaN, INFINITY, -INFINITY)), is("010802020202"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "02", // no count
        "0402", // an unknown flag
        "010200000000", // tallies, all zero
        "0102020202", // a tally short
        "020288010100", // a number that is zero
        "02028801020100", // the last byte is zero
        "02028801020001", // a sign byte too many
        "0202880102ffff", // a sign byte too many, negative
        "0202000101", // finer than the smallest double
        "0202010120", // finer than the smallest double by one bit
        "0202880100", // no bytes
        "0202880102", // bytes missing
        "020290020101", // beyond the widest sum
        "02028f02020101", // across the end of the widest sum
        "02028801ffffffff0701", // a length that is not there
        "0202ffffffffffffffffff010101", // a negative position
        "0202ffffffffffffffffffff0101", // a position that does not end
      })
  void bytesThatNoSumHasAreRefused(String hex) {
    ExactSums sums = columnOf(1.0);
    ByteInput in = new ByteInput(HexFormat.of().parseHex(hex));
    assertThrows(CorruptDataException.class, () -> sums.merge(0, in));
    assertThat(bytes(sums), is("020288010101"));
  }

  @Test
  void readingEndsWhereTheSumEnds() {
    ByteInput in = new ByteInput(HexFormat.of().parseHex("020288010101" + "0202880101ff"));
    ExactSums sums = columnOf();
    sums.merge(0, in);
    assertThat(in.remaining(), is(6));
    sums.merge(0, in);
    assertThat(bytes(sums), is("0004"));
  }

  @Test
  void amountsTakeTwoChunks() {
    int slots = 10_000;
    ExactSums sums = new ExactSums();
    sums.grow(slots);
    for (int i = 0; i < 10 * slots; i++) {
      sums.add(i % slots, (i % 100_003 - 50_000) / 100.0);
    }
    // 20 bytes and two chunks for each slot; the arrays may be half empty.
    assertThat(sums.bytes(), is(lessThan(60L * slots)));
  }

  @Test
  void clearingKeepsTheMemoryAndNothingElse() {
    ExactSums sums = columnOf(MAX, Double.MIN_VALUE, -0.0, Double.NaN);
    long before = sums.bytes();
    sums.clear();
    assertThat(sums.bytes(), is(before));
    assertThat(bytes(sums), is("0000"));
    sums.add(0, 1.0);
    assertThat(bytes(sums), is("020288010101"));
  }

  @Test
  void aSlotWithoutRoomIsRefused() {
    ExactSums sums = new ExactSums();
    assertThrows(IndexOutOfBoundsException.class, () -> sums.add(0, 1.0));
  }

  private static double sum(double... values) {
    return columnOf(values).sum(0);
  }

  private static double mean(double... values) {
    return columnOf(values).mean(0);
  }

  private static ExactSums columnOf(double... values) {
    ExactSums sums = new ExactSums();
    sums.grow(1);
    for (double value : values) {
      sums.add(0, value);
    }
    return sums;
  }

  private static String bytes(ExactSums sums) {
    ByteOutput out = new ByteOutput();
    sums.write(0, out);
    return HexFormat.of().formatHex(out.toByteArray());
  }
}
