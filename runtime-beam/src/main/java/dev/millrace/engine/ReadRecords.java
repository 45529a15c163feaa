package dev.millrace.engine;

import java.util.Arrays;

/**
 * The records a reader handed over, readable or not, by their positions, ascending: counted before
 * anything was decoded.
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one block
record ReadRecords(long idHigh, long[] positions) {
  int count() {
    return positions.length;
  }

  long first() {
    return positions[0];
  }

  long last() {
    return positions[positions.length - 1];
  }

  ReadRecords within(Segment segment) {
    return segment.isAll()
        ? this
        : new ReadRecords(idHigh, Arrays.stream(positions).filter(segment::holds).toArray());
  }

  /** Counts them into a tally. */
  void count(Tally into) {
    long first = 0;
    long second = 0;
    for (long position : positions) {
      first += Tally.firstHash(idHigh, position);
      second += Tally.secondHash(idHigh, position);
    }
    into.add(positions.length, first, second);
  }
}
