package dev.millrace.examples.retail;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.launch.Millrace;
import java.time.Duration;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * Cleans the invoice lines of an online shop, adds up what each country bought on each day, and
 * gives each label the features of its customer as they were at its time: a training set.
 */
public final class Retail {
  // snippet:retail
  static final ZoneId LONDON = ZoneId.of("Europe/London");
  static final Pattern PRODUCT_CODE = Pattern.compile("[0-9]{5}[A-Za-z]*");

  // Ports: what comes in and goes out, typed. Where it lives is bound at launch.
  static final Source<RawInvoiceLine> LINES = Source.of("invoice-lines", RawInvoiceLine.class);
  static final Source<Label> LABELS = Source.of("labels", Label.class).derivedFrom(LINES);
  static final Sink<DailyRevenue> DAILY = Sink.of("daily-revenue", DailyRevenue.class);
  static final Sink<TrainingRow> TRAINING = Sink.of("training-set", TrainingRow.class);
  static final Quarantine REJECTED = Quarantine.of("rejected-lines");

  static final Rules<InvoiceLine> RULES =
      Rules.on(InvoiceLine.class)
          .notNull(InvoiceLine::customerId)
          .inRange(InvoiceLine::unitPrice, Range.openClosed(0.0, 10_000.0))
          .check("quantity not 0", line -> line.quantity() != 0)
          .check(
              "cancelled exactly when negative",
              line -> line.invoiceNo().startsWith("C") == line.quantity() < 0)
          .matches(InvoiceLine::stockCode, PRODUCT_CODE);

  static final FeatureView<String, InvoiceLine, CustomerSpend> SPEND =
      FeatureView.named("customer_spend", 1)
          .over(InvoiceLine.class)
          .keyedBy(InvoiceLine::customerId)
          .at(InvoiceLine::invoicedAt)
          .as(CustomerSpend.class)
          .set(CustomerSpend::spend30d, sum(InvoiceLine::amount).over(ofDays(30)).orElse(0.0))
          .set(CustomerSpend::lines30d, count().over(ofDays(30)))
          .set(CustomerSpend::invoices90d, countDistinct(InvoiceLine::invoiceNo).over(ofDays(90)))
          .set(CustomerSpend::maxLine90d, max(InvoiceLine::amount).over(ofDays(90)))
          .set(
              CustomerSpend::returns90d,
              count().over(ofDays(90)).where("return", (InvoiceLine line) -> line.quantity() < 0))
          .set(CustomerSpend::lastCountry, last(InvoiceLine::country).over(ofDays(365)))
          .set(
              CustomerSpend::daysSinceLast,
              sinceLast().over(ofDays(365)).then("days", Duration::toDays))
          .derive(
              "mean",
              CustomerSpend::meanLine30d,
              CustomerSpend::spend30d,
              CustomerSpend::lines30d,
              (spend, lines) -> lines == 0 ? 0.0 : spend / lines)
          .build();

  public static Pipeline define() {
    Pipeline pipeline = Pipeline.named("retail");
    Events<InvoiceLine> lines =
        pipeline
            .read(LINES)
            .tryMap(InvoiceLine::from)
            .quarantine(REJECTED)
            .validate(RULES)
            .quarantine(REJECTED)
            .timestamps(InvoiceLine::invoicedAt, Lateness.of(ofMinutes(10)));

    lines
        .keyBy(InvoiceLine::country)
        .window(Window.calendarDays(LONDON))
        .aggregate("daily-revenue")
        .as(DailyRevenue.class)
        .key(DailyRevenue::country, InvoiceLine::country)
        .day(DailyRevenue::day)
        .set(DailyRevenue::revenue, sum(InvoiceLine::amount))
        .set(DailyRevenue::lines, count())
        .set(DailyRevenue::customers, countDistinct(InvoiceLine::customerId))
        .build()
        .to(DAILY);

    Features<String, CustomerSpend> spend = lines.feature(SPEND);
    pipeline
        .read(LABELS)
        .timestamps(Label::at, Lateness.none().lateTo(REJECTED))
        .asOf(Label::customerId, spend)
        .closed()
        .as(TrainingRow.class)
        .build()
        .to(TRAINING);
    return pipeline;
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }

  // end

  private Retail() {}
}
