package dev.millrace.benchmarks.asof;

import dev.millrace.benchmarks.input.DuckConnection;
import dev.millrace.benchmarks.input.HistoryColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.Program;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * The as-of join by DuckDB, into a table in memory. What is read from the table, to be hashed, is
 * read when the clock has stopped.
 *
 * @param threads how many it may use
 */
public record DuckAsOf(AsOfJob job, How how, boolean parquet, int threads) implements Program {
  /** Ways to write the query. */
  public enum How {
    /** {@code ASOF JOIN}; of {@link AsOfJob#LATEST} only. */
    ASOF,
    /** A join by key and a range of time, grouped by question: one for all windows. */
    RANGE,
    /** As {@link #RANGE}, one for each window; of {@link AsOfJob#WINDOWS} only. */
    RANGES
  }

  public DuckAsOf {
    if (how == (job == AsOfJob.LATEST ? How.RANGES : How.ASOF)) {
      throw new IllegalArgumentException(how + " does not answer " + job);
    }
  }

  @Override
  public Callable<Answer> run(Path input, Path output) throws Exception {
    // Closed when it has been read, which ends this process.
    Connection connection = DuckConnection.open(threads);
    try (Statement statement = connection.createStatement()) {
      statement.execute(table("facts", HistoryColumns.facts(input, extension()), facts()));
      statement.execute(table("asks", HistoryColumns.asks(input, extension()), ""));
      statement.execute("CREATE TABLE answers AS " + query());
    }
    return () -> answer(connection);
  }

  private String extension() {
    return parquet ? ".parquet" : ".csv";
  }

  private static String facts() {
    return ", 'product': 'VARCHAR', 'amount': 'DOUBLE'";
  }

  /** What is read more than once is read into memory. */
  private String table(String name, Path parts, String columns) {
    String kind = how == How.RANGES ? "TABLE" : "VIEW";
    String files = DuckConnection.quoted(parts);
    String rows =
        parquet
            ? "read_parquet(%s)".formatted(files)
            : """
              read_csv(%s, header = true, delim = ',', columns = {
                'id': 'BIGINT', 'customer': 'VARCHAR', 'at': 'TIMESTAMP'%s})"""
                .formatted(files, columns);
    return "CREATE %s %s AS SELECT * FROM %s".formatted(kind, name, rows);
  }

  private String query() {
    return switch (how) {
      case ASOF ->
          """
          SELECT a.id, f.amount
          FROM asks a ASOF LEFT JOIN facts f ON a.customer = f.customer AND a."at" >= f."at\"""";
      case RANGE -> job == AsOfJob.LATEST ? latestByRange() : windowsByRange();
      case RANGES -> windowsByRanges();
    };
  }

  private static String latestByRange() {
    return """
        SELECT a.id, arg_max(f.amount, f."at")
        FROM asks a LEFT JOIN facts f ON a.customer = f.customer AND f."at" <= a."at"
        GROUP BY a.id""";
  }

  /** The longest window is that of the join. */
  private static String windowsByRange() {
    return """
        SELECT a.id,
          count(*) FILTER (%s),
          coalesce(sum(f.amount) FILTER (%s), 0.0),
          avg(f.amount) FILTER (%s),
          max(f.amount) FILTER (%s),
          count(DISTINCT f.product)
        FROM asks a LEFT JOIN facts f ON a.customer = f.customer AND f."at" <= a."at" AND %s
        GROUP BY a.id"""
        .formatted(
            since(HistoryColumns.ORDERS),
            since(HistoryColumns.SPENT),
            since(HistoryColumns.MEAN),
            since(HistoryColumns.MOST),
            since(HistoryColumns.PRODUCTS));
  }

  private static String windowsByRanges() {
    return """
        SELECT a.id, coalesce(o.v, 0), coalesce(s.v, 0.0), m.v, t.v, coalesce(p.v, 0)
        FROM asks a
          LEFT JOIN (%s) o USING (id) LEFT JOIN (%s) s USING (id) LEFT JOIN (%s) m USING (id)
          LEFT JOIN (%s) t USING (id) LEFT JOIN (%s) p USING (id)"""
        .formatted(
            window("count(*)", HistoryColumns.ORDERS),
            window("sum(f.amount)", HistoryColumns.SPENT),
            window("avg(f.amount)", HistoryColumns.MEAN),
            window("max(f.amount)", HistoryColumns.MOST),
            window("count(DISTINCT f.product)", HistoryColumns.PRODUCTS));
  }

  private static String window(String value, Duration length) {
    return """
        SELECT a.id, %s AS v
        FROM asks a JOIN facts f ON a.customer = f.customer AND f."at" <= a."at" AND %s
        GROUP BY a.id"""
        .formatted(value, since(length));
  }

  private static String since(Duration length) {
    return "f.\"at\" > a.\"at\" - INTERVAL %d DAY".formatted(length.toDays());
  }

  private Answer answer(Connection connection) throws SQLException {
    AnswerSum answer = new AnswerSum();
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM answers")) {
      while (rows.next()) {
        answer.row(job == AsOfJob.LATEST ? latest(rows) : windows(rows));
      }
    }
    return answer.answer();
  }

  private static long latest(ResultSet rows) throws SQLException {
    long id = rows.getLong(1);
    double amount = rows.getDouble(2);
    return rows.wasNull() ? AsOfJob.latestHash(id) : AsOfJob.latestHash(id, amount);
  }

  private static long windows(ResultSet rows) throws SQLException {
    double mean = rows.getDouble(4);
    boolean hasMean = !rows.wasNull();
    double most = rows.getDouble(5);
    boolean hasMost = !rows.wasNull();
    return new AsOfJob.Values(
            rows.getLong(2), rows.getDouble(3), hasMean, mean, hasMost, most, rows.getLong(6))
        .hash(rows.getLong(1));
  }
}
