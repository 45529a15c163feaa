package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A view of one entry of a packed array: a sort key, whose bytes compare unsigned as what they
 * stand for, and a payload. Written as two lengths of four bytes, the sort key and the payload; the
 * sign of the first says, within one piece of work, that the entry has been kept before. Set again
 * for each entry; not thread-safe.
 */
final class Entry {
  /** Bytes in front of the sort key: the two lengths. */
  static final int HEADER = 2 * Integer.BYTES;

  private byte[] bytes = new byte[0];
  private int keyFrom;
  private int payloadFrom;
  private int end;
  private boolean wasKept;

  /** Adds an entry to a packed array. */
  static void write(ByteOutput sortKey, ByteOutput payload, ByteOutput out) {
    out.writeInt(sortKey.size());
    out.writeInt(payload.size());
    out.writeBytes(sortKey.array(), 0, sortKey.size());
    out.writeBytes(payload.array(), 0, payload.size());
  }

  /** Takes one entry after the other; what it is given changes with the next one. */
  interface Visitor {
    void visit(Entry entry) throws IOException;
  }

  /**
   * Takes the entry that comes next in an input, and moves the input behind it; false at its end.
   *
   * @throws CorruptDataException when it ends within an entry
   */
  boolean next(ByteInput in) {
    if (in.isAtEnd()) {
      return false;
    }
    int from = in.position();
    at(in.array(), from, from + in.remaining());
    in.skip(end - from);
    return true;
  }

  /**
   * Takes the entry that starts at a place.
   *
   * @param limit where the entries of the array end
   * @throws CorruptDataException when they end within this one
   */
  void at(byte[] array, int from, int limit) {
    if (limit - from < HEADER) {
      throw new CorruptDataException("an entry of " + (limit - from) + " bytes");
    }
    ByteInput in = new ByteInput(array, from, HEADER);
    int first = in.readInt();
    int keyLength = first & Integer.MAX_VALUE;
    int payloadLength = in.readInt();
    if (payloadLength < 0 || limit - from - HEADER - keyLength < payloadLength) {
      throw new CorruptDataException(
          "an entry of " + keyLength + " and " + payloadLength + " bytes");
    }
    wasKept = first < 0;
    bytes = array;
    keyFrom = from + HEADER;
    payloadFrom = keyFrom + keyLength;
    end = payloadFrom + payloadLength;
  }

  /** Bytes of the entry whose lengths stand at the front of an array. */
  static int length(byte[] header) {
    ByteInput in = new ByteInput(header, 0, HEADER);
    int keyLength = in.readInt() & Integer.MAX_VALUE;
    return Math.addExact(HEADER, Math.addExact(keyLength, in.readInt()));
  }

  /** Whether {@link #copyTo(ByteOutput, boolean)} wrote it so. */
  boolean wasKept() {
    return wasKept;
  }

  /** A view of the sort key. */
  ByteInput sortKey() {
    return new ByteInput(bytes, keyFrom, payloadFrom - keyFrom);
  }

  /** A view of the payload. */
  ByteInput payload() {
    return new ByteInput(bytes, payloadFrom, end - payloadFrom);
  }

  /** The bucket of a sort key that is a {@link SortKey}. */
  int bucket() {
    return SortKey.bucket(bytes, keyFrom);
  }

  /** Whether the sort key begins with some bytes. */
  boolean startsWith(byte[] prefix) {
    int length = prefix.length;
    return payloadFrom - keyFrom >= length
        && Arrays.equals(bytes, keyFrom, keyFrom + length, prefix, 0, length);
  }

  /** Copies the first bytes of the sort key. */
  byte[] prefix(int length) {
    return Arrays.copyOfRange(bytes, keyFrom, keyFrom + length);
  }

  /** The whole entry, as it was written. */
  void copyTo(ByteOutput out) {
    out.writeBytes(bytes, keyFrom - HEADER, end - keyFrom + HEADER);
  }

  /** The whole entry, as one that has been kept before or as one that has not. */
  void copyTo(ByteOutput out, boolean asKept) {
    int keyLength = payloadFrom - keyFrom;
    out.writeInt(asKept ? keyLength | Integer.MIN_VALUE : keyLength);
    out.writeBytes(bytes, keyFrom - Integer.BYTES, end - keyFrom + Integer.BYTES);
  }

  /** The whole entry, as it was written. */
  void copyTo(OutputStream out) throws IOException {
    out.write(bytes, keyFrom - HEADER, end - keyFrom + HEADER);
  }

  /**
   * A signed number as one whose bytes compare unsigned in the same order, and back: for sort keys.
   */
  static long ordered(long signed) {
    return signed ^ Long.MIN_VALUE;
  }

  /** Compares the sort keys of two entries, each given by its array and the place it starts. */
  static int compare(byte[] left, int leftAt, byte[] right, int rightAt) {
    int leftLength = keyLength(left, leftAt);
    int rightLength = keyLength(right, rightAt);
    return Arrays.compareUnsigned(
        left,
        leftAt + HEADER,
        leftAt + HEADER + leftLength,
        right,
        rightAt + HEADER,
        rightAt + HEADER + rightLength);
  }

  private static int keyLength(byte[] array, int at) {
    return new ByteInput(array, at, Integer.BYTES).readInt() & Integer.MAX_VALUE;
  }
}
