package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Component;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Kind.Storage;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The different values of one component in each slot and, if that is asked for, how often each was
 * added. A value of a slot has a number, its entry. The written form is that of {@link
 * SortedDistinct}. Not thread-safe.
 */
abstract sealed class DistinctValues permits DistinctNumbers, DistinctObjects {
  /** No count of rows comes near; sums of such counts stay within a long. */
  private static final long GREATEST_COUNT = 1L << 56;

  /** The canonical bytes of what natural order tells apart. */
  static final byte[] NO_BYTES = {};

  final String label;
  final DistinctTable table = new DistinctTable();

  /** By entry; null where nobody asks. */
  private long @Nullable [] counts;

  /** The form of slots that have values. */
  private final byte form;

  DistinctValues(Shape<?> rows, Component input, byte plainForm, boolean counted) {
    this.form = (byte) (counted ? plainForm + SortedDistinct.COUNTED : plainForm);
    this.label = rows.name() + "." + input.name();
    this.counts = counted ? new long[0] : null;
  }

  static DistinctValues of(Shape<?> rows, Component input) {
    return of(rows, input, false);
  }

  /** With how often each was added: 8 bytes more for a value. */
  static DistinctValues counted(Shape<?> rows, Component input) {
    return of(rows, input, true);
  }

  private static DistinctValues of(Shape<?> rows, Component input, boolean counted) {
    return input.kind().storage() == Storage.OBJECTS
        ? new DistinctObjects(rows, input, counted)
        : new DistinctNumbers(rows, input, counted);
  }

  final void grow(int slots) {
    table.grow(slots);
  }

  /** As {@link Accumulators#add}. */
  abstract void add(int[] slots, Block<?> block, Selection rows);

  /** As {@link RemovableAccumulators#remove}; where values are counted. */
  abstract void remove(int[] slots, Block<?> block, Selection rows);

  /** As {@link Accumulators#write}. */
  abstract void write(int slot, ByteOutput out);

  /** As {@link Accumulators#merge(int, ByteInput)}. */
  abstract void merge(int slot, ByteInput in);

  /** Adds the values of another slot: of others of the same component, or of these. */
  abstract void merge(int slot, DistinctValues other, int otherSlot);

  /** The value of an entry as a Java object. */
  abstract Object value(int entry);

  /** The entry's canonical bytes, where natural order may take two values for one; else none. */
  abstract byte[] canonical(int entry);

  /** The value that a state is at, as a Java object. */
  abstract Object value(SortedDistinct.Cursor at);

  /** Its canonical bytes, as {@link #canonical(int)}. */
  abstract byte[] canonical(SortedDistinct.Cursor at);

  /** How many different values a slot has. */
  final int size(int slot) {
    return table.count(slot);
  }

  /** How often an entry was added. */
  final long count(int entry) {
    return counts == null ? 1 : counts[entry];
  }

  final void count(int entry, long times) {
    if (counts == null) {
      return;
    }
    if (entry >= counts.length) {
      counts = Arrays.copyOf(counts, Capacity.grown(counts.length, entry + 1));
    }
    counts[entry] += times;
  }

  final byte form() {
    return form;
  }

  final boolean isCounted() {
    return counts != null;
  }

  final long readCount(ByteInput in) {
    return counts == null ? 1 : requireCount(in.readVarLong(), label);
  }

  static long requireCount(long count, String label) {
    if (count < 1 || count > GREATEST_COUNT) {
      throw new CorruptDataException(label + ": a value that was there " + count + " times");
    }
    return count;
  }

  /** Whether values follow. */
  final boolean readForm(ByteInput in) {
    byte read = in.readByte();
    if (read != SortedDistinct.EMPTY && read != form) {
      throw new CorruptDataException(label + ": distinct values of form " + read + ", not " + form);
    }
    return read == form;
  }

  /** The hash that an entry was added with. */
  abstract long hash(int entry);

  /** Puts what is kept of one entry to another, whose own is to be forgotten; they may be one. */
  abstract void move(int from, int to);

  /** Keeps room for no more than so many entries. */
  abstract void shrink(int capacity);

  /** Forgets all values, and their memory unless it is to be kept. */
  abstract void forget(boolean keepMemory);

  /**
   * Takes an entry back once.
   *
   * @param entry negative where the value is not there
   */
  final void takeBack(int entry) {
    if (entry < 0) {
      throw new IllegalStateException(
          label + ": a value to be removed is not there: it was not added here.");
    }
    if (count(entry) > 1) {
      count(entry, -1);
    } else {
      remove(entry);
    }
  }

  /** Removes an entry; the last one takes its number. */
  private void remove(int entry) {
    int last = table.size() - 1;
    long hash = hash(entry);
    long lastHash = hash(last);
    move(last, entry);
    if (counts != null) {
      counts[entry] = counts[last];
      counts[last] = 0;
    }
    table.remove(entry, hash, lastHash);
    int capacity = table.capacity();
    shrink(capacity);
    if (counts != null && counts.length > capacity) {
      counts = Arrays.copyOf(counts, capacity);
    }
  }

  final void clear(int slot) {
    if (table.count(slot) < table.size()) {
      for (int entry = table.latest(slot); entry >= 0; entry = table.latest(slot)) {
        remove(entry);
      }
    } else if (table.size() > 0) {
      forgetAll(table.clearOnly(slot));
    }
  }

  private void forgetAll(boolean keepMemory) {
    forget(keepMemory);
    if (counts != null && keepMemory) {
      Arrays.fill(counts, 0);
    } else if (counts != null) {
      counts = new long[0];
    }
  }

  long bytes() {
    return table.bytes() + (counts == null ? 0 : 8L * counts.length);
  }

  final void clear() {
    forgetAll(table.clear());
  }
}
