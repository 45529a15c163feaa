package dev.millrace.connect.files;

import dev.millrace.connect.files.avro.AvroSink;
import dev.millrace.connect.files.avro.AvroSource;
import dev.millrace.connect.files.online.StoreBinding;
import dev.millrace.connect.files.parquet.ParquetSink;
import dev.millrace.connect.files.parquet.ParquetSource;

/**
 * Ports in files: CSV, JSON Lines, Avro and Parquet; and online views.
 *
 * <pre>{@code
 * Bindings.of()
 *     .read(LINES, Files.csv("in/*.csv").zone(LONDON).column("invoiceNo", "InvoiceNo"))
 *     .write(DAILY, Files.csvTo("out/daily"))
 *     .quarantine(REJECTED, Files.rejected("out/rejected"));
 * }</pre>
 *
 * <p>A path to read is a file, a folder (its files with the format's extension, but for those whose
 * names start with a dot or an underscore; also a folder that was published as a link), or a glob
 * ({@code *}, {@code **}, {@code ?}, {@code [a-z]}, {@code {a,b}}). Files are taken in the order of
 * their names. Relative paths start at the working directory. That nothing matches is a problem.
 */
public final class Files {
  private Files() {}

  /**
   * Reads CSV with a header; in a folder, the files that end in {@code .csv}, {@code .csv.gz} or
   * {@code .csv.zst}.
   */
  public static CsvSource csv(String path) {
    return CsvSource.of(path);
  }

  /**
   * Reads JSON Lines; in a folder, files that end in {@code .jsonl} or {@code .ndjson}, alone or
   * with {@code .gz} or {@code .zst} behind it.
   */
  public static JsonlSource jsonl(String path) {
    return JsonlSource.of(path);
  }

  /** Reads Parquet; in a folder, the files that end in {@code .parquet}. */
  public static ParquetSource parquet(String path) {
    return ParquetSource.of(path);
  }

  /** Writes CSV with a header in each part. */
  public static CsvSink csvTo(String folder) {
    return CsvSink.of(folder);
  }

  /** Writes JSON Lines. */
  public static JsonlSink jsonlTo(String folder) {
    return JsonlSink.of(folder);
  }

  /** Reads Avro object container files; in a folder, the files that end in {@code .avro}. */
  public static AvroSource avro(String path) {
    return AvroSource.of(path);
  }

  /** Writes Avro object container files. */
  public static AvroSink avroTo(String folder) {
    return AvroSink.of(folder);
  }

  /** Writes Parquet, compressed with zstd. */
  public static ParquetSink parquetTo(String folder) {
    return ParquetSink.of(folder);
  }

  /**
   * Keeps online views: each version of a view in a folder of its own below {@code folder}. {@link
   * dev.millrace.connect.files.online.OnlineStore} serves from there.
   */
  public static StoreBinding store(String folder) {
    return StoreBinding.of(folder);
  }

  /** Writes rejections as JSON Lines, with everything that is known of each (SEMANTICS L3). */
  public static RejectionSink rejected(String folder) {
    return RejectionSink.of(folder);
  }
}
