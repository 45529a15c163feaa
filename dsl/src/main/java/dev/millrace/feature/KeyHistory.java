package dev.millrace.feature;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one key: their places in a {@link FactTable}, in the order of SEMANTICS S3. Four
 * bytes to a fact. Not thread-safe.
 */
final class KeyHistory {
  private static final int FIRST_CAPACITY = 8;

  private int[] facts = new int[FIRST_CAPACITY];
  private int from;
  private int to;

  /** The places of those that are deletes, in the same order. */
  private int[] deletes = new int[0];

  private int deletesFrom;
  private int deletesTo;

  private final @Nullable SameIds sameIds;
  private @Nullable Departed departed;

  /** Facts that were forgotten. */
  private long dropped;

  /** By group of folds: what it keeps of this history, where that is long. */
  private @Nullable LongHistory[] longOnes = new LongHistory[0];

  KeyHistory(boolean hasIds) {
    sameIds = hasIds ? new SameIds() : null;
  }

  int size() {
    return to - from;
  }

  /** The place of the fact at an index, from 0 on. */
  int fact(int index) {
    return facts[from + index];
  }

  /** How many facts were forgotten: the first at hand is the one behind so many. */
  long dropped() {
    return dropped;
  }

  /** Whether an id occurs more than once. */
  boolean hasChains() {
    return sameIds != null && sameIds.hasChains();
  }

  /** What a group of folds keeps of this history; begun when first asked for. */
  LongHistory kept(int group, LongRanges ranges) {
    if (group >= longOnes.length) {
      longOnes = Arrays.copyOf(longOnes, group + 1);
    }
    LongHistory kept = longOnes[group];
    if (kept == null) {
      kept = ranges.begin();
      longOnes[group] = kept;
    }
    return kept;
  }

  boolean hasDeletes() {
    return deletesTo > deletesFrom;
  }

  /**
   * The index of the last delete before another index that satisfies a condition; negative for
   * none.
   */
  int lastDelete(FactTable table, int before, IntPredicate isVisible) {
    for (int i = deletesTo - 1; before > 0 && i >= deletesFrom; i--) {
      boolean isBefore = table.compare(deletes[i], fact(before - 1)) <= 0;
      if (isBefore && isVisible.test(deletes[i])) {
        return indexOf(table, deletes[i]);
      }
    }
    return -1;
  }

  /** Whether the id of a fact occurs more than once. */
  boolean isChained(FactTable table, int fact) {
    return sameIds != null && sameIds.isChained(table, fact);
  }

  @Nullable SameIds sameIds() {
    return sameIds;
  }

  @Nullable Departed departed() {
    return departed;
  }

  /** Takes a fact that is behind all others. */
  void append(FactTable table, int fact) {
    insertAt(size(), table, fact);
  }

  /** Takes a fact wherever it belongs. A second delivery of the same fact is not taken. */
  boolean insert(FactTable table, int fact) {
    boolean isLast = size() == 0 || table.compare(fact(size() - 1), fact) < 0;
    int index = isLast ? size() : indexOf(table, fact);
    if (!isLast && table.compare(fact(index), fact) == 0) {
      return false;
    }
    insertAt(index, table, fact);
    return true;
  }

  /** The index of the first fact that is not before another in the order. */
  private int indexOf(FactTable table, int fact) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (table.compare(facts[middle], fact) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - from;
  }

  private void insertAt(int index, FactTable table, int fact) {
    openAt(index);
    facts[from + index] = fact;
    if (table.isDelete(fact)) {
      insertDelete(table, fact);
    }
    if (index < size() - 1) {
      moved(dropped + index);
    }
    if (sameIds != null) {
      int chained = sameIds.add(table, fact);
      if (chained >= 0) {
        changed(dropped + indexOf(table, chained));
      }
    }
  }

  /** Moves the shorter side aside: newest facts first are as usual as oldest first. */
  private void openAt(int index) {
    if (2 * index < size()) {
      if (from == 0) {
        makeRoomInFront();
      }
      System.arraycopy(facts, from, facts, from - 1, index);
      from--;
    } else {
      if (to == facts.length) {
        makeRoom();
      }
      int at = from + index;
      System.arraycopy(facts, at, facts, at + 1, to - at);
      to++;
    }
  }

  private void insertDelete(FactTable table, int fact) {
    if (deletesTo == deletes.length) {
      int size = deletesTo - deletesFrom;
      int[] target = deletesFrom > size ? deletes : new int[Math.max(4, 2 * deletes.length)];
      System.arraycopy(deletes, deletesFrom, target, 0, size);
      deletes = target;
      deletesFrom = 0;
      deletesTo = size;
    }
    int at = deletesTo++;
    while (at > deletesFrom && table.compare(deletes[at - 1], fact) > 0) {
      deletes[at] = deletes[--at];
    }
    deletes[at] = fact;
  }

  /** A fact at hand does not stand for itself any more. */
  private void changed(long fact) {
    for (LongHistory kept : longOnes) {
      if (kept != null) {
        kept.dropAt(fact);
      }
    }
  }

  private void moved(long from) {
    for (LongHistory kept : longOnes) {
      if (kept != null) {
        kept.dropFrom(from);
      }
    }
  }

  private void makeRoom() {
    int[] target = from > facts.length / 2 ? facts : new int[2 * facts.length];
    System.arraycopy(facts, from, target, 0, size());
    facts = target;
    to -= from;
    from = 0;
  }

  private void makeRoomInFront() {
    int[] target = new int[2 * facts.length];
    int gap = facts.length;
    System.arraycopy(facts, 0, target, gap, to);
    facts = target;
    from = gap;
    to += gap;
  }

  /** The index of the first fact whose event time is greater than a time. */
  int after(FactTable table, long time) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (table.time[facts[middle]] > time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - from;
  }

  /**
   * The index of the first fact that is not before a place in the order.
   *
   * @param orAt whether the fact at that very place counts as before it
   */
  int before(FactTable table, FactOrder place, boolean orAt) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = table.compare(facts[middle], place);
      if (order > 0 || (order == 0 && !orAt)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - from;
  }

  /**
   * Forgets the facts whose event time is at most {@code time}, as far as all before them may go
   * too: one that is not available by {@code known} is still to be told of, unless it happened by
   * {@code untold}.
   *
   * @return how many were forgotten
   */
  int forget(FactTable table, long time, long known, long untold) {
    int gone = 0;
    while (gone < size()
        && table.time[fact(gone)] <= time
        && (table.available(fact(gone)) <= known || table.time[fact(gone)] <= untold)) {
      gone++;
    }
    return gone == 0 ? 0 : drop(table, gone);
  }

  private int drop(FactTable table, int gone) {
    if (departed == null) {
      departed = new Departed(table.layout().conditions().size());
    }
    for (int i = 0; i < gone; i++) {
      int fact = fact(i);
      departed.take(table, fact);
      deletesFrom += table.isDelete(fact) ? 1 : 0;
    }
    from += gone;
    dropped += gone;
    for (LongHistory kept : longOnes) {
      if (kept != null) {
        kept.dropBefore(dropped);
      }
    }
    rebuildIds(table);
    return gone;
  }

  private void rebuildIds(FactTable table) {
    if (sameIds != null) {
      sameIds.clear();
      for (int i = 0; i < size(); i++) {
        int unused = sameIds.add(table, fact(i));
      }
    }
  }

  /** The facts have moved in the table. */
  void relocate(FactTable table, int[] places) {
    for (int i = from; i < to; i++) {
      facts[i] = places[facts[i]];
    }
    for (int i = deletesFrom; i < deletesTo; i++) {
      deletes[i] = places[deletes[i]];
    }
    rebuildIds(table);
  }

  /** Restores what departed. */
  void restore(Departed gone) {
    departed = gone;
  }

  /** Begins again with another key. */
  void clear() {
    from = 0;
    to = 0;
    deletes = new int[0];
    deletesFrom = 0;
    deletesTo = 0;
    departed = null;
    dropped = 0;
    for (LongHistory kept : longOnes) {
      if (kept != null) {
        kept.release();
      }
    }
    longOnes = new LongHistory[0];
    if (facts.length > 1 << 12) {
      facts = new int[FIRST_CAPACITY];
    }
    if (sameIds != null) {
      sameIds.clear();
    }
  }

  /** Bytes held, about. */
  long bytes() {
    return 64L + 4L * facts.length + 4L * deletes.length + (sameIds == null ? 0 : sameIds.bytes());
  }

  /** The places of all facts, in order. */
  int[] places() {
    return Arrays.copyOfRange(facts, from, to);
  }
}
