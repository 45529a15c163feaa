package dev.millrace.feature;

/**
 * What a {@link FoldGroup} keeps of a long history: tiles, and the range that its multisets stand
 * on. Not thread-safe.
 */
final class LongHistory {
  private final LongRanges owner;
  private final Tiles tiles = new Tiles();
  private final int cursor;

  /** The range that the multisets stand on; facts are counted as {@link Tiles} does. */
  long low;

  long high;

  LongHistory(LongRanges owner, int cursor) {
    this.owner = owner;
    this.cursor = cursor;
  }

  Tiles tiles() {
    return tiles;
  }

  /** The slot of the multisets. */
  int cursor() {
    return cursor;
  }

  /** Whether going from the range at hand to another takes fewer steps than beginning again. */
  boolean isNear(long otherLow, long otherHigh) {
    return low < otherHigh
        && otherLow < high
        && Math.abs(otherLow - low) + Math.abs(otherHigh - high) < otherHigh - otherLow;
  }

  /** Facts before one are forgotten. */
  void dropBefore(long fact) {
    tiles.dropBefore(fact, owner.store());
    if (low < fact) {
      forgetRange();
    }
  }

  /** Facts from one on have moved. */
  void dropFrom(long fact) {
    tiles.dropFrom(fact, owner.store());
    if (high > fact) {
      forgetRange();
    }
  }

  /** A fact does not stand for itself any more. The multisets hold it all the same. */
  void dropAt(long fact) {
    tiles.dropAt(fact, owner.store());
  }

  private void forgetRange() {
    low = 0;
    high = 0;
    owner.clear(cursor);
  }

  /** Gives everything back. */
  void release() {
    tiles.dropBefore(Long.MAX_VALUE, owner.store());
    owner.release(cursor);
  }
}
