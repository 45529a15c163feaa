package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.DuckConnection;
import dev.millrace.benchmarks.input.OrderColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.DuckDb;
import dev.millrace.benchmarks.program.Program;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** The same as a query. */
public record DuckSales(SalesJob job) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws Exception {
    return DuckDb.cells(query(input));
  }

  private String query(Path input) {
    String amount =
        job.discounts() ? "CASE country WHEN 'DE' THEN amount * 0.9 ELSE amount END" : "amount";
    return """
        SELECT customer, epoch_ms("at") // %1$d * %1$d, sum(%2$s), count(*)
        FROM (
          SELECT customer, "at", country, product, quantity, quantity * price AS amount
          FROM read_csv(%3$s, header = true, delim = ',', columns = {
            'id': 'BIGINT', 'customer': 'VARCHAR', 'at': 'TIMESTAMP', 'product': 'VARCHAR',
            'country': 'VARCHAR', 'status': 'VARCHAR', 'quantity': 'INTEGER', 'price': 'DOUBLE'})
          WHERE status <> '%4$s')
        WHERE customer IS NOT NULL AND quantity BETWEEN 1 AND 50 AND amount > 0 AND amount <= 8000
          AND country IN (%5$s) AND regexp_full_match(product, '[A-Z]{2}[0-9]{6}')
        GROUP BY ALL
        """
        .formatted(
            job.windowMillis(),
            amount,
            DuckConnection.quoted(input.resolve("*.csv")),
            OrderColumns.CANCELLED,
            "'" + String.join("', '", OrderColumns.COUNTRIES) + "'");
  }
}
