package dev.millrace.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array that encoded values are written to. Reusable through {@link #clear()}; not
 * thread-safe.
 *
 * <p>Whole numbers that tend to be small are variable-length (LEB128, signed ones zigzag first);
 * everything else is big-endian and fixed, so that the bytes do not depend on the machine.
 */
public final class ByteOutput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** Text up to here has a length of one byte, if it is ASCII. */
  private static final int MAX_BYTE_BY_BYTE = 127;

  private byte[] bytes;
  private int size;

  public ByteOutput() {
    this(64);
  }

  /** An output that holds {@code capacity} bytes before it first grows. */
  public ByteOutput(int capacity) {
    bytes = new byte[capacity];
  }

  /** Bytes written since the last {@link #clear()}. */
  public int size() {
    return size;
  }

  /**
   * The backing array: the first {@link #size()} bytes are the content. Valid until the next write.
   */
  public byte[] array() {
    return bytes;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Forgets the content and keeps the memory. */
  public void clear() {
    size = 0;
  }

  /** Cuts the content back to its first {@code length} bytes. */
  public void truncate(int length) {
    if (length < 0 || length > size) {
      throw new IllegalArgumentException("cannot truncate " + size + " bytes to " + length);
    }
    size = length;
  }

  public void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  public void writeInt(int value) {
    reserve(4);
    INT.set(bytes, size, value);
    size += 4;
  }

  public void writeLong(long value) {
    reserve(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  /** The bits as they are, but one NaN for all: {@link Double#doubleToLongBits}. */
  public void writeDouble(double value) {
    writeLong(Double.doubleToLongBits(value));
  }

  /** Unsigned LEB128: one byte up to 127; a negative number takes ten. */
  public void writeVarLong(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Zigzag, then {@link #writeVarLong}: short for small numbers of either sign. */
  public void writeSignedVarLong(long value) {
    writeVarLong((value << 1) ^ (value >> 63));
  }

  public void writeBytes(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /** A length and the bytes. */
  public void writeByteArray(byte[] value) {
    writeVarLong(value.length);
    writeBytes(value, 0, value.length);
  }

  /**
   * A length in bytes and the text as UTF-8.
   *
   * @throws IllegalArgumentException when the text holds an unpaired surrogate, which UTF-8 cannot
   *     carry
   */
  public void writeString(String value) {
    int length = value.length();
    if (length > MAX_BYTE_BY_BYTE || !writeAscii(value, length)) {
      Utf8.requireWellFormed(value);
      writeByteArray(value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Writes the text if it is all ASCII, else nothing: one pass, and no array in between. */
  private boolean writeAscii(String value, int length) {
    reserve(length + 1);
    byte[] target = bytes;
    int start = size + 1;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c > 0x7F) {
        return false;
      }
      target[start + i] = (byte) c;
    }
    target[size] = (byte) length;
    size = start + length;
    return true;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      int wanted = Math.addExact(size, more);
      bytes =
          Arrays.copyOf(
              bytes, Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length)));
    }
  }
}
