package dev.millrace.connect.files;

import dev.millrace.connect.Config;
import dev.millrace.connect.files.avro.AvroSink;
import dev.millrace.connect.files.avro.AvroSource;
import java.util.Map;
import java.util.Optional;

/** The settings of {@code avro} in a bindings file. */
final class AvroSettings {
  private AvroSettings() {}

  static AvroSource source(Config config) {
    AvroSource source = Files.avro(config.text("avro"));
    source = FilesConnector.zone(config).map(source::zone).orElse(source);
    if (config.has("maxBlockBytes")) {
      source = source.maxBlockBytes(config.integer("maxBlockBytes"));
    }
    for (Map.Entry<String, String> column : FilesConnector.columns(config).entrySet()) {
      source = source.column(column.getKey(), column.getValue());
    }
    Optional<Config> aliases = config.optionalMap("aliases");
    if (aliases.isPresent()) {
      for (String component : aliases.get().keys()) {
        for (String older : aliases.get().list(component)) {
          source = source.alias(component, older);
        }
      }
    }
    if (config.has("optional")) {
      for (String component : config.list("optional")) {
        source = source.optional(component);
      }
    }
    return source.partitionedBy(FilesConnector.partitionedBy(config));
  }

  static AvroSink sink(Config config) {
    AvroSink sink = Files.avroTo(config.text("avro"));
    sink = FilesConnector.zone(config).map(sink::zone).orElse(sink);
    sink = codec(config, sink);
    for (Map.Entry<String, String> column : FilesConnector.columns(config).entrySet()) {
      sink = sink.column(column.getKey(), column.getValue());
    }
    return config.parsed("schema", "a file with an Avro schema", sink::schema).orElse(sink);
  }

  private static AvroSink codec(Config config, AvroSink sink) {
    if (!config.has("codec")) {
      return sink;
    }
    return switch (config.choice("codec", "zstandard", "deflate", "snappy", "null")) {
      case "deflate" -> sink.deflate(level(config, 6));
      case "snappy" -> sink.snappy();
      case "null" -> sink.uncompressed();
      default -> sink.zstandard(level(config, 3));
    };
  }

  private static int level(Config config, int otherwise) {
    return config.has("level") ? config.integer("level") : otherwise;
  }
}
