package dev.millrace.connect.kafka;

import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.FeatureView;
import dev.millrace.OnlineView;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.files.Files;
import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.connect.kafka.Sales.Revenue;
import dev.millrace.connect.kafka.Sales.Sale;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/connectors/kafka.md shows compiles, and means the same in Java and in YAML. */
class DocumentedKafkaTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "connectors", "kafka.md");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
  private static final Source<Sale> ORDERS = Source.of("orders", Sale.class);
  private static final Sink<Revenue> DAILY = Sink.of("daily", Revenue.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  record Spend(double sum) {}

  private static final OnlineView<String, Spend> ONLINE =
      OnlineView.of(
          "user-activity",
          FeatureView.named("user_activity", 1)
              .over(Sale.class)
              .keyedBy(Sale::customer)
              .at(Sale::at)
              .as(Spend.class)
              .set(Spend::sum, sum(Sale::amount).over(Duration.ofMinutes(5)).orElse(0.0))
              .build());

  @TempDir Path folder;

  private static Bindings bindings() {
    return
    // snippet:kafka
    Bindings.of()
        .read(ORDERS, Kafka.json("orders").servers("broker:9092").key("customer").timestamp("at"))
        .write(DAILY, Kafka.jsonTo("daily").servers("broker:9092").key("country"))
        .quarantine(REJECTED, Kafka.rejected("orders-rejected").servers("broker:9092"))
        .publishTo(Path.of("out"));
    // end
  }

  private static KafkaSource changes() {
    // snippet:changes
    KafkaSource prices =
        Kafka.json("prices").servers("broker:9092").key("product").changes("kind").timestamp("at");
    // end
    return prices;
  }

  private static KafkaSource numbered() {
    // snippet:numbered
    KafkaSource numbered =
        Kafka.json("prices")
            .servers("broker:9092")
            .key("product")
            .changes("kind")
            .timestamp("at")
            .header("version", "version");
    // end
    return numbered;
  }

  private static KafkaSource history(Instant seam) {
    // snippet:history
    KafkaSource orders =
        Kafka.json("orders")
            .servers("broker:9092")
            .from(seam)
            .withHistory(Files.jsonl("orders/*.jsonl"));
    // end
    return orders;
  }

  private static KafkaSource watched() {
    // snippet:watched
    KafkaSource watched = Kafka.json("orders").servers("broker:9092").commitTo("orders-pipeline");
    // end
    return watched;
  }

  private static Bindings online() {
    // snippet:online
    return Bindings.of().write(ONLINE, Kafka.store("user-activity").servers("broker:9092"));
    // end
  }

  static Spend served(String customer, Instant now) throws IOException {
    // snippet:served
    OnlineStore<String, Spend> store =
        OnlineTopic.of("user-activity").servers("broker:9092").open(ONLINE);
    Spend spend = store.features().get(customer, now);
    boolean isAnyNew = store.refresh();
    // end
    return isAnyNew ? store.features().get(customer, now) : spend;
  }

  private Bindings yaml(int number, Ports ports, Map<String, String> environment)
      throws IOException {
    String page = java.nio.file.Files.readString(PAGE);
    String block = YAML.matcher(page).results().toList().get(number).group(1);
    Path file = java.nio.file.Files.writeString(folder.resolve("bindings.yaml"), block);
    return Bindings.load(file, ports, environment);
  }

  @Test
  void theBindingsOfThePageMeanTheSameInJavaAndInYaml() throws IOException {
    Ports ports = Ports.of(List.of(ORDERS), List.of(DAILY), List.of(REJECTED));
    assertThat(yaml(0, ports, Map.of()), equalTo(bindings()));
    assertThat(
        yaml(1, Ports.of(List.of(ORDERS), List.of(), List.of()), Map.of()),
        equalTo(Bindings.of().read(ORDERS, history(Instant.parse("2026-01-31T00:00:00Z")))));
    assertThat(
        yaml(2, Ports.of(List.of(), List.of(), List.of()).withOnline(List.of(ONLINE)), Map.of()),
        equalTo(online()));
    Bindings secure =
        yaml(
            3,
            Ports.of(List.of(ORDERS), List.of(), List.of(REJECTED)),
            Map.of("KAFKA_PASSWORD", "x".repeat(9)));
    assertThat(secure.describe(), containsString("kafka orders at broker:9093"));
    Bindings certified =
        yaml(
            4,
            Ports.of(List.of(ORDERS), List.of(), List.of()),
            Map.of("KEYSTORE_PASSWORD", "x".repeat(9)));
    assertThat(certified.describe(), containsString("kafka orders at broker:9094"));
  }

  @Test
  void theSourcesOfThePageSayWhatTheyAre() {
    assertThat(changes().describe(), containsString("key product, timestamp at, changes kind"));
    assertThat(numbered().describe(), containsString("version"));
    assertThat(watched().describe(), containsString("commits to orders-pipeline"));
    assertThat(
        history(Instant.parse("2026-01-31T00:00:00Z")).describe(),
        containsString("from 2026-01-31T00:00:00Z, after files jsonl orders/*.jsonl"));
  }
}
