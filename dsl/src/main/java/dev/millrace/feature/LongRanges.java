package dev.millrace.feature;

import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Questions of a {@link FoldGroup} about ranges of thousands of facts. They are answered by tiles
 * where all facts of a tile count alike, and by single facts elsewhere; multisets of values stand
 * on the range of the question before, and only what lies between the two is added and taken back.
 * So a question costs some hundred facts or tiles, and the way between two ranges. Deletes,
 * retractions and facts that are not known yet are looked at one by one where they are. Not
 * thread-safe.
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

    void tile(int slot);
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

  /**
   * Shows what counts of a range.
   *
   * @return whether all of it are facts that can be seen, and stand for themselves
   */
  boolean walk(KeyHistory history, Range range, Tiles tiles, Taker taker) {
    long dropped = history.dropped();
    long at = dropped + range.low();
    long end = dropped + range.high();
    boolean isPlain = !history.hasChains();
    while (at < end) {
      int slot = usable(tiles.wide(), at, end, history, tiles, range);
      int width = Tiles.WIDE;
      if (slot == Tiles.NOT_MADE) {
        slot = usable(tiles.narrow(), at, end, history, tiles, range);
        width = Tiles.NARROW;
      }
      if (slot != Tiles.NOT_MADE) {
        taker.tile(slot);
        at += width;
      } else {
        int fact = history.fact((int) (at - dropped));
        isPlain &= table.isUpsert(fact) && range.isVisible(fact);
        if (range.counts(fact, condition)) {
          taker.fact(fact);
        }
        at++;
      }
    }
    return isPlain;
  }

  /** The tile that begins at a fact, if all of it lies in the range and counts whole. */
  private int usable(
      Tiles.Row row, long at, long end, KeyHistory history, Tiles tiles, Range range) {
    if (at % row.width() != 0 || at + row.width() > end || history.hasChains()) {
      return Tiles.NOT_MADE;
    }
    long tile = at / row.width();
    int slot = row.slot(tile);
    if (slot == Tiles.NOT_MADE) {
      slot = row == tiles.narrow() ? narrow(history, tile) : wide(history, tiles, tile);
      row.put(tile, slot);
    }
    return store.isPlain[slot] && range.isKnown(store.known[slot]) ? slot : Tiles.NOT_MADE;
  }

  private int narrow(KeyHistory history, long tile) {
    int slot = store.take();
    int from = (int) (tile * Tiles.NARROW - history.dropped());
    boolean isPlain = true;
    long known = Long.MIN_VALUE;
    int found = 0;
    for (int i = 0; i < Tiles.NARROW; i++) {
      int fact = history.fact(from + i);
      isPlain &= table.isUpsert(fact);
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
    return slot;
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

  private int wide(KeyHistory history, Tiles tiles, long tile) {
    int slot = store.take();
    store.isPlain[slot] = true;
    store.known[slot] = Long.MIN_VALUE;
    int narrowOnes = Tiles.WIDE / Tiles.NARROW;
    for (long each = tile * narrowOnes; each < (tile + 1) * narrowOnes; each++) {
      int part = tiles.narrow().slot(each);
      if (part == Tiles.NOT_MADE) {
        part = narrow(history, each);
        tiles.narrow().put(each, part);
      }
      store.isPlain[slot] &= store.isPlain[part];
      store.known[slot] = Math.max(store.known[slot], store.known[part]);
      if (store.isPlain[slot]) {
        store.merge(slot, part);
      }
    }
    return slot;
  }

  /** Moves the multisets to a range in which all facts count that satisfy the condition. */
  void moveTo(KeyHistory history, LongHistory kept, long low, long high) {
    if (kept.isNear(low, high)) {
      change(history, kept.cursor(), low, kept.low, true);
      change(history, kept.cursor(), kept.high, high, true);
      change(history, kept.cursor(), kept.low, low, false);
      change(history, kept.cursor(), high, kept.high, false);
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
      if (table.meets(fact, condition)) {
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
