package dev.millrace.launch;

import static dev.millrace.connect.files.Files.avro;
import static dev.millrace.connect.files.Files.avroTo;
import static dev.millrace.connect.files.Files.csv;
import static dev.millrace.connect.files.Files.csvTo;
import static dev.millrace.connect.files.Files.jsonl;
import static dev.millrace.connect.files.Files.jsonlTo;
import static dev.millrace.connect.files.Files.parquet;
import static dev.millrace.connect.files.Files.parquetTo;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launches over files: what is told, what is not, and what is there when no row came. */
class LaunchWithFilesTest {
  record Sale(String shop, int quantity) {}

  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Sink<Sale> COPIES = Sink.of("copies", Sale.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  private static final String BINDINGS =
      """
      sources: {sales: {files: {csv: "${SHOP_ROOT}/in"}}}
      sinks: {copies: [{files: {csv: "${SHOP_ROOT}/%s/csv"}}, {files: {jsonl: "${SHOP_ROOT}/%s/jsonl"}}]}
      quarantine: {rejected: {files: {jsonl: "${SHOP_ROOT}/%s/rejected"}}}
      publish-to: "${SHOP_ROOT}"
      """;

  @TempDir Path folder;
  @TempDir Path launchedFrom;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void columnsThatNobodyReadsAreToldAtOnceAndInTheSummary() throws IOException {
    file("in/a.csv", "shop,quantity,colour\nHull,1,red\n");

    assertThat(run("out"), is(0));
    String notice = "sales: ${SHOP_ROOT}/in/a.csv: no component reads colour";
    assertThat(said(err), equalTo("notice: " + notice + System.lineSeparator()));
    assertThat(said(out), containsString("\nnotice: " + notice + "\n"));

    assertThat(run("out", "--json"), is(0));
    assertThat(said(out), containsString("\"notices\" : [ \"" + notice + "\" ]"));
  }

  @Test
  void pathsFromTheEnvironmentAreShownAsTheirVariableInAllThatARunWrites() throws IOException {
    file("in/a.csv", "shop,quantity\nHull,1\nYork,-2\nLeeds,many\n");

    assertThat(run("out", "--json"), is(0));
    String manifest = text("out/csv/_manifest.json");
    String rejected = text("out/rejected/part-00000.jsonl");
    for (String written : List.of(said(out), said(err), manifest, rejected)) {
      assertThat(written, not(containsString(folder.toString())));
    }
    assertThat(manifest, containsString("\"partition\" : \"${SHOP_ROOT}/in/a.csv\""));
    assertThat(rejected, containsString("\"partition\":\"${SHOP_ROOT}/in/a.csv\",\"position\":3"));
    assertThat(text("out/csv/part-00000.csv"), equalTo("shop,quantity\nHull,1\n"));
  }

  @Test
  void aFailureAndItsCausesAreShownWithoutSecrets() throws IOException {
    file("in/a.csv.gz", "this is not compressed");
    assertThat(run("out", "--stacktrace"), is(3));
    assertThat(said(err), not(containsString(folder.toString())));

    Files.delete(folder.resolve("in/a.csv.gz"));
    file("in/a.csv", "shop,quantity\nHull,1\n");
    Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
    assertThat(run("link", "--stacktrace"), is(3));
    assertThat(said(err), containsString("[MR-O009]"));
    assertThat(said(err), containsString("${SHOP_ROOT}/link"));
    assertThat(said(err), not(containsString(folder.toString())));
  }

  @Test
  void aRunThatFailsOnItsWayTellsCausesWithoutSecrets() throws IOException {
    byte[] zipped = gzip("shop,quantity\n" + "Hull,1\n".repeat(50_000));
    Files.createDirectories(folder.resolve("in"));
    Files.write(folder.resolve("in/a.csv.gz"), Arrays.copyOf(zipped, zipped.length - 9));

    assertThat(run("out", "--stacktrace"), is(1));
    assertThat(said(err), containsString("[MR-R006]"));
    assertThat(said(err), containsString("${SHOP_ROOT}/in/a.csv.gz"));
    assertThat(said(err), containsString("Caused by: "));
    assertThat(said(err), not(containsString(folder.toString())));
  }

  @Test
  void anOutputWithoutRowsIsADataSetThatTheNextPipelineCanRead() throws IOException {
    file("in/a.csv", "shop,quantity\n");

    assertThat(run("out"), is(0));
    assertThat(text("out/csv/part-00000.csv"), equalTo("shop,quantity\n"));
    assertThat(text("out/jsonl/part-00000.jsonl"), equalTo(""));
    assertThat(text("out/rejected/part-00000.jsonl"), equalTo(""));
    assertThat(said(out), containsString("/out/csv  0 records, 14 bytes in 1 part"));

    file("in/a.csv", text("out/csv/part-00000.csv"));
    assertThat(run("next"), is(0));
  }

  @Test
  void anEmptyOutputOfAnyFormatIsAnInputWithoutRows() throws IOException {
    file("in/a.csv", "shop,quantity\n");
    copy(
        csv(folder + "/in"),
        csvTo(folder + "/out/csv"),
        jsonlTo(folder + "/out/jsonl").compression(Compression.GZIP),
        parquetTo(folder + "/out/parquet"),
        avroTo(folder + "/out/avro"));

    for (SourceBinding<Object> source :
        List.of(
            csv(folder + "/out/csv"),
            jsonl(folder + "/out/jsonl"),
            parquet(folder + "/out/parquet"),
            avro(folder + "/out/avro"))) {
      Summary summary = copy(source, csvTo(folder + "/next"));
      assertThat(source.describe(), summary.in(), equalTo(Map.of("sales", 0L)));
      assertThat(text("next/part-00000.csv"), equalTo("shop,quantity\n"));
    }
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the bindings are only read
  private static Summary copy(SourceBinding<Object> from, SinkBinding<Object>... to) {
    Pipeline pipeline = Pipeline.named("copy" + to.length);
    pipeline.read(SALES).to(COPIES);
    Bindings bindings = Bindings.of().read(SALES, from).write(COPIES, to);
    return Summary.of(pipeline.plan(), Millrace.run(pipeline, bindings), List.of());
  }

  @Test
  void anOutputWithRowsHasNoPartWithout() throws IOException {
    file("in/a.csv", "shop,quantity\nHull,1\n");

    assertThat(run("out"), is(0));
    assertThat(parts("out/csv"), contains("part-00000.csv"));
    assertThat(text("out/csv/part-00000.csv"), equalTo("shop,quantity\nHull,1\n"));
    assertThat(parts("out/jsonl"), contains("part-00000.jsonl"));
    assertThat(text("out/jsonl/part-00000.jsonl"), not(equalTo("")));
  }

  private int run(String to, String... options) throws IOException {
    out.reset();
    err.reset();
    Path bindings = launchedFrom.resolve("bindings.yaml");
    Files.writeString(bindings, BINDINGS.formatted(to, to, to));
    Pipeline pipeline = Pipeline.named("shops");
    pipeline
        .read(SALES)
        .validate(Rules.on(Sale.class).inRange(Sale::quantity, Range.atLeast(0)))
        .quarantine(REJECTED)
        .to(COPIES);
    String[] args =
        Stream.concat(Stream.of("run", "--bindings", bindings.toString()), Stream.of(options))
            .toArray(String[]::new);
    return Millrace.launch(
        pipeline,
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        Map.of("SHOP_ROOT", folder.toString()));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      zipped.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private List<String> parts(String output) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(output))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("part-"))
          .toList();
    }
  }

  private static String said(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
