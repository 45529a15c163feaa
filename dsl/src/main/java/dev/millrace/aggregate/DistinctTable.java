package dev.millrace.aggregate;

import java.util.Arrays;

/**
 * Which entries belong to which slot, and where an entry with a given hash is: one open-addressing
 * table for all slots. What an entry's value is, only the owner of the table knows, who numbers
 * values by entry. Not thread-safe.
 *
 * <pre>{@code
 * int entry = table.first(slot, hash);
 * while (entry >= 0 && values[entry] != value) {
 *   entry = table.next();
 * }
 * if (entry < 0) {
 *   values[table.append()] = value;
 * }
 * }</pre>
 */
final class DistinctTable {
  private static final int LEAST_CAPACITY = 16;
  private static final int GREATEST_CAPACITY = 1 << 30;

  /** The upper half of an entry's hash, and one more than its number below; zero where free. */
  private long[] table = new long[LEAST_CAPACITY];

  private int size;

  // By entry: its slot, and one more than the entry that the slot got before it.
  private int[] owners = new int[0];
  private int[] previous = new int[0];

  // By slot: one more than its latest entry, and how many it has.
  private int[] latest = new int[0];
  private int[] counts = new int[0];

  // The search at hand.
  private int slot;
  private int tag;
  private int at;

  void grow(int slots) {
    if (slots > counts.length) {
      int capacity = Capacity.grown(counts.length, slots);
      latest = Arrays.copyOf(latest, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
  }

  /** Entries of all slots: their numbers are below this. */
  int size() {
    return size;
  }

  /** Entries of one slot. */
  int count(int ofSlot) {
    return counts[ofSlot];
  }

  /** The latest entry of a slot, or -1. */
  int latest(int ofSlot) {
    return latest[ofSlot] - 1;
  }

  /** The entry that the slot of this one got before it, or -1. */
  int previous(int entry) {
    return previous[entry] - 1;
  }

  /** Starts a search: the first entry of the slot that may have this hash, or -1. */
  int first(int ofSlot, long hash) {
    slot = ofSlot;
    tag = (int) (hash >>> 32);
    at = tag & (table.length - 1);
    return candidate();
  }

  /** The next one, or -1. */
  int next() {
    at = (at + 1) & (table.length - 1);
    return candidate();
  }

  private int candidate() {
    while (true) {
      long word = table[at];
      int entry = (int) word - 1;
      if (entry < 0 || ((int) (word >>> 32) == tag && owners[entry] == slot)) {
        return entry;
      }
      at = (at + 1) & (table.length - 1);
    }
  }

  /** Adds the entry that the last search did not find; its number. */
  int append() {
    int entry = size;
    if (entry == owners.length) {
      int capacity = Capacity.grown(entry, entry + 1);
      owners = Arrays.copyOf(owners, capacity);
      previous = Arrays.copyOf(previous, capacity);
    }
    owners[entry] = slot;
    previous[entry] = latest[slot];
    latest[slot] = entry + 1;
    counts[slot]++;
    table[at] = (long) tag << 32 | (entry + 1);
    size = entry + 1;
    if (size > table.length / 3 * 2) {
      rehash();
    }
    return entry;
  }

  private void rehash() {
    if (table.length == GREATEST_CAPACITY) {
      throw new IllegalStateException(
          size + " different values are held at once: write the states and clear them before");
    }
    long[] before = table;
    table = new long[2 * before.length];
    int mask = table.length - 1;
    for (long word : before) {
      if (word != 0) {
        int to = (int) (word >>> 32) & mask;
        while (table[to] != 0) {
          to = (to + 1) & mask;
        }
        table[to] = word;
      }
    }
  }

  long bytes() {
    return 8L * table.length + 8L * owners.length + 8L * counts.length;
  }

  /** Forgets all entries, and their memory. */
  void clear() {
    table = new long[LEAST_CAPACITY];
    owners = new int[0];
    previous = new int[0];
    size = 0;
    Arrays.fill(latest, 0);
    Arrays.fill(counts, 0);
  }
}
