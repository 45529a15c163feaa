package dev.millrace.engine;

import dev.millrace.record.ByteOutput;

/**
 * The window and key that an operator is at, which goes through entries in the order of their sort
 * keys: it ends its work on one group where the next begins. Not thread-safe.
 */
final class KeyGroup {
  private byte[] prefix = new byte[0];

  /**
   * Whether an entry belongs to the group at hand; never so for no group.
   *
   * @param prefixLength bytes at the front of its sort key that its group shares
   */
  boolean holds(Entry entry, int prefixLength) {
    return prefix.length == prefixLength && entry.startsWith(prefix);
  }

  /**
   * Turns to the group of an entry.
   *
   * @param prefixLength as for {@link #holds}
   */
  void turnTo(Entry entry, int prefixLength) {
    prefix = entry.prefix(prefixLength);
  }

  /** Turns to no group. */
  void clear() {
    prefix = new byte[0];
  }

  /** Begins the sort key of an entry that belongs to the group; {@link RowKey#end} ends it. */
  void begin(ByteOutput sortKey) {
    sortKey.clear();
    sortKey.writeBytes(prefix, 0, prefix.length);
  }
}
