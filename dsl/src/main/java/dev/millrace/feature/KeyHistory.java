package dev.millrace.feature;

import java.util.Arrays;
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

  /** How many of them are deletes. */
  private int deletes;

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
    return deletes > 0;
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
    int index = size();
    while (index > 0 && table.compare(fact(index - 1), fact) > 0) {
      index--;
    }
    if (index > 0 && table.compare(fact(index - 1), fact) == 0) {
      return false;
    }
    insertAt(index, table, fact);
    return true;
  }

  private void insertAt(int index, FactTable table, int fact) {
    if (to == facts.length) {
      makeRoom();
    }
    int at = from + index;
    System.arraycopy(facts, at, facts, at + 1, to - at);
    facts[at] = fact;
    to++;
    deletes += table.isDelete(fact) ? 1 : 0;
    if (index < size() - 1) {
      moved(dropped + index);
    }
    if (sameIds != null) {
      sameIds.add(table, fact);
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
   * too: one that is not available by {@code known} is still to be seen.
   *
   * @return how many were forgotten
   */
  int forget(FactTable table, long time, long known) {
    int gone = 0;
    while (gone < size()
        && table.time[fact(gone)] <= time
        && table.available(fact(gone)) <= known) {
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
      deletes -= table.isDelete(fact) ? 1 : 0;
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
        sameIds.add(table, fact(i));
      }
    }
  }

  /** The facts have moved in the table. */
  void relocate(FactTable table, int[] places) {
    for (int i = from; i < to; i++) {
      facts[i] = places[facts[i]];
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
    deletes = 0;
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
    return 64L + 4L * facts.length + (sameIds == null ? 0 : sameIds.bytes());
  }

  /** The places of all facts, in order. */
  int[] places() {
    return Arrays.copyOfRange(facts, from, to);
  }
}
