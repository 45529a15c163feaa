package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first or the last values of rows that come in the order of SEMANTICS S3. A slot has as many
 * cells as there may be values, in a ring when the last ones are wanted.
 *
 * <p>Of a block, only those rows are read that are left in the end: text that is not kept is not
 * decoded.
 *
 * <p>The written form is how many rows are held, variable-length, and their values from the oldest
 * on, as the component's codec writes them.
 */
final class OrderedEdges extends KindredAccumulators<OrderedEdges> {
  /** Room for so many changes is kept when all is cleared. */
  private static final int FEW_CHANGES = 512;

  private final Edge edge;
  private final int width;
  private final boolean first;
  private final int input;
  private final String label;
  private final ComponentCodec codec;
  private final ColumnBuilder scratch;
  private final Cells cells;

  // By slot: rows held; and the place of the oldest among its cells, not 0 only in a full ring.
  private int[] sizes = new int[0];
  private int[] oldest = new int[0];

  /** While a block is added: one more than the row that a cell took from it, zero for none. */
  private int[] pending = new int[0];

  /** The cells that took a row of the block. */
  private int[] changed = new int[0];

  private int changes;

  OrderedEdges(Origin origin, Shape<?> rows, Component input, Edge edge) {
    super(origin);
    this.edge = edge;
    this.width = edge.most();
    this.first = edge.end() == Edge.End.FIRST;
    this.input = input.index();
    this.label = rows.name() + "." + input.name();
    this.codec = rows.codec(input.index());
    this.scratch = rows.builder(input.index(), 1);
    this.cells = Cells.of(rows, input);
  }

  @Override
  public void grow(int slots) {
    if (slots > sizes.length) {
      // Spare cells, not spare slots: where a slot has many, one of them is already room to grow.
      int capacity = Capacity.grown(pending.length, Math.multiplyExact(slots, width)) / width;
      int all = capacity * width;
      cells.grow(all);
      pending = Arrays.copyOf(pending, all);
      sizes = Arrays.copyOf(sizes, capacity);
      oldest = Arrays.copyOf(oldest, first ? 0 : capacity);
    }
  }

  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    Column column = block.column(input);
    boolean skips = !edge.countsNulls();
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      int slot = slots[i];
      if ((first && sizes[slot] == width) || (skips && column.isAbsent(row))) {
        continue;
      }
      int cell = next(slot);
      if (pending[cell] == 0) {
        note(cell);
      }
      pending[cell] = row + 1;
    }
    settle(column);
  }

  /** The cell that the next row of a slot goes to: that of the oldest one, where all are taken. */
  private int next(int slot) {
    int size = sizes[slot];
    if (size < width) {
      sizes[slot] = size + 1;
      return slot * width + size;
    }
    int place = oldest[slot];
    oldest[slot] = place + 1 == width ? 0 : place + 1;
    return slot * width + place;
  }

  private void note(int cell) {
    if (changes == changed.length) {
      changed = Arrays.copyOf(changed, Capacity.grown(changes, changes + 1));
    }
    changed[changes++] = cell;
  }

  /** Keeps of the block's rows what is left of them. */
  private void settle(Column column) {
    for (int i = 0; i < changes; i++) {
      int cell = changed[i];
      cells.take(cell, column, pending[cell] - 1);
      pending[cell] = 0;
    }
    changes = 0;
  }

  /** The cell of the row that came to a slot as number {@code age}, from 0, of those held. */
  private int cell(int slot, int age) {
    int place = first ? age : oldest[slot] + age;
    return slot * width + (place >= width ? place - width : place);
  }

  @Override
  public void write(int slot, ByteOutput out) {
    int size = sizes[slot];
    out.writeVarLong(size);
    for (int age = 0; age < size; age++) {
      codec.write(cells.view(), cell(slot, age), out);
    }
  }

  @Override
  public void merge(int slot, ByteInput in) {
    long size = in.readVarLong();
    if (size < 0 || size > width) {
      throw new CorruptDataException(label + ": " + size + " values where " + width + " may be");
    }
    scratch.truncate(0);
    for (long i = 0; i < size; i++) {
      codec.read(in, scratch);
    }
    Column read = scratch.build();
    for (int row = 0; row < size && !edge.countsNulls(); row++) {
      if (read.isAbsent(row)) {
        throw new CorruptDataException(label + ": a null among values without nulls");
      }
    }
    for (int row = 0; row < size && hasRoom(slot); row++) {
      cells.take(next(slot), read, row);
    }
  }

  @Override
  void absorb(int slot, OrderedEdges other, int otherSlot) {
    Column given = other.cells.view();
    int size = other.sizes[otherSlot];
    for (int age = 0; age < size && hasRoom(slot); age++) {
      cells.take(next(slot), given, other.cell(otherSlot, age));
    }
  }

  private boolean hasRoom(int slot) {
    return !first || sizes[slot] < width;
  }

  @Override
  public boolean isEmpty(int slot) {
    return sizes[slot] == 0;
  }

  @Override
  public boolean hasResult(int slot) {
    if (!edge.isList()) {
      return sizes[slot] > 0 && cells.isHeld(cell(slot, 0));
    }
    return valuesHeld(slot) > 0;
  }

  private int valuesHeld(int slot) {
    Column view = cells.view();
    int held = 0;
    for (int age = 0; age < sizes[slot]; age++) {
      held += view.isAbsent(cell(slot, age)) ? 0 : 1;
    }
    return held;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    if (!edge.isList()) {
      cells.append(cell(slot, 0), into);
      return;
    }
    @Nullable Object[] values = new Object[valuesHeld(slot)];
    Column view = cells.view();
    int size = sizes[slot];
    int next = 0;
    for (int i = 0; i < size; i++) {
      int cell = cell(slot, first ? i : size - 1 - i);
      if (!view.isAbsent(cell)) {
        values[next++] = Objects.requireNonNull(codec.value(view, cell), label);
      }
    }
    into.appendObject(Collections.unmodifiableList(Arrays.asList(values)));
  }

  @Override
  public void clear(int slot) {
    for (int age = 0; age < sizes[slot]; age++) {
      cells.drop(cell(slot, age));
    }
    empty(slot);
  }

  private void empty(int slot) {
    sizes[slot] = 0;
    if (!first) {
      oldest[slot] = 0;
    }
  }

  @Override
  public long bytes() {
    return cells.bytes() + 4L * (pending.length + changed.length + sizes.length + oldest.length);
  }

  @Override
  public void clear() {
    cells.clear();
    if (changed.length > FEW_CHANGES) {
      changed = new int[0];
    }
    Arrays.fill(sizes, 0);
    Arrays.fill(oldest, 0);
  }
}
