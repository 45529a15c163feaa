package dev.millrace.beam;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A shop's stream, in which everything keeps state, as {@link StoppedShop} stops it and goes on
 * with it: the definition with what a case may change in it, and the rows.
 */
final class Shop {
  record Sale(String shop, String item, double amount, Instant at) {}

  record Noted(String shop, String item, double amount, Instant at, @Nullable String note) {}

  record Ask(String shop, Instant at) {}

  record Sum(String shop, Instant start, double sum, long sales) {}

  record Items(String item, Instant start, long sales, String lastShop) {}

  record Spend(double spent, long sales) {}

  record SpendAndMost(double spent, long sales, @Nullable Double most) {}

  record Answer(String shop, Instant at, double spent, long sales) {}

  record LongAnswer(String shop, Instant at, double spent, long sales, @Nullable Double most) {}

  /** What every sink gets, so that files of before and after can be read together. */
  record Line(String text) {}

  static final Source<Sale> SALES = Source.of("sales", Sale.class);
  static final Source<Noted> NOTED = Source.of("sales", Noted.class);
  static final Source<Ask> ASKS = Source.of("asks", Ask.class);
  static final Sink<Line> SUMS = Sink.of("sums", Line.class);
  static final Sink<Line> ITEMS = Sink.of("items", Line.class);
  static final Sink<Line> ANSWERS = Sink.of("answers", Line.class);
  static final Sink<Line> FIRSTS = Sink.of("firsts", Line.class);
  static final Sink<Line> COPIES = Sink.of("copies", Line.class);
  static final Quarantine LATE = Quarantine.of("late");
  private static final Lateness LATENESS = Lateness.of(Duration.ofSeconds(10)).lateTo(LATE);
  private static final Duration HOUR = Duration.ofHours(1);

  /** The columns of sales, with a component more or without. */
  record Columns<T>(
      Class<T> type,
      Field<T, String> shop,
      Field<T, String> item,
      Field<T, Double> amount,
      Field<T, Instant> at,
      Fn<T, Line> line) {}

  private static final Columns<Sale> OF_SALE =
      new Columns<>(
          Sale.class,
          Sale::shop,
          Sale::item,
          Sale::amount,
          Sale::at,
          sale -> new Line(sale.shop() + " " + sale.at()));

  private static final Columns<Noted> OF_NOTED =
      new Columns<>(
          Noted.class,
          Noted::shop,
          Noted::item,
          Noted::amount,
          Noted::at,
          sale -> new Line(sale.shop() + " " + sale.at()));

  /** What a definition is, but for what a case changes. */
  static final class Definition {
    Fn<Sale, Sale> priced = sale -> sale;
    boolean onlyLarge;
    boolean itemsFirst;
    boolean copies;
    boolean items = true;
    boolean most;
    boolean noted;
    boolean sumsOfFirsts;
    String sums = "sums";
    Duration window = HOUR;
    Duration mostOver = HOUR;

    /** The folders that hold the sink of first sales. */
    List<String> firstsIn = List.of("firsts", "firsts-again");

    Pipeline pipeline() {
      Pipeline pipeline = Pipeline.named("shop");
      if (noted) {
        Fn<Noted, Noted> same = sale -> sale;
        define(pipeline, priced(pipeline, NOTED, OF_NOTED, same), OF_NOTED);
        return pipeline;
      }
      Events<Sale> sales = priced(pipeline, SALES, OF_SALE, priced);
      if (onlyLarge) {
        sales = sales.filter("large", sale -> sale.amount() >= 2);
      }
      if (copies) {
        sales.map(Line.class, sale -> new Line(sale.toString())).named("copied").to(COPIES);
      }
      define(pipeline, sales, OF_SALE);
      return pipeline;
    }

    private static <T> Events<T> priced(
        Pipeline pipeline, Source<T> source, Columns<T> of, Fn<T, T> fn) {
      return pipeline.read(source).map(of.type(), fn).named("priced").timestamps(of.at(), LATENESS);
    }

    private <T> void define(Pipeline pipeline, Events<T> sales, Columns<T> of) {
      if (items && itemsFirst) {
        items(sales, of);
      }
      Events<T> firsts = sales.keyBy(of.shop()).deduplicate("firsts", HOUR);
      sums(sumsOfFirsts ? firsts : sales, of);
      if (items && !itemsFirst) {
        items(sales, of);
      }
      firsts.map(Line.class, of.line()).named("first-lines").to(FIRSTS);
      answers(pipeline, sales, of);
    }

    private <T> void sums(Events<T> sales, Columns<T> of) {
      sales
          .keyBy(of.shop())
          .window(Window.tumbling(window))
          .aggregate(sums)
          .as(Sum.class)
          .key(Sum::shop, of.shop())
          .start(Sum::start)
          .set(Sum::sum, sum(of.amount()).orElse(0.0))
          .set(Sum::sales, count())
          .build()
          .map(Line.class, sum -> new Line(sum.toString()))
          .named("sum-lines")
          .to(SUMS);
    }

    private static <T> void items(Events<T> sales, Columns<T> of) {
      sales
          .keyBy(of.item())
          .window(Window.tumbling(HOUR))
          .aggregate("items")
          .as(Items.class)
          .key(Items::item, of.item())
          .start(Items::start)
          .set(Items::sales, count())
          .set(Items::lastShop, last(of.shop()))
          .build()
          .map(Line.class, items -> new Line(items.toString()))
          .named("item-lines")
          .to(ITEMS);
    }

    private <T> void answers(Pipeline pipeline, Events<T> sales, Columns<T> of) {
      Events<Ask> asks = pipeline.read(ASKS).timestamps(Ask::at, LATENESS);
      if (most) {
        asks.asOf(Ask::shop, sales.feature(withMost(of)))
            .as(LongAnswer.class)
            .build()
            .map(Line.class, answer -> new Line(answer.toString()))
            .named("answer-lines")
            .to(ANSWERS);
      } else {
        asks.asOf(Ask::shop, sales.feature(spend(of)))
            .as(Answer.class)
            .build()
            .map(Line.class, answer -> new Line(answer.toString()))
            .named("answer-lines")
            .to(ANSWERS);
      }
    }

    private <T> FeatureView<String, T, SpendAndMost> withMost(Columns<T> of) {
      return FeatureView.named("spend", 2)
          .over(of.type())
          .keyedBy(of.shop())
          .at(of.at())
          .as(SpendAndMost.class)
          .set(SpendAndMost::spent, sum(of.amount()).over(Duration.ofHours(3)).orElse(0.0))
          .set(SpendAndMost::sales, count().over(HOUR))
          .set(SpendAndMost::most, max(of.amount()).over(mostOver))
          .build();
    }

    private static <T> FeatureView<String, T, Spend> spend(Columns<T> of) {
      return FeatureView.named("spend", 1)
          .over(of.type())
          .keyedBy(of.shop())
          .at(of.at())
          .as(Spend.class)
          .set(Spend::spent, sum(of.amount()).over(Duration.ofHours(3)).orElse(0.0))
          .set(Spend::sales, count().over(HOUR))
          .build();
    }
  }

  /** Of each partition, so many rows lie before the savepoint. */
  static final int BEFORE = 700;

  private static final int ROWS = 1_000;

  private Shop() {}

  static Definition changed(Consumer<Definition> change) {
    Definition definition = new Definition();
    change.accept(definition);
    return definition;
  }

  /** The notes are there from the savepoint on. */
  static List<Noted> noted(int partition) {
    List<Noted> noted = new ArrayList<>();
    for (Sale sale : sales(partition)) {
      String note = noted.size() < BEFORE ? null : sale.item();
      noted.add(new Noted(sale.shop(), sale.item(), sale.amount(), sale.at(), note));
    }
    return noted;
  }

  static List<List<Sale>> dearerFromTheSavepointOn() {
    return changedFromTheSavepointOn(
        sale -> Stream.of(new Sale(sale.shop(), sale.item(), sale.amount() + 64, sale.at())));
  }

  static List<List<Sale>> onlyLargeFromTheSavepointOn() {
    return changedFromTheSavepointOn(sale -> sale.amount() >= 2 ? Stream.of(sale) : Stream.of());
  }

  private interface Change {
    Stream<Sale> of(Sale sale);
  }

  private static List<List<Sale>> changedFromTheSavepointOn(Change change) {
    List<List<Sale>> partitions = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      List<Sale> sales = new ArrayList<>(before(sales(partition)));
      after(sales(partition)).forEach(sale -> change.of(sale).forEach(sales::add));
      partitions.add(sales);
    }
    return partitions;
  }

  static <T> List<T> before(List<T> rows) {
    return rows.subList(0, BEFORE);
  }

  static <T> List<T> after(List<T> rows) {
    return rows.subList(BEFORE, ROWS);
  }

  /** A row every 36 seconds: ten hours in all, seven of them before the savepoint and a half. */
  static Instant time(int row) {
    return Instant.EPOCH.plusSeconds(1_800 + 36L * row);
  }

  static List<Sale> sales(int partition) {
    Random random = new Random(partition);
    List<Sale> sales = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      sales.add(
          new Sale(
              "shop " + random.nextInt(3),
              "item " + random.nextInt(5),
              random.nextInt(64) / 8.0,
              time(row).plusMillis(partition)));
    }
    return sales;
  }

  static List<Ask> asks(int partition) {
    Random random = new Random(10 + partition);
    List<Ask> asks = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      asks.add(new Ask("shop " + random.nextInt(4), time(row).plusMillis(partition)));
    }
    return asks;
  }
}
