package dev.millrace.benchmarks.input;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;

/**
 * Writes rows as Parquet, with DuckDB: neither Millrace nor its rivals can have laid the files out
 * for Millrace. Row groups are those of DuckDB's default, 122,880 rows; times are instants in
 * microseconds.
 */
final class ParquetParts {
  private static final String COPY =
      """
      COPY (
        SELECT * FROM read_csv(%s, header = true, delim = ',', columns = {
          'id': 'BIGINT', 'customer': 'VARCHAR', 'at': 'TIMESTAMPTZ'%s}))
      TO %s (FORMAT parquet, COMPRESSION %s)""";

  private static final String OF_ORDERS =
      """
      , 'product': 'VARCHAR', 'country': 'VARCHAR', 'status': 'VARCHAR', 'quantity': 'INTEGER',
      'price': 'DOUBLE'""";
  private static final String OF_FACTS = ", 'product': 'VARCHAR', 'amount': 'DOUBLE'";

  private ParquetParts() {}

  static void write(List<Path> orders, Path folder, String compression)
      throws IOException, UnavailableException {
    write(orders, folder, InputKind.ORDERS_PARQUET, part -> OF_ORDERS, compression);
  }

  static void writeHistory(List<Path> history, Path folder)
      throws IOException, UnavailableException {
    write(
        history,
        folder,
        InputKind.HISTORY_PARQUET,
        part -> part.getFileName().toString().startsWith(HistoryColumns.FACTS) ? OF_FACTS : "",
        "snappy");
  }

  private static void write(
      List<Path> parts,
      Path folder,
      InputKind kind,
      Function<Path, String> columns,
      String compression)
      throws IOException, UnavailableException {
    try (Connection connection = DuckConnection.open();
        Statement statement = connection.createStatement()) {
      for (Path part : parts) {
        Path file = InputFiles.beside(part, folder, kind);
        statement.execute(
            COPY.formatted(
                DuckConnection.quoted(part),
                columns.apply(part),
                DuckConnection.quoted(file),
                compression));
      }
    } catch (SQLException e) {
      throw new IOException("DuckDB wrote no Parquet: " + e.getMessage(), e);
    }
  }
}
