package dev.millrace.engine;

import dev.millrace.record.ByteOutput;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Entries in the order of their sort keys. Entries stand in one array of bytes; there is no object
 * for each. What exceeds the budget is sorted and put on disk as a run, and all runs are merged.
 * Not thread-safe.
 *
 * <p>Memory: twice the budget and an entry, and a buffer for each run. Runs lie in the JVM's
 * temporary folder and vanish when they are closed.
 */
final class SortedEntries implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final long budget;
  private final ByteOutput entries = new ByteOutput(1 << 12);
  private int[] starts = new int[64];
  private int size;
  private final List<Path> runs = new ArrayList<>();

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

  /** Takes one entry after the other. */
  interface Visitor {
    void visit(Entry entry) throws IOException;
  }

  /** Shows all entries in order, and forgets them. */
  void drain(Visitor visitor) throws IOException {
    if (runs.isEmpty()) {
      sort();
      Entry entry = new Entry();
      for (int i = 0; i < size; i++) {
        entry.at(entries.array(), starts[i], entries.size());
        visitor.visit(entry);
      }
      clear();
    } else {
      spill();
      merge(visitor);
      close();
    }
  }

  private void clear() {
    entries.clear();
    size = 0;
  }

  private void spill() throws IOException {
    sort();
    Path file = Files.createTempFile("millrace-sort-", ".run");
    runs.add(file);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
      Entry entry = new Entry();
      for (int i = 0; i < size; i++) {
        int end = entry.at(entries.array(), starts[i], entries.size());
        out.writeInt(end - starts[i]);
        out.write(entries.array(), starts[i], end - starts[i]);
      }
    }
    clear();
  }

  private void merge(Visitor visitor) throws IOException {
    List<Run> open = new ArrayList<>();
    try {
      PriorityQueue<Run> heads = new PriorityQueue<>();
      for (Path file : runs) {
        Run run = new Run(file);
        open.add(run);
        if (run.next()) {
          heads.add(run);
        }
      }
      Entry entry = new Entry();
      while (!heads.isEmpty()) {
        Run first = heads.remove();
        entry.at(first.bytes, 0, first.bytes.length);
        visitor.visit(entry);
        if (first.next()) {
          heads.add(first);
        }
      }
    } finally {
      for (Run run : open) {
        run.close();
      }
    }
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
    for (Path run : runs) {
      try {
        Files.deleteIfExists(run);
      } catch (IOException e) {
        throw new UncheckedIOException("a sorted run cannot be deleted: " + run, e);
      }
    }
    runs.clear();
  }

  /** A run and the entry that is next in it. */
  private static final class Run implements Comparable<Run>, AutoCloseable {
    private final DataInputStream in;
    private byte[] bytes = new byte[0];

    private Run(Path file) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    }

    private boolean next() throws IOException {
      int first = in.read();
      if (first < 0) {
        return false;
      }
      int length = first << 24;
      for (int shift = 16; shift >= 0; shift -= 8) {
        length |= in.readUnsignedByte() << shift;
      }
      bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("a sorted run ends early");
      }
      return true;
    }

    @Override
    public int compareTo(Run other) {
      return Entry.compare(bytes, 0, other.bytes, 0);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
