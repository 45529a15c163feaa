package dev.millrace.benchmarks.input;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Writes orders as Parquet, with DuckDB: neither Millrace nor its rivals can have laid the files
 * out for Millrace. Row groups are those of DuckDB's default, 122,880 rows; times are instants in
 * microseconds.
 */
final class ParquetParts {
  private static final String COPY =
      """
      COPY (
        SELECT * FROM read_csv(%s, header = true, delim = ',', columns = {
          'id': 'BIGINT', 'customer': 'VARCHAR', 'at': 'TIMESTAMPTZ', 'product': 'VARCHAR',
          'country': 'VARCHAR', 'status': 'VARCHAR', 'quantity': 'INTEGER', 'price': 'DOUBLE'}))
      TO %s (FORMAT parquet, COMPRESSION %s)""";

  private ParquetParts() {}

  static void write(List<Path> orders, Path folder, String compression)
      throws IOException, UnavailableException {
    try (Connection connection = DuckConnection.open();
        Statement statement = connection.createStatement()) {
      for (Path part : orders) {
        Path file = InputFiles.beside(part, folder, InputKind.ORDERS_PARQUET);
        statement.execute(
            COPY.formatted(DuckConnection.quoted(part), DuckConnection.quoted(file), compression));
      }
    } catch (SQLException e) {
      throw new IOException("DuckDB wrote no Parquet: " + e.getMessage(), e);
    }
  }
}
