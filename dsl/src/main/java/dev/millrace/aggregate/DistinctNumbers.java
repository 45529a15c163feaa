package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind.Storage;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Mix;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.Objects;

/**
 * Different values of 64 bits: whole numbers and what is stored as one, and doubles by their bits,
 * with one NaN for all. About 32 bytes for a value; writing a slot takes another 8 bytes for each
 * of its values meanwhile.
 */
final class DistinctNumbers extends DistinctValues {
  private final int input;
  private final boolean doubles;
  private final ComponentCodec codec;
  private final ColumnBuilder scratch;
  private long[] values = new long[0];

  DistinctNumbers(Shape<?> rows, Component input, boolean counted) {
    super(rows, input, SortedDistinct.NUMBERS, counted);
    this.input = input.index();
    this.doubles = input.kind().storage() == Storage.DOUBLES;
    this.codec = rows.codec(input.index());
    this.scratch = rows.builder(input.index(), 1);
  }

  @Override
  void add(int[] slots, Block<?> block, Selection rows) {
    change(slots, block.column(input), rows, 1);
  }

  @Override
  void remove(int[] slots, Block<?> block, Selection rows) {
    change(slots, block.column(input), rows, -1);
  }

  private void change(int[] slots, Column column, Selection rows, int times) {
    boolean nullable = column.mayHaveNulls();
    int[] index = rows.array();
    int size = rows.size();
    if (doubles) {
      double[] reals = ((DoubleColumn) column).array();
      for (int i = 0; i < size; i++) {
        int row = index[i];
        if (!nullable || !column.isNull(row)) {
          change(slots[i], Double.doubleToLongBits(reals[row]), times);
        }
      }
    } else {
      long[] wholes = ((LongColumn) column).array();
      for (int i = 0; i < size; i++) {
        int row = index[i];
        if (!nullable || !column.isNull(row)) {
          change(slots[i], wholes[row], times);
        }
      }
    }
  }

  /** Adds a value that often; -1 takes it back once. */
  void change(int slot, long value, int times) {
    if (times > 0) {
      add(slot, value, times);
    } else {
      takeBack(find(slot, value));
    }
  }

  private void add(int slot, long value, long times) {
    int entry = find(slot, value);
    if (entry < 0) {
      entry = table.append();
      if (entry == values.length) {
        values = Arrays.copyOf(values, Capacity.grown(entry, entry + 1));
      }
      values[entry] = value;
    }
    count(entry, times);
  }

  private int find(int slot, long value) {
    int entry = table.first(slot, Mix.of(slot, value));
    while (entry >= 0 && values[entry] != value) {
      entry = table.next();
    }
    return entry;
  }

  /** The values of a slot, ascending as signed numbers. */
  long[] sorted(int slot) {
    long[] sorted = new long[size(slot)];
    int next = 0;
    for (int entry = table.latest(slot); entry >= 0; entry = table.previous(entry)) {
      sorted[next++] = values[entry];
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /** How often a slot was given a value that it has. */
  long countOf(int slot, long value) {
    return count(find(slot, value));
  }

  @Override
  void write(int slot, ByteOutput out) {
    long[] sorted = sorted(slot);
    if (sorted.length == 0) {
      out.writeByte(SortedDistinct.EMPTY);
      return;
    }
    out.writeByte(form());
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0) {
        out.writeSignedVarLong(sorted[0]);
      } else {
        out.writeVarLong(sorted[i] - sorted[i - 1]);
      }
      if (isCounted()) {
        out.writeVarLong(countOf(slot, sorted[i]));
      }
    }
    out.writeVarLong(0);
  }

  @Override
  void merge(int slot, ByteInput in) {
    int start = in.position();
    int remaining = in.remaining();
    readAll(slot, in, false);
    in.reset(in.array(), start, remaining);
    readAll(slot, in, true);
  }

  @Override
  void merge(int slot, DistinctValues other, int otherSlot) {
    // Entries that are added meanwhile have numbers and a slot of their own.
    long[] given = ((DistinctNumbers) other).values;
    DistinctTable entries = other.table;
    for (int entry = entries.latest(otherSlot); entry >= 0; entry = entries.previous(entry)) {
      add(slot, given[entry], other.count(entry));
    }
  }

  /** Reads a state, to see whether it is whole or to add its values. */
  private void readAll(int slot, ByteInput in, boolean add) {
    if (!readForm(in)) {
      return;
    }
    long value = in.readSignedVarLong();
    long step;
    do {
      long times = readCount(in);
      if (add) {
        add(slot, value, times);
      }
      step = in.readVarLong();
      value = SortedDistinct.above(value, step);
    } while (step != 0);
  }

  @Override
  Object value(int entry) {
    return object(values[entry]);
  }

  @Override
  Object value(SortedDistinct.Cursor at) {
    return object(at.number());
  }

  private Object object(long value) {
    if (doubles) {
      scratch.appendDouble(Double.longBitsToDouble(value));
    } else {
      scratch.appendLong(value);
    }
    return Objects.requireNonNull(codec.value(scratch.build(), 0), label);
  }

  @Override
  byte[] canonical(int entry) {
    return NO_BYTES;
  }

  @Override
  byte[] canonical(SortedDistinct.Cursor at) {
    return NO_BYTES;
  }

  @Override
  long bytes() {
    return super.bytes() + 8L * values.length;
  }

  @Override
  long hash(int entry) {
    return Mix.of(table.owner(entry), values[entry]);
  }

  @Override
  void move(int from, int to) {
    values[to] = values[from];
  }

  @Override
  void shrink(int capacity) {
    if (values.length > capacity) {
      values = Arrays.copyOf(values, capacity);
    }
  }

  @Override
  void forget(boolean keepMemory) {
    if (!keepMemory) {
      values = new long[0];
    }
  }
}
