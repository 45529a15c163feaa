package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind.Storage;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Mix;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;

/**
 * Counts different values of 64 bits: whole numbers and what is stored as one, and doubles by their
 * bits, with one NaN for all. About 32 bytes for a value; the form is that of {@link
 * SortedDistinct}, and writing a slot takes another 8 bytes for each of its values meanwhile.
 */
final class DistinctNumbers implements Accumulators {
  private final int input;
  private final boolean doubles;
  private final String label;
  private final DistinctTable table = new DistinctTable();
  private long[] values = new long[0];

  DistinctNumbers(Shape<?> rows, Component input) {
    this.input = input.index();
    this.doubles = input.kind().storage() == Storage.DOUBLES;
    this.label = rows.name() + "." + input.name();
  }

  @Override
  public void grow(int slots) {
    table.grow(slots);
  }

  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    Column column = block.column(input);
    boolean nullable = column.mayHaveNulls();
    int[] index = rows.array();
    int size = rows.size();
    if (doubles) {
      double[] reals = ((DoubleColumn) column).array();
      for (int i = 0; i < size; i++) {
        int row = index[i];
        if (!nullable || !column.isNull(row)) {
          add(slots[i], Double.doubleToLongBits(reals[row]));
        }
      }
    } else {
      long[] wholes = ((LongColumn) column).array();
      for (int i = 0; i < size; i++) {
        int row = index[i];
        if (!nullable || !column.isNull(row)) {
          add(slots[i], wholes[row]);
        }
      }
    }
  }

  private void add(int slot, long value) {
    int entry = table.first(slot, Mix.of(slot, value));
    while (entry >= 0 && values[entry] != value) {
      entry = table.next();
    }
    if (entry < 0) {
      entry = table.append();
      if (entry == values.length) {
        values = Arrays.copyOf(values, Capacity.grown(entry, entry + 1));
      }
      values[entry] = value;
    }
  }

  @Override
  public void write(int slot, ByteOutput out) {
    long[] sorted = new long[table.count(slot)];
    int next = 0;
    for (int entry = table.latest(slot); entry >= 0; entry = table.previous(entry)) {
      sorted[next++] = values[entry];
    }
    if (sorted.length == 0) {
      out.writeByte(SortedDistinct.EMPTY);
      return;
    }
    Arrays.sort(sorted);
    out.writeByte(SortedDistinct.NUMBERS);
    out.writeSignedVarLong(sorted[0]);
    for (int i = 1; i < sorted.length; i++) {
      out.writeVarLong(sorted[i] - sorted[i - 1]);
    }
    out.writeVarLong(0);
  }

  @Override
  public void merge(int slot, ByteInput in) {
    int start = in.position();
    int remaining = in.remaining();
    readAll(slot, in, false);
    in.reset(in.array(), start, remaining);
    readAll(slot, in, true);
  }

  /** Reads a state, to see whether it is whole or to add its values. */
  private void readAll(int slot, ByteInput in, boolean add) {
    byte form = in.readByte();
    if (form == SortedDistinct.EMPTY) {
      return;
    }
    if (form != SortedDistinct.NUMBERS) {
      throw new CorruptDataException(label + ": no distinct numbers but form " + form);
    }
    long value = in.readSignedVarLong();
    long step;
    do {
      if (add) {
        add(slot, value);
      }
      step = in.readVarLong();
      value = SortedDistinct.above(value, step);
    } while (step != 0);
  }

  @Override
  public boolean hasResult(int slot) {
    return true;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    into.appendLong(table.count(slot));
  }

  @Override
  public long bytes() {
    return table.bytes() + 8L * values.length;
  }

  @Override
  public void clear() {
    table.clear();
    values = new long[0];
  }
}
