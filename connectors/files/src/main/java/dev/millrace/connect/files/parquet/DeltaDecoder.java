package dev.millrace.connect.files.parquet;

/** Whole numbers as differences, packed in blocks (DELTA_BINARY_PACKED). Makes values on demand. */
final class DeltaDecoder {
  private static final int LARGEST_BLOCK = 1 << 16;

  private final ByteCursor in;
  private final int miniBlocks;
  private final int miniSize;
  private long left;
  private long value;
  private boolean first = true;

  /** Where the widths of the current block's mini blocks are, and which of them is read. */
  private int widthsAt;

  private int mini;
  private long leastDelta;
  private int inMini;
  private int bits;
  private long bitAt;

  DeltaDecoder(ByteCursor in) throws DamagedParquetException {
    this.in = in;
    int blockSize = in.nextVarCount();
    this.miniBlocks = in.nextVarCount();
    this.left = in.nextVarCount();
    this.value = zigzag(in.nextVarLong());
    if (miniBlocks == 0
        || blockSize > LARGEST_BLOCK
        || blockSize % miniBlocks != 0
        || blockSize / miniBlocks % 8 != 0
        || blockSize == 0) {
      throw new DamagedParquetException("blocks of " + blockSize + " values in " + miniBlocks);
    }
    this.miniSize = blockSize / miniBlocks;
    this.mini = miniBlocks;
  }

  private static long zigzag(long bits) {
    return bits >>> 1 ^ -(bits & 1);
  }

  long next() throws DamagedParquetException {
    if (left-- <= 0) {
      throw new DamagedParquetException("a page ends in the middle of its values");
    }
    if (first) {
      first = false;
      return value;
    }
    if (inMini == 0) {
      startMini();
    }
    value += leastDelta + packed();
    inMini--;
    return value;
  }

  /** Steps over all values: what follows them in the page is next. */
  void skipAll() throws DamagedParquetException {
    left -= first ? 1 : 0;
    first = false;
    while (left > 0) {
      if (inMini == 0) {
        startMini();
      }
      long n = Math.min(left, inMini);
      left -= n;
      inMini -= (int) n;
    }
  }

  private void startMini() throws DamagedParquetException {
    if (mini == miniBlocks) {
      leastDelta = zigzag(in.nextVarLong());
      widthsAt = in.take(miniBlocks, 1);
      mini = 0;
    }
    bits = in.bytes[widthsAt + mini++] & 0xFF;
    if (bits > 64) {
      throw new DamagedParquetException("values of " + bits + " bits");
    }
    bitAt = 8L * in.take(miniSize / 8, bits);
    inMini = miniSize;
  }

  private long packed() {
    if (bits == 0) {
      return 0;
    }
    int at = (int) (bitAt >>> 3);
    int shift = (int) (bitAt & 7);
    long found = Bits.longAt(in.bytes, at) >>> shift;
    if (shift + bits > 64) {
      found |= (long) in.bytes[at + 8] << (64 - shift);
    }
    bitAt += bits;
    return found & -1L >>> (64 - bits);
  }
}
