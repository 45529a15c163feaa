package dev.millrace.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rows as the partitions of a stream deliver them, each in the order of its positions, and which of
 * them are accepted by SEMANTICS S7.
 *
 * @param lateness in microseconds
 */
record DealtRows<T>(List<List<T>> partitions, Function<T, Instant> time, long lateness) {

  /** Cuts rows into pieces, and deals the pieces to two partitions. */
  static <T> DealtRows<T> of(List<T> rows, Function<T, Instant> time, long lateness) {
    List<List<T>> dealt = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < rows.size(); i++) {
      dealt.get(i / 7 % 2).add(rows.get(i));
    }
    return new DealtRows<>(dealt, time, lateness);
  }

  /** The rows that are not late. */
  List<T> accepted() {
    List<T> accepted = new ArrayList<>();
    for (List<T> partition : partitions) {
      long frontier = Long.MIN_VALUE;
      for (T row : partition) {
        long at = Readings.micros(time.apply(row));
        if (at >= frontier) {
          accepted.add(row);
          frontier = Math.max(frontier, at - lateness);
        }
      }
    }
    return accepted;
  }

  /** How many rows are late. */
  long late() {
    return partitions.stream().mapToLong(List::size).sum() - accepted().size();
  }
}
