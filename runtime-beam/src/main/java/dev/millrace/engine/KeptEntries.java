package dev.millrace.engine;

import dev.millrace.record.ByteOutput;

/**
 * Entries that an {@link OrderedWork} keeps until a time they wait for. They come {@link
 * Entry#bucket bucket} by bucket, in the order of sort keys, and are handed over as soon as their
 * bucket is complete; those that had been kept before apart from the others, so that they need not
 * be written again. Not thread-safe.
 *
 * <p>Memory: a bucket.
 */
final class KeptEntries {
  private static final byte[] NOTHING = {};
  private static final int NONE = -1;

  private final byte[] layout;
  private final Written to;
  private final int[] expected = new int[SortKey.BUCKETS];
  private final Entry view = new Entry();
  private final ByteOutput written = new ByteOutput();
  private int bucket = NONE;
  private ByteOutput again = new ByteOutput();
  private ByteOutput added = new ByteOutput();
  private int keptAgain;
  private long due;

  /** Takes a complete bucket. */
  interface Written {
    void write(int bucket, KeptEntries kept);
  }

  /**
   * @param layout the head of what is packed for the barrier
   */
  KeptEntries(byte[] layout, Written to) {
    this.layout = layout;
    this.to = to;
  }

  /** Says that an entry has been kept before. */
  void expect(Entry before) {
    expected[before.bucket()]++;
  }

  /**
   * Adds an entry.
   *
   * @param due the time that has to be complete before something can be done about it; the greatest
   *     when nothing will
   */
  void add(Entry entry, long due) {
    add(entry, due, entry.wasKept());
  }

  /** Adds an entry of a sort key and a payload. */
  void add(ByteOutput sortKey, ByteOutput payload, long due, boolean isAsBefore) {
    written.clear();
    Entry.write(sortKey, payload, written);
    view.at(written.array(), 0, written.size());
    add(view, due, isAsBefore);
  }

  /**
   * Adds an entry.
   *
   * @param isAsBefore it stands for one entry that had been kept, and says the same
   */
  void add(Entry entry, long due, boolean isAsBefore) {
    int next = entry.bucket();
    if (next != bucket) {
      end();
      bucket = next;
    }
    if (isAsBefore) {
      keptAgain++;
    }
    entry.copyTo(isAsBefore ? again : added, false);
    this.due = Math.min(this.due, due);
  }

  /** No more entries come. */
  void end() {
    if (bucket != NONE) {
      to.write(bucket, this);
    }
    bucket = NONE;
    again = new ByteOutput();
    added = new ByteOutput();
    keptAgain = 0;
    due = Long.MAX_VALUE;
  }

  /** Whether all entries of the bucket at hand that had been kept are kept again. */
  boolean isAsBefore() {
    return keptAgain == expected[bucket];
  }

  /** The least time that the bucket at hand waits for; the greatest for none. */
  long due() {
    return due;
  }

  /** The entries of the bucket at hand that had not been kept before, packed; none is no bytes. */
  byte[] added() {
    return added.size() == 0 ? NOTHING : packed(added);
  }

  /** All entries of the bucket at hand, packed. */
  byte[] all() {
    return packed(again, added);
  }

  private byte[] packed(ByteOutput... entries) {
    ByteOutput packed = new ByteOutput();
    Packing.begin(layout, packed);
    for (ByteOutput each : entries) {
      packed.writeBytes(each.array(), 0, each.size());
    }
    return packed.toByteArray();
  }
}
