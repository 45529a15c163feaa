package dev.millrace.engine;

import dev.millrace.record.ByteOutput;

/**
 * The window and key that an operator is at, which goes through whole rows in the order of their
 * {@link RowKey}: it ends its work on one group where the next begins. Not thread-safe.
 */
final class KeyGroup {
  private byte[] prefix = new byte[0];

  /**
   * Whether an entry belongs to the group at hand; never so for no group.
   *
   * @param key has read the entry
   */
  boolean holds(Entry entry, RowKey key) {
    return prefix.length == key.groupLength() && entry.startsWith(prefix);
  }

  /**
   * Turns to the group of an entry.
   *
   * @param key has read the entry
   */
  void turnTo(Entry entry, RowKey key) {
    prefix = entry.prefix(key.groupLength());
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
