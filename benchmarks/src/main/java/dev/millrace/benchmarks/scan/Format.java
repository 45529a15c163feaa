package dev.millrace.benchmarks.scan;

import dev.millrace.benchmarks.input.InputKind;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What is scanned: the same rows in every format. */
public enum Format {
  CSV(InputKind.ORDERS, Container.CSV),
  JSONL(InputKind.ORDERS_JSON, Container.JSONL),
  /** With Snappy, as DuckDB and Spark write it when nothing is said. */
  PARQUET(InputKind.ORDERS_PARQUET, Container.PARQUET),
  PARQUET_ZSTD(InputKind.ORDERS_PARQUET_ZSTD, Container.PARQUET),
  /** With Snappy. */
  AVRO(InputKind.ORDERS_AVRO, Container.AVRO),
  AVRO_ZSTD(InputKind.ORDERS_AVRO_ZSTD, Container.AVRO);

  /** A format, however it is compressed. */
  public enum Container {
    CSV,
    JSONL,
    PARQUET,
    AVRO;

    /** Millrace's binding to an input's folder. */
    SourceBinding<Object> source(Path input) {
      String parts = parts(input).toString();
      return switch (this) {
        case CSV -> Files.csv(parts);
        case JSONL -> Files.jsonl(parts);
        case PARQUET -> Files.parquet(parts);
        case AVRO -> Files.avro(parts);
      };
    }

    /** What matches the parts of an input's folder. */
    Path parts(Path input) {
      return input.resolve("*." + name().toLowerCase(Locale.ROOT));
    }
  }

  private final InputKind input;
  private final Container container;

  Format(InputKind input, Container container) {
    this.input = input;
    this.container = container;
  }

  public InputKind input() {
    return input;
  }

  public Container container() {
    return container;
  }

  /** As it stands in the names of programs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
