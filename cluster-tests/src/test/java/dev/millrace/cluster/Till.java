package dev.millrace.cluster;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.launch.Millrace;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A job whose definition changes from one deployment to the next: over the sales of shops it has
 * windows, sessions, a deduplication, joins as of a time and by window, and a view that it serves.
 * Its main method takes the {@link Change} before everything else.
 */
final class Till {
  record Sale(String shop, double amount, Instant at) {}

  record Ask(String shop, Instant at) {}

  record Total(String shop, Instant start, double total, long sales) {}

  record Sold(String shop, Instant asked, Instant at, double amount) {}

  record Spend(double spent, long sales) {}

  record Day(double spent) {}

  record SpendAndMost(double spent, long sales, @Nullable Double most) {}

  record Answer(String shop, Instant at, double spent, long sales) {}

  record LongAnswer(String shop, Instant at, double spent, long sales, @Nullable Double most) {}

  static final Source<Sale> SALES = Source.of("sales", Sale.class);
  static final Source<Ask> ASKS = Source.of("asks", Ask.class);
  static final Sink<Total> TOTALS = Sink.of("totals", Total.class);
  static final Sink<Total> RUSHES = Sink.of("rushes", Total.class);
  static final Sink<Sold> SOLD = Sink.of("sold", Sold.class);
  static final Sink<Sale> FIRSTS = Sink.of("firsts", Sale.class);
  static final Sink<Answer> ANSWERS = Sink.of("answers", Answer.class);
  static final Sink<LongAnswer> LONG_ANSWERS = Sink.of("answers", LongAnswer.class);
  static final Quarantine LATE = Quarantine.of("late");

  private static final Lateness LATENESS = Lateness.of(ofSeconds(10)).lateTo(LATE);

  private static final FeatureView<String, Sale, Spend> SPEND =
      FeatureView.named("spend", 1)
          .over(Sale.class)
          .keyedBy(Sale::shop)
          .at(Sale::at)
          .as(Spend.class)
          .set(Spend::spent, sum(Sale::amount).over(ofHours(3)).orElse(0.0))
          .set(Spend::sales, count().over(ofHours(1)))
          .build();

  /** Reaches back behind the savepoint from when all sales have come. */
  private static final FeatureView<String, Sale, Day> DAY =
      FeatureView.named("day", 1)
          .over(Sale.class)
          .keyedBy(Sale::shop)
          .at(Sale::at)
          .as(Day.class)
          .set(Day::spent, sum(Sale::amount).over(ofHours(8)).orElse(0.0))
          .build();

  static final OnlineView<String, Day> SERVED = OnlineView.of("served", DAY);

  private static final FeatureView<String, Sale, SpendAndMost> SPEND_AND_MOST =
      FeatureView.named("spend", 2)
          .over(Sale.class)
          .keyedBy(Sale::shop)
          .at(Sale::at)
          .as(SpendAndMost.class)
          .set(SpendAndMost::spent, sum(Sale::amount).over(ofHours(3)).orElse(0.0))
          .set(SpendAndMost::sales, count().over(ofHours(1)))
          .set(SpendAndMost::most, max(Sale::amount).over(ofHours(2)))
          .build();

  /** What is different from the definition that runs first. */
  enum Change {
    NONE,
    /** A feature more. */
    FEATURE,
    /** A row-wise step has another name. */
    RENAMED,
    /** A step without state stands between others: it takes sales of 2 and more alone. */
    INSERTED,
    /** Steps stand in another order. */
    REORDERED,
    /** A step that keeps state has another name. */
    RENAMED_TOTALS
  }

  private Till() {}

  static Pipeline define(Change change) {
    Pipeline pipeline = Pipeline.named("till");
    Events<Sale> sales =
        pipeline
            .read(SALES)
            .filter(
                change == Change.RENAMED ? "not-nothing" : "something", sale -> sale.amount() != 0)
            .timestamps(Sale::at, LATENESS);
    if (change == Change.INSERTED) {
      sales = sales.filter("large", sale -> sale.amount() >= 2);
    }
    Events<Ask> asks;
    if (change == Change.REORDERED) {
      asks = pipeline.read(ASKS).timestamps(Ask::at, LATENESS);
      sold(asks, sales);
      firsts(sales);
      totals(change, sales);
    } else {
      totals(change, sales);
      firsts(sales);
      asks = pipeline.read(ASKS).timestamps(Ask::at, LATENESS);
      sold(asks, sales);
    }
    sales.feature(DAY).to(SERVED);
    if (change == Change.FEATURE) {
      asks.asOf(Ask::shop, sales.feature(SPEND_AND_MOST))
          .as(LongAnswer.class)
          .build()
          .to(LONG_ANSWERS);
    } else {
      asks.asOf(Ask::shop, sales.feature(SPEND)).as(Answer.class).build().to(ANSWERS);
    }
    return pipeline;
  }

  private static void totals(Change change, Events<Sale> sales) {
    String totals = change == Change.RENAMED_TOTALS ? "sums" : "totals";
    totals(totals, sales, Window.tumbling(ofHours(1))).to(TOTALS);
    totals("rushes", sales, Window.sessions(ofSeconds(90))).to(RUSHES);
  }

  private static Events<Total> totals(String name, Events<Sale> sales, Window window) {
    return sales
        .keyBy(Sale::shop)
        .window(window)
        .aggregate(name)
        .as(Total.class)
        .key(Total::shop, Sale::shop)
        .start(Total::start)
        .set(Total::total, sum(Sale::amount).orElse(0.0))
        .set(Total::sales, count())
        .build();
  }

  private static void firsts(Events<Sale> sales) {
    sales.keyBy(Sale::shop).deduplicate("firsts", ofHours(1)).to(FIRSTS);
  }

  private static void sold(Events<Ask> asks, Events<Sale> sales) {
    asks.keyBy(Ask::shop)
        .window(Window.tumbling(ofMinutes(2)))
        .join("asked-and-sold", sales.keyBy(Sale::shop))
        .inner(Sold.class, (ask, sale) -> new Sold(ask.shop(), ask.at(), sale.at(), sale.amount()))
        .to(SOLD);
  }

  public static void main(String[] args) {
    Millrace.main(define(Change.valueOf(args[0])), Arrays.copyOfRange(args, 1, args.length));
  }
}
