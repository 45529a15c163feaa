package dev.millrace.aggregate;

import java.util.Arrays;

/**
 * One array that holds many short runs of longs, so that a run costs no object. A released run is
 * handed out again to the next caller that wants the same length. Not thread-safe.
 */
final class ChunkPool {
  /** The longest run. */
  static final int MAX_LENGTH = FixedPoint.CHUNKS;

  private long[] chunks = new long[0];
  private int used;

  /**
   * For each length, one more than the start of the first released run; zero when there is none.
   * The first long of a released run continues the list.
   */
  private final int[] released = new int[MAX_LENGTH + 1];

  /** The backing array. Valid until the next {@link #allocate}, which may replace it. */
  long[] chunks() {
    return chunks;
  }

  /** Start of a run of {@code length} zeros, 1 to {@link #MAX_LENGTH}. Amortised constant time. */
  int allocate(int length) {
    int start = released[length] - 1;
    if (start < 0) {
      return append(length);
    }
    released[length] = (int) chunks[start];
    chunks[start] = 0;
    return start;
  }

  private int append(int length) {
    int start = used;
    int end = Math.addExact(start, length);
    if (end > chunks.length) {
      chunks = Arrays.copyOf(chunks, Capacity.grown(chunks.length, end));
    }
    used = end;
    return start;
  }

  /** Takes back a run that {@link #allocate} gave. */
  void release(int start, int length) {
    Arrays.fill(chunks, start, start + length, 0);
    chunks[start] = released[length];
    released[length] = start + 1;
  }

  /** Takes back every run, and keeps the memory if it is for at most so many chunks. */
  void clear(int most) {
    if (chunks.length > most) {
      chunks = new long[0];
    } else {
      Arrays.fill(chunks, 0, used, 0);
    }
    Arrays.fill(released, 0);
    used = 0;
  }

  long bytes() {
    return 8L * chunks.length + 4L * released.length;
  }
}
