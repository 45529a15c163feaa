package dev.millrace.aggregate;

/**
 * Which chunks of a fixed-point number are stored, and where: packed into a long, so that a column
 * of them is one array.
 */
final class Window {
  /** No chunks: the number is zero. */
  static final long NONE = 0;

  private Window() {}

  /**
   * A window of {@code length} chunks.
   *
   * @param start index in the pool of the first chunk
   * @param low position of the first chunk in the whole number
   */
  static long of(int start, int low, int length) {
    return ((long) start << 16) | ((long) low << 8) | length;
  }

  static int start(long window) {
    return (int) (window >>> 16);
  }

  static int low(long window) {
    return (int) (window >>> 8) & 0xFF;
  }

  static int length(long window) {
    return (int) window & 0xFF;
  }
}
