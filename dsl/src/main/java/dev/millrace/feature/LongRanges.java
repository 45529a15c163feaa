package dev.millrace.feature;

import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Questions of a {@link FoldGroup} about ranges of thousands of facts. They are answered by tiles
 * where all facts of a tile count alike, and by single facts elsewhere; multisets of values stand
 * on the range of the question before, and only what lies between the two is added and taken back.
 * So a question costs some hundred facts or tiles, and the way between two ranges. Of each delete,
 * each fact whose id occurs again (it may be taken back) and each that is not known yet, the tile
 * is looked at fact by fact, and the multisets are without those that do not count for as long as
 * the question takes. Not thread-safe.
 */
final class LongRanges {
  private final FactTable table;
  private final int condition;
  private final int[] parts;
  private final List<GroupFold> plain = new ArrayList<>();
  private final List<GroupFold> multisets = new ArrayList<>();
  private final TileStore store;
  private final int[] slots = new int[Tiles.NARROW];
  private final int[] rows = new int[Tiles.NARROW];
  private int[] freeCursors = new int[4];
  private int freed;
  private int cursors;

  /** Takes what counts for a question, in order. */
  interface Taker {
    void fact(int fact);

    void tile(int slot, int width);

    /** A fact that satisfies the condition, and does not count. */
    void out(int fact);
  }

  /**
   * @param parts the conditions that are counted besides
   */
  LongRanges(FactTable table, int condition, List<GroupFold> folds, int[] parts) {
    this.table = table;
    this.condition = condition;
    this.parts = parts;
    for (GroupFold fold : folds) {
      (fold.isMultiset() ? multisets : plain).add(fold);
    }
    this.store = new TileStore(plain, parts.length);
  }

  TileStore store() {
    return store;
  }

  /** The folds that no tiles are made for. */
  List<GroupFold> multisets() {
    return multisets;
  }

  LongHistory begin() {
    int cursor = freed > 0 ? freeCursors[--freed] : cursors++;
    multisets.forEach(fold -> fold.cursors().grow(cursors));
    return new LongHistory(this, cursor);
  }

  void clear(int cursor) {
    multisets.forEach(fold -> fold.cursors().clear(cursor));
  }

  void release(int cursor) {
    clear(cursor);
    if (freed == freeCursors.length) {
      freeCursors = Arrays.copyOf(freeCursors, 2 * freed);
    }
    freeCursors[freed++] = cursor;
  }

  /** Shows what counts of a range, and what does not. */
  void walk(KeyHistory history, Range range, Tiles tiles, Taker taker) {
    long dropped = history.dropped();
    long at = dropped + range.low();
    long end = dropped + range.high();
    while (at < end) {
      int slot = usable(tiles.wide(), at, end, history, tiles, range);
      int width = Tiles.WIDE;
      if (slot == Tiles.NOT_MADE) {
        slot = usable(tiles.narrow(), at, end, history, tiles, range);
        width = Tiles.NARROW;
      }
      if (slot != Tiles.NOT_MADE) {
        taker.tile(slot, width);
        at += width;
      } else {
        int fact = history.fact((int) (at - dropped));
        if (range.counts(fact, condition)) {
          taker.fact(fact);
        } else if (isHeld(fact)) {
          taker.out(fact);
        }
        at++;
      }
    }
  }

  /** Whether the multisets hold a fact of their range. */
  private boolean isHeld(int fact) {
    return table.isUpsert(fact) && table.meets(fact, condition);
  }

  /**
   * The index behind the last fact before another index that may satisfy the condition: what lies
   * between them is looked at by tiles.
   */
  int behindLast(KeyHistory history, Tiles tiles, int before) {
    long dropped = history.dropped();
    long at = dropped + before;
    while (at > dropped) {
      if (isEmpty(tiles.wide(), at, history, tiles)) {
        at -= Tiles.WIDE;
      } else if (isEmpty(tiles.narrow(), at, history, tiles)) {
        at -= Tiles.NARROW;
      } else if (isHeld(history.fact((int) (at - dropped) - 1))) {
        return (int) (at - dropped);
      } else {
        at--;
      }
    }
    return 0;
  }

  /** Whether there is a tile that ends before a fact, and no fact of it satisfies the condition. */
  private boolean isEmpty(Tiles.Row row, long end, KeyHistory history, Tiles tiles) {
    if (end % row.width() != 0 || end - row.width() < history.dropped()) {
      return false;
    }
    int slot = slot(row, end / row.width() - 1, history, tiles);
    return store.isPlain[slot] && store.count[slot] == 0;
  }

  /** The tile that begins at a fact, if all of it lies in the range and counts whole. */
  private int usable(
      Tiles.Row row, long at, long end, KeyHistory history, Tiles tiles, Range range) {
    if (at % row.width() != 0 || at + row.width() > end) {
      return Tiles.NOT_MADE;
    }
    int slot = slot(row, at / row.width(), history, tiles);
    return store.isPlain[slot] && range.isKnown(store.known[slot]) ? slot : Tiles.NOT_MADE;
  }

  private int slot(Tiles.Row row, long tile, KeyHistory history, Tiles tiles) {
    int slot = row.slot(tile);
    if (slot == Tiles.NOT_MADE) {
      slot = made(row == tiles.narrow() ? null : tiles, tile, history);
      row.put(tile, slot);
    }
    return slot;
  }

  /** A slot with a tile, a wide one where narrow ones are given; given back where it fails. */
  private int made(@Nullable Tiles narrowOnes, long tile, KeyHistory history) {
    int slot = store.take();
    boolean isMade = false;
    try {
      if (narrowOnes == null) {
        narrow(slot, history, tile);
      } else {
        wide(slot, history, narrowOnes, tile);
      }
      isMade = true;
      return slot;
    } finally {
      if (!isMade) {
        store.release(slot);
      }
    }
  }

  private void narrow(int slot, KeyHistory history, long tile) {
    int from = (int) (tile * Tiles.NARROW - history.dropped());
    boolean isPlain = true;
    long known = Long.MIN_VALUE;
    int found = 0;
    for (int i = 0; i < Tiles.NARROW; i++) {
      int fact = history.fact(from + i);
      isPlain &= table.isUpsert(fact) && !history.isChained(table, fact);
      known = Math.max(known, table.available(fact));
      if (table.meets(fact, condition)) {
        rows[found++] = fact;
      }
    }
    store.isPlain[slot] = isPlain;
    store.known[slot] = known;
    if (isPlain && found > 0) {
      fold(slot, found);
    }
  }

  private void fold(int slot, int found) {
    store.count[slot] = found;
    store.first[slot] = table.time[rows[0]];
    store.last[slot] = table.time[rows[found - 1]];
    for (int part = 0; part < parts.length; part++) {
      for (int i = 0; i < found; i++) {
        store.parts[part][slot] += table.meets(rows[i], parts[part]) ? 1 : 0;
      }
    }
    Arrays.fill(slots, slot);
    for (GroupFold fold : plain) {
      fold.tiles().add(slots, table.block(), Selection.of(rows, found));
    }
  }

  private void wide(int slot, KeyHistory history, Tiles tiles, long tile) {
    store.isPlain[slot] = true;
    store.known[slot] = Long.MIN_VALUE;
    int narrowOnes = Tiles.WIDE / Tiles.NARROW;
    for (long each = tile * narrowOnes; each < (tile + 1) * narrowOnes; each++) {
      int part = slot(tiles.narrow(), each, history, tiles);
      store.isPlain[slot] &= store.isPlain[part];
      store.known[slot] = Math.max(store.known[slot], store.known[part]);
      if (store.isPlain[slot]) {
        store.merge(slot, part);
      }
    }
  }

  /**
   * Answers a question by the multisets.
   *
   * @param out the facts of the range that satisfy the condition and do not count
   */
  void answer(int question, KeyHistory history, LongHistory kept, Range range, Selection out) {
    long low = history.dropped() + range.low();
    long high = history.dropped() + range.high();
    moveTo(history, kept, low, high);
    kept.low = 0;
    kept.high = 0;
    change(kept.cursor(), out, false);
    multisets.forEach(fold -> fold.take(question, kept.cursor()));
    change(kept.cursor(), out, true);
    kept.low = low;
    kept.high = high;
  }

  private void change(int cursor, Selection facts, boolean isAdded) {
    for (int from = 0; from < facts.size(); from += rows.length) {
      int some = Math.min(rows.length, facts.size() - from);
      System.arraycopy(facts.array(), from, rows, 0, some);
      change(cursor, some, isAdded);
    }
  }

  /** Moves the multisets to all facts of a range that satisfy the condition. */
  private void moveTo(KeyHistory history, LongHistory kept, long low, long high) {
    long oldLow = kept.low;
    long oldHigh = kept.high;
    boolean isNear = kept.isNear(low, high);
    // Where they stand if this ends with an exception: nowhere, so the next question begins again.
    kept.low = 0;
    kept.high = 0;
    if (isNear) {
      change(history, kept.cursor(), low, oldLow, true);
      change(history, kept.cursor(), oldHigh, high, true);
      change(history, kept.cursor(), oldLow, low, false);
      change(history, kept.cursor(), high, oldHigh, false);
    } else {
      clear(kept.cursor());
      change(history, kept.cursor(), low, high, true);
    }
    kept.low = low;
    kept.high = high;
  }

  private void change(KeyHistory history, int cursor, long low, long high, boolean isAdded) {
    int found = 0;
    for (long at = low; at < high; at++) {
      int fact = history.fact((int) (at - history.dropped()));
      if (isHeld(fact)) {
        rows[found++] = fact;
      }
      if (found == rows.length) {
        change(cursor, found, isAdded);
        found = 0;
      }
    }
    if (found > 0) {
      change(cursor, found, isAdded);
    }
  }

  private void change(int cursor, int found, boolean isAdded) {
    Arrays.fill(slots, cursor);
    Selection facts = Selection.of(rows, found);
    for (GroupFold fold : multisets) {
      if (isAdded) {
        fold.cursors().add(slots, table.block(), facts);
      } else {
        fold.cursors().remove(slots, table.block(), facts);
      }
    }
  }
}
