package dev.millrace.examples.docs;

import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.examples.retail.InvoiceLine;
import java.time.Instant;

/** Steps as docs/running.md shows them. */
final class DocumentedSteps {
  private static final Instant FIRST_OF_JANUARY = Instant.parse("2011-01-01T00:00:00Z");
  private static final Instant FIRST_OF_FEBRUARY = Instant.parse("2011-02-01T00:00:00Z");

  private DocumentedSteps() {}

  static Records<InvoiceLine> filterByRules(Records<InvoiceLine> lines) {
    // snippet:filter
    Records<InvoiceLine> january =
        lines.filter(
            "January 2011",
            Rules.on(InvoiceLine.class)
                .inRange(
                    InvoiceLine::invoicedAt, Range.closedOpen(FIRST_OF_JANUARY, FIRST_OF_FEBRUARY))
                .notNull(InvoiceLine::customerId));
    // end
    return january;
  }
}
