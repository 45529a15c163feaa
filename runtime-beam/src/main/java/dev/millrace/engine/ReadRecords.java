package dev.millrace.engine;

import java.util.Arrays;
import java.util.List;

/**
 * The records a reader handed over, by their positions: counted before anything was decoded.
 *
 * @param positions of those that were read, readable or not, ascending
 * @param skipped those that it passed over because a filter would have dropped them all, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one block
record ReadRecords(long idHigh, long[] positions, List<Segment> skipped) {
  ReadRecords {
    skipped = List.copyOf(skipped);
  }

  long count() {
    return positions.length + skipped.stream().mapToLong(Segment::size).sum();
  }

  /** Of the least position. */
  long first() {
    long read = positions.length == 0 ? Long.MAX_VALUE : positions[0];
    return skipped.isEmpty() ? read : Math.min(read, skipped.get(0).from());
  }

  /** Of the greatest position. */
  long last() {
    long read = positions.length == 0 ? Long.MIN_VALUE : positions[positions.length - 1];
    return skipped.isEmpty() ? read : Math.max(read, skipped.get(skipped.size() - 1).to() - 1);
  }

  ReadRecords within(Segment segment) {
    return segment.isAll()
        ? this
        : new ReadRecords(
            idHigh,
            Arrays.stream(positions).filter(segment::holds).toArray(),
            skipped.stream().map(segment::and).filter(stretch -> stretch.size() > 0).toList());
  }

  /** Counts all of them into a tally. */
  void count(Tally into) {
    long first = 0;
    long second = 0;
    for (long position : positions) {
      first += Tally.firstHash(idHigh, position);
      second += Tally.secondHash(idHigh, position);
    }
    into.add(positions.length, first, second);
    countSkipped(into);
  }

  /** Counts those that were not read into a tally. */
  void countSkipped(Tally into) {
    for (Segment stretch : skipped) {
      long first = 0;
      long second = 0;
      for (long position = stretch.from(); position < stretch.to(); position++) {
        first += Tally.firstHash(idHigh, position);
        second += Tally.secondHash(idHigh, position);
      }
      into.add(stretch.size(), first, second);
    }
  }
}
