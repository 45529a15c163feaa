package dev.millrace.connect.files;

import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;

/** The formats whose files know their columns, by the words that their sources share. */
enum BinaryFormat {
  AVRO(".avro"),
  PARQUET(".parquet");

  final String extension;

  BinaryFormat(String extension) {
    this.extension = extension;
  }

  SinkBinding<Object> sink() {
    return switch (this) {
      case AVRO -> Files.avroTo("out");
      case PARQUET -> Files.parquetTo("out");
    };
  }

  SourceBinding<Object> plain(String path) {
    return switch (this) {
      case AVRO -> Files.avro(path);
      case PARQUET -> Files.parquet(path);
    };
  }

  SourceBinding<Object> source(String path, String... folders) {
    return switch (this) {
      case AVRO -> Files.avro(path).partitionedBy(folders);
      case PARQUET -> Files.parquet(path).partitionedBy(folders);
    };
  }

  SourceBinding<Object> named(String path, String component, String name, String... folders) {
    return switch (this) {
      case AVRO -> Files.avro(path).partitionedBy(folders).column(component, name);
      case PARQUET -> Files.parquet(path).partitionedBy(folders).column(component, name);
    };
  }

  SourceBinding<Object> optional(String path, String component) {
    return switch (this) {
      case AVRO -> Files.avro(path).optional(component).partitionedBy(component);
      case PARQUET -> Files.parquet(path).optional(component).partitionedBy(component);
    };
  }
}
