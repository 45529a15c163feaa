package dev.millrace.benchmarks.scan;

import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.DuckDb;
import dev.millrace.benchmarks.program.Program;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A scan by DuckDB. Types are given, so that it need not look for them. */
public record DuckScan(Format format) implements Program {
  private static final String COLUMNS =
      """
      columns = {
        'id': 'BIGINT', 'customer': 'VARCHAR', 'at': 'TIMESTAMP', 'product': 'VARCHAR',
        'country': 'VARCHAR', 'status': 'VARCHAR', 'quantity': 'INTEGER', 'price': 'DOUBLE'}""";

  @Override
  public Callable<Answer> run(Path input, Path output) throws Exception {
    return DuckDb.cells(
        "SELECT country, epoch_ms(\"at\") // %1$d * %1$d, sum(price), count(*) FROM %2$s GROUP BY ALL"
            .formatted(Format.DAY_MILLIS, table(input)));
  }

  private String table(Path input) {
    return switch (format) {
      case CSV ->
          "read_csv(%s, header = true, delim = ',', %s)"
              .formatted(DuckDb.quoted(input.resolve("*.csv")), COLUMNS);
      case JSONL ->
          "read_json(%s, format = 'newline_delimited', columns = {"
                  .formatted(DuckDb.quoted(input.resolve("*.jsonl")))
              + "'at': 'TIMESTAMP', 'country': 'VARCHAR', 'price': 'DOUBLE'})";
    };
  }
}
