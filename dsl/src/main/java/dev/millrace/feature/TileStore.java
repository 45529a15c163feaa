package dev.millrace.feature;

import dev.millrace.aggregate.Accumulators;
import java.util.Arrays;
import java.util.List;

/**
 * The slots of a {@link FoldGroup}'s tiles, and what is known of each besides its folds. Not
 * thread-safe.
 */
final class TileStore {
  private final List<GroupFold> folds;
  private int[] free = new int[16];
  private int freeSlots;
  private int slots;
  long[] count = new long[16];
  long[] first = new long[16];
  long[] last = new long[16];

  /** By part of the group, then by slot. */
  long[][] parts;

  /** When all facts of the tile are known. */
  long[] known = new long[16];

  /** Whether it is made of facts alone, each standing for itself. */
  boolean[] isPlain = new boolean[16];

  TileStore(List<GroupFold> folds, int parts) {
    this.folds = folds;
    this.parts = new long[parts][16];
  }

  /** An empty slot. */
  int take() {
    if (freeSlots > 0) {
      return free[--freeSlots];
    }
    int slot = slots++;
    if (slot == count.length) {
      grow(2 * slot);
    }
    for (GroupFold fold : folds) {
      fold.tiles().grow(slots);
    }
    return slot;
  }

  private void grow(int capacity) {
    count = Arrays.copyOf(count, capacity);
    first = Arrays.copyOf(first, capacity);
    last = Arrays.copyOf(last, capacity);
    known = Arrays.copyOf(known, capacity);
    isPlain = Arrays.copyOf(isPlain, capacity);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Arrays.copyOf(parts[i], capacity);
    }
  }

  void release(int slot) {
    count[slot] = 0;
    for (long[] part : parts) {
      part[slot] = 0;
    }
    for (GroupFold fold : folds) {
      fold.tiles().clear(slot);
    }
    if (freeSlots == free.length) {
      free = Arrays.copyOf(free, 2 * freeSlots);
    }
    free[freeSlots++] = slot;
  }

  /** Adds a narrow tile to a wide one that it comes behind. */
  void merge(int into, int slot) {
    if (count[slot] > 0) {
      if (count[into] == 0) {
        first[into] = first[slot];
      }
      last[into] = last[slot];
      count[into] += count[slot];
      for (long[] part : parts) {
        part[into] += part[slot];
      }
    }
    for (GroupFold fold : folds) {
      Accumulators tiles = fold.tiles();
      tiles.merge(into, tiles, slot);
    }
  }
}
