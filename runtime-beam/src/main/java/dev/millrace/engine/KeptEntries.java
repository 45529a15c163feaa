package dev.millrace.engine;

import dev.millrace.record.ByteOutput;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Entries that an {@link OrderedWork} keeps until a time they wait for, by {@link Entry#bucket
 * bucket}: those that had been kept before apart from the others, so that they need not be written
 * again. Not thread-safe.
 */
final class KeptEntries {
  private static final byte[] NOTHING = {};

  private final long layout;
  private final @Nullable Bucket[] buckets = new Bucket[SortKey.BUCKETS];
  private final BitSet filled = new BitSet(SortKey.BUCKETS);
  private final Entry view = new Entry();
  private final ByteOutput written = new ByteOutput();

  private static final class Bucket {
    private final ByteOutput again = new ByteOutput();
    private final ByteOutput added = new ByteOutput();

    /** Entries that had been kept, less those of them that are kept again. */
    private int missing;

    private long due = Long.MAX_VALUE;
  }

  /**
   * @param layout the hash of what the barrier keeps
   */
  KeptEntries(long layout) {
    this.layout = layout;
  }

  private Bucket bucket(int number) {
    Bucket bucket = buckets[number];
    if (bucket == null) {
      bucket = new Bucket();
      buckets[number] = bucket;
    }
    return bucket;
  }

  /** Says that an entry has been kept before. */
  void expect(Entry before) {
    bucket(before.bucket()).missing++;
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
    int number = entry.bucket();
    Bucket bucket = bucket(number);
    if (isAsBefore) {
      bucket.missing--;
    }
    ByteOutput out = isAsBefore ? bucket.again : bucket.added;
    entry.copyTo(out);
    bucket.due = Math.min(bucket.due, due);
    filled.set(number);
  }

  /** The buckets with something in them. */
  BitSet filled() {
    return filled;
  }

  /** Whether all entries of a bucket that had been kept are kept again. */
  boolean isAsBefore(int bucket) {
    Bucket of = buckets[bucket];
    return of == null || of.missing == 0;
  }

  /** The least time that a bucket waits for; the greatest for none. */
  long due(int bucket) {
    Bucket of = buckets[bucket];
    return of == null ? Long.MAX_VALUE : of.due;
  }

  /** The entries of a bucket that had not been kept before, packed; no bytes for none. */
  byte[] added(int bucket) {
    Bucket of = buckets[bucket];
    return of == null || of.added.size() == 0 ? NOTHING : packed(of.added);
  }

  /** All entries of a bucket, packed; no bytes for none. */
  byte[] all(int bucket) {
    Bucket of = buckets[bucket];
    return of == null || of.again.size() + of.added.size() == 0
        ? NOTHING
        : packed(of.again, of.added);
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
