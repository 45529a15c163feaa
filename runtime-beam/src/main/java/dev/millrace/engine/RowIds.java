package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Mix;
import dev.millrace.record.Provenance;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Ids and event times of rows on their way into a block. Not thread-safe. */
final class RowIds {
  private long[] high = new long[64];
  private long[] low = new long[64];
  private long[] times = new long[64];
  private int size;

  /** A hash of the name of a step: part of the ids of rows that are made there (SEMANTICS L1). */
  static long hashOf(Step step) {
    byte[] name = step.name().getBytes(StandardCharsets.UTF_8);
    return Mix.of(name, 0, name.length);
  }

  /** Takes the id of the next row, and its event time in microseconds UTC. */
  void add(long idHigh, long idLow, long time) {
    if (size == times.length) {
      high = Arrays.copyOf(high, 2 * size);
      low = Arrays.copyOf(low, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    high[size] = idHigh;
    low[size] = idLow;
    times[size++] = time;
  }

  int size() {
    return size;
  }

  /**
   * Who the rows so far are; begins again.
   *
   * @param partition see {@link Provenance#partition}
   */
  Provenance take(String partition) {
    Provenance provenance =
        Provenance.of(partition, Arrays.copyOf(high, size), Arrays.copyOf(low, size))
            .at(Arrays.copyOf(times, size));
    size = 0;
    return provenance;
  }
}
