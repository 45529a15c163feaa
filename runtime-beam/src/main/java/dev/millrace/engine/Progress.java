package dev.millrace.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far a run in this process has come: for people who watch, and never a basis for counts, since
 * a bundle that is retried counts twice. A channel of its own, because the call that runs a
 * pipeline may return only at its end.
 */
public final class Progress {
  private static final Map<String, Progress> RUNS = new ConcurrentHashMap<>();

  private final LongAdder read = new LongAdder();
  private final LongAdder rejected = new LongAdder();

  private Progress() {}

  /** The progress of a run by its id, the same object for all threads of this process. */
  public static Progress of(String run) {
    return RUNS.computeIfAbsent(run, id -> new Progress());
  }

  /** Of work that another counts. */
  static Progress ofNobody() {
    return new Progress();
  }

  /** Ends watching. */
  public static void forget(String run) {
    RUNS.remove(run);
  }

  public void addRead(long records) {
    read.add(records);
  }

  public void addRejected(long records) {
    rejected.add(records);
  }

  /** Records read so far, readable or not. */
  public long read() {
    return read.sum();
  }

  /** Records refused so far, by readers and steps. */
  public long rejected() {
    return rejected.sum();
  }
}
