package dev.millrace.feature;

import dev.millrace.record.Mix;
import java.util.Arrays;

/**
 * The change records of one key by their id: which facts were delivered again or taken back
 * (SEMANTICS S3, S12). Only views that say what identifies a fact have it.
 *
 * <p>Records of one id hang together in the order of SEMANTICS S3. About 32 bytes to a record.
 */
final class SameIds {
  private static final int NONE = -1;

  /** By hash of the id: the first link of a chain, plus one. */
  private int[] heads = new int[16];

  private int[] facts = new int[8];
  private int[] next = new int[8];
  private int links;
  private int ids;

  /** Whether an id occurs more than once. */
  private boolean hasChains;

  /**
   * Adds a record.
   *
   * @return the one record that its id had so far; negative where that had none, or several
   */
  int add(FactTable table, int fact) {
    if (links == facts.length) {
      facts = Arrays.copyOf(facts, 2 * links);
      next = Arrays.copyOf(next, 2 * links);
    }
    if (2 * (ids + 1) > heads.length) {
      rehash(table);
    }
    int link = links++;
    facts[link] = fact;
    next[link] = NONE;
    int slot = slot(table, table.idHigh(fact), table.idLow(fact));
    if (heads[slot] == 0) {
      heads[slot] = link + 1;
      ids++;
      return NONE;
    }
    int first = heads[slot] - 1;
    int only = next[first] == NONE ? facts[first] : NONE;
    hasChains = true;
    hang(table, slot, link);
    return only;
  }

  /** Whether the id of a record occurs more than once. */
  boolean isChained(FactTable table, int fact) {
    return hasChains && next[first(table, fact)] != NONE;
  }

  /** Hangs a link into the chain of its id, where its place in the order is. */
  private void hang(FactTable table, int slot, int link) {
    int before = NONE;
    int at = heads[slot] - 1;
    while (at != NONE && table.compare(facts[at], facts[link]) < 0) {
      before = at;
      at = next[at];
    }
    next[link] = at;
    if (before == NONE) {
      heads[slot] = link + 1;
    } else {
      next[before] = link;
    }
  }

  private int slot(FactTable table, long high, long low) {
    int mask = heads.length - 1;
    int slot = (int) Mix.of(high, low) & mask;
    while (heads[slot] != 0 && !table.hasId(facts[heads[slot] - 1], high, low)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void rehash(FactTable table) {
    int[] old = heads;
    heads = new int[2 * old.length];
    for (int head : old) {
      if (head != 0) {
        int fact = facts[head - 1];
        heads[slot(table, table.idHigh(fact), table.idLow(fact))] = head;
      }
    }
  }

  /** False promises that every record has an id of its own. */
  boolean hasChains() {
    return hasChains;
  }

  /** The first link of the chain of a fact's id. */
  int first(FactTable table, int fact) {
    return heads[slot(table, table.idHigh(fact), table.idLow(fact))] - 1;
  }

  /** The link behind another; negative for none. */
  int next(int link) {
    return next[link];
  }

  int fact(int link) {
    return facts[link];
  }

  void clear() {
    Arrays.fill(heads, 0);
    links = 0;
    ids = 0;
    hasChains = false;
  }

  long bytes() {
    return 4L * heads.length + 8L * facts.length;
  }
}
