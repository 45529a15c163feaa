package dev.millrace.connect.files.parquet;

/** A stretch of an array, read from its start. Whatever runs over its end is damage. */
final class ByteCursor {
  /** Bytes that an array must have behind every stretch, so that eight can be loaded at once. */
  static final int SLACK = 8;

  final byte[] bytes;
  int at;
  final int end;

  ByteCursor(byte[] bytes, int from, int to) {
    if (from < 0 || from > to || to > bytes.length - SLACK) {
      throw new IndexOutOfBoundsException(from + " to " + to + " of " + bytes.length);
    }
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  int left() {
    return end - at;
  }

  /** Steps over {@code count} values of a size; returns where the first one is. */
  int take(int count, int size) throws DamagedParquetException {
    if ((long) count * size > left()) {
      throw new DamagedParquetException("a page ends in the middle of its values");
    }
    int from = at;
    at += count * size;
    return from;
  }

  int nextByte() throws DamagedParquetException {
    return bytes[take(1, 1)] & 0xFF;
  }

  /** A length or a count: never negative. */
  int nextLength() throws DamagedParquetException {
    int length = Bits.intAt(bytes, take(1, 4));
    if (length < 0) {
      throw new DamagedParquetException("a length of " + length);
    }
    return length;
  }

  /** Seven bits a byte, least first; at most 64. */
  long nextVarLong() throws DamagedParquetException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = nextByte();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new DamagedParquetException("a number of more than 64 bits");
  }

  /** {@link #nextVarLong} of a count that has to fit an int. */
  int nextVarCount() throws DamagedParquetException {
    long count = nextVarLong();
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new DamagedParquetException("a count of " + count);
    }
    return (int) count;
  }
}
