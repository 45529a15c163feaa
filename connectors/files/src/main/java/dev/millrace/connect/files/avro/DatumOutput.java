package dev.millrace.connect.files.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes Avro's binary form to an array that grows. Not thread-safe. */
final class DatumOutput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Text up to here has a length of one byte, if it is ASCII. */
  private static final int SHORT = 63;

  private byte[] bytes = new byte[1 << 17];
  private int size;

  int size() {
    return size;
  }

  /** The first {@link #size} bytes are the content. */
  byte[] array() {
    return bytes;
  }

  /** Cuts the content back to its first {@code length} bytes. */
  void truncate(int length) {
    size = length;
  }

  /** A zigzag number; an int is written the same way. */
  void writeLong(long value) {
    reserve(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void writeBoolean(boolean value) {
    reserve(1);
    bytes[size++] = (byte) (value ? 1 : 0);
  }

  /** The bits as they are, but one NaN for all, so that equal input has equal bytes. */
  void writeDouble(double value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, Double.doubleToLongBits(value));
    size += Long.BYTES;
  }

  /** As {@link #writeDouble}. */
  void writeFloat(float value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, Float.floatToIntBits(value));
    size += Integer.BYTES;
  }

  void writeFixed(byte[] from, int start, int length) {
    reserve(length);
    System.arraycopy(from, start, bytes, size, length);
    size += length;
  }

  /** A length and the bytes. */
  void writeBytes(byte[] from) {
    writeLong(from.length);
    writeFixed(from, 0, from.length);
  }

  /**
   * A length and the text as UTF-8.
   *
   * @throws UnwritableException when UTF-8 cannot carry it
   */
  void writeText(String text) throws UnwritableException {
    int length = text.length();
    if (length <= SHORT && writeAscii(text, length)) {
      return;
    }
    int wrong = Utf8Check.firstUnpairedSurrogate(text);
    if (wrong >= 0) {
      throw new UnwritableException(
          "has an unpaired surrogate at index "
              + wrong
              + ", which UTF-8 cannot carry. Refuse or repair such text in an earlier step");
    }
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the text if it is all ASCII, else nothing: one pass, and no array in between. */
  private boolean writeAscii(String text, int length) {
    reserve(length + 1);
    int start = size + 1;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c > 0x7F) {
        return false;
      }
      bytes[start + i] = (byte) c;
    }
    bytes[size] = (byte) (length << 1);
    size = start + length;
    return true;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      int wanted = Math.addExact(size, more);
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(wanted, doubled));
    }
  }
}
