package dev.millrace.feature;

import java.util.Arrays;

/**
 * Partial folds of a long history, for the features of one {@link FoldGroup}: of each run of
 * {@value #NARROW} facts, and of each run of {@value #WIDE}. A question then looks at single facts
 * only at both ends of its window. Made when first asked for; a fact that comes late into the
 * middle drops those behind it. Not thread-safe.
 *
 * <p>Facts are counted from the first that the key ever had, so that forgetting old ones moves
 * nothing.
 */
final class Tiles {
  /** Facts of a narrow tile. */
  static final int NARROW = 256;

  /** Facts of a wide tile. */
  static final int WIDE = 32 * NARROW;

  static final int NOT_MADE = -1;

  private final Row narrow = new Row(NARROW);
  private final Row wide = new Row(WIDE);

  /** The tiles of one width, by their number. */
  static final class Row {
    private final int width;
    private long first;
    private int[] slots = new int[0];

    private Row(int width) {
      this.width = width;
    }

    int width() {
      return width;
    }

    /** The slot of a tile; {@link #NOT_MADE} for none. */
    int slot(long tile) {
      long at = tile - first;
      return at < 0 || at >= slots.length ? NOT_MADE : slots[(int) at];
    }

    void put(long tile, int slot) {
      if (slots.length == 0) {
        first = tile;
      }
      if (tile < first) {
        int more = (int) (first - tile);
        int[] longer = new int[slots.length + more];
        Arrays.fill(longer, 0, more, NOT_MADE);
        System.arraycopy(slots, 0, longer, more, slots.length);
        slots = longer;
        first = tile;
      }
      int at = (int) (tile - first);
      if (at >= slots.length) {
        int before = slots.length;
        slots = Arrays.copyOf(slots, Math.max(at + 1, before + before / 2));
        Arrays.fill(slots, before, slots.length, NOT_MADE);
      }
      slots[at] = slot;
    }

    /** Gives back the tile that holds a fact. */
    private void dropAt(long fact, TileStore store) {
      int slot = slot(fact / width);
      if (slot != NOT_MADE) {
        store.release(slot);
        slots[(int) (fact / width - first)] = NOT_MADE;
      }
    }

    /** Gives back the tiles that hold facts before one, or from one on. */
    private void drop(long fact, boolean isBefore, TileStore store) {
      int kept = 0;
      int from = 0;
      for (int i = 0; i < slots.length; i++) {
        long begin = (first + i) * width;
        boolean goes = isBefore ? begin < fact : begin + width > fact;
        if (goes && slots[i] != NOT_MADE) {
          store.release(slots[i]);
          slots[i] = NOT_MADE;
        }
        from += isBefore && goes && from == i ? 1 : 0;
        kept = slots[i] == NOT_MADE ? kept : i + 1;
      }
      slots = kept <= from ? new int[0] : Arrays.copyOfRange(slots, from, kept);
      first += from;
    }
  }

  Row narrow() {
    return narrow;
  }

  Row wide() {
    return wide;
  }

  /** Facts before one are forgotten. */
  void dropBefore(long fact, TileStore store) {
    narrow.drop(fact, true, store);
    wide.drop(fact, true, store);
  }

  /** A fact has changed, and no other. */
  void dropAt(long fact, TileStore store) {
    narrow.dropAt(fact, store);
    wide.dropAt(fact, store);
  }

  /** Facts have moved from one on. */
  void dropFrom(long fact, TileStore store) {
    narrow.drop(fact, false, store);
    wide.drop(fact, false, store);
  }
}
