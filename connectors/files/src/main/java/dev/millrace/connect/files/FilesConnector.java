package dev.millrace.connect.files;

import dev.millrace.Rejection;
import dev.millrace.connect.Config;
import dev.millrace.connect.Connector;
import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.connect.files.parquet.PageCompression;
import dev.millrace.connect.files.parquet.ParquetSink;
import dev.millrace.connect.files.parquet.ParquetSource;
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
 * online: {customer-spend: {files: {store: out/online}}}
 * }</pre>
 */
public final class FilesConnector implements Connector {
  private static final String FIELD_BYTES = "maxFieldBytes";
  private static final String RECORD_BYTES = "maxRecordBytes";

  @Override
  public String name() {
    return "files";
  }

  @Override
  public <T> SourceBinding<? super T> source(Config config, Class<T> type) {
    return switch (config.exactlyOne("csv", "jsonl", "avro", "parquet")) {
      case "csv" -> csv(config);
      case "jsonl" -> jsonl(config);
      case "avro" -> AvroSettings.source(config);
      default -> parquet(config);
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
    Limits limits = limits(config);
    source = source.limits(limits.field(), limits.record());
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
    Limits limits = limits(config);
    source = source.limits(limits.field(), limits.record());
    for (Map.Entry<String, String> column : columns(config).entrySet()) {
      source = source.column(column.getKey(), column.getValue());
    }
    return source;
  }

  private static ParquetSource parquet(Config config) {
    ParquetSource source = Files.parquet(config.text("parquet"));
    source = zone(config).map(source::zone).orElse(source);
    source = config.has("pageLimit") ? source.pageLimit(config.integer("pageLimit")) : source;
    for (Map.Entry<String, String> column : columns(config).entrySet()) {
      source = source.column(column.getKey(), column.getValue());
    }
    if (config.has("optional")) {
      for (String component : config.list("optional")) {
        source = source.optional(component);
      }
    }
    return source.partitionedBy(partitionedBy(config));
  }

  @Override
  public <T> SinkBinding<? super T> sink(Config config, Class<T> type) {
    return switch (config.exactlyOne("csv", "jsonl", "avro", "parquet")) {
      case "csv" -> csvTo(config);
      case "jsonl" -> jsonlTo(config);
      case "avro" -> AvroSettings.sink(config);
      default -> parquetTo(config);
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

  private static ParquetSink parquetTo(Config config) {
    ParquetSink sink = Files.parquetTo(config.text("parquet"));
    if (config.has("compression")) {
      String word = config.choice("compression", "zstd", "snappy", "none");
      sink = sink.compression(PageCompression.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    sink = config.has("rowGroupBytes") ? sink.rowGroupBytes(config.integer("rowGroupBytes")) : sink;
    for (Map.Entry<String, String> column : columns(config).entrySet()) {
      sink = sink.column(column.getKey(), column.getValue());
    }
    return sink;
  }

  @Override
  public SinkBinding<? super Rejection> quarantine(Config config) {
    return Files.rejected(config.text("jsonl")).compression(compression(config));
  }

  @Override
  public OnlineBinding online(Config config) {
    return Files.store(config.text("store"));
  }

  private static Compression compression(Config config) {
    String[] words = {Compression.NONE.word(), Compression.GZIP.word(), Compression.ZSTD.word()};
    if (!config.has("compression")) {
      return Compression.NONE;
    }
    return Compression.valueOf(config.choice("compression", words).toUpperCase(Locale.ROOT));
  }

  /** Components whose values stand in the names of folders. */
  static String[] partitionedBy(Config config) {
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
          return CsvFormat.RFC_4180.withDelimiter(text.charAt(0)).delimiter();
        });
  }

  /** The default after a problem, so that what else is wrong is told, too. */
  private static Limits limits(Config config) {
    int field = config.integer(FIELD_BYTES, Limits.DEFAULT.field());
    int record = config.integer(RECORD_BYTES, Limits.DEFAULT.record());
    try {
      return new Limits(field, record);
    } catch (IllegalArgumentException refused) {
      config.problem(
          config.has(FIELD_BYTES) ? FIELD_BYTES : RECORD_BYTES,
          FilesCode.BAD_OPTION,
          "these limits cannot be: " + refused.getMessage(),
          "a field is a part of its record, and a worker holds a record whole",
          "change them");
      return Limits.DEFAULT;
    }
  }
}
