package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.files.Rows.Order;
import dev.millrace.connect.files.parquet.PageCompression;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bindings file says the same as Java does. */
class FilesConnectorTest {
  private static final Source<Order> LINES = Source.of("lines", Order.class);
  private static final Source<Order> EVENTS = Source.of("events", Order.class);
  private static final Sink<Order> DAILY = Sink.of("daily", Order.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  private static final Ports PORTS =
      Ports.of(List.of(LINES, EVENTS), List.of(DAILY), List.of(REJECTED));

  @TempDir Path folder;

  private Bindings load(String yaml) throws IOException {
    Path file = folder.resolve("bindings.yaml");
    java.nio.file.Files.writeString(file, yaml);
    return Bindings.load(file, PORTS, Map.of());
  }

  @Test
  void aFileOfBindingsEqualsTheTypedOnes() throws IOException {
    Bindings loaded =
        load(
            """
            sources:
              lines:
                files: {csv: "in/*.csv", zone: Europe/London, timePattern: "yyyy-MM-dd HH:mm", delimiter: ";",
                        nullText: NA, columns: {quantity: Qty}, optional: [note], maxFieldBytes: 100, maxRecordBytes: 1000}
              events: {files: {jsonl: in/events, columns: {price: p}, partitionedBy: [note]}}
            sinks: {daily: [{files: {csv: out/daily, delimiter: "|", compression: zstd}}, {files: {jsonl: out/daily-json, compression: none}}]}
            quarantine: {rejected: {files: {jsonl: out/rejected, compression: gzip}}}
            """);
    Bindings typed =
        Bindings.of()
            .read(
                LINES,
                Files.csv("in/*.csv")
                    .zone(ZoneId.of("Europe/London"))
                    .timePattern("yyyy-MM-dd HH:mm")
                    .delimiter(';')
                    .nullText("NA")
                    .column("quantity", "Qty")
                    .optional("note")
                    .limits(100, 1000))
            .read(EVENTS, Files.jsonl("in/events").column("price", "p").partitionedBy("note"))
            .write(
                DAILY,
                Files.csvTo("out/daily").delimiter('|').compression(Compression.ZSTD),
                Files.jsonlTo("out/daily-json"))
            .quarantine(REJECTED, Files.rejected("out/rejected").compression(Compression.GZIP));
    assertThat(loaded, equalTo(typed));
  }

  @Test
  void avroHasItsOwnKeys() throws IOException {
    Path schema = folder.resolve("order.avsc");
    java.nio.file.Files.writeString(
        schema,
        "{\"type\":\"record\",\"name\":\"O\",\"fields\":[{\"name\":\"q\",\"type\":\"int\"}]}");
    Bindings loaded =
        load(
            """
            sources:
              lines:
                files: {avro: in, zone: Europe/London, columns: {quantity: Qty}, aliases: {price: [p, cost]},
                        optional: [note], maxBlockBytes: 1000}
              events: {files: {avro: in/events, partitionedBy: [note]}}
            sinks:
              daily:
                - {files: {avro: out/a, codec: deflate, level: 9, columns: {quantity: Qty}}}
                - {files: {avro: out/b, codec: snappy, zone: UTC}}
                - {files: {avro: out/c, codec: "null", schema: %s}}
                - {files: {avro: out/d, codec: zstandard}}
            quarantine: {rejected: {files: {jsonl: out/rejected}}}
            """
                .formatted(schema));
    Bindings typed =
        Bindings.of()
            .read(
                LINES,
                Files.avro("in")
                    .zone(ZoneId.of("Europe/London"))
                    .column("quantity", "Qty")
                    .alias("price", "p")
                    .alias("price", "cost")
                    .optional("note")
                    .maxBlockBytes(1000))
            .read(EVENTS, Files.avro("in/events").partitionedBy("note"))
            .write(
                DAILY,
                Files.avroTo("out/a").deflate(9).column("quantity", "Qty"),
                Files.avroTo("out/b").snappy().zone(ZoneId.of("UTC")),
                Files.avroTo("out/c").uncompressed().schema(schema.toString()),
                Files.avroTo("out/d"))
            .quarantine(REJECTED, Files.rejected("out/rejected"));
    assertThat(loaded, equalTo(typed));
  }

  @Test
  void aValueThatCannotBeHidesNothingElseThatIsWrongThere() {
    for (String wrong :
        List.of("maxFieldBytes: lots", "maxFieldBytes: 9, maxRecordBytes: 8", "delimiter: a")) {
      String yaml =
          """
          sources:
            lines: {files: {csv: in, %s, zoen: Europe/London}}
            events: {files: {jsonl: in}}
          sinks: {daily: {files: {csv: out}}}
          quarantine: {rejected: {files: {jsonl: bad}}}
          """
              .formatted(wrong);
      ProblemsException told = assertThrows(ProblemsException.class, () -> load(yaml));
      assertThat(told.getMessage(), containsString("unknown key 'zoen'"));
      assertThat(told.problems(), hasSize(2));
    }
  }

  @Test
  void whatIsWrongIsToldWithItsKey() {
    String yaml =
        """
        sources:
          lines: {files: {csv: in, zone: Lndn, delimiter: ab, colums: {a: b}}}
          events: {files: {jsonl: in, csv: in}}
        sinks: {daily: {files: {jsonl: out, compression: gz}}}
        quarantine: {rejected: {files: {jsonl: bad}}}
        """;
    String told = assertThrows(ProblemsException.class, () -> load(yaml)).getMessage();
    assertThat(told, containsString("'zone' is 'Lndn'. Why: it has to be a time zone such as"));
    assertThat(told, containsString("it has to be one character, such as"));
    assertThat(told, containsString("unknown key 'colums'"));
    assertThat(told, containsString("exactly one of"));
    assertThat(told, containsString("'compression' is 'gz'"));
  }

  @Test
  void parquetHasItsOwnSettings() throws IOException {
    Bindings loaded =
        load(
            """
            sources:
              lines:
                files: {parquet: "in/*.parquet", zone: Europe/London, columns: {quantity: Qty}, optional: [note],
                        pageLimit: 1000000}
              events: {files: {parquet: in/events, partitionedBy: [note, price]}}
            sinks: {daily: [{files: {parquet: out/a, compression: snappy, rowGroupBytes: 1000}},
                            {files: {parquet: out/b, columns: {price: p}}}]}
            quarantine: {rejected: {files: {jsonl: out/rejected}}}
            """);
    Bindings typed =
        Bindings.of()
            .read(
                LINES,
                Files.parquet("in/*.parquet")
                    .zone(ZoneId.of("Europe/London"))
                    .column("quantity", "Qty")
                    .optional("note")
                    .pageLimit(1_000_000))
            .read(EVENTS, Files.parquet("in/events").partitionedBy("note", "price"))
            .write(
                DAILY,
                Files.parquetTo("out/a").compression(PageCompression.SNAPPY).rowGroupBytes(1000),
                Files.parquetTo("out/b").column("price", "p"))
            .quarantine(REJECTED, Files.rejected("out/rejected"));
    assertThat(loaded, equalTo(typed));
  }
}
