package dev.millrace.connect.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends a run of which no reader moves any more: what it waits for does not come. Readers that are
 * started again after that fail at once, so that the run fails, too.
 */
final class Standstill {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Map<String, Standstill> ALL = new ConcurrentHashMap<>();

  private final Map<String, Long> positions = new TreeMap<>();
  private final Map<String, Long> ends = new TreeMap<>();
  private long movedAt = System.nanoTime();

  /**
   * @param name of what is read in one run
   */
  static Standstill of(String name) {
    return ALL.computeIfAbsent(name, any -> new Standstill());
  }

  /**
   * A partition's reader stands at an offset.
   *
   * @param end the offset that it should come to; the greatest there is where nobody knows it
   * @throws IllegalStateException when none has moved for long
   */
  synchronized void at(String partition, long offset, long end) {
    ends.put(partition, end);
    Long before = positions.put(partition, offset);
    long now = System.nanoTime();
    if (before == null || before != offset) {
      movedAt = now;
    } else if (now - movedAt > PATIENCE.toNanos()) {
      throw new IllegalStateException(
          "not within " + PATIENCE + ": readers stand at " + positions + " and wait for " + ends);
    }
  }
}
