package dev.millrace.examples.docs;

import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Replay;
import dev.millrace.connect.files.Compression;
import dev.millrace.connect.files.Files;
import dev.millrace.connect.files.parquet.PageCompression;
import dev.millrace.examples.retail.DailyRevenue;
import dev.millrace.examples.retail.RawInvoiceLine;
import java.nio.file.Path;
import java.time.ZoneId;

/** Bindings as docs/bindings.md and docs/connectors/files.md show them. */
final class DocumentedBindings {
  static final Source<RawInvoiceLine> LINES = Source.of("invoice-lines", RawInvoiceLine.class);
  static final Sink<DailyRevenue> DAILY = Sink.of("daily-revenue", DailyRevenue.class);
  static final Quarantine REJECTED = Quarantine.of("rejected-lines");
  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  private DocumentedBindings() {}

  static Bindings general() {
    return
    // snippet:bindings
    Bindings.of()
        .read(LINES, Files.csv("in/*.csv").zone(LONDON))
        .write(DAILY, Files.csvTo("out/daily"), Files.jsonlTo("out/daily-json"))
        .quarantine(REJECTED, Files.rejected("out/rejected"))
        .publishTo(Path.of("out"));
    // end
  }

  static Bindings files() {
    return
    // snippet:files
    Bindings.of()
        .read(LINES, Files.csv("in/*.csv").zone(LONDON).timePattern("yyyy-MM-dd HH:mm:ss"))
        .write(DAILY, Files.csvTo("out/daily"), Files.jsonlTo("out/daily-json"))
        .quarantine(REJECTED, Files.rejected("out/rejected"));
    // end
  }

  static Bindings folders() {
    return
    // snippet:folders
    Bindings.of()
        .read(LINES, Files.csv("in").partitionedBy("country"))
        .write(DAILY, Files.csvTo("out/daily").compression(Compression.GZIP))
        .quarantine(REJECTED, Files.rejected("out/rejected").compression(Compression.ZSTD));
    // end
  }

  static Bindings avro() {
    return
    // snippet:avro
    Bindings.of()
        .read(LINES, Files.avro("in/*.avro").alias("quantity", "qty").zone(LONDON))
        .write(DAILY, Files.avroTo("out/daily").deflate(6))
        .quarantine(REJECTED, Files.rejected("out/rejected"));
    // end
  }

  static Bindings parquet() {
    return
    // snippet:parquet
    Bindings.of()
        .read(LINES, Files.parquet("in/*.parquet").zone(LONDON))
        .write(DAILY, Files.parquetTo("out/daily").compression(PageCompression.SNAPPY))
        .quarantine(REJECTED, Files.rejected("out/rejected"));
    // end
  }

  static Bindings stream() {
    // snippet:stream
    Replay<Object> stream =
        Replay.of(Files.csv("in/*.csv")).partitions(4).seed(7).disorder(30).late(0.01, 2000);
    // end
    return Bindings.of().read(LINES, stream);
  }
}
