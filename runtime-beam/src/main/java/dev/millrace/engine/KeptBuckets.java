package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What an {@link OrderedWork} has kept of a shuffle group, by {@link Entry#bucket bucket}. A bucket
 * is some cells: what is added to it is written behind the others, until they are many. It is
 * written whole when something leaves it, or is replaced. Not thread-safe.
 */
final class KeptBuckets {
  private static final byte FORMAT_VERSION = 1;

  /** A bucket of more cells is written whole when it has been read anyway. */
  private static final int MOST_CELLS = 8;

  /** A bucket of more cells is to be read, so that it can be written whole. */
  private static final int MOST_UNREAD_CELLS = 64;

  /** Of a bucket in the index. */
  private static final int ENTRY_BYTES = 2 * Integer.BYTES + Long.BYTES;

  private final StateCells cells;
  private final int[] sizes = new int[SortKey.BUCKETS];
  private final long[] dues = new long[SortKey.BUCKETS];

  /**
   * Reads the index.
   *
   * @throws StepFailedException when it is of another version
   */
  KeptBuckets(StateCells cells) {
    this.cells = cells;
    Arrays.fill(dues, Long.MAX_VALUE);
    byte[] index = cells.get(StateCells.INDEX);
    if (index != null) {
      read(new ByteInput(index));
    }
  }

  private void read(ByteInput in) {
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw StateLayout.ofAnotherFormat("an index of what is kept", version, FORMAT_VERSION);
    }
    while (!in.isAtEnd()) {
      int bucket = in.readInt();
      sizes[bucket] = in.readInt();
      dues[bucket] = in.readLong();
    }
  }

  /** The buckets that wait for a time that is complete. */
  BitSet due(long before) {
    BitSet due = new BitSet(SortKey.BUCKETS);
    for (int bucket = 0; bucket < SortKey.BUCKETS; bucket++) {
      if (dues[bucket] <= before && sizes[bucket] > 0) {
        due.set(bucket);
      }
    }
    return due;
  }

  /** The least time that a bucket waits for; the greatest for none. */
  long least() {
    long least = Long.MAX_VALUE;
    for (long due : dues) {
      least = Math.min(least, due);
    }
    return least;
  }

  /** Whether so much was added unread that it has to be read. */
  boolean isScattered(int bucket) {
    return sizes[bucket] >= MOST_UNREAD_CELLS;
  }

  /** Gives a bucket to work on. */
  void read(int bucket, OrderedWork work) throws IOException {
    for (int place = 0; place < sizes[bucket]; place++) {
      byte[] packed = cells.get(cell(bucket, place));
      if (packed == null) {
        throw new IllegalStateException("nothing in cell " + place + " of bucket " + bucket);
      }
      work.takeKept(packed);
    }
  }

  /** Puts down what work has kept of a bucket that it was given. */
  void write(int bucket, KeptEntries kept) {
    if (!kept.isAsBefore() || sizes[bucket] > MOST_CELLS) {
      remove(bucket);
      add(bucket, kept.all());
    } else {
      add(bucket, kept.added());
    }
    dues[bucket] = kept.due();
  }

  /** Forgets a bucket that work has kept nothing of. */
  void remove(int bucket) {
    for (int place = 0; place < sizes[bucket]; place++) {
      cells.remove(cell(bucket, place));
    }
    sizes[bucket] = 0;
    dues[bucket] = Long.MAX_VALUE;
  }

  /** Adds to a bucket without reading it. */
  void append(int bucket, KeptEntries added) {
    add(bucket, added.added());
    dues[bucket] = Math.min(dues[bucket], added.due());
  }

  private void add(int bucket, byte[] packed) {
    if (packed.length > 0) {
      cells.put(cell(bucket, sizes[bucket]++), packed);
    }
  }

  private static long cell(int bucket, int place) {
    return ((long) bucket << Integer.SIZE) + place;
  }

  private int used() {
    int used = 0;
    for (int size : sizes) {
      used += size > 0 ? 1 : 0;
    }
    return used;
  }

  /** Writes the index. */
  void save() {
    ByteOutput index = new ByteOutput(1 + used() * ENTRY_BYTES);
    index.writeByte(FORMAT_VERSION);
    for (int bucket = 0; bucket < SortKey.BUCKETS; bucket++) {
      if (sizes[bucket] > 0) {
        index.writeInt(bucket);
        index.writeInt(sizes[bucket]);
        index.writeLong(dues[bucket]);
      }
    }
    cells.put(StateCells.INDEX, index.toByteArray());
  }
}
