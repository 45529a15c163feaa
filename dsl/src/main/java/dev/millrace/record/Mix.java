package dev.millrace.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashing of 64-bit words: a multiply-xorshift finaliser with full avalanche (constants of
 * Stafford's variant 13, as in SplitMix64). For ids and hash tables; not for keeping secrets.
 */
public final class Mix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
    long hash = (long) to - from;
    int at = from;
    for (; to - at >= Long.BYTES; at += Long.BYTES) {
      hash = of(hash, (long) LONG.get(bytes, at));
    }
    int rest = to - at;
    return of(hash, rest == 0 ? 0 : word(bytes, at, rest) >>> (Long.SIZE - Byte.SIZE * rest));
  }

  /**
   * Up to eight bytes as the upper bytes of a word, zeros below: words are in the unsigned order of
   * the bytes.
   *
   * @param length 1 to 8
   */
  public static long word(byte[] bytes, int from, int length) {
    if (from <= bytes.length - Long.BYTES) {
      return (long) LONG.get(bytes, from) & (-1L << (Long.SIZE - Byte.SIZE * length));
    }
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (bytes[from + i] & 0xFFL) << (Long.SIZE - Byte.SIZE - Byte.SIZE * i);
    }
    return word;
  }
}
