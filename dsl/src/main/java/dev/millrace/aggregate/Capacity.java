package dev.millrace.aggregate;

/** How arrays grow here: by half, so that growing one by one costs constant time on average. */
final class Capacity {
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private Capacity() {}

  /** At least {@code wanted}. */
  static int grown(int current, int wanted) {
    long generous = 16L + current + (current >> 1);
    return Math.max(wanted, (int) Math.min(LARGEST_ARRAY, generous));
  }
}
