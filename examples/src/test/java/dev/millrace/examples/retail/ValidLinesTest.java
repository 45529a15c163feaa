package dev.millrace.examples.retail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.launch.Millrace;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one program publishes is what the others read. */
class ValidLinesTest {
  private static final Instant NOON = Instant.parse("2010-12-01T12:00:00Z");

  @TempDir Path folder;

  @Test
  void theLinesThatCountAreReadBackAsTheyWere() throws IOException {
    List<RawInvoiceLine> valid =
        List.of(
            line("1", "A \"LOVE\", LARGE\nSEE NOTE", 0.1, "17850.0"),
            line("2", "", 1e-9, "17851.0"),
            line("3", null, 9_999.99, "17852.0"),
            line("4", "POUND \u00a3", 1.0 / 3, "17853.0"));
    List<RawInvoiceLine> given = new ArrayList<>(valid);
    given.add(line("5", "NOBODY'S", 1.0, null));
    given.add(line("6", "FOR NOTHING", 0.0, "17850.0"));

    Path published = publish(Rows.source(RawInvoiceLine.class, given), folder);

    assertThat(read(published), equalTo(valid.stream().map(InvoiceLine::from).toList()));
  }

  @Test
  void aFolderWithoutLinesHasNone() throws IOException {
    Path published = publish(Rows.source(RawInvoiceLine.class, List.of()), folder);
    assertThat(read(published), equalTo(List.of()));
  }

  @Test
  void aFolderThatHoldsNothingIsRefused() {
    assertThrows(NoSuchFileException.class, () -> read(folder));
    assertThrows(NoSuchFileException.class, () -> read(folder.resolve("none")));
  }

  @Test
  void otherColumnsAreRefused() throws IOException {
    Files.writeString(folder.resolve("other.csv"), "customerId,at\n17850,2011\n");
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> read(folder)).getMessage(),
        containsString("has the columns [customerId, at]"));
  }

  @Test
  void aLineThatIsNoneIsNamed() throws IOException {
    Files.writeString(
        folder.resolve("bad.csv"),
        """
        invoiceNo,stockCode,description,quantity,invoicedAt,unitPrice,amount,customerId,country
        1,85123A,,many,2010-12-01T12:00:00Z,1,1,17850,France
        """);
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> read(folder)).getMessage(),
        containsString("bad.csv holds [1, 85123A, null, many"));
  }

  @Test
  void quotesKeepWhatStandsInThem() throws IOException {
    CsvRecords records = new CsvRecords(new StringReader("a,\"b,\"\"\n\",\"\",\r\n,\nlast"));
    assertThat(records.next(), equalTo(Arrays.asList("a", "b,\"\n", "", null)));
    assertThat(records.next(), equalTo(Arrays.asList(null, null)));
    assertThat(records.next(), equalTo(List.of("last")));
    assertThat(records.next(), equalTo(null));
  }

  @Test
  void aQuoteThatIsNeverClosedIsNoEnd() throws IOException {
    CsvRecords records = new CsvRecords(new StringReader("a,\"b\nc"));
    assertThrows(EOFException.class, records::next);
  }

  @Test
  void theBindingsFileOfTheExampleFits() {
    Bindings loaded =
        Bindings.load(
            Path.of("valid-lines.yaml"),
            Ports.of(ValidLines.define().plan()),
            Map.of("RETAIL_DATA", "/data/retail"));
    assertThat(
        loaded,
        equalTo(
            Bindings.of()
                .read(
                    Retail.LINES,
                    dev.millrace.connect.files.Files.csv("/data/retail/*.csv")
                        .zone(ZoneId.of("Europe/London"))
                        .timePattern("yyyy-MM-dd HH:mm:ss")
                        .column("customerId", "CustomerID"))
                .write(
                    ValidLines.VALID,
                    dev.millrace.connect.files.Files.csvTo("target/retail/valid-lines"))));
  }

  @Test
  void theRulesAreThoseOfTheRetailPipeline() {
    List<String> rules = rulesOf(ValidLines.define().plan().describe());
    assertThat(rules, not(empty()));
    assertThat(rules, equalTo(rulesOf(Retail.define().plan().describe())));
  }

  private static List<String> rulesOf(String plan) {
    return plan.lines().filter(line -> line.startsWith("    QUARANTINE ")).toList();
  }

  /** Runs the pipeline as it is bound in the example. */
  static Path publish(SourceBinding<? super RawInvoiceLine> source, Path folder) {
    Path published = folder.resolve("valid-lines");
    Millrace.run(
        ValidLines.define(),
        Bindings.of()
            .read(Retail.LINES, source)
            .write(ValidLines.VALID, dev.millrace.connect.files.Files.csvTo(published.toString())),
        PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
    return published;
  }

  static List<InvoiceLine> read(Path published) throws IOException {
    List<InvoiceLine> lines = new ArrayList<>();
    ValidLinesFolder.read(published, lines::add);
    return lines;
  }

  private static RawInvoiceLine line(
      String invoice, @Nullable String description, double price, @Nullable String customer) {
    return new RawInvoiceLine(
        invoice, "85123A", description, 3, NOON, price, customer, "United Kingdom");
  }
}
