package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The least or the greatest value of each slot. The written form is that of {@link Cells}: the
 * value, or nothing.
 */
abstract sealed class Extremes extends KindredAccumulators<Extremes> {
  private final int input;
  private final Cells best;

  /** Room for a merge: a slot, and one of the others. */
  private final int[] to = new int[1];

  private final int[] from = new int[1];

  private Extremes(Origin origin, Component input, Cells best) {
    super(origin);
    this.input = input.index();
    this.best = best;
  }

  static Extremes of(Origin origin, Shape<?> rows, Component input, boolean least) {
    return switch (input.kind().storage()) {
      case LONGS -> new OfLongs(origin, input, new Cells.OfLongs(rows, input), least);
      case DOUBLES -> new OfDoubles(origin, input, new Cells.OfDoubles(rows, input), least);
      case OBJECTS -> new OfObjects(origin, rows, input, new Cells.OfObjects(rows, input), least);
    };
  }

  @Override
  public final void grow(int slots) {
    best.grow(slots);
  }

  @Override
  public final void add(int[] slots, Block<?> block, Selection rows) {
    add(slots, block.column(input), rows.array(), rows.size());
  }

  /** Offers the rows {@code index[0 .. size)}. */
  abstract void add(int[] slots, Column column, int[] index, int size);

  @Override
  public final void write(int slot, ByteOutput out) {
    best.write(slot, out);
  }

  @Override
  public final void merge(int slot, ByteInput in) {
    Column value = best.read(in);
    if (value != null) {
      add(new int[] {slot}, value, new int[] {0}, 1);
    }
  }

  @Override
  final void absorb(int slot, Extremes other, int otherSlot) {
    to[0] = slot;
    from[0] = otherSlot;
    add(to, other.best.view(), from, 1);
  }

  @Override
  public final boolean isEmpty(int slot) {
    return !best.isHeld(slot);
  }

  @Override
  public final boolean hasResult(int slot) {
    return best.isHeld(slot);
  }

  @Override
  public final void result(int slot, ColumnBuilder into) {
    best.append(slot, into);
  }

  @Override
  public final void clear(int slot) {
    best.drop(slot);
  }

  @Override
  public final long bytes() {
    return best.bytes();
  }

  @Override
  public final void clear() {
    best.clear();
  }

  private static final class OfLongs extends Extremes {
    private final Cells.OfLongs best;

    /** All ones turn the order of longs around. */
    private final long flip;

    OfLongs(Origin origin, Component input, Cells.OfLongs best, boolean least) {
      super(origin, input, best);
      this.best = best;
      this.flip = least ? 0 : -1;
    }

    @Override
    void add(int[] slots, Column column, int[] index, int size) {
      long[] values = ((LongColumn) column).array();
      boolean nullable = column.mayHaveNulls();
      long[] held = best.values;
      boolean[] absent = best.absent;
      for (int i = 0; i < size; i++) {
        int row = index[i];
        if (nullable && column.isNull(row)) {
          continue;
        }
        int slot = slots[i];
        long value = values[row];
        if (absent[slot] || (value ^ flip) < (held[slot] ^ flip)) {
          absent[slot] = false;
          held[slot] = value;
        }
      }
    }
  }

  private static final class OfDoubles extends Extremes {
    private final Cells.OfDoubles best;
    private final boolean least;

    OfDoubles(Origin origin, Component input, Cells.OfDoubles best, boolean least) {
      super(origin, input, best);
      this.best = best;
      this.least = least;
    }

    @Override
    void add(int[] slots, Column column, int[] index, int size) {
      double[] values = ((DoubleColumn) column).array();
      boolean nullable = column.mayHaveNulls();
      double[] held = best.values;
      boolean[] absent = best.absent;
      for (int i = 0; i < size; i++) {
        int row = index[i];
        if (nullable && column.isNull(row)) {
          continue;
        }
        int slot = slots[i];
        double value = values[row];
        if (absent[slot]
            || (least
                ? Double.compare(value, held[slot]) < 0
                : Double.compare(value, held[slot]) > 0)) {
          absent[slot] = false;
          held[slot] = value;
        }
      }
    }
  }

  private static final class OfObjects extends Extremes {
    private final Cells.OfObjects best;
    private final boolean least;
    private final ComponentCodec codec;
    private final ByteOutput bytes = new ByteOutput();

    OfObjects(Origin origin, Shape<?> rows, Component input, Cells.OfObjects best, boolean least) {
      super(origin, input, best);
      this.best = best;
      this.least = least;
      this.codec = rows.codec(input.index());
    }

    @Override
    void add(int[] slots, Column column, int[] index, int size) {
      ObjectColumn values = (ObjectColumn) column;
      for (int i = 0; i < size; i++) {
        Object value = values.get(index[i]);
        if (value != null && isBetter(value, best.get(slots[i]))) {
          best.put(slots[i], value);
        }
      }
    }

    private boolean isBetter(Object value, @Nullable Object held) {
      if (held == null) {
        return true;
      }
      int order = compare(value, held);
      if (order == 0) {
        return !value.equals(held) && compareBytes(value, held) < 0;
      }
      return least ? order < 0 : order > 0;
    }

    @SuppressWarnings("unchecked") // values of one component, which is of a Comparable class
    private static int compare(Object left, Object right) {
      return ((Comparable<Object>) left).compareTo(right);
    }

    private int compareBytes(Object left, Object right) {
      ObjectColumn pair = new ObjectColumn(new Object[] {left, right}, null);
      bytes.clear();
      codec.write(pair, 0, bytes);
      int middle = bytes.size();
      codec.write(pair, 1, bytes);
      byte[] array = bytes.array();
      return Arrays.compareUnsigned(array, 0, middle, array, middle, bytes.size());
    }
  }
}
