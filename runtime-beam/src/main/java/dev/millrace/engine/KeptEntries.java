package dev.millrace.engine;

import dev.millrace.record.ByteOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries that an {@link OrderedWork} keeps until a time they wait for, by {@link Entry#bucket
 * bucket}: a bucket that nothing arrived for and that waits for nothing needs not be looked at. Not
 * thread-safe.
 */
final class KeptEntries {
  private final long layout;
  private final @Nullable ByteOutput[] buckets = new ByteOutput[SortKey.BUCKETS];
  private final long[] dues = new long[SortKey.BUCKETS];
  private final Entry view = new Entry();
  private final ByteOutput written = new ByteOutput();

  /**
   * @param layout the hash of what the barrier keeps
   */
  KeptEntries(long layout) {
    this.layout = layout;
    clear();
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(buckets, null);
    Arrays.fill(dues, Long.MAX_VALUE);
  }

  /**
   * Adds an entry.
   *
   * @param due the time that has to be complete before something can be done about it; the greatest
   *     when nothing will
   */
  void add(Entry entry, long due) {
    int number = entry.bucket();
    ByteOutput bucket = buckets[number];
    if (bucket == null) {
      bucket = new ByteOutput(1 << 10);
      Packing.begin(layout, bucket);
      buckets[number] = bucket;
    }
    entry.copyTo(bucket);
    dues[number] = Math.min(dues[number], due);
  }

  /** Adds an entry of a sort key and a payload. */
  void add(ByteOutput sortKey, ByteOutput payload, long due) {
    written.clear();
    Entry.write(sortKey, payload, written);
    view.at(written.array(), 0, written.size());
    add(view, due);
  }

  /** All buckets with something in them. */
  List<OrderedWork.Kept> buckets() {
    List<OrderedWork.Kept> kept = new ArrayList<>();
    for (int number = 0; number < buckets.length; number++) {
      ByteOutput bucket = buckets[number];
      if (bucket != null) {
        kept.add(new OrderedWork.Kept(number, bucket.toByteArray(), dues[number]));
      }
    }
    return kept;
  }
}
