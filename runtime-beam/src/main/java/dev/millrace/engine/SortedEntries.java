package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Entries in the order of their sort keys. Entries stand in one array of bytes; there is no object
 * for each. What exceeds the budget is sorted and put on disk as a run, and all runs are merged.
 * Not thread-safe.
 *
 * <p>Sorted are numbers: first the hashes of all groups ({@link SortKey}), then, within each group,
 * the first eight bytes behind it, which mostly is a time. Bytes are compared only where numbers
 * are equal, because the bytes of two entries lie far apart in memory.
 *
 * <p>Memory: twice the budget and an entry, and a buffer for each run. Runs are {@link SpillFiles}.
 */
final class SortedEntries implements AutoCloseable {
  /** Of each entry, apart from its bytes: in all arrays of this class. */
  private static final int BYTES_PER_ENTRY = 3 * Long.BYTES + 3 * Integer.BYTES;

  private final long budget;
  private final ByteOutput entries = new ByteOutput(1 << 12);
  private int size;
  private int[] starts = new int[64];

  /** The hash of the group of each entry, so that signed numbers are in the order of the bytes. */
  private long[] hashes = new long[64];

  /** What comes first behind the group of each entry, likewise. */
  private long[] orders = new long[64];

  /** All entries in order, once they are sorted. */
  private int[] sorted = new int[0];

  private int[] halfSorted = new int[0];
  private final SpillFiles runs = new SpillFiles();

  /**
   * @param budget bytes to be held in memory, about
   */
  SortedEntries(long budget) {
    this.budget = budget;
  }

  /** Takes one entry that has not been kept before. */
  void add(Entry entry) throws IOException {
    add(entry, false);
  }

  /**
   * Takes one entry.
   *
   * @param wasKept what {@link Entry#wasKept} will say of it
   */
  void add(Entry entry, boolean wasKept) throws IOException {
    if (size > 0 && entries.size() + (long) size * BYTES_PER_ENTRY >= budget) {
      spill();
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
    }
    ByteInput sortKey = entry.sortKey();
    hashes[size] = Entry.ordered(sortKey.readLong());
    sortKey.skip(sortKey.readInt());
    orders[size] = Entry.ordered(firstBytes(sortKey));
    starts[size++] = entries.size();
    entry.copyTo(entries, wasKept);
  }

  private static long firstBytes(ByteInput in) {
    int length = Math.min(Long.BYTES, in.remaining());
    return length == 0 ? 0 : Mix.word(in.array(), in.position(), length);
  }

  /** Shows all entries in order, and forgets them. */
  void drain(Entry.Visitor visitor) throws IOException {
    if (runs.isEmpty()) {
      visitInOrder(visitor);
    } else {
      spill();
      runs.merge(
          same -> {
            for (EntryReader run : same) {
              visitor.visit(run.entry());
            }
          });
      close();
    }
  }

  private void spill() throws IOException {
    try (OutputStream out = runs.create()) {
      visitInOrder(entry -> entry.copyTo(out));
    }
  }

  /**
   * Sorts by the upper bits of the hashes, whose lower bits make room for the number of the entry,
   * and then those that are equal in these, shown while their bytes are at hand. Forgets all.
   */
  private void visitInOrder(Entry.Visitor visitor) throws IOException {
    long numbers = (Long.highestOneBit(size) << 1) - 1;
    long[] ranks = ranks(numbers);
    Entry entry = new Entry();
    for (int from = 0; from < size; ) {
      int to = from + 1;
      while (to < size && ((ranks[from] ^ ranks[to]) & ~numbers) == 0) {
        to++;
      }
      sort(from, to);
      for (int i = from; i < to; i++) {
        entry.at(entries.array(), starts[sorted[i]], entries.size());
        visitor.visit(entry);
      }
      from = to;
    }
    entries.clear();
    size = 0;
  }

  /** Sorts all by the bits of their hashes that are not their numbers'. */
  private long[] ranks(long numbers) {
    if (sorted.length < size) {
      sorted = new int[starts.length];
      halfSorted = new int[starts.length];
    }
    long[] ranks = new long[size];
    for (int i = 0; i < size; i++) {
      ranks[i] = (hashes[i] & ~numbers) | i;
    }
    Arrays.sort(ranks);
    for (int i = 0; i < size; i++) {
      sorted[i] = (int) (ranks[i] & numbers);
    }
    return ranks;
  }

  /** Sorts entries that are nearly always of one group, those of another being where they may. */
  private void sort(int from, int to) {
    if (areOfOneGroup(from, to)) {
      sort(from, to, this::compareInGroup);
    } else {
      sort(from, to, this::compare);
    }
  }

  private boolean areOfOneGroup(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (hashes[sorted[i]] != hashes[sorted[from]]
          || !SortKey.areOfOneGroup(entries.array(), key(sorted[from]), key(sorted[i]))) {
        return false;
      }
    }
    return true;
  }

  /** Where the sort key of an entry stands. */
  private int key(int entry) {
    return starts[entry] + Entry.HEADER;
  }

  private int compareInGroup(int left, int right) {
    int byOrder = Long.compare(orders[left], orders[right]);
    return byOrder != 0 ? byOrder : compare(left, right);
  }

  private int compare(int left, int right) {
    return Entry.compare(entries.array(), starts[left], entries.array(), starts[right]);
  }

  /** Compares two entries, given their numbers. */
  private interface Order {
    int compare(int left, int right);
  }

  /** A merge sort of some of the numbers of entries. */
  private void sort(int from, int to, Order order) {
    for (int width = 1; width < to - from; width *= 2) {
      System.arraycopy(sorted, from, halfSorted, from, to - from);
      for (int left = from; left < to; left += 2 * width) {
        int middle = Math.min(left + width, to);
        merge(left, middle, Math.min(middle + width, to), order);
      }
    }
  }

  private void merge(int left, int middle, int right, Order order) {
    int i = left;
    int j = middle;
    for (int k = left; k < right; k++) {
      boolean takeLeft =
          j >= right || (i < middle && order.compare(halfSorted[i], halfSorted[j]) <= 0);
      sorted[k] = takeLeft ? halfSorted[i++] : halfSorted[j++];
    }
  }

  /** Deletes what was spilled. */
  @Override
  public void close() {
    runs.close();
  }
}
