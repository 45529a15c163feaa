package dev.millrace.benchmarks.micro;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Codec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A row of eight columns to bytes and back, by row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private static final int ROWS = 1_000;

  private final Codec<Line> codec = Line.SHAPE.codec();
  private final List<Line> lines = Line.some(ROWS);
  private final ByteOutput out = new ByteOutput();
  private final byte[] encoded = encoded();

  private byte[] encoded() {
    ByteOutput all = new ByteOutput();
    lines.forEach(line -> codec.encode(line, all));
    return all.toByteArray();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int encode() {
    out.clear();
    for (Line line : lines) {
      codec.encode(line, out);
    }
    return out.size();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void decode(Blackhole rows) {
    ByteInput in = new ByteInput(encoded);
    for (int i = 0; i < ROWS; i++) {
      rows.consume(codec.decode(in));
    }
  }
}
