package dev.millrace.benchmarks.scan;

import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.Program;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Millrace's readers alone, on one thread: three columns as the engine is given them, added up in a
 * loop. The input is hashed, and every record checked; ids, rejections, the ledger and files to
 * publish are the engine's and are not here.
 */
public record ReaderScan(Format.Container format) implements Program {
  private static final Set<String> READ = Set.of("country", "at", "price");

  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    SourceBinding<Object> source = format.source(input);
    Shape<Object> shape = shape();
    Projection projection =
        Projection.of(
            shape, shape.components().stream().filter(c -> READ.contains(c.name())).toList());
    DayTotals<String> days = DayTotals.byName();
    for (InputPartition partition : source.partitions(shape, Long.MAX_VALUE)) {
      for (Extent extent : partition.extents()) {
        try (RowReader<Object> reader = source.open(shape, projection, extent)) {
          read(reader, new ScannedColumns(shape, projection), days);
        }
      }
    }
    return days::answer;
  }

  @SuppressWarnings("unchecked") // the binding reads any shape by name
  private static Shape<Object> shape() {
    return (Shape<Object>) (Shape<?>) Shape.of(ScanPipeline.Order.class);
  }

  private static void read(RowReader<Object> reader, ScannedColumns columns, DayTotals<String> days)
      throws IOException {
    boolean more = true;
    while (more) {
      more = reader.read(columns);
      columns.drainTo(days);
    }
    if (reader.contentHash().isEmpty()) {
      throw new IllegalStateException("what was read was not hashed");
    }
  }
}
