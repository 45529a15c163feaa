package dev.millrace.engine;

import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import org.jspecify.annotations.Nullable;

/**
 * A block on its way through a stage, with the hashes of its rows' ids, which every count along the
 * way needs.
 */
final class RowBatch {
  private final Block<?> block;
  private final long[] firstHashes;
  private final long[] secondHashes;

  /** Where the records of rows stand that came from others; null for rows fresh from a reader. */
  private final long @Nullable [] positions;

  private RowBatch(
      Block<?> block, long[] firstHashes, long[] secondHashes, long @Nullable [] positions) {
    this.block = block;
    this.firstHashes = firstHashes;
    this.secondHashes = secondHashes;
    this.positions = positions;
  }

  /** A block fresh from a reader or a shuffle. */
  static RowBatch of(Block<?> block) {
    return of(block, null);
  }

  /**
   * Rows that were made from others.
   *
   * @param positions of the records they go back to, ascending
   */
  static RowBatch childOf(Block<?> block, long[] positions) {
    return of(block, positions);
  }

  private static RowBatch of(Block<?> block, long @Nullable [] positions) {
    long[] first = new long[block.size()];
    long[] second = new long[block.size()];
    Provenance provenance = block.provenance();
    Selection live = block.live();
    for (int i = 0; i < live.size(); i++) {
      int row = live.get(i);
      long high = provenance.idHigh(row);
      long low = provenance.idLow(row);
      first[row] = Tally.firstHash(high, low);
      second[row] = Tally.secondHash(high, low);
    }
    return new RowBatch(block, first, second, positions);
  }

  /** Other contents for the same rows at the same indexes. */
  RowBatch with(Block<?> sameRows) {
    return new RowBatch(sameRows, firstHashes, secondHashes, positions);
  }

  /** The position of the record that a row goes back to. */
  long position(int row) {
    return positions == null ? block.provenance().idLow(row) : positions[row];
  }

  Block<?> block() {
    return block;
  }

  long firstHash(int row) {
    return firstHashes[row];
  }

  long secondHash(int row) {
    return secondHashes[row];
  }

  /** Counts rows into a tally. */
  void count(Selection rows, Tally into) {
    long first = 0;
    long second = 0;
    for (int i = 0; i < rows.size(); i++) {
      first += firstHashes[rows.get(i)];
      second += secondHashes[rows.get(i)];
    }
    into.add(rows.size(), first, second);
  }

  /** Counts one row into a tally. */
  void countRow(int row, Tally into) {
    into.add(1, firstHashes[row], secondHashes[row]);
  }
}
