package dev.millrace.engine;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.plan.AggregateCall;
import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Mix;
import java.util.Arrays;
import java.util.List;

/**
 * The groups of an aggregation, by key and window: an open-addressing table from encoded key and
 * window start to a slot, and for each slot what the aggregation has accumulated and which records
 * went into it. There is no object per group. Not thread-safe.
 *
 * <p>Most of the time of a fold is waiting for memory. So what is asked of a group for each row
 * stands side by side, in a line of eight longs, with the beginning of its key; an entry of the
 * table carries bits of the hash, so that other groups are seldom looked at; and {@link #find}
 * looks for many groups at a time, whose misses overlap.
 */
final class GroupTable {
  private static final int FIRST_CAPACITY = 256;

  // The places in a group's line.
  private static final int LINE = 8;
  private static final int HASH = 0;
  private static final int WINDOW = 1;
  // Where the key starts in the array of all keys, times 2^32, and its length.
  private static final int KEY = 2;
  private static final int FIRST_WORD = 3;
  private static final int SECOND_WORD = 4;
  private static final int RECORDS = 5;
  private static final int FIRST_HASH = 6;
  private static final int SECOND_HASH = 7;

  private static final int BYTES_IN_LINE = 2 * Long.BYTES;
  private static final int BYTES_PER_GROUP = LINE * Long.BYTES + 2 * Integer.BYTES;

  private final Accumulators[] accumulators;
  private final List<Accumulators> accumulatorList;

  /** One more than a slot in the lower bits, bits of the hash above; zero where there is none. */
  private int[] table = new int[0];

  /** The bits of an entry that are the slot's. */
  private int slotBits;

  private long[] lines = new long[LINE * FIRST_CAPACITY];
  private int capacity = FIRST_CAPACITY;

  /** The least and the greatest time in each group; empty where windows say enough. */
  private long[] times;

  private final ByteOutput keys = new ByteOutput(1 << 12);
  private int size;

  GroupTable(Step.Aggregate step) {
    accumulatorList = step.calls().stream().map(call -> accumulatorsOf(step, call)).toList();
    accumulators = accumulatorList.toArray(Accumulators[]::new);
    times = new long[step.isOrdered() ? 2 * FIRST_CAPACITY : 0];
    makeRoom();
  }

  private static Accumulators accumulatorsOf(Step.Aggregate step, AggregateCall call) {
    return Accumulators.of(call.function(), step.input().shape(), call.input(), call.parameter());
  }

  int size() {
    return size;
  }

  List<Accumulators> accumulators() {
    return accumulatorList;
  }

  /** Memory held, about. */
  long bytes() {
    long bytes = (long) capacity * BYTES_PER_GROUP + keys.array().length;
    for (Accumulators each : accumulators) {
      bytes += each.bytes();
    }
    return bytes;
  }

  /** The hash of a group, from that of its key. */
  static long hash(long keyHash, long windowStart) {
    return Mix.of(keyHash, windowStart);
  }

  /** Finds the slots of pairs; of groups that are not there, new ones. */
  void find(GroupPairs pairs) {
    long[] hashes = pairs.hashes();
    int[] slots = pairs.slots();
    int size = pairs.size();
    guess(hashes, slots, size);
    long[] windows = pairs.windows();
    int[] starts = pairs.keyStarts();
    int[] ends = pairs.keyEnds();
    byte[] key = pairs.keys();
    for (int i = 0; i < size; i++) {
      int guessed = slots[i];
      slots[i] =
          guessed >= 0 && isGroup(guessed, hashes[i], windows[i], key, starts[i], ends[i])
              ? guessed
              : slot(hashes[i], key, starts[i], ends[i], windows[i]);
    }
  }

  /**
   * Puts into {@code slots} the first group that each hash leads to, where it has that hash, and
   * otherwise -1. Two short loops without a step that waits for the one before: the processor reads
   * ahead in them.
   */
  private void guess(long[] hashes, int[] slots, int size) {
    int[] entries = table;
    int mask = entries.length - 1;
    for (int i = 0; i < size; i++) {
      slots[i] = entries[(int) hashes[i] & mask];
    }
    long[] each = lines;
    int bits = slotBits;
    for (int i = 0; i < size; i++) {
      int slot = (slots[i] & bits) - 1;
      slots[i] = slot >= 0 && each[LINE * slot + HASH] == hashes[i] ? slot : -1;
    }
  }

  /** The slot of a group; a new one when it is not there. */
  int slot(byte[] key, int from, int to, long windowStart) {
    return slot(hash(Mix.of(key, from, to), windowStart), key, from, to, windowStart);
  }

  private int slot(long hash, byte[] key, int from, int to, long windowStart) {
    int mask = table.length - 1;
    int place = (int) hash & mask;
    int tag = (int) (hash >>> 32) & ~slotBits;
    for (int entry = table[place]; entry != 0; entry = table[place]) {
      int slot = (entry & slotBits) - 1;
      if ((entry & ~slotBits) == tag && isGroup(slot, hash, windowStart, key, from, to)) {
        return slot;
      }
      place = (place + 1) & mask;
    }
    if (size == capacity) {
      grow();
    }
    return insert(hash, key, from, to, windowStart);
  }

  private boolean isGroup(int slot, long hash, long window, byte[] key, int from, int to) {
    int at = LINE * slot;
    long[] each = lines;
    if (each[at + HASH] != hash
        || each[at + WINDOW] != window
        || (int) each[at + KEY] != to - from) {
      return false;
    }
    int length = to - from;
    return each[at + FIRST_WORD] == word(key, from, length)
        && each[at + SECOND_WORD] == word(key, from + Long.BYTES, length - Long.BYTES)
        && (length <= BYTES_IN_LINE || hasTail(each[at + KEY], key, from, to));
  }

  /** Whether a key goes on as another one does behind the bytes that stand in its line. */
  private boolean hasTail(long placed, byte[] key, int from, int to) {
    int start = (int) (placed >>> 32);
    return Arrays.equals(
        keys.array(), start + BYTES_IN_LINE, start + (int) placed, key, from + BYTES_IN_LINE, to);
  }

  /** The first eight bytes, with zeros where there are fewer: in the order of the bytes. */
  private static long word(byte[] bytes, int from, int length) {
    return length <= 0 ? 0 : Mix.word(bytes, from, Math.min(length, Long.BYTES));
  }

  private int insert(long hash, byte[] key, int from, int to, long windowStart) {
    int slot = size++;
    int length = to - from;
    int at = LINE * slot;
    lines[at + HASH] = hash;
    lines[at + WINDOW] = windowStart;
    lines[at + KEY] = (long) keys.size() << 32 | length;
    lines[at + FIRST_WORD] = word(key, from, length);
    lines[at + SECOND_WORD] = word(key, from + Long.BYTES, length - Long.BYTES);
    keys.writeBytes(key, from, length);
    if (times.length > 0) {
      times[2 * slot] = Long.MAX_VALUE;
      times[2 * slot + 1] = Long.MIN_VALUE;
    }
    enter(slot, hash);
    return slot;
  }

  private void enter(int slot, long hash) {
    int mask = table.length - 1;
    int place = (int) hash & mask;
    while (table[place] != 0) {
      place = (place + 1) & mask;
    }
    table[place] = ((int) (hash >>> 32) & ~slotBits) | (slot + 1);
  }

  private void grow() {
    capacity = 2 * size;
    lines = Arrays.copyOf(lines, Math.multiplyExact(LINE, capacity));
    times = Arrays.copyOf(times, times.length == 0 ? 0 : 2 * capacity);
    makeRoom();
    for (int slot = 0; slot < size; slot++) {
      enter(slot, lines[LINE * slot + HASH]);
    }
  }

  /** For as many groups as the capacity says, a power of two. */
  private void makeRoom() {
    table = new int[2 * capacity];
    slotBits = 2 * capacity - 1;
    for (Accumulators each : accumulators) {
      each.grow(capacity);
    }
  }

  void count(int slot, long records, long firstHash, long secondHash) {
    int at = LINE * slot;
    lines[at + RECORDS] += records;
    lines[at + FIRST_HASH] += firstHash;
    lines[at + SECOND_HASH] += secondHash;
  }

  /** Notes the times of rows in a group, where the aggregation has sessions. */
  void cover(int slot, long first, long last) {
    if (times.length > 0) {
      times[2 * slot] = Math.min(times[2 * slot], first);
      times[2 * slot + 1] = Math.max(times[2 * slot + 1], last);
    }
  }

  /** The least time that was covered. */
  long firstTime(int slot) {
    return times[2 * slot];
  }

  /** The greatest time that was covered. */
  long lastTime(int slot) {
    return times[2 * slot + 1];
  }

  /** The records that went into a group. */
  Tally tally(int slot) {
    Tally tally = new Tally();
    tally(slot, tally);
    return tally;
  }

  /** Adds the records that went into a group to others. */
  void tally(int slot, Tally into) {
    int at = LINE * slot;
    into.add(lines[at + RECORDS], lines[at + FIRST_HASH], lines[at + SECOND_HASH]);
  }

  long window(int slot) {
    return lines[LINE * slot + WINDOW];
  }

  long hash(int slot) {
    return lines[LINE * slot + HASH];
  }

  private int keyStart(int slot) {
    return (int) (lines[LINE * slot + KEY] >>> 32);
  }

  private int keyLength(int slot) {
    return (int) lines[LINE * slot + KEY];
  }

  /** A hash of the key alone, the same in all windows. */
  long keyHash(int slot) {
    int start = keyStart(slot);
    return Mix.of(keys.array(), start, start + keyLength(slot));
  }

  /** A view of a group's encoded key. */
  ByteInput key(int slot) {
    return new ByteInput(keys.array(), keyStart(slot), keyLength(slot));
  }

  /**
   * All slots in the order of their windows, then of their keys' bytes: one order for every run.
   * The groups of a window are few enough for the cache, where all together are not.
   */
  int[] sorted() {
    long[] windows = new long[size];
    for (int slot = 0; slot < size; slot++) {
      windows[slot] = window(slot);
    }
    return GroupOrder.of(windows, this::compareKeys);
  }

  private int compareKeys(int left, int right) {
    int leftAt = LINE * left;
    int rightAt = LINE * right;
    int order = Long.compareUnsigned(lines[leftAt + FIRST_WORD], lines[rightAt + FIRST_WORD]);
    if (order == 0) {
      order = Long.compareUnsigned(lines[leftAt + SECOND_WORD], lines[rightAt + SECOND_WORD]);
    }
    return order == 0 ? compareTails(left, right) : order;
  }

  /** Of two keys that begin alike, the one that ends in the line is a beginning of the other. */
  private int compareTails(int left, int right) {
    int leftLength = keyLength(left);
    int rightLength = keyLength(right);
    if (Math.min(leftLength, rightLength) <= BYTES_IN_LINE) {
      return Integer.compare(leftLength, rightLength);
    }
    int leftStart = keyStart(left);
    int rightStart = keyStart(right);
    return Arrays.compareUnsigned(
        keys.array(),
        leftStart + BYTES_IN_LINE,
        leftStart + leftLength,
        keys.array(),
        rightStart + BYTES_IN_LINE,
        rightStart + rightLength);
  }

  /** Writes a group: its key, its window, its records and all states. */
  void write(int slot, ByteOutput out) {
    int at = LINE * slot;
    int length = keyLength(slot);
    out.writeVarLong(length);
    out.writeBytes(keys.array(), keyStart(slot), length);
    out.writeSignedVarLong(lines[at + WINDOW]);
    out.writeVarLong(lines[at + RECORDS]);
    out.writeLong(lines[at + FIRST_HASH]);
    out.writeLong(lines[at + SECOND_HASH]);
    writeStates(slot, out);
  }

  /** Writes the states of a group. */
  void writeStates(int slot, ByteOutput out) {
    for (Accumulators each : accumulators) {
      each.write(slot, out);
    }
  }

  /** Merges written states into a group. */
  void mergeStates(int slot, ByteInput in) {
    for (Accumulators each : accumulators) {
      each.merge(slot, in);
    }
  }

  /**
   * Merges a written group into the group of the same key and window; gives how many records it
   * stands for.
   */
  void merge(ByteInput in, Tally into) {
    int length = in.readLength();
    int from = in.position();
    in.skip(length);
    long windowStart = in.readSignedVarLong();
    int slot = slot(in.array(), from, from + length, windowStart);
    long records = in.readVarLong();
    long first = in.readLong();
    long second = in.readLong();
    if (records <= 0) {
      throw new CorruptDataException("a group of " + records + " records");
    }
    count(slot, records, first, second);
    into.add(records, first, second);
    mergeStates(slot, in);
  }

  void clear() {
    Arrays.fill(table, 0);
    for (int slot = 0; slot < size; slot++) {
      int at = LINE * slot;
      Arrays.fill(lines, at + RECORDS, at + LINE, 0);
    }
    keys.clear();
    size = 0;
    for (Accumulators each : accumulators) {
      each.clear();
      each.grow(capacity);
    }
  }
}
