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

  private static final long MOST_FOLD_BYTES = 64L << 20;
  private static final long LEAST_FOLD_BYTES = 1L << 20;

  /** 2,048 rows or 1 MiB a block; a 32nd of this JVM's heap, at most 64 MiB, a table. */
  public static Limits forShuffleGroups(int shuffleGroups) {
    long share = Runtime.getRuntime().maxMemory() / 32;
    long foldBytes = Math.max(LEAST_FOLD_BYTES, Math.min(MOST_FOLD_BYTES, share));
    return new Limits(2048, 1L << 20, foldBytes, shuffleGroups);
  }
}
