package dev.millrace.engine;

import dev.millrace.record.Selection;

/** A stretch of positions of a partition, the end not in it. */
record Segment(long from, long to) {
  /** Every position. */
  static final Segment ALL = new Segment(Long.MIN_VALUE, Long.MAX_VALUE);

  boolean isAll() {
    return from == Long.MIN_VALUE && to == Long.MAX_VALUE;
  }

  boolean holds(long position) {
    return position >= from && position < to;
  }

  /** How many positions there are. */
  long size() {
    return to - from;
  }

  /** The positions that are here and there; a segment of size 0 when there are none. */
  Segment and(Segment other) {
    long start = Math.max(from, other.from);
    return new Segment(start, Math.max(start, Math.min(to, other.to)));
  }

  /** The rows whose records lie here. */
  Selection of(RowBatch batch, Selection rows) {
    if (isAll()) {
      return rows;
    }
    int[] inside = new int[rows.size()];
    int size = 0;
    for (int i = 0; i < rows.size(); i++) {
      if (holds(batch.position(rows.get(i)))) {
        inside[size++] = rows.get(i);
      }
    }
    return Selection.of(inside, size);
  }
}
