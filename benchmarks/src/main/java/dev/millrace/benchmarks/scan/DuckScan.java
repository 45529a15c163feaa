package dev.millrace.benchmarks.scan;

import dev.millrace.benchmarks.input.DuckConnection;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.DuckDb;
import dev.millrace.benchmarks.program.Program;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A scan by DuckDB. Types are given, so that it need not look for them. */
public record DuckScan(Format.Container format) implements Program {
  private static final String COLUMNS =
      """
      columns = {
        'id': 'BIGINT', 'customer': 'VARCHAR', 'at': 'TIMESTAMP', 'product': 'VARCHAR',
        'country': 'VARCHAR', 'status': 'VARCHAR', 'quantity': 'INTEGER', 'price': 'DOUBLE'}""";

  /** Of everything but {@link Format.Container#AVRO}, which DuckDB reads with an extension only. */
  public DuckScan {
    if (format == Format.Container.AVRO) {
      throw new IllegalArgumentException("DuckDB cannot read " + format);
    }
  }

  @Override
  public Callable<Answer> run(Path input, Path output) throws Exception {
    return DuckDb.cells(
        "SELECT country, epoch_ms(\"at\") // %1$d * %1$d, sum(price), count(*) FROM %2$s GROUP BY ALL"
            .formatted(DayTotals.DAY_MILLIS, table(DuckConnection.quoted(format.parts(input)))));
  }

  private String table(String parts) {
    return switch (format) {
      case CSV -> "read_csv(%s, header = true, delim = ',', %s)".formatted(parts, COLUMNS);
      case JSONL ->
          "read_json(%s, format = 'newline_delimited', columns = {".formatted(parts)
              + "'at': 'TIMESTAMP', 'country': 'VARCHAR', 'price': 'DOUBLE'})";
      case PARQUET -> "read_parquet(%s)".formatted(parts);
      case AVRO -> throw new IllegalStateException("refused before");
    };
  }
}
