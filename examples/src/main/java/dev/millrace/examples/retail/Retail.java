package dev.millrace.examples.retail;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.sum;

import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import java.time.Duration;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * Cleans the invoice lines of a gift shop and adds up revenue by country and day. Lines that break
 * a rule, or cannot be read, are kept with every reason.
 */
public final class Retail {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final Pattern PRODUCT_CODE = Pattern.compile("[0-9]{5}[A-Za-z]*");

  // snippet:ports
  static final Source<RawInvoiceLine> LINES = Source.of("invoice-lines", RawInvoiceLine.class);
  static final Sink<DailyRevenue> DAILY = Sink.of("daily-revenue", DailyRevenue.class);
  static final Quarantine REJECTED = Quarantine.of("rejected-lines");
  // end

  // snippet:rules
  static final Rules<InvoiceLine> RULES =
      Rules.on(InvoiceLine.class)
          .notNull(InvoiceLine::customerId)
          .inRange(InvoiceLine::unitPrice, Range.openClosed(0.0, 10_000.0))
          .check("quantity not 0", line -> line.quantity() != 0)
          .check(
              "cancelled exactly when negative",
              line -> line.invoiceNo().startsWith("C") == line.quantity() < 0)
          .matches(InvoiceLine::stockCode, PRODUCT_CODE);

  // end

  private Retail() {}

  // snippet:define
  public static Pipeline define() {
    Pipeline pipeline = Pipeline.named("retail");
    Events<InvoiceLine> lines =
        pipeline
            .read(LINES)
            .tryMap(InvoiceLine::from)
            .quarantine(REJECTED)
            .validate(RULES)
            .quarantine(REJECTED)
            .timestamps(InvoiceLine::invoicedAt, Lateness.of(Duration.ofMinutes(10)));

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
    return pipeline;
  }
  // end
}
