package dev.millrace.engine;

import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;
import java.util.Arrays;

/**
 * Rows of a block with the groups they belong to: a pair of row and group for each window of each
 * row. Filled row by row, looked up together: {@link GroupTable#find}. One instance serves block
 * after block, and its arrays with it; not thread-safe.
 */
final class GroupPairs {
  private final ByteOutput keys = new ByteOutput(1 << 12);
  private int keyStart;
  private long keyHash;
  private int size;
  private int[] rows = new int[64];
  private int[] slots = new int[64];
  private int[] keyStarts = new int[64];
  private int[] keyEnds = new int[64];
  private long[] windows = new long[64];
  private long[] hashes = new long[64];

  void clear() {
    keys.clear();
    size = 0;
  }

  /** Where the key of the next pairs is to be written; {@link #endKey} when it is. */
  ByteOutput beginKey() {
    keyStart = keys.size();
    return keys;
  }

  void endKey() {
    keyHash = Mix.of(keys.array(), keyStart, keys.size());
  }

  /** Adds a pair with the key that was written last. */
  void add(int row, long window) {
    if (size == rows.length) {
      grow();
    }
    rows[size] = row;
    keyStarts[size] = keyStart;
    keyEnds[size] = keys.size();
    windows[size] = window;
    hashes[size] = GroupTable.hash(keyHash, window);
    size++;
  }

  private void grow() {
    int capacity = 2 * size;
    rows = Arrays.copyOf(rows, capacity);
    slots = Arrays.copyOf(slots, capacity);
    keyStarts = Arrays.copyOf(keyStarts, capacity);
    keyEnds = Arrays.copyOf(keyEnds, capacity);
    windows = Arrays.copyOf(windows, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
  }

  int size() {
    return size;
  }

  /** The row of each pair: the first {@link #size()} entries, as of all the following. */
  int[] rows() {
    return rows;
  }

  /** The slot of each pair's group, once the table has found it. */
  int[] slots() {
    return slots;
  }

  byte[] keys() {
    return keys.array();
  }

  int[] keyStarts() {
    return keyStarts;
  }

  int[] keyEnds() {
    return keyEnds;
  }

  long[] windows() {
    return windows;
  }

  long[] hashes() {
    return hashes;
  }
}
