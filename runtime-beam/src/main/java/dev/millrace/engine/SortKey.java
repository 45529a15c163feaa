package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;
import java.util.Arrays;

/**
 * What all sort keys of {@link SortedEntries} begin with: the group of an entry, which is its key
 * and, where there are windows, its window. Entries of one group stand together in the order of
 * sort keys; in which order groups follow each other, nobody may rely on.
 *
 * <p>Bytes: a hash of the group (8), the length of the group (4) and the group; what follows is the
 * order of entries within their group. The hash comes first so that two entries of different groups
 * are nearly always told apart by one comparison of numbers.
 */
final class SortKey {
  /** The first bits of the hash say to which of so many buckets a group belongs. */
  static final int BUCKETS = 1 << 14;

  private static final int BEFORE_GROUP = Long.BYTES + Integer.BYTES;

  private SortKey() {}

  /** Begins a sort key; the caller adds the group and calls {@link #endGroup}. */
  static void begin(ByteOutput out) {
    out.clear();
    out.writeLong(0);
    out.writeInt(0);
  }

  /**
   * Notes the length and the hash of the group that was added since {@link #begin}; the caller adds
   * the order within the group.
   *
   * @return the hash
   */
  static long endGroup(ByteOutput out) {
    byte[] array = out.array();
    int length = out.size() - BEFORE_GROUP;
    long hash = Mix.of(array, BEFORE_GROUP, out.size());
    write(hash, Long.BYTES, array, 0);
    write(length, Integer.BYTES, array, Long.BYTES);
    return hash;
  }

  private static void write(long number, int size, byte[] array, int from) {
    for (int i = 0; i < size; i++) {
      array[from + i] = (byte) (number >>> (8 * (size - 1 - i)));
    }
  }

  /** The bucket of a sort key that stands in an array; never negative. */
  static int bucket(byte[] array, int from) {
    return (int) (Mix.word(array, from, Long.BYTES) >>> Long.numberOfLeadingZeros(BUCKETS - 1));
  }

  /**
   * Moves to the group of a sort key.
   *
   * @return its length
   */
  static int openGroup(ByteInput sortKey) {
    sortKey.skip(Long.BYTES);
    return sortKey.readInt();
  }

  /** Whether two sort keys, given where they stand in an array, are of the same group. */
  static boolean areOfOneGroup(byte[] array, int left, int right) {
    int leftEnd = left + prefixLength(groupLength(array, left));
    int rightEnd = right + prefixLength(groupLength(array, right));
    return Arrays.equals(array, left, leftEnd, array, right, rightEnd);
  }

  private static int groupLength(byte[] array, int from) {
    return openGroup(new ByteInput(array, from, BEFORE_GROUP));
  }

  /** Bytes at the front of a sort key that all entries of its group share. */
  static int prefixLength(int groupLength) {
    return BEFORE_GROUP + groupLength;
  }
}
