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
 */
public record Limits(int blockRows, long blockBytes, long foldBytes, int shuffleGroups)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** 2,048 rows or 1 MiB a block, 64 MiB a table. */
  public static Limits forShuffleGroups(int shuffleGroups) {
    return new Limits(2048, 1L << 20, 64L << 20, shuffleGroups);
  }
}
