package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Window;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.kafka.Sales.Revenue;
import dev.millrace.connect.kafka.Sales.Sale;
import dev.millrace.servers.Broker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The order in which results of one key come into a topic. */
class UpsertTest {
  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");
  private static final int CUSTOMERS = 30;
  private static final int HOURS = 8;
  private static final Pattern STARTS = Pattern.compile("\"start\":\"([^\"]*)\"");
  private static final Sink<Revenue> NEWEST = Sink.of("newest", Revenue.class);
  private static final Quarantine LATE = Quarantine.of("late");

  @TempDir Path folder;

  private final Broker broker = Broker.shared();

  /** They all become complete at once, are in units of their own, and fill many blocks. */
  @ParameterizedTest
  @EnumSource(Runner.class)
  void sessionsOfOneKeyComeInTheOrderOfTheirTimes(Runner runner) {
    String topic = broker.topic("newest", 2, Map.of("cleanup.policy", "compact"));
    Object unused =
        Execution.run(
            pipeline().plan(),
            Bindings.of()
                .read(Sales.SALES, Rows.stream(Sale.class, List.of(sales())))
                .write(
                    NEWEST, Kafka.jsonTo(topic).servers(broker.servers()).key("customer").upsert())
                .quarantine(LATE, Rows.sink(folder.resolve("late"))),
            runner.options("--publishEveryMillis=3600000", "--blockRows=3"),
            Execution.newRunId());
    Map<String, List<Instant>> starts = new TreeMap<>();
    broker
        .records(topic)
        .forEach(
            each ->
                starts
                    .computeIfAbsent(new String(each.key(), UTF_8), key -> new ArrayList<>())
                    .add(start(new String(each.value(), UTF_8))));
    assertThat(starts.keySet(), hasSize(CUSTOMERS));
    starts.forEach(
        (customer, found) -> {
          int first = firstHour(Integer.parseInt(customer.substring(1)));
          assertThat(found, hasSize(HOURS - first));
          assertThat(customer, found, equalTo(found.stream().sorted().toList()));
        });
  }

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("newest");
    Events<Sale> sales =
        pipeline
            .read(Sales.SALES)
            .timestamps(Sale::at, Lateness.of(Duration.ofHours(2 * HOURS)).lateTo(LATE));
    Sales.revenue(sales, Window.sessions(Duration.ofMinutes(30))).to(NEWEST);
    return pipeline;
  }

  /** Each customer buys twice in each hour, from one on that few others begin with. */
  private static List<Sale> sales() {
    List<Sale> sales = new ArrayList<>();
    for (int i = 0; i < HOURS * CUSTOMERS * 2; i++) {
      int hour = i / (CUSTOMERS * 2);
      if (hour < firstHour(i % CUSTOMERS)) {
        continue;
      }
      Instant at = START.plus(Duration.ofHours(hour)).plusSeconds(i % (CUSTOMERS * 2));
      sales.add(new Sale("c" + i % CUSTOMERS, at, i, 1, null));
    }
    return sales;
  }

  private static int firstHour(int customer) {
    return customer % HOURS;
  }

  private static Instant start(String value) {
    Matcher start = STARTS.matcher(value);
    if (!start.find()) {
      throw new AssertionError(value);
    }
    return Instant.parse(start.group(1));
  }
}
