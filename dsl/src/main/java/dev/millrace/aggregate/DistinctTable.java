package dev.millrace.aggregate;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which entries belong to which slot, and where an entry with a given hash is: one open-addressing
 * table for all slots. What an entry's value is, only the owner of the table knows, who numbers
 * values by entry. Numbers are dense: when an entry is removed, the last one takes its number. Not
 * thread-safe.
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

  /** So many entries keep their memory when all are forgotten. */
  private static final int FEW = 1 << 8;

  /** The upper half of an entry's hash, and one more than its number below; zero where free. */
  private long[] table = new long[LEAST_CAPACITY];

  private int size;

  // By entry: its slot, and one more than the entry that the slot got before it.
  private int[] owners = new int[0];
  private int[] previous = new int[0];

  /** By entry: one more than the one its slot got after it. Null until an entry is removed. */
  private int @Nullable [] after;

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

  /** Entries there is room for: what others keep by entry need not be longer. */
  int capacity() {
    return owners.length;
  }

  /** The slot of an entry. */
  int owner(int entry) {
    return owners[entry];
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
      resize(Capacity.grown(entry, entry + 1));
    }
    owners[entry] = slot;
    previous[entry] = latest[slot];
    if (after != null) {
      after[entry] = 0;
      if (latest[slot] > 0) {
        after[latest[slot] - 1] = entry + 1;
      }
    }
    latest[slot] = entry + 1;
    counts[slot]++;
    table[at] = (long) tag << 32 | (entry + 1);
    size = entry + 1;
    if (size > table.length / 3 * 2) {
      requireRoom();
      rehash(2 * table.length);
    }
    return entry;
  }

  private void requireRoom() {
    if (table.length == GREATEST_CAPACITY) {
      throw new IllegalStateException(
          size + " different values are held at once: write the states and clear them before");
    }
  }

  /**
   * Removes an entry; the last one takes its number. Before, move what is kept by entry. Memory is
   * given back once three quarters of it are free.
   *
   * @param hash that it was added with
   * @param lastHash that of the last entry
   */
  void remove(int entry, long hash, long lastHash) {
    linkForward();
    unlink(entry);
    vacate(place(entry, hash));
    int last = size - 1;
    if (entry != last) {
      int place = place(last, lastHash);
      table[place] = table[place] >>> 32 << 32 | (entry + 1);
      renumber(last, entry);
    }
    size = last;
    if (table.length > LEAST_CAPACITY && size < table.length / 8) {
      rehash(table.length / 2);
    }
    if (owners.length > LEAST_CAPACITY && size < owners.length / 4) {
      resize(owners.length / 2);
    }
  }

  /** Lists can be cut at any entry only where they are linked both ways. */
  private void linkForward() {
    if (after == null) {
      after = new int[owners.length];
      for (int entry = 0; entry < size; entry++) {
        if (previous[entry] > 0) {
          after[previous[entry] - 1] = entry + 1;
        }
      }
    }
  }

  private void unlink(int entry) {
    int owner = owners[entry];
    link(previous[entry], forward()[entry], owner);
    counts[owner]--;
  }

  /** Makes two entries of a slot neighbours, each one more than its number, or zero for none. */
  private void link(int earlier, int later, int owner) {
    if (earlier > 0) {
      forward()[earlier - 1] = later;
    }
    if (later > 0) {
      previous[later - 1] = earlier;
    } else {
      latest[owner] = earlier;
    }
  }

  private int[] forward() {
    return Objects.requireNonNull(after, "not linked");
  }

  private void renumber(int from, int to) {
    int[] forward = forward();
    int owner = owners[from];
    owners[to] = owner;
    previous[to] = previous[from];
    forward[to] = forward[from];
    link(previous[to], to + 1, owner);
    link(to + 1, forward[to], owner);
  }

  /** Where in the table an entry is. */
  private int place(int entry, long hash) {
    int mask = table.length - 1;
    int place = (int) (hash >>> 32) & mask;
    while ((int) table[place] != entry + 1) {
      if (table[place] == 0) {
        throw new IllegalStateException("entry " + entry + " was added with another hash");
      }
      place = (place + 1) & mask;
    }
    return place;
  }

  /** Frees a place, and closes the gap for searches that would end there. */
  private void vacate(int place) {
    int mask = table.length - 1;
    int gap = place;
    for (int next = (gap + 1) & mask; table[next] != 0; next = (next + 1) & mask) {
      int home = (int) (table[next] >>> 32) & mask;
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        table[gap] = table[next];
        gap = next;
      }
    }
    table[gap] = 0;
  }

  /**
   * Forgets all entries, which are those of one slot: keeps the memory of few.
   *
   * @return whether the memory is kept
   */
  boolean clearOnly(int ofSlot) {
    latest[ofSlot] = 0;
    counts[ofSlot] = 0;
    return forgetEntries();
  }

  /** Whether their memory is kept. */
  private boolean forgetEntries() {
    if (owners.length > FEW) {
      table = new long[LEAST_CAPACITY];
      owners = new int[0];
      previous = new int[0];
      after = null;
      size = 0;
      return false;
    }
    Arrays.fill(table, 0);
    size = 0;
    return true;
  }

  private void resize(int capacity) {
    owners = Arrays.copyOf(owners, capacity);
    previous = Arrays.copyOf(previous, capacity);
    after = after == null ? null : Arrays.copyOf(after, capacity);
  }

  private void rehash(int capacity) {
    long[] before = table;
    table = new long[capacity];
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
    long links = after == null ? 8L : 12L;
    return 8L * table.length + links * owners.length + 8L * counts.length;
  }

  /**
   * Forgets all entries: keeps the memory of few.
   *
   * @return whether the memory is kept
   */
  boolean clear() {
    Arrays.fill(latest, 0);
    Arrays.fill(counts, 0);
    return forgetEntries();
  }
}
