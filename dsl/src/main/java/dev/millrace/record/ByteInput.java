package dev.millrace.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteOutput} wrote. Every read checks the bounds: bytes that end too early or
 * name an impossible length throw {@link CorruptDataException} and never allocate what they claim.
 * Not thread-safe.
 */
public final class ByteInput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int position;
  private int end;

  public ByteInput(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public ByteInput(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    reset(bytes, offset, length);
  }

  /** Starts over on other bytes. */
  public void reset(byte[] source, int offset, int length) {
    if (offset < 0 || length < 0 || length > source.length - offset) {
      throw new IndexOutOfBoundsException(offset + " + " + length + " of " + source.length);
    }
    bytes = source;
    position = offset;
    end = offset + length;
  }

  /** Index of the next byte in {@link #array()}. */
  public int position() {
    return position;
  }

  public byte[] array() {
    return bytes;
  }

  public int remaining() {
    return end - position;
  }

  public boolean isAtEnd() {
    return position == end;
  }

  public void skip(int length) {
    require(length);
    position += length;
  }

  public byte readByte() {
    require(1);
    return bytes[position++];
  }

  public int readInt() {
    require(4);
    int value = (int) INT.get(bytes, position);
    position += 4;
    return value;
  }

  public long readLong() {
    require(8);
    long value = (long) LONG.get(bytes, position);
    position += 8;
    return value;
  }

  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  public long readVarLong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CorruptDataException("a variable-length number is longer than ten bytes");
  }

  public long readSignedVarLong() {
    long zigzag = readVarLong();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** A length that the remaining bytes can satisfy. */
  public int readLength() {
    long length = readVarLong();
    if (length < 0 || length > remaining()) {
      throw new CorruptDataException(length + " bytes announced, " + remaining() + " left");
    }
    return (int) length;
  }

  public byte[] readByteArray() {
    int length = readLength();
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  public String readString() {
    int length = readLength();
    int from = position;
    position += length;
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    if (!Utf8.isFaithful(text, bytes, from, position)) {
      throw new CorruptDataException("text is not UTF-8");
    }
    return text;
  }

  private void require(int length) {
    if (length < 0 || length > remaining()) {
      throw new CorruptDataException(length + " bytes wanted, " + remaining() + " left");
    }
  }
}
