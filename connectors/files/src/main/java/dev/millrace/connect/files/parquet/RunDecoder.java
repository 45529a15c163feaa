package dev.millrace.connect.files.parquet;

/**
 * Small whole numbers as runs: one value many times, or values packed to a number of bits each
 * (Parquet's RLE/bit-packed hybrid). Levels and dictionary indexes come so. A count in the bytes is
 * no promise: values are made when they are asked for.
 */
final class RunDecoder {
  private final ByteCursor in;
  private final int bits;
  private final long mask;
  private int left;
  private boolean repeats;
  private int repeated;
  private long bitAt;

  RunDecoder(ByteCursor in, int bits) throws DamagedParquetException {
    if (bits < 0 || bits > 32) {
      throw new DamagedParquetException("values of " + bits + " bits");
    }
    this.in = in;
    this.bits = bits;
    this.mask = (1L << bits) - 1;
  }

  /** Reads {@code n} values to {@code out}, from index {@code at}. */
  void read(int[] out, int at, int n) throws DamagedParquetException {
    int next = at;
    int end = at + n;
    while (next < end) {
      int run = Math.min(run(), end - next);
      if (repeats) {
        java.util.Arrays.fill(out, next, next + run, repeated);
      } else {
        unpack(out, next, run);
      }
      left -= run;
      next += run;
    }
  }

  /**
   * How many of the next {@code most} values are one run of {@code value}; 0 when the next value is
   * packed or another. They are stepped over.
   */
  int skipRun(int value, int most) throws DamagedParquetException {
    int run = Math.min(run(), most);
    if (!repeats || repeated != value) {
      return 0;
    }
    left -= run;
    return run;
  }

  /** Values left in the current run, at least one. */
  private int run() throws DamagedParquetException {
    while (left == 0) {
      int header = in.nextVarCount();
      repeats = (header & 1) == 0;
      left = header >>> 1;
      if (repeats) {
        repeated = nextRepeated();
      } else {
        startPacked();
      }
    }
    return left;
  }

  private int nextRepeated() throws DamagedParquetException {
    int value = 0;
    for (int shift = 0; shift < bits; shift += 8) {
      value |= in.nextByte() << shift;
    }
    return value;
  }

  /** Groups of eight; some writers cut the last one where the values end. */
  private void startPacked() throws DamagedParquetException {
    long count = 8L * left;
    long room = bits == 0 ? count : 8L * in.left() / bits;
    if (room == 0 && count > 0) {
      throw new DamagedParquetException("a page ends in the middle of its values");
    }
    left = (int) Math.min(Math.min(count, room), Integer.MAX_VALUE);
    bitAt = 8L * in.at;
    in.at += (int) Math.min(in.left(), count * bits / 8);
  }

  private void unpack(int[] out, int at, int n) {
    byte[] bytes = in.bytes;
    long bit = bitAt;
    for (int i = at; i < at + n; i++) {
      out[i] = (int) (Bits.longAt(bytes, (int) (bit >>> 3)) >>> (bit & 7) & mask);
      bit += bits;
    }
    bitAt = bit;
  }
}
