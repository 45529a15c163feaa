package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.record.Shape;
import dev.millrace.servers.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline over sales, and sales for it: good ones, invalid ones, late ones and no sales at all.
 */
final class Sales {
  record Sale(String customer, Instant at, double amount, int pieces, @Nullable String note) {}

  record Revenue(String customer, Instant start, double total, long sales) {}

  static final Source<Sale> SALES = Source.of("sales", Sale.class);
  static final Sink<Sale> KEPT = Sink.of("kept", Sale.class);
  static final Sink<Revenue> REVENUE = Sink.of("revenue", Revenue.class);
  static final Quarantine REJECTED = Quarantine.of("rejected");

  private static final Instant START = Instant.parse("2011-01-02T10:00:00Z");

  private Sales() {}

  static Pipeline pipeline(Duration lateness) {
    return pipeline(Lateness.of(lateness).lateTo(REJECTED));
  }

  static Pipeline pipeline(Lateness lateness) {
    Pipeline pipeline = Pipeline.named("sales");
    Events<Sale> sales =
        pipeline
            .read(SALES)
            .validate(Rules.on(Sale.class).inRange(Sale::amount, Range.atLeast(0.0)))
            .quarantine(REJECTED)
            .timestamps(Sale::at, lateness);
    sales.to(KEPT);
    revenue(sales, Window.tumbling(Duration.ofMinutes(1))).to(REVENUE);
    return pipeline;
  }

  /** What each customer spends. */
  static Events<Revenue> revenue(Events<Sale> sales, Window window) {
    return sales
        .keyBy(Sale::customer)
        .window(window)
        .aggregate("revenue")
        .as(Revenue.class)
        .key(Revenue::customer, Sale::customer)
        .start(Revenue::start)
        .set(Revenue::total, Aggregations.sum(Sale::amount).orElse(0.0))
        .set(Revenue::sales, Aggregations.count())
        .build();
  }

  static Bindings bindings(SourceBinding<Object> source, Path folder) {
    return Bindings.of()
        .read(SALES, source)
        .write(KEPT, Rows.<Sale>sink(folder.resolve("kept")))
        .write(REVENUE, Rows.<Revenue>sink(folder.resolve("revenue")))
        .quarantine(REJECTED, Rows.<Rejection>sink(folder.resolve("rejected")));
  }

  /** Values of messages as they are written, in the order of their times but for a minute. */
  static List<String> lines(int count, long seed) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line(random, START.plusMillis(i * 200L - random.nextInt(60_000))));
    }
    return lines;
  }

  private static String line(Random random, Instant at) {
    String customer = "c" + random.nextInt(7);
    return switch (random.nextInt(40)) {
      case 0 -> "no sale";
      case 1 -> "{\"customer\":\"" + customer + "\",\"at\":\"" + at + "\",\"amount\":\"x\"}";
      case 2 -> "{\"customer\":null,\"at\":\"yesterday\",\"amount\":1,\"pieces\":1}";
      case 3 -> sale(customer, at, -1, "null");
      case 4 -> sale(customer, at, 5, "\"caf\\u00e9 \\\"x\\\"\"");
      case 5 -> sale(customer, at, 5, "\"Zürich\"");
      case 6 -> "  " + sale(customer, at, 1.5e2, "\"exponent\"").replace(",", " , ");
      default -> sale(customer, at, random.nextInt(1000) / 8.0, "\"n" + random.nextInt(9) + "\"");
    };
  }

  static String sale(String customer, Instant at, double amount, String note) {
    return "{\"customer\":\""
        + customer
        + "\",\"at\":\""
        + at
        + "\",\"amount\":"
        + amount
        + ",\"pieces\":3,\"note\":"
        + note
        + "}";
  }

  /** Sends lines to the partitions of a topic in turn; gives where each partition ends then. */
  static Map<String, Long> send(Broker broker, String topic, int partitions, List<String> lines) {
    Map<String, Long> ends = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      ends.put(topic + "-" + i, 0L);
    }
    for (int i = 0; i < lines.size(); i++) {
      broker.send(
          new ProducerRecord<>(
              topic, i % partitions, ("k" + i).getBytes(UTF_8), lines.get(i).getBytes(UTF_8)));
      ends.merge(topic + "-" + i % partitions, 1L, Long::sum);
    }
    broker.flush();
    return ends;
  }

  /** What was published at a port, in an order of its own. */
  static <T> List<String> published(Path folder, String port, Class<T> type) throws IOException {
    return Rows.read(Shape.of(type), folder.resolve(port)).stream()
        .map(Object::toString)
        .sorted()
        .toList();
  }

  /** The bytes and the reasons of what was rejected, in an order of its own. */
  static List<String> rejected(Path folder) throws IOException {
    return Rows.read(Shape.of(Rejection.class), folder.resolve("rejected")).stream()
        .map(each -> each.stage() + " " + each.rules() + " " + new String(each.raw(), UTF_8))
        .sorted()
        .toList();
  }
}
