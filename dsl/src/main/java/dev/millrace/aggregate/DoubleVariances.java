package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Selection;

/**
 * Variances and standard deviations of doubles, from the exact sums of the values and of their
 * squares (SEMANTICS S10): the order of rows changes no bit, and nothing cancels. A square is added
 * without rounding, as the product and what rounding it left over (fused multiply-add). The result
 * is rounded once, from the exact variance: also a standard deviation, which is the root of that
 * and not of a rounded one ({@link Spread}).
 *
 * <p>A slot takes as much as three sums of {@link ExactSums}; five where values are beyond 2^500 or
 * below 2^-450, whose squares a double cannot hold.
 */
final class DoubleVariances extends KindredAccumulators<DoubleVariances> {
  /** Values from here on are scaled down before they are squared. */
  private static final double HUGE = 0x1p500;

  /** Values below are scaled up before they are squared. */
  private static final double TINY = 0x1p-450;

  /** By so many chunks of 64 bits a square is off whose value was scaled: 2^1216. */
  private static final int SQUARE_CHUNKS = 19;

  private static final double UP = 0x1p608;
  private static final double DOWN = 0x1p-608;

  private final int input;
  private final boolean isSample;
  private final boolean isDeviation;
  private final ExactSums sums = new ExactSums();
  private final ExactSums squares = new ExactSums();
  private final ExactSums hugeSquares = new ExactSums();
  private final ExactSums tinySquares = new ExactSums();
  private final Spread spread = new Spread();

  /**
   * @param isSample whether the degrees of freedom are one less than the values
   * @param isDeviation whether the square root is wanted
   */
  DoubleVariances(Origin origin, Component input, boolean isSample, boolean isDeviation) {
    super(origin);
    this.input = input.index();
    this.isSample = isSample;
    this.isDeviation = isDeviation;
  }

  @Override
  public void grow(int slots) {
    sums.grow(slots);
    squares.grow(slots);
    hugeSquares.grow(slots);
    tinySquares.grow(slots);
  }

  @Override
  public void add(int[] into, Block<?> block, Selection rows) {
    DoubleColumn column = block.doubles(input);
    double[] values = column.array();
    boolean nullable = column.mayHaveNulls();
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      if (!nullable || !column.isNull(row)) {
        add(into[i], values[row]);
      }
    }
  }

  private void add(int slot, double value) {
    sums.add(slot, value);
    double magnitude = Math.abs(value);
    if (magnitude >= HUGE) {
      // Of an infinity or a NaN the sum knows; there is no square to speak of.
      if (magnitude <= Double.MAX_VALUE) {
        addSquare(hugeSquares, slot, value * DOWN);
      }
    } else if (magnitude >= TINY) {
      addSquare(squares, slot, value);
    } else if (magnitude > 0) {
      addSquare(tinySquares, slot, value * UP);
    }
  }

  private static void addSquare(ExactSums to, int slot, double value) {
    double product = value * value;
    double rest = Math.fma(value, value, -product);
    to.add(slot, product);
    if (rest != 0) {
      to.add(slot, rest);
    }
  }

  @Override
  public void write(int slot, ByteOutput out) {
    boolean hasHuge = hugeSquares.count(slot) > 0;
    boolean hasTiny = tinySquares.count(slot) > 0;
    out.writeByte((hasHuge ? 1 : 0) | (hasTiny ? 2 : 0));
    sums.write(slot, out);
    squares.write(slot, out);
    if (hasHuge) {
      hugeSquares.write(slot, out);
    }
    if (hasTiny) {
      tinySquares.write(slot, out);
    }
  }

  @Override
  public void merge(int slot, ByteInput in) {
    int parts = in.readByte();
    if (parts < 0 || parts > 3) {
      throw new CorruptDataException("a variance of parts " + parts);
    }
    sums.mergeSettled(slot, in);
    squares.mergeSettled(slot, in);
    if ((parts & 1) != 0) {
      hugeSquares.mergeSettled(slot, in);
    }
    if ((parts & 2) != 0) {
      tinySquares.mergeSettled(slot, in);
    }
  }

  @Override
  void absorb(int slot, DoubleVariances other, int otherSlot) {
    sums.merge(slot, other.sums, otherSlot);
    squares.merge(slot, other.squares, otherSlot);
    hugeSquares.merge(slot, other.hugeSquares, otherSlot);
    tinySquares.merge(slot, other.tinySquares, otherSlot);
  }

  @Override
  public boolean isEmpty(int slot) {
    return sums.count(slot) == 0;
  }

  @Override
  public boolean hasResult(int slot) {
    return sums.count(slot) > (isSample ? 1 : 0);
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    into.appendDouble(sums.isFinite(slot) ? exactly(slot) : Double.NaN);
  }

  private double exactly(int slot) {
    long values = sums.count(slot);
    spread.begin(values);
    spread.addSquares(tinySquares, slot, -SQUARE_CHUNKS);
    spread.addSquares(squares, slot, 0);
    spread.addSquares(hugeSquares, slot, SQUARE_CHUNKS);
    spread.subtractSquareOf(sums, slot);
    long freedom = isSample ? values - 1 : values;
    return isDeviation ? spread.deviation(freedom) : spread.variance(freedom);
  }

  @Override
  public void clear(int slot) {
    sums.clear(slot);
    squares.clear(slot);
    hugeSquares.clear(slot);
    tinySquares.clear(slot);
  }

  @Override
  public long bytes() {
    return sums.bytes()
        + squares.bytes()
        + hugeSquares.bytes()
        + tinySquares.bytes()
        + Spread.BYTES;
  }

  @Override
  public void clear() {
    sums.clear();
    squares.clear();
    hugeSquares.clear();
    tinySquares.clear();
  }
}
