package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Entries that are gone through several times, in the order they came. What exceeds the budget lies
 * on disk, in {@link SpillFiles}. Not thread-safe.
 */
final class HeldEntries implements AutoCloseable {
  private final long budget;
  private final ByteOutput entries = new ByteOutput();
  private final SpillFiles spilled = new SpillFiles();
  private boolean empty = true;

  /**
   * @param budget bytes to be held in memory, about
   */
  HeldEntries(long budget) {
    this.budget = budget;
  }

  boolean isEmpty() {
    return empty;
  }

  void add(Entry entry) throws IOException {
    empty = false;
    entry.copyTo(entries);
    if (entries.size() >= budget) {
      spill();
    }
  }

  private void spill() throws IOException {
    try (OutputStream out = spilled.create()) {
      out.write(entries.array(), 0, entries.size());
    }
    entries.clear();
  }

  /** Shows all entries, first to last. */
  void forEach(Entry.Visitor visitor) throws IOException {
    spilled.forEach(visitor);
    Entry entry = new Entry();
    ByteInput inMemory = new ByteInput(entries.array(), 0, entries.size());
    while (entry.next(inMemory)) {
      visitor.visit(entry);
    }
  }

  /** Forgets all entries. */
  void clear() {
    spilled.close();
    entries.clear();
    empty = true;
  }

  /** Deletes what lies on disk. */
  @Override
  public void close() {
    spilled.close();
  }
}
