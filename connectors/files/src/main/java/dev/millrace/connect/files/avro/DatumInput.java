package dev.millrace.connect.files.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads Avro's binary form from a stretch of an array. Nothing is read behind its end, and no
 * length is given out that reaches behind it. Not thread-safe.
 */
final class DatumInput {
  /** How deeply a value of a type that contains itself may be nested. */
  private static final int MAX_DEPTH = 500;

  /** How many items that take no bytes an array may have: nothing else bounds them. */
  private static final int MAX_EMPTY_ITEMS = 1 << 20;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private byte[] bytes = new byte[0];
  private int position;
  private int limit;
  private int depth;

  void reset(byte[] array, int from, int to) {
    bytes = array;
    position = from;
    limit = to;
    depth = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  int remaining() {
    return limit - position;
  }

  /** Moves on by a length that was given out. */
  void advance(int length) {
    position += length;
  }

  void skip(int length) throws MalformedException {
    if (length > limit - position) {
      throw ended();
    }
    position += length;
  }

  /** A zigzag number of up to 64 bits; an int is written the same way. */
  long readLong() throws MalformedException {
    int p = position;
    if (p >= limit) {
      throw ended();
    }
    long first = bytes[p];
    if (first >= 0) {
      position = p + 1;
      return (first >>> 1) ^ -(first & 1);
    }
    return limit - p >= Long.BYTES ? readWord(p) : readByByte(p);
  }

  /** All of a number of two to eight bytes at once. */
  private long readWord(int p) throws MalformedException {
    long word = (long) LONG.get(bytes, p);
    long stops = ~word & HIGH_BITS;
    if (stops == 0) {
      return readByByte(p);
    }
    position = p + (Long.numberOfTrailingZeros(stops) >>> 3) + 1;
    // Of each byte up to the one without a high bit, the lower seven bits; then closing the gaps.
    long n = word & (stops ^ (stops - 1)) & ~HIGH_BITS;
    n = (n & 0x007F007F007F007FL) | ((n & 0x7F007F007F007F00L) >>> 1);
    n = (n & 0x00003FFF00003FFFL) | ((n & 0x3FFF00003FFF0000L) >>> 2);
    n = (n & 0x000000000FFFFFFFL) | ((n & 0x0FFFFFFF00000000L) >>> 4);
    return (n >>> 1) ^ -(n & 1);
  }

  private long readByByte(int from) throws MalformedException {
    long n = 0;
    int p = from;
    for (int shift = 0; shift < 70; shift += 7) {
      if (p >= limit) {
        throw ended();
      }
      int each = bytes[p++];
      n |= (long) (each & 0x7F) << shift;
      if (each >= 0) {
        if (shift == 63 && each > 1) {
          break;
        }
        position = p;
        return (n >>> 1) ^ -(n & 1);
      }
    }
    throw new MalformedException("a number has more than 64 bits");
  }

  int readInt() throws MalformedException {
    long n = readLong();
    if (n != (int) n) {
      throw new MalformedException("an int is " + n);
    }
    return (int) n;
  }

  void skipNumber() throws MalformedException {
    int p = position;
    if (limit - p >= Long.BYTES) {
      long stops = ~(long) LONG.get(bytes, p) & HIGH_BITS;
      if (stops != 0) {
        position = p + (Long.numberOfTrailingZeros(stops) >>> 3) + 1;
        return;
      }
    }
    readLong();
  }

  boolean readBoolean() throws MalformedException {
    if (position >= limit) {
      throw ended();
    }
    byte flag = bytes[position++];
    if ((flag & ~1) != 0) {
      throw new MalformedException("a boolean is " + flag);
    }
    return flag == 1;
  }

  double readDouble() throws MalformedException {
    int p = position;
    skip(Long.BYTES);
    return Double.longBitsToDouble((long) LONG.get(bytes, p));
  }

  float readFloat() throws MalformedException {
    int p = position;
    skip(Integer.BYTES);
    return Float.intBitsToFloat((int) INT.get(bytes, p));
  }

  /** How long the bytes are that start at {@link #position} now: they are all there. */
  int readLength() throws MalformedException {
    long length = readLong();
    if (length < 0 || length > limit - position) {
      throw new MalformedException(
          "a length is " + length + ", and " + (limit - position) + " bytes are left");
    }
    return (int) length;
  }

  /** An index below {@code bound}: of a union's branch, of an enum's symbol. */
  int readIndex(int bound, String of) throws MalformedException {
    long index = readLong();
    if (index < 0 || index >= bound) {
      throw new MalformedException(of + " is " + index + ", and there are " + bound);
    }
    return (int) index;
  }

  /**
   * The count of the next items of an array or a map, 0 at its end; the size in bytes that may
   * stand with it is passed over.
   *
   * @param leastBytes what an item takes at least
   */
  int readCount(int leastBytes) throws MalformedException {
    long count = readLong();
    if (count < 0) {
      count = -count;
      readLength();
    }
    long most = leastBytes == 0 ? MAX_EMPTY_ITEMS : (limit - position) / leastBytes;
    if (count < 0 || count > most) {
      throw new MalformedException(
          "an array or map has " + count + " items, and " + (limit - position) + " bytes are left");
    }
    return (int) count;
  }

  /** Passes over items whose size in bytes is told, and returns 0; else returns their count. */
  int skipCount(int leastBytes) throws MalformedException {
    while (position < limit && (bytes[position] & 1) == 1) {
      readLong();
      advance(readLength());
    }
    return readCount(leastBytes);
  }

  void enter() throws MalformedException {
    if (++depth > MAX_DEPTH) {
      throw new MalformedException("more than " + MAX_DEPTH + " levels of nesting");
    }
  }

  void leave() {
    depth--;
  }

  private static MalformedException ended() {
    return new MalformedException("the block ends within a value");
  }
}
