package dev.millrace.connect;

import java.io.Closeable;
import java.io.IOException;

/**
 * Reads one partition of a stream, from some point on. Positions ascend. Used by one thread at a
 * time.
 */
public interface StreamReader<T> extends Closeable {
  /** What can be expected of the next call. */
  enum Reading {
    /** There is more to read. */
    MORE,
    /** Nothing now; later perhaps. */
    WAITING,
    /** Nothing ever again: the end of a finite replay. */
    ENDED
  }

  /**
   * Reads what is there into {@code batch}, until it is full. Does not wait for more than what a
   * poll of its system costs. Every record is accepted, rejected or skipped, once.
   */
  Reading read(InputBatch<T> batch) throws IOException;

  /**
   * Where another reader of this partition has to begin to go on behind everything that was read so
   * far: bytes of the connector's own, kept in checkpoints and savepoints, so headed by a version.
   * Small.
   */
  byte[] resumePoint();

  /**
   * A time, in microseconds UTC, before which nothing more is expected because the partition is
   * idle: a decision of the connector, which the engine records with the position and holds every
   * later row against (SEMANTICS S7). {@code Long.MIN_VALUE} while it is not idle.
   */
  default long idleUntil() {
    return Long.MIN_VALUE;
  }

  /**
   * A time, in microseconds UTC: what came into the system before it has been read; for people who
   * watch how far a run is behind. {@code Long.MAX_VALUE} when all there is has been read, {@code
   * Long.MIN_VALUE} where the system does not say when records came. Asked for after every {@link
   * #read}, so it must not ask anybody.
   */
  default long readUpTo() {
    return Long.MIN_VALUE;
  }

  /**
   * Whether {@link #idleUntil} goes by a clock, so that another reader that resumes here might say
   * otherwise. The engine then reads on only when a checkpoint holds the decision, where its runner
   * has checkpoints: what is late must be the same after a recovery.
   */
  default boolean isIdleByClock() {
    return false;
  }

  /**
   * A checkpoint that holds a resume point of this reader is complete: whatever fails, nothing
   * before it is read again. For people who watch how far a run is, from outside. Told by the
   * reader's thread, in order, not of every checkpoint; it must not wait, and has nothing to fail
   * the run with.
   */
  default void checkpointed(byte[] resumePoint) {}
}
