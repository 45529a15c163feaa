package dev.millrace.engine;

import dev.millrace.record.ByteOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Entries in the order of their sort keys. Entries stand in one array of bytes; there is no object
 * for each. What exceeds the budget is sorted and put on disk as a run, and all runs are merged.
 * Not thread-safe.
 *
 * <p>Memory: twice the budget and an entry, and a buffer for each run. Runs are {@link SpillFiles}.
 */
final class SortedEntries implements AutoCloseable {
  private final long budget;
  private final ByteOutput entries = new ByteOutput(1 << 12);
  private int[] starts = new int[64];
  private int size;
  private final SpillFiles runs = new SpillFiles();

  /**
   * @param budget bytes to be held in memory, about
   */
  SortedEntries(long budget) {
    this.budget = budget;
  }

  /** Takes one entry. */
  void add(Entry entry) throws IOException {
    if (size > 0 && entries.size() + (long) size * Integer.BYTES >= budget) {
      spill();
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
    }
    starts[size++] = entries.size();
    entry.copyTo(entries);
  }

  /** Shows all entries in order, and forgets them. */
  void drain(Entry.Visitor visitor) throws IOException {
    if (runs.isEmpty()) {
      sort();
      forEach(visitor);
      clear();
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

  private void forEach(Entry.Visitor visitor) throws IOException {
    Entry entry = new Entry();
    for (int i = 0; i < size; i++) {
      entry.at(entries.array(), starts[i], entries.size());
      visitor.visit(entry);
    }
  }

  private void clear() {
    entries.clear();
    size = 0;
  }

  private void spill() throws IOException {
    sort();
    try (OutputStream out = runs.create()) {
      forEach(entry -> entry.copyTo(out));
    }
    clear();
  }

  /** A merge sort of the starts: stable, and without an object for each. */
  private void sort() {
    int[] from = starts;
    int[] to = new int[size];
    for (int width = 1; width < size; width *= 2) {
      for (int left = 0; left < size; left += 2 * width) {
        int middle = Math.min(left + width, size);
        mergeInto(to, from, left, middle, Math.min(middle + width, size));
      }
      int[] other = from;
      from = to;
      to = other;
    }
    if (from != starts) {
      System.arraycopy(from, 0, starts, 0, size);
    }
  }

  private void mergeInto(int[] to, int[] from, int left, int middle, int right) {
    int i = left;
    int j = middle;
    for (int k = left; k < right; k++) {
      boolean takeLeft = j >= right || (i < middle && compare(from[i], from[j]) <= 0);
      to[k] = takeLeft ? from[i++] : from[j++];
    }
  }

  private int compare(int left, int right) {
    return Entry.compare(entries.array(), left, entries.array(), right);
  }

  /** Deletes what was spilled. */
  @Override
  public void close() {
    runs.close();
  }
}
