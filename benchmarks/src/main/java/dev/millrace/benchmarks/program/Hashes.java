package dev.millrace.benchmarks.program;

/** How result rows are hashed for an {@link Answer}. */
public final class Hashes {
  private static final double TENTHS_OF_MILLS = 10_000.0;

  private Hashes() {}

  /**
   * Amounts have at most three decimals, so sums are rounded to four: sums of doubles may differ in
   * their last digits with the order of additions, and in nothing else.
   */
  static long cell(String key, long startMillis, double sum, long count) {
    long hash = mix(key.hashCode(), startMillis);
    hash = mix(hash, Math.round(sum * TENTHS_OF_MILLS));
    return mix(hash, count);
  }

  /** Folds a value into a hash; every bit of both counts. */
  public static long mix(long hash, long value) {
    long z = (hash ^ value) * 0x9E3779B97F4A7C15L + value;
    z = (z ^ (z >>> 32)) * 0xD6E8FEB86659FD93L;
    return z ^ (z >>> 32);
  }
}
