package dev.millrace.engine;

import java.io.Serializable;

/**
 * Bounds of the engine, the same on every worker.
 *
 * @param blockRows most rows in a block
 * @param blockBytes a block is closed once its raw bytes exceed this
 * @param foldBytes most bytes an aggregation's table may hold before it is shipped (before the
 *     shuffle) or spilled (behind it)
 * @param shuffleGroups groups of the shuffle, for each aggregation
 * @param shipRows a stream's reader ships what it has folded after about so many rows
 * @param shipMillis a stream's reader ships what it has at most so long after it read it
 * @param keyEntries facts and questions of one key that one worker of a batch takes; what is beyond
 *     is cut by time and answered by others
 */
public record Limits(
    int blockRows,
    long blockBytes,
    long foldBytes,
    int shuffleGroups,
    int shipRows,
    long shipMillis,
    int keyEntries)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int BLOCK_ROWS = 2048;
  private static final long BLOCK_BYTES = 1L << 20;
  private static final long MOST_FOLD_BYTES = 64L << 20;
  private static final long LEAST_FOLD_BYTES = 1L << 20;
  private static final long MOST_STREAM_FOLD_BYTES = 8L << 20;
  private static final int SHIP_ROWS = 1 << 17;
  private static final long SHIP_MILLIS = 200;
  private static final int KEY_ENTRIES = 1 << 16;

  /** 2,048 rows or 1 MiB a block; a 32nd of this JVM's heap, at most 64 MiB, a table. */
  public static Limits ofBatch(int shuffleGroups) {
    return new Limits(
        BLOCK_ROWS,
        BLOCK_BYTES,
        heapShare(MOST_FOLD_BYTES),
        shuffleGroups,
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        KEY_ENTRIES);
  }

  /**
   * Blocks as in a batch; a 32nd of the heap, at most 8 MiB, a table, since what is folded travels
   * in checkpoints; shipped after 131,072 rows or 200 milliseconds.
   */
  public static Limits ofStream(int shuffleGroups) {
    return new Limits(
        BLOCK_ROWS,
        BLOCK_BYTES,
        heapShare(MOST_STREAM_FOLD_BYTES),
        shuffleGroups,
        SHIP_ROWS,
        SHIP_MILLIS,
        KEY_ENTRIES);
  }

  /** Other numbers of rows; 0 for the same. */
  public Limits withRows(int inBlock, int toShip) {
    return new Limits(
        inBlock == 0 ? blockRows : inBlock,
        blockBytes,
        foldBytes,
        shuffleGroups,
        toShip == 0 ? shipRows : toShip,
        shipMillis,
        keyEntries);
  }

  /** Another number of entries of a key; 0 for the same. */
  public Limits withKeyEntries(int most) {
    return new Limits(
        blockRows,
        blockBytes,
        foldBytes,
        shuffleGroups,
        shipRows,
        shipMillis,
        most == 0 ? keyEntries : most);
  }

  private static long heapShare(long most) {
    long share = Runtime.getRuntime().maxMemory() / 32;
    return Math.max(LEAST_FOLD_BYTES, Math.min(most, share));
  }
}
