package dev.millrace.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.examples.retail.Retail;
import dev.millrace.servers.Broker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
class DataflowTemplateTest {
  private static final String LINES =
      """
      {files: {csv: "%s/lines/*.csv", zone: Europe/London, timePattern: "yyyy-MM-dd HH:mm:ss", columns: {customerId: CustomerID}}}""";

  private static final Pattern PLACE = Pattern.compile("gs://bucket/staging/[^\"\\\\]+");

  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeInput() throws IOException {
    Files.createDirectories(folder.resolve("lines"));
    Files.writeString(
        folder.resolve("lines/a.csv"),
        """
        InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
        536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
        """);
    Files.writeString(folder.resolve("labels.csv"), "customerId,at,buysNext30d\n");
  }

  @Test
  void theStepsOfABatchStandInTheTemplateByTheirNames() throws IOException {
    JsonNode template = template(LINES.formatted(folder));

    assertThat(template.path("type").asText(), is("JOB_TYPE_BATCH"));
    List<String> steps = steps(template);
    assertThat(
        steps,
        hasItems(
            "read:invoice-lines",
            "read:labels",
            "aggregate:daily-revenue",
            "asOf:labels",
            "publish"));
    assertThat(steps, hasItem(startsWith("aggregate:daily-revenue/shuffle")));
  }

  @Test
  void theStepsOfAStreamStandInTheTemplateByTheirNames() throws IOException {
    JsonNode template = template("{replay: {source: " + LINES.formatted(folder) + "}}");

    assertThat(template.path("type").asText(), is("JOB_TYPE_STREAMING"));
    assertThat(
        steps(template),
        hasItems(
            startsWith("read:invoice-lines"),
            startsWith("read:labels"),
            is("aggregate:daily-revenue"),
            is("asOf:labels"),
            is("publish")));
  }

  @Test
  void aTemplateNamesItsFilesAtTheStagingLocationAndLeavesNothingBehind() throws IOException {
    JsonNode template = template(LINES.formatted(folder));

    List<String> places = new ArrayList<>();
    template
        .path("environment")
        .path("workerPools")
        .path(0)
        .path("packages")
        .forEach(each -> places.add(each.path("location").asText()));
    assertThat(places, hasItem(containsString("beam-sdks-java-core")));
    assertThat(places, everyItem(startsWith("gs://bucket/staging/")));
    assertThat(Files.exists(folder.resolve("out")), is(false));
    assertThat(err.toString(StandardCharsets.UTF_8), containsString("notice: outputs are bound"));
  }

  @Test
  void everyFileThatTheTemplateNamesIsListedWithItsPlaceHere() throws IOException {
    JsonNode template = template(LINES.formatted(folder));

    Map<String, Path> files = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve("template-files.txt"))) {
      String[] placeAndFile = line.split("\t", -1);
      files.put(placeAndFile[0], Path.of(placeAndFile[1]));
    }
    Set<String> named = new TreeSet<>();
    Matcher place = PLACE.matcher(template.toString());
    while (place.find()) {
      named.add(place.group());
    }
    assertThat(named, hasItem("gs://bucket/staging/pipeline.pb"));
    assertThat(files.keySet(), is(named));
    for (Path file : files.values()) {
      assertThat(file.toString(), Files.isRegularFile(file), is(true));
    }
    assertThat(
        files.get("gs://bucket/staging/pipeline.pb"), is(folder.resolve("template-pipeline.pb")));
    Path graph = folder.resolve("template-pipeline.pb");
    assertThat(
        RunnerApi.Pipeline.parseFrom(Files.readAllBytes(graph)).getComponents().getTransformsMap(),
        hasKey("publish"));
  }

  @Test
  void topicsCanBeSourcesAndSinksOfATemplate() throws IOException {
    Broker broker = Broker.shared();
    JsonNode template =
        templateOf(
            """
            sources:
              invoice-lines: {kafka: {json: %2$s, servers: "%1$s"}}
              labels: {kafka: {json: %3$s, servers: "%1$s"}}
            sinks:
              daily-revenue: {kafka: {json: %4$s, servers: "%1$s"}}
              training-set: {kafka: {json: %5$s, servers: "%1$s"}}
            quarantine:
              rejected-lines: {kafka: {topic: %6$s, servers: "%1$s"}}
            publish-to: %7$s/out
            """
                .formatted(
                    broker.servers(),
                    broker.topic("lines", 2),
                    broker.topic("labels", 1),
                    broker.topic("daily", 1),
                    broker.topic("training", 1),
                    broker.topic("rejected", 1),
                    folder));

    assertThat(template.path("type").asText(), is("JOB_TYPE_STREAMING"));
    assertThat(
        steps(template),
        hasItems(startsWith("read:invoice-lines"), is("asOf:labels"), is("publish")));
    assertThat(err.toString(StandardCharsets.UTF_8), not(containsString("MR-O014")));
    assertThat(Files.exists(folder.resolve("out")), is(false));
  }

  @Test
  void theRunnerAndTheTemplateGoTogether() {
    assertThat(launch("--runner", "dataflow"), is(2));
    assertThat(launch("--template", "t.json"), is(2));
    assertThat(err.toString(StandardCharsets.UTF_8), containsString("go together"));
  }

  private JsonNode template(String lines) throws IOException {
    return templateOf(
        """
        sources:
          invoice-lines: %s
          labels: {files: {csv: "%s/labels.csv"}}
        sinks:
          daily-revenue: {files: {csv: "%s/out/daily-revenue"}}
          training-set: {files: {csv: "%s/out/training-set"}}
        quarantine:
          rejected-lines: {files: {jsonl: "%s/out/rejected-lines"}}
        """
            .formatted(lines, folder, folder, folder, folder));
  }

  private JsonNode templateOf(String bindings) throws IOException {
    Files.writeString(folder.resolve("bindings.yaml"), bindings);
    Path file = folder.resolve("template.json");
    List<URI> asked = new CopyOnWriteArrayList<>();
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(new NoNetwork(asked));
    try {
      int exit =
          launch(
              "--runner",
              "dataflow",
              "--template",
              file.toString(),
              "--",
              "--project=project",
              "--region=europe-west2",
              "--tempLocation=gs://bucket/temp",
              "--stagingLocation=gs://bucket/staging");
      assertThat(err.toString(StandardCharsets.UTF_8), exit, is(0));
    } finally {
      ProxySelector.setDefault(before);
    }
    assertThat("asked over the network", asked, is(empty()));
    return new ObjectMapper().readTree(file.toFile());
  }

  private int launch(String... more) {
    List<String> args =
        new ArrayList<>(List.of("run", "--bindings", folder.resolve("bindings.yaml").toString()));
    args.addAll(List.of(more));
    return Millrace.launch(
        Retail.define(),
        args.toArray(String[]::new),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        Map.of());
  }

  private static List<String> steps(JsonNode template) {
    List<String> names = new ArrayList<>();
    template
        .path("steps")
        .forEach(
            step -> names.add(step.path("properties").path("user_name").path("value").asText()));
    return names;
  }

  /** What is asked over HTTP does not leave this machine, and is noted. */
  private static final class NoNetwork extends ProxySelector {
    private final List<URI> asked;

    NoNetwork(List<URI> asked) {
      this.asked = asked;
    }

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
      return List.of(new Proxy(Proxy.Type.HTTP, nobody));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // It cannot but fail.
    }
  }
}
