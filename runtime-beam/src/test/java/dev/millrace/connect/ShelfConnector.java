package dev.millrace.connect;

import dev.millrace.Rejection;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A connector like those of real systems, whose bindings show everything they were given. */
public final class ShelfConnector implements Connector {
  static ShelfSource csv(String path, ZoneId zone, Map<String, String> columns) {
    return new ShelfSource("csv", path, zone, columns, List.of(), "");
  }

  @Override
  public String name() {
    return "shelf";
  }

  @Override
  public <T> SourceBinding<? super T> source(Config config, Class<T> type) {
    String format = config.exactlyOne("csv", "jsonl");
    String path = config.text(format);
    ZoneId zone =
        config
            .parsed("zone", "a time zone such as Europe/London", ZoneId::of)
            .orElse(ZoneId.of("UTC"));
    Map<String, String> columns = new LinkedHashMap<>();
    config
        .optionalMap("columns")
        .ifPresent(map -> map.keys().forEach(key -> columns.put(key, map.text(key))));
    List<String> nulls = config.has("nulls") ? config.list("nulls") : List.of();
    String password = config.optionalText("password").orElse("");
    if (config.has("depth") && config.integer("depth") < 0) {
      throw new IllegalArgumentException("depth is negative, password " + password);
    }
    if (config.has("strict")) {
      config.bool("strict");
    }
    if (config.has("quote")) {
      config.choice("quote", "double", "single");
    }
    return new ShelfSource(format, path, zone, columns, nulls, password);
  }

  @Override
  public <T> SinkBinding<? super T> sink(Config config, Class<T> type) {
    return new ShelfSink(config.text("parquet"));
  }

  @Override
  public SinkBinding<? super Rejection> quarantine(Config config) {
    return new ShelfSink(config.text("jsonl"));
  }

  record ShelfSource(
      String format,
      String path,
      ZoneId zone,
      Map<String, String> columns,
      List<String> nulls,
      String password)
      implements SourceBinding<Object> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "shelf " + format + " " + path + " with " + password;
    }

    @Override
    public List<Problem> check(String port, Shape<Object> shape) {
      return path.contains("missing")
          ? List.of(
              new Problem(
                  BindingCode.REFUSED,
                  "source '" + port + "'",
                  "no file matches " + path + " with " + password,
                  "there is nothing to read",
                  "correct the path"))
          : List.of();
    }

    @Override
    public List<InputPartition> partitions(Shape<Object> shape, long extentBytes)
        throws IOException {
      throw new NoSuchFileException(path + " with " + password);
    }

    @Override
    public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
        throws IOException {
      throw new NoSuchFileException(path + " with " + password);
    }
  }

  record ShelfSink(String folder) implements SinkBinding<Object> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "shelf " + folder;
    }

    @Override
    public List<Problem> check(String port, Shape<Object> shape) {
      return List.of();
    }

    @Override
    public String extension() {
      return ".shelf";
    }

    @Override
    public RowWriter<Object> writer(Shape<Object> shape, OutputStream out) throws IOException {
      throw new IOException("no room in " + folder);
    }
  }

  /** Has sources only. */
  static final class TapConnector implements Connector {
    @Override
    public String name() {
      return "tap";
    }
  }
}
