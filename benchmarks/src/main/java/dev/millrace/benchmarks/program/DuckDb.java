package dev.millrace.benchmarks.program;

import dev.millrace.benchmarks.input.DuckConnection;
import dev.millrace.benchmarks.input.UnavailableException;
import java.sql.Connection;
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
    try (Connection connection = DuckConnection.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answer.cell(rows.getString(1), rows.getLong(2), rows.getDouble(3), rows.getLong(4));
      }
    }
    return answer::answer;
  }
}
