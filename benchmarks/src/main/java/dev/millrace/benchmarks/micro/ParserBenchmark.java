package dev.millrace.benchmarks.micro;

import dev.millrace.benchmarks.input.Input;
import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.input.InputKind;
import dev.millrace.benchmarks.input.UnavailableException;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Files;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/** Files of orders into columns. Times are for a line. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParserBenchmark {
  private static final int ROWS = 100_000;

  @Param({"csv", "jsonl"})
  private String format = "csv";

  /** All eight columns, or the three of the scans. */
  @Param({"8", "3"})
  private int columns = 8;

  private SourceBinding<Object> source = Files.csv("");
  private List<InputPartition> partitions = List.of();
  private Projection projection = Projection.all(shape());

  @SuppressWarnings("unchecked") // the binding reads any shape by name
  private static Shape<Object> shape() {
    return (Shape<Object>) (Shape<?>) Line.SHAPE;
  }

  @Setup
  public void write() throws IOException, UnavailableException {
    boolean isCsv = format.equals("csv");
    InputKind kind = isCsv ? InputKind.ORDERS : InputKind.ORDERS_JSON;
    Path folder = InputFiles.of(Input.of(kind, ROWS), Path.of("target", "jmh-input"));
    source =
        isCsv
            ? Files.csv(folder.resolve("*.csv").toString())
            : Files.jsonl(folder.resolve("*.jsonl").toString());
    partitions = source.partitions(shape(), Long.MAX_VALUE);
    if (columns != Line.SHAPE.components().size()) {
      projection =
          Projection.of(
              Line.SHAPE,
              Line.SHAPE.components().stream()
                  .filter(c -> List.of("country", "at", "price").contains(c.name()))
                  .toList());
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long parse() throws IOException {
    long rows = 0;
    for (InputPartition partition : partitions) {
      for (Extent extent : partition.extents()) {
        rows += read(extent);
      }
    }
    if (rows != ROWS) {
      throw new IllegalStateException(rows + " rows");
    }
    return rows;
  }

  private long read(Extent extent) throws IOException {
    try (RowReader<Object> reader = source.open(shape(), projection, extent)) {
      ColumnsBatch<Object> batch = new ColumnsBatch<>(shape(), projection);
      boolean more = true;
      while (more) {
        more = reader.read(batch);
        batch.drain();
      }
      return batch.rows();
    }
  }
}
