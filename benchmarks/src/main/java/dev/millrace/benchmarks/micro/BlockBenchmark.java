package dev.millrace.benchmarks.micro;

import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Selection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What is done with blocks all the time. Times are for a row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BlockBenchmark {
  private static final int ROWS = 2_000;

  private final byte[] country = "DE".getBytes(StandardCharsets.UTF_8);
  private final Block<Line> block = Line.block(ROWS);

  /** Narrows a selection by a column of doubles. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Selection select() {
    DoubleColumn prices = block.doubles(Line.PRICE);
    Selection live = block.live();
    int[] kept = new int[live.size()];
    int size = 0;
    for (int i = 0; i < live.size(); i++) {
      int row = live.get(i);
      if (prices.get(row) > 10.0) {
        kept[size++] = row;
      }
    }
    return Selection.of(kept, size);
  }

  /**
   * Makes the records that a function wants, from columns that nobody has asked for rows before.
   */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void rowsFromColumns(Blackhole rows) {
    Column[] columns = new Column[Line.SHAPE.components().size()];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = block.column(c);
    }
    Block<Line> fresh = Block.ofColumns(Line.SHAPE, columns, ROWS, block.provenance());
    for (int i = 0; i < ROWS; i++) {
      rows.consume(fresh.row(i));
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Column buildLongs() {
    ColumnBuilder builder = Line.SHAPE.builder(Line.QUANTITY, ROWS);
    for (int i = 0; i < ROWS; i++) {
      builder.appendLong(i);
    }
    return builder.build();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Column buildTexts() {
    ColumnBuilder builder = Line.SHAPE.builder(Line.COUNTRY, ROWS);
    for (int i = 0; i < ROWS; i++) {
      builder.appendUtf8(country, 0, country.length);
    }
    return builder.build();
  }
}
