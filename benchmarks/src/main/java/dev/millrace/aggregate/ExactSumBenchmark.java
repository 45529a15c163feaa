package dev.millrace.aggregate;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Exact sums of many groups, against doubles that are just added. Times are for an addition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExactSumBenchmark {
  private static final int VALUES = 20_000;

  @Param({"1", "10000"})
  private int groups = 1;

  private final double[] values = new double[VALUES];
  private final int[] group = new int[VALUES];
  private double[] plain = new double[1];
  private ExactSums exact = new ExactSums();

  @Setup
  public void fill() {
    Random random = new Random(17);
    for (int i = 0; i < VALUES; i++) {
      values[i] = random.nextInt(1_000_000) / 100.0;
      group[i] = random.nextInt(groups);
    }
    plain = new double[groups];
    exact = new ExactSums();
    exact.grow(groups);
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public Object exact() {
    for (int i = 0; i < VALUES; i++) {
      exact.add(group[i], values[i]);
    }
    return exact;
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public double[] justAdded() {
    for (int i = 0; i < VALUES; i++) {
      plain[group[i]] += values[i];
    }
    return plain;
  }
}
