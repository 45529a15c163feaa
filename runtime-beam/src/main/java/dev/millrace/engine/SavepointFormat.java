package dev.millrace.engine;

/**
 * The version of everything that a savepoint holds, as one number: packed arrays, marks of readers
 * and splits, resume points, receipts, shipments, histories of keys, the cells of groups, and what
 * lies there as Java objects. It stands in the plan beside the state of every step, so that two
 * plans differ where a savepoint cannot be read.
 */
public final class SavepointFormat {
  /**
   * Whoever raises the format of any of these raises this, too: also of a connector's own resume
   * points, whose golden files lie with the connector.
   */
  public static final int VERSION = 3;

  private SavepointFormat() {}

  /** As a line of what a step keeps: see {@link StateLayout#keeps}. */
  public static String line() {
    return "format " + VERSION;
  }
}
