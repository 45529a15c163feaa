package dev.millrace.benchmarks.sales;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A sum and a count, added to in place. */
public final class SumCount implements Serializable {
  private static final long serialVersionUID = 1L;

  public double sum;
  public long count;

  /** For Flink. */
  public SumCount() {}

  void add(double amount) {
    sum += amount;
    count++;
  }

  void add(SumCount other) {
    sum += other.sum;
    count += other.count;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SumCount that
        && Double.compare(sum, that.sum) == 0
        && count == that.count;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(sum) * 31 + Long.hashCode(count);
  }
}
