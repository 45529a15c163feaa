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
 * went into it. Keys stand in one array of bytes; there is no object per group. Not thread-safe.
 */
final class GroupTable {
  private static final int FIRST_CAPACITY = 256;
  private static final int BYTES_PER_GROUP = 4 + 4 + 8 + 8 + 24 + 2 * 4;

  private final List<Accumulators> accumulators;
  private int[] table = new int[2 * FIRST_CAPACITY];
  private int[] keyStart = new int[FIRST_CAPACITY];
  private int[] keyEnd = new int[FIRST_CAPACITY];
  private long[] hash = new long[FIRST_CAPACITY];
  private long[] window = new long[FIRST_CAPACITY];
  private long[] tallies = new long[3 * FIRST_CAPACITY];

  /** The least and the greatest time in each group; empty where windows say enough. */
  private long[] times;

  private final ByteOutput keys = new ByteOutput(1 << 12);
  private int size;

  GroupTable(Step.Aggregate step) {
    accumulators = step.calls().stream().map(call -> accumulatorsOf(step, call)).toList();
    times = new long[step.isOrdered() ? 2 * FIRST_CAPACITY : 0];
    grow();
  }

  private static Accumulators accumulatorsOf(Step.Aggregate step, AggregateCall call) {
    return Accumulators.of(call.function(), step.input().shape(), call.input(), call.parameter());
  }

  int size() {
    return size;
  }

  List<Accumulators> accumulators() {
    return accumulators;
  }

  /** Memory held, about. */
  long bytes() {
    long bytes = (long) hash.length * BYTES_PER_GROUP + keys.array().length;
    for (Accumulators each : accumulators) {
      bytes += each.bytes();
    }
    return bytes;
  }

  /** The slot of a group; a new one when it is not there. */
  int slot(byte[] key, int from, int to, long windowStart) {
    long wanted = Mix.of(Mix.of(key, from, to), windowStart);
    int mask = table.length - 1;
    int place = (int) wanted & mask;
    while (table[place] != 0) {
      int slot = table[place] - 1;
      if (hash[slot] == wanted
          && window[slot] == windowStart
          && Arrays.equals(keys.array(), keyStart[slot], keyEnd[slot], key, from, to)) {
        return slot;
      }
      place = (place + 1) & mask;
    }
    if (size == hash.length) {
      resize();
      place = free(wanted);
    }
    table[place] = size + 1;
    return insert(wanted, key, from, to, windowStart);
  }

  private int free(long hashed) {
    int mask = table.length - 1;
    int place = (int) hashed & mask;
    while (table[place] != 0) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private int insert(long hashed, byte[] key, int from, int to, long windowStart) {
    int slot = size++;
    hash[slot] = hashed;
    window[slot] = windowStart;
    keyStart[slot] = keys.size();
    keys.writeBytes(key, from, to - from);
    keyEnd[slot] = keys.size();
    if (times.length > 0) {
      times[2 * slot] = Long.MAX_VALUE;
      times[2 * slot + 1] = Long.MIN_VALUE;
    }
    return slot;
  }

  private void resize() {
    int capacity = 2 * size;
    hash = Arrays.copyOf(hash, capacity);
    window = Arrays.copyOf(window, capacity);
    keyStart = Arrays.copyOf(keyStart, capacity);
    keyEnd = Arrays.copyOf(keyEnd, capacity);
    tallies = Arrays.copyOf(tallies, 3 * capacity);
    times = Arrays.copyOf(times, times.length == 0 ? 0 : 2 * capacity);
    table = new int[2 * capacity];
    for (int slot = 0; slot < size; slot++) {
      table[free(hash[slot])] = slot + 1;
    }
    grow();
  }

  private void grow() {
    accumulators.forEach(each -> each.grow(hash.length));
  }

  void count(int slot, long records, long firstHash, long secondHash) {
    tallies[3 * slot] += records;
    tallies[3 * slot + 1] += firstHash;
    tallies[3 * slot + 2] += secondHash;
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

  Tally tally(int slot) {
    return new Tally(tallies[3 * slot], tallies[3 * slot + 1], tallies[3 * slot + 2]);
  }

  long window(int slot) {
    return window[slot];
  }

  long hash(int slot) {
    return hash[slot];
  }

  /** A hash of the key alone, the same in all windows. */
  long keyHash(int slot) {
    return Mix.of(keys.array(), keyStart[slot], keyEnd[slot]);
  }

  /** A view of a group's encoded key. */
  ByteInput key(int slot) {
    return new ByteInput(keys.array(), keyStart[slot], keyEnd[slot] - keyStart[slot]);
  }

  /**
   * All slots in the order of their windows, then of their keys' bytes: one order for every run.
   */
  int[] sorted() {
    return GroupOrder.of(size, this::compare);
  }

  private int compare(int left, int right) {
    int byWindow = Long.compare(window[left], window[right]);
    return byWindow != 0
        ? byWindow
        : Arrays.compareUnsigned(
            keys.array(),
            keyStart[left],
            keyEnd[left],
            keys.array(),
            keyStart[right],
            keyEnd[right]);
  }

  /** Writes a group: its key, its window, its records and all states. */
  void write(int slot, ByteOutput out) {
    out.writeVarLong(keyEnd[slot] - keyStart[slot]);
    out.writeBytes(keys.array(), keyStart[slot], keyEnd[slot] - keyStart[slot]);
    out.writeSignedVarLong(window[slot]);
    out.writeVarLong(tallies[3 * slot]);
    out.writeLong(tallies[3 * slot + 1]);
    out.writeLong(tallies[3 * slot + 2]);
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
    Arrays.fill(tallies, 0, 3 * size, 0);
    keys.clear();
    size = 0;
    accumulators.forEach(Accumulators::clear);
    grow();
  }
}
