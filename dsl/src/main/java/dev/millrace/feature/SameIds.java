package dev.millrace.feature;

import dev.millrace.record.Mix;
import java.util.Arrays;

/**
 * The change records of one key by their id: which facts were delivered again or taken back
 * (SEMANTICS S3, S12). Only views that say what identifies a fact have it.
 *
 * <p>Records of one id hang together in the order of SEMANTICS S3, and which of them stands is
 * found out once for a question. About 36 bytes to a record, and 12 more once an id has several.
 */
final class SameIds {
  private static final int NONE = -1;

  /** By hash of the id: the first link of a chain, plus one. */
  private int[] heads = new int[16];

  private int[] facts = new int[8];
  private int[] next = new int[8];

  /** By the first link of a chain: the last one. */
  private int[] last = new int[8];

  private int links;
  private int ids;

  /** Whether an id occurs more than once. */
  private boolean hasChains;

  /** By the first link of a chain: the fact that stands, and for which question. */
  private int[] standing = new int[0];

  private long[] asked = new long[0];
  private long question;

  /**
   * Adds a record.
   *
   * @return the one record that its id had so far; negative where that had none, or several
   */
  int add(FactTable table, int fact) {
    if (links == facts.length) {
      facts = Arrays.copyOf(facts, 2 * links);
      next = Arrays.copyOf(next, 2 * links);
      last = Arrays.copyOf(last, 2 * links);
    }
    if (2 * (ids + 1) > heads.length) {
      rehash(table);
    }
    int link = links++;
    facts[link] = fact;
    next[link] = NONE;
    last[link] = link;
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

  /** Hangs a link into the chain of its id, where its place in the order is: mostly at the end. */
  private void hang(FactTable table, int slot, int link) {
    int first = heads[slot] - 1;
    int end = last[first];
    if (table.compare(facts[end], facts[link]) < 0) {
      next[end] = link;
      last[first] = link;
      return;
    }
    int before = NONE;
    int at = first;
    while (table.compare(facts[at], facts[link]) < 0) {
      before = at;
      at = next[at];
    }
    next[link] = at;
    if (before == NONE) {
      heads[slot] = link + 1;
      last[link] = end;
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

  /** A number that no question before had. */
  long nextQuestion() {
    return ++question;
  }

  /** Whether it was found out for a question which record of a chain stands. */
  boolean isAnswered(long forQuestion, int first) {
    return first < asked.length && asked[first] == forQuestion;
  }

  /** The fact that stands, of the question that the chain was asked for last. */
  int answer(int first) {
    return standing[first];
  }

  /** Keeps which record of a chain stands; negative for none. */
  void answer(long forQuestion, int first, int fact) {
    if (first >= asked.length) {
      asked = Arrays.copyOf(asked, facts.length);
      standing = Arrays.copyOf(standing, facts.length);
    }
    asked[first] = forQuestion;
    standing[first] = fact;
  }

  void clear() {
    Arrays.fill(heads, 0);
    links = 0;
    ids = 0;
    hasChains = false;
    Arrays.fill(asked, 0);
  }

  long bytes() {
    return 4L * heads.length + 12L * facts.length + 12L * asked.length;
  }
}
