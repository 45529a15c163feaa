package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Exact decimal sums, of the greatest scale among the values: what {@link BigDecimal#add} gives in
 * any order.
 *
 * <p>An exact sum has a digit for every place between the greatest value and the finest scale. Two
 * values with far scales, a few bytes each, would so take gigabytes: scales are bounded, value by
 * value, so that the refusal does not depend on the order either.
 *
 * <p>The written form is 0 for no value, else 1, the scale, and the unscaled sum with its length.
 */
final class DecimalSums extends KindredAccumulators<DecimalSums> {
  /** The greatest scale of a value, and the least when negated. */
  static final int MAX_SCALE = 10_000;

  private final int input;
  private final String label;
  private @Nullable BigDecimal[] sums = new BigDecimal[0];
  private long weight;

  DecimalSums(Origin origin, Shape<?> rows, Component input) {
    super(origin);
    this.input = input.index();
    this.label = rows.name() + "." + input.name();
  }

  @Override
  public void grow(int slots) {
    if (slots > sums.length) {
      sums = Arrays.copyOf(sums, Capacity.grown(sums.length, slots));
    }
  }

  /**
   * @throws ArithmeticException when a value's scale is out of bounds, naming the column
   */
  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    ObjectColumn column = block.objects(input);
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      Object value = column.get(index[i]);
      if (value != null) {
        add(slots[i], inBounds((BigDecimal) value));
      }
    }
  }

  private BigDecimal inBounds(BigDecimal value) {
    if (value.scale() > MAX_SCALE || value.scale() < -MAX_SCALE) {
      throw new ArithmeticException(
          "sumDecimal of "
              + label
              + ": a value has the scale "
              + value.scale()
              + ", and exact sums take those from "
              + -MAX_SCALE
              + " to "
              + MAX_SCALE
              + ". Round it with setScale in a map before.");
    }
    return value;
  }

  private void add(int slot, BigDecimal value) {
    BigDecimal before = sums[slot];
    BigDecimal after = before == null ? value : before.add(value);
    sums[slot] = after;
    weight += weigh(after) - (before == null ? 0 : weigh(before));
  }

  /** Bytes on the heap: up to 18 digits lie in the object itself. */
  private static long weigh(BigDecimal value) {
    int digits = value.precision();
    return digits <= 18 ? 40 : 96L + digits * 10L / 24;
  }

  @Override
  public void write(int slot, ByteOutput out) {
    BigDecimal sum = sums[slot];
    out.writeByte(sum == null ? 0 : 1);
    if (sum != null) {
      out.writeSignedVarLong(sum.scale());
      out.writeByteArray(sum.unscaledValue().toByteArray());
    }
  }

  @Override
  public void merge(int slot, ByteInput in) {
    if (Cells.readFlag(in)) {
      long scale = in.readSignedVarLong();
      byte[] unscaled = in.readByteArray();
      if (Math.abs(scale) > MAX_SCALE || scale == Long.MIN_VALUE || !isShortest(unscaled)) {
        throw new CorruptDataException(
            label + ": a sum of scale " + scale + " in " + unscaled.length + " bytes");
      }
      add(slot, new BigDecimal(new BigInteger(unscaled), (int) scale));
    }
  }

  /** Whether no byte could go: the first one says more than the sign of the second. */
  private static boolean isShortest(byte[] number) {
    return number.length == 1 || (number.length > 1 && number[0] != number[1] >> 7);
  }

  @Override
  void absorb(int slot, DecimalSums other, int otherSlot) {
    BigDecimal sum = other.sums[otherSlot];
    if (sum != null) {
      add(slot, sum);
    }
  }

  @Override
  public boolean isEmpty(int slot) {
    return sums[slot] == null;
  }

  @Override
  public boolean hasResult(int slot) {
    return sums[slot] != null;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    into.appendObject(Objects.requireNonNull(sums[slot], "no value"));
  }

  @Override
  public void clear(int slot) {
    BigDecimal sum = sums[slot];
    weight -= sum == null ? 0 : weigh(sum);
    sums[slot] = null;
  }

  @Override
  public long bytes() {
    return 8L * sums.length + weight;
  }

  @Override
  public void clear() {
    Arrays.fill(sums, null);
    weight = 0;
  }
}
