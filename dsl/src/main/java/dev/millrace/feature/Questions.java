package dev.millrace.feature;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Questions that are answered together: each for a key's history and a time. Not thread-safe. */
final class Questions {
  private @Nullable KeyHistory[] histories = new KeyHistory[16];
  private long[] times = new long[16];
  private @Nullable FactOrder[] selves = new FactOrder[16];
  private int size;

  /**
   * Asks for the features of a key.
   *
   * @param history null for a question without a key
   * @param time in microseconds UTC
   * @param self the place of the asking row among the facts, where the bound asks for it
   */
  void add(@Nullable KeyHistory history, long time, @Nullable FactOrder self) {
    if (size == times.length) {
      histories = Arrays.copyOf(histories, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
      selves = Arrays.copyOf(selves, 2 * size);
    }
    histories[size] = history;
    times[size] = time;
    selves[size++] = self;
  }

  int size() {
    return size;
  }

  @Nullable KeyHistory history(int question) {
    return histories[question];
  }

  long time(int question) {
    return times[question];
  }

  @Nullable FactOrder self(int question) {
    return selves[question];
  }

  void clear() {
    Arrays.fill(histories, 0, size, null);
    Arrays.fill(selves, 0, size, null);
    size = 0;
  }
}
