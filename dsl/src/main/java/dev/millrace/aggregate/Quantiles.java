package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Quantiles from counts of buckets. A bucket holds the doubles that share sign, exponent and the
 * first {@value #MANTISSA_BITS} bits of the mantissa, so its width is at most 2^-7 of its value
 * nearest to zero, which stands for all of them. Which bucket a value is in depends on that value
 * alone: counts add up to the same in any order (SEMANTICS S10), as those of a quantile sketch that
 * samples do not.
 *
 * <p>The idea is that of DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile
 * sketch with relative-error guarantees", VLDB 2019), with bounds at bits instead of logarithms,
 * which not every machine rounds alike, and without its limit on buckets, which would make the
 * result depend on the order of merges. There are 2^19 buckets in all.
 */
final class Quantiles extends KindredAccumulators<Quantiles> implements RemovableAccumulators {
  private static final int MANTISSA_BITS = 7;
  private static final int SHIFT = 52 - MANTISSA_BITS;

  private final int input;
  private final Kind kind;
  private final BigDecimal rank;
  private final DistinctNumbers buckets;

  Quantiles(Origin origin, Shape<?> rows, Component input, double rank) {
    super(origin);
    this.input = input.index();
    this.kind = input.kind();
    // The decimal that was written: 0.07 of 100 values is the 7th, though the double is greater.
    this.rank = BigDecimal.valueOf(rank);
    if (this.rank.signum() < 0 || this.rank.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("the rank " + rank);
    }
    this.buckets = new DistinctNumbers(rows, input, true);
  }

  static boolean canRead(Component input) {
    return switch (input.kind()) {
      case BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, DECIMAL -> true;
      default -> false;
    };
  }

  @Override
  public void grow(int slots) {
    buckets.grow(slots);
  }

  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    change(slots, block.column(input), rows, 1);
  }

  @Override
  public void remove(int[] slots, Block<?> block, Selection rows) {
    change(slots, block.column(input), rows, -1);
  }

  /**
   * @param times 1 to add the rows, -1 to remove them
   */
  private void change(int[] slots, Column column, Selection rows, int times) {
    switch (kind.storage()) {
      case LONGS -> changeLongs(slots, (LongColumn) column, rows, times);
      case DOUBLES -> changeDoubles(slots, (DoubleColumn) column, rows, times);
      case OBJECTS -> changeDecimals(slots, (ObjectColumn) column, rows, times);
    }
  }

  private void changeLongs(int[] slots, LongColumn column, Selection rows, int times) {
    long[] values = column.array();
    boolean nullable = column.mayHaveNulls();
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!nullable || !column.isNull(row)) {
        buckets.change(slots[i], bucket((double) values[row]), times);
      }
    }
  }

  private void changeDoubles(int[] slots, DoubleColumn column, Selection rows, int times) {
    double[] values = column.array();
    boolean nullable = column.mayHaveNulls();
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!nullable || !column.isNull(row)) {
        buckets.change(slots[i], bucket(values[row]), times);
      }
    }
  }

  private void changeDecimals(int[] slots, ObjectColumn column, Selection rows, int times) {
    for (int i = 0; i < rows.size(); i++) {
      if (column.get(rows.get(i)) instanceof BigDecimal decimal) {
        buckets.change(slots[i], bucket(decimal.doubleValue()), times);
      }
    }
  }

  /** Buckets have the order of the values in them, as {@link Double#compare} has it. */
  private static long bucket(double value) {
    long bits = Double.doubleToLongBits(value);
    long magnitude = (bits & Long.MAX_VALUE) >>> SHIFT;
    return bits >= 0 ? magnitude : -1 - magnitude;
  }

  /** The value of a bucket that is nearest to zero. */
  private static double nearest(long bucket) {
    return bucket >= 0
        ? Double.longBitsToDouble(bucket << SHIFT)
        : -Double.longBitsToDouble((-1 - bucket) << SHIFT);
  }

  @Override
  public void write(int slot, ByteOutput out) {
    buckets.write(slot, out);
  }

  @Override
  public void merge(int slot, ByteInput in) {
    buckets.merge(slot, in);
  }

  @Override
  void absorb(int slot, Quantiles other, int otherSlot) {
    buckets.merge(slot, other.buckets, otherSlot);
  }

  @Override
  public boolean isEmpty(int slot) {
    return buckets.size(slot) == 0;
  }

  @Override
  public boolean hasResult(int slot) {
    return buckets.size(slot) > 0;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    long[] sorted = buckets.sorted(slot);
    long all = 0;
    for (long bucket : sorted) {
      all += buckets.countOf(slot, bucket);
    }
    long wanted =
        rank.multiply(BigDecimal.valueOf(all)).setScale(0, RoundingMode.CEILING).longValueExact();
    int at = 0;
    long reached = buckets.countOf(slot, sorted[0]);
    while (reached < wanted) {
      at++;
      reached += buckets.countOf(slot, sorted[at]);
    }
    into.appendDouble(nearest(sorted[at]));
  }

  @Override
  public void clear(int slot) {
    buckets.clear(slot);
  }

  @Override
  public long bytes() {
    return buckets.bytes();
  }

  @Override
  public void clear() {
    buckets.clear();
  }
}
