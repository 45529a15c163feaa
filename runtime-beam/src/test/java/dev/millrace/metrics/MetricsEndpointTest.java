package dev.millrace.metrics;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.beam.Execution;
import dev.millrace.beam.Runner;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Ledger;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Receipt.RuleCount;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Severity;
import dev.millrace.servers.Scrape;
import dev.millrace.servers.Scrape.Sample;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scrapes of real runs, held against their ledgers. */
class MetricsEndpointTest {
  record Sale(String shop, long cents, Instant at) {}

  record Takings(String shop, Instant start, long sales) {}

  static final Source<Sale> SALES = Source.of("shop-sales", Sale.class);
  static final Sink<Sale> KEPT = Sink.of("kept", Sale.class);
  static final Sink<Takings> TAKINGS = Sink.of("takings", Takings.class);
  static final Quarantine REJECTED = Quarantine.of("rejected");
  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");
  private static final Instant NOW = Instant.parse("2011-01-03T00:00:00Z");

  @TempDir Path folder;

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("shops");
    var sales =
        pipeline
            .read(SALES)
            .filter("no tests", sale -> !sale.shop().equals("test"))
            .validate(
                Rules.on(Sale.class)
                    .check("pays \"something\" {x}\\\n", sale -> sale.cents() != 0)
                    .check("cents up to 500", sale -> sale.cents() <= 500)
                    .check("not 13", sale -> sale.cents() != 13)
                    .severity(Severity.WARN)
                    .check("never broken", sale -> true))
            .quarantine(REJECTED)
            .timestamps(Sale::at, Lateness.of(Duration.ofMinutes(2)));
    sales.to(KEPT);
    sales
        .keyBy(Sale::shop)
        .window(Window.tumbling(Duration.ofMinutes(10)))
        .aggregate("takings")
        .as(Takings.class)
        .key(Takings::shop, Sale::shop)
        .start(Takings::start)
        .set(Takings::sales, Aggregations.count())
        .build()
        .to(TAKINGS);
    return pipeline;
  }

  private static List<List<Sale>> sales() {
    Random random = new Random(7);
    List<List<Sale>> partitions = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 5_000; i++) {
      String shop = List.of("north", "south", "test").get(random.nextInt(3));
      Instant at = START.plusSeconds(i).minusSeconds(random.nextInt(100) == 0 ? 300 : 0);
      partitions.get(i % 2).add(new Sale(shop, random.nextInt(600), at));
    }
    return partitions;
  }

  private MetricsEndpoint endpoint(Plan plan, String run) throws IOException {
    return MetricsEndpoint.open(
        plan,
        run,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        InstantSource.fixed(NOW));
  }

  private Manifest run(Plan plan, String run, SourceBinding<Sale> sales, Runner runner) {
    Bindings bindings =
        Bindings.of()
            .read(SALES, sales)
            .write(KEPT, Rows.<Sale>sink(folder.resolve("kept")))
            .write(TAKINGS, Rows.<Takings>sink(folder.resolve("takings")))
            .quarantine(REJECTED, Rows.<Rejection>sink(folder.resolve("rejected")));
    return Execution.run(plan, bindings, runner.options("--publishEveryMillis=600000"), run);
  }

  @ParameterizedTest
  @EnumSource
  void aBatchShowsWhatItsLedgerHolds(Runner runner) throws IOException {
    Plan plan = pipeline().plan();
    String run = Execution.newRunId();
    try (MetricsEndpoint endpoint = endpoint(plan, run)) {
      Manifest manifest = run(plan, run, Rows.partitioned(Sale.class, sales()), runner);
      assertShows(Scrape.of(endpoint.url()), manifest, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamShowsWhatItsLedgerHolds(Runner runner) throws IOException {
    Plan plan = pipeline().plan();
    String run = Execution.newRunId();
    try (MetricsEndpoint endpoint = endpoint(plan, run)) {
      Manifest manifest = run(plan, run, Rows.stream(Sale.class, sales()), runner);
      assertShows(Scrape.of(endpoint.url()), manifest, 20);
    }
  }

  /** Every counter, and no other: those that the ledger has, and those that stayed at 0. */
  private static void assertShows(Scrape scrape, Manifest manifest, long atLeastLate) {
    Ledger ledger = manifest.ledger();
    Map<List<String>, Double> expected = new HashMap<>();
    count(expected, ledger, "read", "read:shop-sales", Place.IN);
    count(expected, ledger, "rejected", "read:shop-sales", Place.UNREADABLE);
    count(expected, ledger, "filtered", "filter:no tests", Place.FILTERED);
    count(expected, ledger, "rejected", "validate:shop-sales", Place.REJECTED);
    count(expected, ledger, "rejected", "timestamps:shop-sales", Place.REJECTED);
    count(expected, ledger, "late", "timestamps:shop-sales", Place.LATE);
    for (String end : List.of("write:kept", "aggregate:takings", "write:takings")) {
      count(expected, ledger, "valid", end, Place.OUT);
    }
    expected.put(List.of("quarantined", "validate:shop-sales", "never broken"), 0.0);
    for (RuleCount rule : manifest.rules()) {
      String metric = rule.severity().equals("WARN") ? "warned" : "quarantined";
      expected.put(List.of(metric, rule.step(), rule.rule()), (double) rule.count());
    }

    Map<List<String>, Double> shown = new HashMap<>();
    for (Sample sample : scrape.samples()) {
      assertThat(scrape.type(sample.name()), is("counter"));
      Map<String, String> labels = new TreeMap<>(sample.labels());
      assertThat(labels.remove("pipeline"), is("shops"));
      List<String> key = new ArrayList<>();
      key.add(sample.name().replaceAll("millrace_rows_(.*)_total", "$1"));
      key.add(labels.remove("step"));
      if (labels.containsKey("rule")) {
        key.add(labels.remove("rule"));
      }
      assertThat(labels.keySet(), empty());
      shown.put(key, sample.value());
    }
    assertThat(shown, equalTo(expected));
    assertThat(
        expected.get(List.of("late", "timestamps:shop-sales")).longValue() >= atLeastLate,
        is(true));
    for (RuleCount rule : manifest.rules()) {
      assertThat(rule.count(), greaterThan(0L));
    }
    assertThat(manifest.rules().size(), greaterThan(2));
  }

  private static void count(
      Map<List<String>, Double> counts, Ledger ledger, String metric, String step, Place place) {
    counts.put(List.of(metric, step), (double) ledger.get(step, place).count());
  }

  @Test
  void beforeTheFirstRowEveryCounterIsThereAndNoSourceHasAFrontier() throws IOException {
    Plan plan = pipeline().plan();
    String run = Execution.newRunId();
    try (MetricsEndpoint endpoint = endpoint(plan, run)) {
      RunMetrics.of(run).source("shop-sales").report(0, Long.MIN_VALUE, Long.MIN_VALUE);

      Scrape scrape = Scrape.of(endpoint.url());
      assertThat(scrape.sum("millrace_rows_read_total", Map.of()).getAsDouble(), is(0.0));
      assertThat(scrape.samples().size(), is(13));
      assertThat(scrape.type("millrace_frontier_lag_seconds"), is(""));
    }
  }

  @Test
  void lagsAreSecondsBehindTheClockAtTheTimeOfTheScrape() throws IOException {
    Plan plan = pipeline().plan();
    String run = Execution.newRunId();
    try (MetricsEndpoint endpoint = endpoint(plan, run)) {
      long now = NOW.getEpochSecond() * 1_000_000;
      SourceLag source = RunMetrics.of(run).source("shop-sales");
      source.report(0, now - 90_250_000, now - 1_500_000);
      source.report(1, now - 30_000_000, Long.MAX_VALUE);

      Scrape scrape = Scrape.of(endpoint.url());
      Map<String, String> labels = Map.of("pipeline", "shops", "source", "shop-sales");
      assertThat(
          scrape.of("millrace_frontier_lag_seconds", labels).map(Sample::value).toList(),
          is(List.of(90.25)));
      assertThat(
          scrape.of("millrace_frontier_timestamp_seconds", labels).map(Sample::value).toList(),
          is(List.of(NOW.getEpochSecond() - 90.25)));
      assertThat(
          scrape.of("millrace_ingestion_lag_seconds", labels).map(Sample::value).toList(),
          is(List.of(1.5)));
      assertThat(scrape.type("millrace_frontier_lag_seconds"), is("gauge"));
    }
  }

  @Test
  void onlyMetricsAreAnsweredAndNothingAfterTheEnd() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    String url;
    try (MetricsEndpoint endpoint = endpoint(pipeline().plan(), Execution.newRunId())) {
      url = endpoint.url();
      assertThat(url, containsString("http://127.0.0.1:"));
      assertThat(status(client, HttpRequest.newBuilder(URI.create(url + "x")).build()), is(404));
      assertThat(
          status(
              client,
              HttpRequest.newBuilder(URI.create(url))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build()),
          is(405));
      assertThat(
          status(
              client,
              HttpRequest.newBuilder(URI.create(url))
                  .method("HEAD", HttpRequest.BodyPublishers.noBody())
                  .build()),
          is(200));
    }
    assertThrows(ConnectException.class, () -> Scrape.of(url));
  }

  private static int status(HttpClient client, HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
