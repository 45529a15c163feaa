package dev.millrace.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where a shuffle group of a stream keeps bytes from one call to the next: cells with numbers, and
 * one more for what says which there are.
 */
public interface StateCells {
  /** Null before {@link #putIndex} was called for the first time. */
  byte @Nullable [] index();

  void putIndex(byte[] index);

  /** What was put last; null for nothing. */
  byte @Nullable [] get(long cell);

  void put(long cell, byte[] bytes);

  void remove(long cell);
}
