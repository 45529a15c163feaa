package dev.millrace.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where a shuffle group of a stream keeps bytes from one call to the next: cells with numbers. One
 * table of a runner's state for all, because each takes memory of its own.
 */
public interface StateCells {
  /** Where there is told which other cells there are. */
  long INDEX = -1;

  /** What was put last; null for nothing. */
  byte @Nullable [] get(long cell);

  void put(long cell, byte[] bytes);

  void remove(long cell);
}
