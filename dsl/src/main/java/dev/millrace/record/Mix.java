package dev.millrace.record;

/**
 * Hashing of 64-bit words: a multiply-xorshift finaliser with full avalanche (constants of
 * Stafford's variant 13, as in SplitMix64). For ids and hash tables; not for keeping secrets.
 */
public final class Mix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Mix() {}

  public static long of(long word) {
    long z = word + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Depends on the order of the two. */
  public static long of(long first, long second) {
    return of(of(first) + second);
  }

  /** A hash of bytes, by eight at a time. */
  public static long of(byte[] bytes, int from, int to) {
    ByteInput in = new ByteInput(bytes, from, to - from);
    long hash = in.remaining();
    while (in.remaining() >= 8) {
      hash = of(hash, in.readLong());
    }
    long tail = 0;
    while (!in.isAtEnd()) {
      tail = tail << 8 | (in.readByte() & 0xFF);
    }
    return of(hash, tail);
  }
}
