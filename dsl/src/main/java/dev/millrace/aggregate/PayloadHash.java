package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;

/**
 * The 128-bit hash of a row's canonical bytes that SEMANTICS S3 orders rows of one time by: two
 * hashes of 64 bits, which start apart. Not thread-safe.
 *
 * <p>Zeros at the end are left out: so a row that gets another component, which may be null and is,
 * keeps its hash and its place. No two rows of one shape differ in them alone, because the bytes of
 * a row are never the beginning of another's.
 */
public final class PayloadHash {
  /** What the second hash reads first; any number would do. */
  private static final long SALT = 0x5DEECE66D1CE4E5BL;

  private final ByteOutput bytes = new ByteOutput();
  private long high;
  private long low;

  /** Hashes a row of a block; {@link #high} and {@link #low} have the hash until the next call. */
  <T> void of(Block<T> block, int row) {
    bytes.clear();
    bytes.writeLong(SALT);
    block.shape().codec().encode(block.row(row), bytes);
    hash();
  }

  /** Hashes a row's canonical bytes. */
  public void of(byte[] canonical, int from, int to) {
    bytes.clear();
    bytes.writeLong(SALT);
    bytes.writeBytes(canonical, from, to - from);
    hash();
  }

  private void hash() {
    byte[] array = bytes.array();
    int end = bytes.size();
    while (end > Long.BYTES && array[end - 1] == 0) {
      end--;
    }
    high = Mix.of(array, Long.BYTES, end);
    low = Mix.of(array, 0, end);
  }

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }
}
