package dev.millrace.connect;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * When a replay has something to give.
 *
 * @param rowsPerSecond of all partitions together; 0 for as many as are asked for
 * @param pauses of its partitions, in any order
 */
record Tempo(int rowsPerSecond, List<Pause> pauses) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MICROS_PER_SECOND = 1_000_000;

  static final Tempo FREE = new Tempo(0, List.of());

  /**
   * A partition is idle.
   *
   * @param after so many of its records
   * @param until in microseconds UTC: nothing earlier is expected of it meanwhile
   */
  record Pause(int partition, long after, long until) implements Serializable {
    private static final long serialVersionUID = 1L;

    Pause {
      if (partition < 0 || after < 0) {
        throw new IllegalArgumentException(
            "partition " + partition + " idle after " + after + " records: both count from 0");
      }
    }
  }

  Tempo {
    if (rowsPerSecond < 0) {
      throw new IllegalArgumentException("a pace of " + rowsPerSecond + " rows in a second");
    }
    pauses = List.copyOf(pauses);
  }

  Tempo withRowsPerSecond(int other) {
    return new Tempo(other, pauses);
  }

  Tempo withPause(int partition, long after, Instant until) {
    long micros =
        Math.addExact(
            Math.multiplyExact(until.getEpochSecond(), MICROS_PER_SECOND), until.getNano() / 1000);
    List<Pause> all = new ArrayList<>(pauses);
    all.add(new Pause(partition, after, micros));
    return new Tempo(rowsPerSecond, all);
  }

  /** Whether a partition gives whatever it is asked for. */
  boolean isFree(int partition) {
    return rowsPerSecond == 0 && pauses.stream().noneMatch(pause -> pause.partition() == partition);
  }

  /** Those of a partition that begin with a record or later, in order. */
  Deque<Pause> pausesFrom(int partition, long record) {
    return new ArrayDeque<>(
        pauses.stream()
            .filter(pause -> pause.partition() == partition && pause.after() >= record)
            .sorted(Comparator.comparingLong(Pause::after).thenComparingLong(Pause::until))
            .toList());
  }

  String describe() {
    return (rowsPerSecond == 0 ? "" : " at " + rowsPerSecond + " rows per second")
        + (pauses.isEmpty() ? "" : " with " + pauses.size() + " idle times");
  }
}
