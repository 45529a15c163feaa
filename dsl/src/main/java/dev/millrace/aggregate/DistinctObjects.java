package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Mix;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.Objects;

/**
 * Different values by their canonical bytes, which lie one behind the other in one array for all
 * slots. About 32 bytes for a value and twice its own; writing a slot takes another 8 bytes for
 * each of its values meanwhile.
 *
 * <p>All values held take at most 2 GB: what is more ends in an {@link ArithmeticException} or
 * {@link OutOfMemoryError}, long after any budget.
 */
final class DistinctObjects extends DistinctValues {
  private static final int ARENA = 64;

  /** So much is kept where few values were. */
  private static final int KEPT_ARENA = 1 << 16;

  private final int input;
  private final ComponentCodec codec;
  private final ColumnBuilder scratch;
  private ByteOutput arena = new ByteOutput(ARENA);

  /** By entry: where in the arena its bytes start, in the upper half, and where they end. */
  private long[] ranges = new long[0];

  /** Bytes of the arena that belong to no entry any more. */
  private int garbage;

  DistinctObjects(Shape<?> rows, Component input, boolean counted) {
    super(rows, input, SortedDistinct.BYTES, counted);
    this.input = input.index();
    this.codec = rows.codec(input.index());
    this.scratch = rows.builder(input.index(), 1);
  }

  @Override
  void add(int[] slots, Block<?> block, Selection rows) {
    Column column = block.column(input);
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!column.isAbsent(row)) {
        int start = arena.size();
        codec.write(column, row, arena);
        keepIfNew(slots[i], start, 1);
      }
    }
  }

  @Override
  void remove(int[] slots, Block<?> block, Selection rows) {
    Column column = block.column(input);
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!column.isAbsent(row)) {
        int start = arena.size();
        codec.write(column, row, arena);
        int entry = find(slots[i], start);
        arena.truncate(start);
        takeBack(entry);
      }
    }
  }

  /** The entry with the bytes from {@code start} on, or -1. */
  private int find(int slot, int start) {
    byte[] bytes = arena.array();
    int end = arena.size();
    int entry = table.first(slot, Mix.of(slot, Mix.of(bytes, start, end)));
    while (entry >= 0 && !Arrays.equals(bytes, start(entry), end(entry), bytes, start, end)) {
      entry = table.next();
    }
    return entry;
  }

  /** Makes an entry of the bytes from {@code start} on, or takes them back if there is one. */
  private void keepIfNew(int slot, int start, long times) {
    int end = arena.size();
    int entry = find(slot, start);
    if (entry >= 0) {
      arena.truncate(start);
    } else {
      entry = table.append();
      if (entry == ranges.length) {
        ranges = Arrays.copyOf(ranges, Capacity.grown(entry, entry + 1));
      }
      ranges[entry] = (long) start << 32 | end;
    }
    count(entry, times);
  }

  private int start(int entry) {
    return (int) (ranges[entry] >>> 32);
  }

  private int end(int entry) {
    return (int) ranges[entry];
  }

  @Override
  void write(int slot, ByteOutput out) {
    int[] sorted = new int[table.count(slot)];
    int next = sorted.length;
    for (int entry = table.latest(slot); entry >= 0; entry = table.previous(entry)) {
      sorted[--next] = entry;
    }
    if (sorted.length == 0) {
      out.writeByte(SortedDistinct.EMPTY);
      return;
    }
    out.writeByte(form());
    for (int entry : sort(sorted)) {
      int start = start(entry);
      int length = end(entry) - start;
      out.writeVarLong(length + 1L);
      out.writeBytes(arena.array(), start, length);
      if (isCounted()) {
        out.writeVarLong(count(entry));
      }
    }
    out.writeVarLong(0);
  }

  /** Sorts entries by their bytes: merges runs of twice the length each round. */
  private int[] sort(int[] entries) {
    int[] from = entries;
    int[] to = new int[entries.length];
    for (long run = 1; run < entries.length; run *= 2) {
      for (long low = 0; low < entries.length; low += 2 * run) {
        int middle = (int) Math.min(low + run, entries.length);
        int high = (int) Math.min(low + 2 * run, entries.length);
        mergeRuns(from, to, (int) low, middle, high);
      }
      int[] swapped = from;
      from = to;
      to = swapped;
    }
    return from;
  }

  private void mergeRuns(int[] from, int[] to, int low, int middle, int high) {
    int left = low;
    int right = middle;
    for (int i = low; i < high; i++) {
      boolean takeLeft = right == high || (left < middle && compare(from[left], from[right]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private int compare(int left, int right) {
    byte[] bytes = arena.array();
    return Arrays.compareUnsigned(bytes, start(left), end(left), bytes, start(right), end(right));
  }

  @Override
  void merge(int slot, ByteInput in) {
    int start = in.position();
    int remaining = in.remaining();
    if (!readForm(in)) {
      return;
    }
    requireWhole(in);
    in.reset(in.array(), start + 1, remaining - 1);
    for (int length = readLength(in); length >= 0; length = readLength(in)) {
      int mark = arena.size();
      arena.writeBytes(in.array(), in.position(), length);
      in.skip(length);
      keepIfNew(slot, mark, readCount(in));
    }
  }

  @Override
  void merge(int slot, DistinctValues other, int otherSlot) {
    DistinctObjects given = (DistinctObjects) other;
    DistinctTable entries = other.table;
    for (int entry = entries.latest(otherSlot); entry >= 0; entry = entries.previous(entry)) {
      int mark = arena.size();
      int start = given.start(entry);
      arena.writeBytes(given.arena.array(), start, given.end(entry) - start);
      keepIfNew(slot, mark, other.count(entry));
    }
  }

  private void requireWhole(ByteInput in) {
    byte[] bytes = in.array();
    int before = 0;
    int beforeEnd = 0;
    for (int length = readLength(in); length >= 0; length = readLength(in)) {
      int from = in.position();
      in.skip(length);
      if (Arrays.compareUnsigned(bytes, before, beforeEnd, bytes, from, from + length) >= 0) {
        throw new CorruptDataException(label + ": distinct values out of order");
      }
      readCount(in);
      before = from;
      beforeEnd = from + length;
    }
    if (beforeEnd == 0) {
      throw new CorruptDataException(label + ": no distinct value where one was announced");
    }
  }

  /** The length of the next value, which is there; -1 at the end. */
  private int readLength(ByteInput in) {
    long length = in.readVarLong() - 1;
    if (length < -1 || length > in.remaining()) {
      throw new CorruptDataException(
          label + ": " + length + " bytes announced, " + in.remaining() + " left");
    }
    return (int) length;
  }

  @Override
  Object value(int entry) {
    return object(new ByteInput(arena.array(), start(entry), end(entry) - start(entry)));
  }

  @Override
  byte[] canonical(int entry) {
    return Arrays.copyOfRange(arena.array(), start(entry), end(entry));
  }

  @Override
  Object value(SortedDistinct.Cursor at) {
    return object(new ByteInput(at.bytes()));
  }

  @Override
  byte[] canonical(SortedDistinct.Cursor at) {
    return at.bytes();
  }

  private Object object(ByteInput canonical) {
    codec.read(canonical, scratch);
    return Objects.requireNonNull(codec.value(scratch.build(), 0), label);
  }

  @Override
  long bytes() {
    return super.bytes() + 8L * ranges.length + arena.array().length;
  }

  @Override
  long hash(int entry) {
    return Mix.of(table.owner(entry), Mix.of(arena.array(), start(entry), end(entry)));
  }

  @Override
  void move(int from, int to) {
    garbage += end(to) - start(to);
    ranges[to] = ranges[from];
  }

  /** Also moves values together when more than half of the arena is garbage. */
  @Override
  void shrink(int capacity) {
    if (ranges.length > capacity) {
      ranges = Arrays.copyOf(ranges, capacity);
    }
    if (garbage > ARENA && garbage > arena.size() / 2) {
      ByteOutput packed = new ByteOutput(arena.size() - garbage + ARENA);
      for (int entry = 0; entry < table.size(); entry++) {
        int start = packed.size();
        packed.writeBytes(arena.array(), start(entry), end(entry) - start(entry));
        ranges[entry] = (long) start << 32 | packed.size();
      }
      arena = packed;
      garbage = 0;
    }
  }

  @Override
  void forget(boolean keepMemory) {
    garbage = 0;
    if (keepMemory && arena.array().length <= KEPT_ARENA) {
      arena.clear();
    } else {
      arena = new ByteOutput(ARENA);
    }
    if (!keepMemory) {
      ranges = new long[0];
    }
  }
}
