package dev.millrace.connect.files;

import java.io.IOException;
import java.io.OutputStream;

/** Buffers text as UTF-8 in front of a stream. */
final class TextOut {
  private static final int CAPACITY = 64 * 1024;

  /** Longer than any number, so that one check is enough for it. */
  private static final int SLACK = 32;

  private final OutputStream out;
  private final byte[] buffer = new byte[CAPACITY];
  private int size;

  TextOut(OutputStream out) {
    this.out = out;
  }

  void put(char ascii) throws IOException {
    reserve();
    buffer[size++] = (byte) ascii;
  }

  void put(long number) throws IOException {
    if (number == Long.MIN_VALUE) {
      put(Long.toString(number));
      return;
    }
    reserve();
    if (number < 0) {
      buffer[size++] = '-';
      number = -number;
    }
    int start = size;
    do {
      buffer[size++] = (byte) ('0' + number % 10);
      number /= 10;
    } while (number != 0);
    for (int i = start, j = size - 1; i < j; i++, j--) {
      byte swapped = buffer[i];
      buffer[i] = buffer[j];
      buffer[j] = swapped;
    }
  }

  /**
   * @throws BadTextException for an unpaired surrogate
   */
  void put(String text) throws IOException {
    int i = 0;
    while (i < text.length()) {
      i += put(text, i);
    }
  }

  /** Between quotes, with two for each quote inside. */
  void putQuoted(String text) throws IOException {
    put('"');
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == '"') {
        put('"');
      }
      i += put(text, i);
    }
    put('"');
  }

  /** Returns how many chars it took. */
  private int put(String text, int i) throws IOException {
    reserve();
    char c = text.charAt(i);
    if (c < 0x80) {
      buffer[size++] = (byte) c;
      return 1;
    }
    if (c < 0x800) {
      buffer[size++] = (byte) (0xC0 | c >> 6);
      buffer[size++] = (byte) (0x80 | (c & 0x3F));
      return 1;
    }
    if (!Character.isSurrogate(c)) {
      buffer[size++] = (byte) (0xE0 | c >> 12);
      buffer[size++] = (byte) (0x80 | (c >> 6 & 0x3F));
      buffer[size++] = (byte) (0x80 | (c & 0x3F));
      return 1;
    }
    int point = text.codePointAt(i);
    if (!Character.isSupplementaryCodePoint(point)) {
      throw new BadTextException("has an unpaired surrogate at index " + i);
    }
    buffer[size++] = (byte) (0xF0 | point >> 18);
    buffer[size++] = (byte) (0x80 | (point >> 12 & 0x3F));
    buffer[size++] = (byte) (0x80 | (point >> 6 & 0x3F));
    buffer[size++] = (byte) (0x80 | (point & 0x3F));
    return 2;
  }

  private void reserve() throws IOException {
    if (size > CAPACITY - SLACK) {
      flush();
    }
  }

  /** Hands everything to the stream. */
  void flush() throws IOException {
    out.write(buffer, 0, size);
    out.flush();
    size = 0;
  }
}
