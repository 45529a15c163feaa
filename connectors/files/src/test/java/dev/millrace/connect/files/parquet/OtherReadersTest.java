package dev.millrace.connect.files.parquet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written here, parquet-java and DuckDB understand; and what DuckDB writes is read here.
 */
class OtherReadersTest {
  @TempDir Path folder;

  record Point(int x, @Nullable Double y) {}

  record Row(
      long id,
      @Nullable Integer maybe,
      double price,
      String name,
      boolean flag,
      LocalDate day,
      Instant at,
      BigDecimal amount,
      Optional<String> note,
      List<String> words,
      Map<String, Long> counts,
      @Nullable Point point) {}

  private static List<Row> rows(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          new Row(
              i,
              i % 5 == 0 ? null : i % 11,
              i / 4.0,
              "name " + i % 1000,
              i % 2 == 0,
              LocalDate.ofEpochDay(i),
              Instant.ofEpochSecond(i, 1000),
              new BigDecimal(i + ".50"),
              i % 3 == 0 ? Optional.empty() : Optional.of("n" + i),
              i % 4 == 0 ? List.of() : List.of("a", "b" + i),
              i % 4 == 1 ? Map.of() : Map.of("k" + i, (long) i),
              i % 6 == 0 ? null : new Point(i, i % 7 == 0 ? null : i * 0.5)));
    }
    return rows;
  }

  private static final class Groups extends ParquetReader.Builder<Group> {
    Groups(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  @Test
  void parquetJavaReadsWhatIsWritten() throws IOException {
    List<Row> rows = rows(50_000);
    for (PageCompression compression : PageCompression.values()) {
      Path file = folder.resolve(compression + ".parquet");
      ParquetSink sink = ParquetSink.of("out").compression(compression).rowGroupBytes(200_000);
      Written.to(file, sink, Row.class, rows);
      int i = 0;
      try (ParquetReader<Group> reader = new Groups(new LocalInputFile(file)).build()) {
        for (Group group = reader.read(); group != null; group = reader.read()) {
          Row row = rows.get(i++);
          assertThat(group.getLong("id", 0), equalTo(row.id));
          assertThat(
              group.getFieldRepetitionCount("maybe") == 0 ? null : group.getInteger("maybe", 0),
              equalTo(row.maybe));
          assertThat(group.getDouble("price", 0), equalTo(row.price));
          assertThat(group.getString("name", 0), equalTo(row.name));
          assertThat(group.getString("amount", 0), equalTo(row.amount.toString()));
          assertThat(
              group.getGroup("words", 0).getFieldRepetitionCount("list"),
              equalTo(row.words.size()));
          if (row.point != null && row.point.y != null) {
            assertThat(group.getGroup("point", 0).getDouble("y", 0), equalTo(row.point.y));
          }
        }
      }
      assertThat(i, equalTo(rows.size()));
    }
  }

  @Test
  void duckDbReadsWhatIsWrittenAndWhatDuckDbWritesIsRead() throws IOException, SQLException {
    List<Row> rows = rows(30_000);
    Path ours = folder.resolve("ours.parquet");
    Written.to(ours, ParquetSink.of("out").rowGroupBytes(300_000), Row.class, rows);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet found =
          statement.executeQuery(
              "SELECT count(*), sum(id), sum(maybe), sum(price), count(note), sum(len(words)),"
                  + " sum(map_values(counts)[1]), sum(point.y), min(\"at\")::VARCHAR, max(day)::VARCHAR"
                  + " FROM '"
                  + ours
                  + "'")) {
        found.next();
        List<String> told = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
          told.add(String.valueOf(found.getObject(i)));
        }
        assertThat(told, equalTo(expected(rows)));
      }
      for (String options : List.of("PARQUET_VERSION V1", "PARQUET_VERSION V2, CODEC ZSTD")) {
        Path theirs = folder.resolve("theirs.parquet");
        statement.execute(
            "COPY (SELECT * FROM '"
                + ours
                + "') TO '"
                + theirs
                + "' (FORMAT PARQUET, ROW_GROUP_SIZE 10000, "
                + options
                + ")");
        Reading<Row> read = Reading.of(ParquetSource.of(theirs.toString()), Row.class, 1, 999);
        assertThat(read.rejects.toString(), read.rejects.size(), equalTo(0));
        assertThat(read.rows, equalTo(rows));
      }
    }
  }

  private static List<String> expected(List<Row> rows) {
    long maybe = rows.stream().mapToLong(row -> row.maybe == null ? 0 : row.maybe).sum();
    double y =
        rows.stream()
            .map(Row::point)
            .mapToDouble(point -> point == null || point.y == null ? 0 : point.y)
            .sum();
    return Arrays.asList(
        String.valueOf(rows.size()),
        String.valueOf(rows.stream().mapToLong(Row::id).sum()),
        String.valueOf(maybe),
        String.valueOf(rows.stream().mapToDouble(Row::price).sum()),
        String.valueOf(rows.stream().filter(row -> row.note.isPresent()).count()),
        String.valueOf(rows.stream().mapToInt(row -> row.words.size()).sum()),
        String.valueOf(
            rows.stream().flatMap(row -> row.counts.values().stream()).mapToLong(v -> v).sum()),
        String.valueOf(y),
        "1970-01-01 00:00:00.000001+00",
        rows.get(rows.size() - 1).day.toString());
  }
}
