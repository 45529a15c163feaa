package dev.millrace.benchmarks.program;

import java.util.concurrent.atomic.LongAdder;

/**
 * Adds result rows up to an {@link Answer}: a sink that costs nearly nothing, for any number of
 * threads.
 *
 * <p>There is one for the process, since runners make copies of the objects they are given; a
 * process measures one program at a time.
 */
public final class AnswerSum {
  private static final AnswerSum SHARED = new AnswerSum();

  private final LongAdder results = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder checksum = new LongAdder();

  /** An empty sum of one's own, for programs that need not share it. */
  public AnswerSum() {}

  public static AnswerSum shared() {
    return SHARED;
  }

  /** Forgets what was added: before the next program in the same process. */
  public void reset() {
    results.reset();
    rows.reset();
    checksum.reset();
  }

  /** A sum and a count of a key in a window. */
  public void cell(String key, long startMillis, double sum, long count) {
    results.increment();
    rows.add(count);
    checksum.add(Hashes.cell(key, startMillis, sum, count));
  }

  /** A result row that is one input row. */
  public void row(long hash) {
    results.increment();
    rows.increment();
    checksum.add(hash);
  }

  /** Result rows that another sink has added up. */
  public void rows(long count, long sumOfHashes) {
    results.add(count);
    rows.add(count);
    checksum.add(sumOfHashes);
  }

  public Answer answer() {
    return new Answer(results.sum(), rows.sum(), checksum.sum());
  }
}
