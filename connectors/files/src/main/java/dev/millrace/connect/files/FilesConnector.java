package dev.millrace.connect.files;

import dev.millrace.Rejection;
import dev.millrace.connect.Config;
import dev.millrace.connect.Connector;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code files} in a bindings file: the settings of {@link Files} under their own names. Users have
 * no need of this class; {@link java.util.ServiceLoader} finds it.
 *
 * <pre>{@code
 * sources: {lines: {files: {csv: "in/*.csv", zone: Europe/London, columns: {invoiceNo: InvoiceNo}}}}
 * sinks: {daily: {files: {csv: out/daily, delimiter: ";", compression: gzip}}}
 * quarantine: {rejected: {files: {jsonl: out/rejected}}}
 * }</pre>
 */
public final class FilesConnector implements Connector {
  private static final int FIELD_BYTES = Limits.DEFAULT.field();
  private static final int RECORD_BYTES = Limits.DEFAULT.record();

  @Override
  public String name() {
    return "files";
  }

  @Override
  public <T> SourceBinding<? super T> source(Config config, Class<T> type) {
    return switch (config.exactlyOne("csv", "jsonl", "avro")) {
      case "csv" -> csv(config);
      case "avro" -> AvroSettings.source(config);
      default -> jsonl(config);
    };
  }

  private static CsvSource csv(Config config) {
    CsvSource source = Files.csv(config.text("csv"));
    source = zone(config).map(source::zone).orElse(source);
    source = config.optionalText("timePattern").map(source::timePattern).orElse(source);
    source = config.optionalText("datePattern").map(source::datePattern).orElse(source);
    source = delimiter(config).map(source::delimiter).orElse(source);
    source = config.optionalText("nullText").map(source::nullText).orElse(source);
    source = config.has("header") ? source.header(config.bool("header")) : source;
    source =
        source.limits(
            integer(config, "maxFieldBytes", FIELD_BYTES),
            integer(config, "maxRecordBytes", RECORD_BYTES));
    for (Map.Entry<String, String> column : columns(config).entrySet()) {
      source = source.column(column.getKey(), column.getValue());
    }
    if (config.has("optional")) {
      for (String component : config.list("optional")) {
        source = source.optional(component);
      }
    }
    source = source.partitionedBy(partitionedBy(config));
    return source;
  }

  private static JsonlSource jsonl(Config config) {
    JsonlSource source = Files.jsonl(config.text("jsonl")).partitionedBy(partitionedBy(config));
    source = zone(config).map(source::zone).orElse(source);
    source = config.optionalText("timePattern").map(source::timePattern).orElse(source);
    source = config.optionalText("datePattern").map(source::datePattern).orElse(source);
    source =
        source.limits(
            integer(config, "maxFieldBytes", FIELD_BYTES),
            integer(config, "maxRecordBytes", RECORD_BYTES));
    for (Map.Entry<String, String> column : columns(config).entrySet()) {
      source = source.column(column.getKey(), column.getValue());
    }
    return source;
  }

  @Override
  public <T> SinkBinding<? super T> sink(Config config, Class<T> type) {
    return switch (config.exactlyOne("csv", "jsonl", "avro")) {
      case "csv" -> csvTo(config);
      case "avro" -> AvroSettings.sink(config);
      default -> jsonlTo(config);
    };
  }

  private static CsvSink csvTo(Config config) {
    CsvSink sink = Files.csvTo(config.text("csv"));
    sink = zone(config).map(sink::zone).orElse(sink);
    sink = config.optionalText("timePattern").map(sink::timePattern).orElse(sink);
    sink = config.optionalText("datePattern").map(sink::datePattern).orElse(sink);
    sink = delimiter(config).map(sink::delimiter).orElse(sink);
    sink = config.optionalText("nullText").map(sink::nullText).orElse(sink);
    sink = sink.compression(compression(config));
    for (Map.Entry<String, String> column : columns(config).entrySet()) {
      sink = sink.column(column.getKey(), column.getValue());
    }
    return sink;
  }

  private static JsonlSink jsonlTo(Config config) {
    JsonlSink sink = Files.jsonlTo(config.text("jsonl")).compression(compression(config));
    sink = zone(config).map(sink::zone).orElse(sink);
    sink = config.optionalText("timePattern").map(sink::timePattern).orElse(sink);
    sink = config.optionalText("datePattern").map(sink::datePattern).orElse(sink);
    for (Map.Entry<String, String> column : columns(config).entrySet()) {
      sink = sink.column(column.getKey(), column.getValue());
    }
    return sink;
  }

  @Override
  public SinkBinding<? super Rejection> quarantine(Config config) {
    return Files.rejected(config.text("jsonl")).compression(compression(config));
  }

  private static Compression compression(Config config) {
    String[] words = {Compression.NONE.word(), Compression.GZIP.word(), Compression.ZSTD.word()};
    if (!config.has("compression")) {
      return Compression.NONE;
    }
    return Compression.valueOf(config.choice("compression", words).toUpperCase(Locale.ROOT));
  }

  /** Components whose values stand in the names of folders. */
  private static String[] partitionedBy(Config config) {
    return config.has("partitionedBy")
        ? config.list("partitionedBy").toArray(new String[0])
        : new String[0];
  }

  /** Header or field names by component. */
  static Map<String, String> columns(Config config) {
    Map<String, String> columns = new TreeMap<>();
    config
        .optionalMap("columns")
        .ifPresent(given -> given.keys().forEach(c -> columns.put(c, given.text(c))));
    return columns;
  }

  static Optional<ZoneId> zone(Config config) {
    return config.parsed("zone", "a time zone such as Europe/London", ZoneId::of);
  }

  private static Optional<Character> delimiter(Config config) {
    return config.parsed(
        "delimiter",
        "one character, such as \";\" or \"\\t\"",
        text -> {
          if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
          }
          return text.charAt(0);
        });
  }

  private static int integer(Config config, String key, int otherwise) {
    return config.has(key) ? config.integer(key) : otherwise;
  }
}
