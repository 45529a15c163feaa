package dev.millrace.beam;

import dev.millrace.engine.Ledger;
import dev.millrace.engine.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * What receipts say, as counters of the runner: {@code rejected} of {@code validate:invoice-lines}.
 * For people who look on, and never a basis for counts: a bundle that is tried again counts twice.
 * In a stream they move when a reader hands its receipts on: at checkpoints, and at the ends of
 * units.
 */
final class StepCounters {
  private StepCounters() {}

  /** {@link #add(Receipt)} of a receipt on its way. */
  static void add(byte[] receipt) {
    try {
      add(Receipt.fromJson(receipt));
    } catch (IOException e) {
      throw new UncheckedIOException("not a receipt", e);
    }
  }

  /** To be called within an element's or a bundle's work. Costs an update for each account. */
  static void add(Receipt receipt) {
    for (Ledger.Entry entry : receipt.ledger().entries()) {
      if (entry.tally().count() > 0) {
        Metrics.counter(entry.step(), entry.place().name().toLowerCase(Locale.ROOT))
            .inc(entry.tally().count());
      }
    }
  }
}
