package dev.millrace.engine;

import dev.millrace.plan.Times;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a shuffle group that wait until their time is complete. They lie in slices of time, a
 * few for what comes soon and each wider than the one before: a hierarchical timing wheel (Varghese
 * and Lauck, SOSP 1987). So an entry is written once for each width that its time passes through,
 * mostly once, however many others wait, and there are few slices, however long they wait. Not
 * thread-safe.
 *
 * <p>A slice is some cells, at least one for each {@link #save} that added to it. The index has a
 * version and the layout of the group's state in front. Memory: a megabyte for each slice that is
 * added to, and the index.
 */
final class WaitingEntries {
  /** How many slices of a width there are, and how much wider the next ones are. */
  private static final int SPREAD = 16;

  /** Bytes of a cell, about. */
  private static final int CELL_BYTES = 1 << 20;

  private static final byte FORMAT_VERSION = 1;

  private final StateCells cells;
  private final ToLongFunction<Entry> dues;
  private final StateLayout layout;
  private final long width;
  private final TreeMap<Long, Slice> slices = new TreeMap<>();

  /** What waits is about this far away from being complete. */
  private long reached = Long.MIN_VALUE;

  private long nextSlice;
  private long alarm = Long.MAX_VALUE;

  /** Entries that wait for times up to an end. */
  private static final class Slice {
    private final long number;
    private int cells;
    private long least;
    private @Nullable ByteOutput added;

    private Slice(long number, int cells, long least) {
      this.number = number;
      this.cells = cells;
      this.least = least;
    }

    private long cell(int place) {
      return (number << Integer.SIZE) + place;
    }
  }

  /**
   * Reads the index.
   *
   * @param width of the slices that come next, in microseconds
   * @param dues the time that has to be complete for an entry
   * @throws StepFailedException when the group's state is of another layout
   */
  WaitingEntries(StateCells cells, StateLayout layout, long width, ToLongFunction<Entry> dues) {
    this.cells = cells;
    this.dues = dues;
    this.layout = layout;
    this.width = width;
    byte[] index = cells.get(StateCells.INDEX);
    if (index != null) {
      read(new ByteInput(index));
    }
  }

  private void read(ByteInput in) {
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw StateLayout.ofAnotherFormat("an index of what waits", version, FORMAT_VERSION);
    }
    layout.require(in.readByteArray());
    alarm = in.readLong();
    reached = in.readLong();
    nextSlice = in.readLong();
    while (!in.isAtEnd()) {
      long end = in.readLong();
      slices.put(end, new Slice(in.readLong(), in.readInt(), in.readLong()));
    }
  }

  /** Adds an entry; gives the time that has to be complete for it. */
  long add(Entry entry) {
    long due = dues.applyAsLong(entry);
    add(entry, due);
    return due;
  }

  private void add(Entry entry, long due) {
    Slice slice =
        slices.computeIfAbsent(end(due), end -> new Slice(nextSlice++, 0, Long.MAX_VALUE));
    slice.least = Math.min(slice.least, due);
    if (slice.added == null) {
      slice.added = new ByteOutput(1 << 10);
      Packing.begin(layout.head(), slice.added);
    }
    entry.copyTo(slice.added);
    if (slice.added.size() >= CELL_BYTES) {
      write(slice, slice.added);
    }
  }

  private void write(Slice slice, ByteOutput added) {
    cells.put(slice.cell(slice.cells++), added.toByteArray());
    slice.added = null;
  }

  /** The end of the slice for a time: the farther away, the wider. */
  private long end(long due) {
    if (reached == Long.MIN_VALUE) {
      reached = due;
    }
    long away = Times.minus(due, reached);
    long wide = width;
    while (away / SPREAD > wide && wide <= Long.MAX_VALUE / SPREAD) {
      wide *= SPREAD;
    }
    long floor = Times.floor(due, wide);
    return floor == due ? due : Times.plus(floor, wide);
  }

  /**
   * Hands over all entries whose time is complete, in no order, and does not have them any more.
   */
  void takeDue(long before, Entry.Visitor visitor) throws IOException {
    reached = Math.max(reached, before);
    List<Slice> due = new ArrayList<>();
    slices.values().stream().filter(slice -> slice.least <= before).forEach(due::add);
    slices.values().removeAll(due);
    for (Slice slice : due) {
      for (int place = 0; place < slice.cells; place++) {
        long cell = slice.cell(place);
        take(cell, before, visitor);
        cells.remove(cell);
      }
    }
  }

  private void take(long cell, long before, Entry.Visitor visitor) throws IOException {
    byte[] packed = cells.get(cell);
    if (packed == null) {
      throw new IllegalStateException("nothing in cell " + cell + " of what waits");
    }
    ByteInput in = Packing.open(packed, layout);
    Entry entry = new Entry();
    while (entry.next(in)) {
      long due = dues.applyAsLong(entry);
      if (due <= before) {
        visitor.visit(entry);
      } else {
        add(entry, due);
      }
    }
  }

  /** The least time that an entry waits for; the greatest for none. */
  long least() {
    return slices.values().stream().mapToLong(slice -> slice.least).min().orElse(Long.MAX_VALUE);
  }

  /** The time that was noted down last; the greatest before one was. */
  long alarm() {
    return alarm;
  }

  /** Notes down, for {@link #save}, for which time the runner has to come back. */
  void setAlarm(long time) {
    alarm = time;
  }

  /** Writes what was added, and the index. */
  void save() {
    ByteOutput index = new ByteOutput(256);
    index.writeByte(FORMAT_VERSION);
    index.writeByteArray(layout.toBytes());
    index.writeLong(alarm);
    index.writeLong(reached);
    index.writeLong(nextSlice);
    for (Map.Entry<Long, Slice> each : slices.entrySet()) {
      Slice slice = each.getValue();
      if (slice.added != null) {
        write(slice, slice.added);
      }
      index.writeLong(each.getKey());
      index.writeLong(slice.number);
      index.writeInt(slice.cells);
      index.writeLong(slice.least);
    }
    cells.put(StateCells.INDEX, index.toByteArray());
  }
}
