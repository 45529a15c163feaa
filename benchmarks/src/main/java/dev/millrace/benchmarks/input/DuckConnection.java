package dev.millrace.benchmarks.input;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** DuckDB in memory, with times in UTC. */
public final class DuckConnection {
  private DuckConnection() {}

  /**
   * On one thread.
   *
   * @throws UnavailableException when its native library cannot be loaded here
   */
  public static Connection open() throws SQLException, UnavailableException {
    return open(1);
  }

  /**
   * On so many threads.
   *
   * @throws UnavailableException when its native library cannot be loaded here
   */
  public static Connection open(int threads) throws SQLException, UnavailableException {
    try {
      Class.forName("org.duckdb.DuckDBDriver");
    } catch (ClassNotFoundException | LinkageError e) {
      throw new UnavailableException("DuckDB's native library cannot be loaded: " + e);
    }
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + threads);
      statement.execute("SET TimeZone = 'UTC'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A string of SQL. */
  public static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
