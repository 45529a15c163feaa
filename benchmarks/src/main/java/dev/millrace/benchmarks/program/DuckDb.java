package dev.millrace.benchmarks.program;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;

/** Asks DuckDB, on one thread. */
public final class DuckDb {
  private DuckDb() {}

  /**
   * Runs a query whose rows are a key, the start of a window in milliseconds, a sum and a count.
   *
   * @throws UnavailableException when its native library cannot be loaded here
   */
  public static Callable<Answer> cells(String sql) throws SQLException, UnavailableException {
    AnswerSum answer = new AnswerSum();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          answer.cell(rows.getString(1), rows.getLong(2), rows.getDouble(3), rows.getLong(4));
        }
      }
    }
    return answer::answer;
  }

  private static Connection connect() throws UnavailableException, SQLException {
    try {
      Class.forName("org.duckdb.DuckDBDriver");
    } catch (ClassNotFoundException | LinkageError e) {
      throw new UnavailableException("DuckDB's native library cannot be loaded: " + e);
    }
    return DriverManager.getConnection("jdbc:duckdb:");
  }

  /** A string of SQL. */
  public static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
