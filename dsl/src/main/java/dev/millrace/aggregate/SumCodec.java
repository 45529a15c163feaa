package dev.millrace.aggregate;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import java.util.Arrays;

/**
 * The bytes of an exact sum, and a scratch pad that one is read into. Not thread-safe.
 *
 * <ol>
 *   <li>One byte of flags: 1 when tallies follow, 2 when a number follows.
 *   <li>The count, signed and variable-length.
 *   <li>With flag 1: the tallies, each like the count. At least one is not zero.
 *   <li>With flag 2: the number {@code n * 2^(8 * p - 1088)}, as p and the length of n in bytes,
 *       both variable-length, and n in two's complement, big-endian. The last byte of n is not zero
 *       and n is as short as it can be, which makes both unique.
 * </ol>
 */
final class SumCodec {
  private static final int HAS_TALLIES = 1;
  private static final int HAS_NUMBER = 2;

  /** Where the widest number that 2^63 values can sum to ends, in bytes. */
  private static final int LARGEST_END = 34 * Long.BYTES;

  private final long[] chunks = new long[FixedPoint.CHUNKS];
  private final long[] tallies = new long[ExactSums.TALLIES];
  private long count;
  private int low;
  private int length;

  long count() {
    return count;
  }

  long tally(int kind) {
    return tallies[kind];
  }

  /** The chunks of the number, in two's complement. Valid until the next {@link #read}. */
  long[] chunks() {
    return chunks;
  }

  /** Position in the whole number of the first chunk. */
  int low() {
    return low;
  }

  /** Number of chunks: zero for a number that is zero. */
  int length() {
    return length;
  }

  /**
   * Writes one sum.
   *
   * @param chunks holds the number's chunks, where {@code window} says, and the tallies
   * @param tallies start of the tallies, negative when all of them are zero
   */
  static void write(ByteOutput out, long count, long[] chunks, int tallies, long window) {
    boolean hasTallies = tallies >= 0 && !areZero(chunks, tallies, ExactSums.TALLIES);
    boolean hasNumber = !areZero(chunks, Window.start(window), Window.length(window));
    out.writeByte((hasTallies ? HAS_TALLIES : 0) | (hasNumber ? HAS_NUMBER : 0));
    out.writeSignedVarLong(count);
    for (int kind = 0; hasTallies && kind < ExactSums.TALLIES; kind++) {
      out.writeSignedVarLong(chunks[tallies + kind]);
    }
    if (hasNumber) {
      writeNumber(out, chunks, Window.start(window), Window.low(window), Window.length(window));
    }
  }

  private static boolean areZero(long[] chunks, int from, int length) {
    long bits = 0;
    for (int i = from; i < from + length; i++) {
      bits |= chunks[i];
    }
    return bits == 0;
  }

  private static void writeNumber(ByteOutput out, long[] chunks, int from, int low, int length) {
    int first = 0;
    while (byteAt(chunks, from, first) == 0) {
      first++;
    }
    int last = length * Long.BYTES - 1;
    while (last > first
        && extendsSign(byteAt(chunks, from, last), byteAt(chunks, from, last - 1))) {
      last--;
    }
    out.writeVarLong(low * Long.BYTES + first);
    out.writeVarLong(last - first + 1);
    for (int i = last; i >= first; i--) {
      out.writeByte(byteAt(chunks, from, i));
    }
  }

  private static byte byteAt(long[] chunks, int from, int index) {
    return (byte) (chunks[from + index / Long.BYTES] >>> (Byte.SIZE * (index % Long.BYTES)));
  }

  /** Whether the upper of two bytes says nothing but the sign, which the lower one says too. */
  private static boolean extendsSign(byte upper, byte lower) {
    return upper == lower >> 7;
  }

  /**
   * Reads one sum.
   *
   * @throws CorruptDataException when {@link #write} does not write such bytes
   */
  void read(ByteInput in) {
    int flags = in.readByte();
    if ((flags & ~(HAS_TALLIES | HAS_NUMBER)) != 0) {
      throw new CorruptDataException("an exact sum with unknown flags " + flags);
    }
    count = in.readSignedVarLong();
    readTallies(in, (flags & HAS_TALLIES) != 0);
    length = 0;
    if ((flags & HAS_NUMBER) != 0) {
      readNumber(in);
    }
  }

  /** Refuses what was read when it owes values, or counts fewer values than it sums. */
  void requireSettled() {
    long others = count;
    boolean owes = false;
    for (long tallied : tallies) {
      owes |= tallied < 0 || tallied > others;
      others -= tallied;
    }
    if (owes || others < 0 || (others == 0 && length > 0)) {
      throw new CorruptDataException("an exact sum of " + count + " values that owes some");
    }
  }

  private void readTallies(ByteInput in, boolean present) {
    Arrays.fill(tallies, 0);
    for (int kind = 0; present && kind < tallies.length; kind++) {
      tallies[kind] = in.readSignedVarLong();
    }
    if (present && areZero(tallies, 0, tallies.length)) {
      throw new CorruptDataException("an exact sum with tallies that are all zero");
    }
  }

  private void readNumber(ByteInput in) {
    long first = in.readVarLong();
    long size = in.readVarLong();
    if (first < 0 || first >= LARGEST_END || size < 1 || size > LARGEST_END - first) {
      throw new CorruptDataException("an exact sum of " + size + " bytes from " + first);
    }
    int start = (int) first % Long.BYTES;
    int end = start + (int) size;
    low = (int) first / Long.BYTES;
    length = (end + Long.BYTES - 1) / Long.BYTES;
    byte top = in.readByte();
    Arrays.fill(chunks, 0, length, top >> 7);
    put(end - 1, top);
    byte upper = top;
    byte lower = top;
    for (int i = end - 2; i >= start; i--) {
      lower = in.readByte();
      if (i == end - 2 && extendsSign(upper, lower)) {
        throw new CorruptDataException("an exact sum longer than it has to be");
      }
      put(i, lower);
    }
    chunks[0] &= -1L << (Byte.SIZE * start);
    int lowestBit = Long.SIZE * low + Long.numberOfTrailingZeros(chunks[0]);
    if (lower == 0 || lowestBit < FixedPoint.SPARE_BITS) {
      throw new CorruptDataException("an exact sum that no doubles have");
    }
  }

  private void put(int index, byte value) {
    int shift = Byte.SIZE * (index % Long.BYTES);
    int chunk = index / Long.BYTES;
    chunks[chunk] = (chunks[chunk] & ~(0xFFL << shift)) | ((value & 0xFFL) << shift);
  }
}
