package dev.millrace.cluster;

import dev.millrace.cluster.Till.Ask;
import dev.millrace.cluster.Till.Sale;
import dev.millrace.servers.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sales and asks, of which a part comes before the savepoint and the rest after it. Behind them
 * comes a row of two days later, which closes what they have opened: what is made of that row is
 * not told.
 */
final class TillRows {
  static final int PARTITIONS = 2;

  /** Of each partition, so many rows come before the savepoint. */
  static final int BEFORE = 700;

  /** The last unit that is published when those have been read. */
  static final String LAST_CLOSED = "20260101T060000Z";

  /** The last unit that has rows, but for that of the row behind all others. */
  static final String LAST = "20260101T100000Z";

  /** The window that is open behind {@link #LAST_CLOSED}. */
  static final Instant OPEN = Instant.parse("2026-01-01T07:00:00Z");

  static final List<String> SHOPS = List.of("shop 0", "shop 1", "shop 2");

  private static final int ROWS = 1_000;
  private static final Instant START = Instant.parse("2026-01-01T00:30:00Z");
  private static final Duration BETWEEN = Duration.ofSeconds(36);
  private static final String END = "end";

  /** Of the shops; the row behind all others is later. */
  static final Instant END_OF_SALES = time(ROWS, 0);

  private TillRows() {}

  static List<List<Sale>> sales() {
    return IntStream.range(0, PARTITIONS).mapToObj(TillRows::sales).toList();
  }

  private static List<Sale> sales(int partition) {
    Random random = new Random(partition);
    List<Sale> sales = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      double amount = random.nextInt(64) / 8.0;
      String shop = SHOPS.get(random.nextInt(SHOPS.size()));
      sales.add(new Sale(shop, amount, time(row, partition)));
    }
    sales.add(new Sale(END, 1, time(ROWS, partition).plus(Duration.ofDays(2))));
    return sales;
  }

  static List<List<Ask>> asks() {
    return IntStream.range(0, PARTITIONS).mapToObj(TillRows::asks).toList();
  }

  private static List<Ask> asks(int partition) {
    Random random = new Random(10 + partition);
    List<Ask> asks = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      asks.add(new Ask("shop " + random.nextInt(4), time(row, partition)));
    }
    asks.add(new Ask(END, time(ROWS, partition).plus(Duration.ofDays(2))));
    return asks;
  }

  /** Whether something was made of the row behind all others. */
  static boolean isOfEnd(String row) {
    return row.contains("shop=" + END);
  }

  private static Instant time(int row, int partition) {
    return START.plus(BETWEEN.multipliedBy(row)).plusMillis(partition);
  }

  /** Sends what comes before the savepoint, or after it. */
  static void send(Broker broker, String sales, String asks, boolean isBefore) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (Sale sale : half(sales().get(partition), isBefore)) {
        send(
            broker,
            sales,
            partition,
            "{\"shop\":\"%s\",\"amount\":%s,\"at\":\"%s\"}"
                .formatted(sale.shop(), sale.amount(), sale.at()));
      }
      for (Ask ask : half(asks().get(partition), isBefore)) {
        send(
            broker,
            asks,
            partition,
            "{\"shop\":\"%s\",\"at\":\"%s\"}".formatted(ask.shop(), ask.at()));
      }
    }
    broker.flush();
  }

  private static void send(Broker broker, String topic, int partition, String json) {
    broker.send(
        new ProducerRecord<>(topic, partition, null, json.getBytes(StandardCharsets.UTF_8)));
  }

  /** What lies before the savepoint, or behind it. */
  static <T> List<T> half(List<T> rows, boolean isBefore) {
    return isBefore ? rows.subList(0, BEFORE) : rows.subList(BEFORE, rows.size());
  }
}
