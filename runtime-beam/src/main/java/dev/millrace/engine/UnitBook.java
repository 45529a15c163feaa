package dev.millrace.engine;

import dev.millrace.engine.Ledger.Place;
import java.util.ArrayList;
import java.util.List;

/** What a stage did for one publication unit since its last receipt. */
final class UnitBook {
  private final Receipt.Origin origin;
  private final Outlets outlets;
  private Ledger ledger = new Ledger();
  private final RuleCounts rules = new RuleCounts();
  private final List<Receipt.InputRead> inputs = new ArrayList<>();
  private final List<Receipt.FrontierRaise> raises = new ArrayList<>();
  private long recordsRead;
  private long firstPosition;
  private long lastPosition;

  UnitBook(Receipt.Origin origin, Outlets outlets) {
    this.origin = origin;
    this.outlets = outlets;
  }

  Ledger ledger() {
    return ledger;
  }

  RuleCounts rules() {
    return rules;
  }

  Outlets outlets() {
    return outlets;
  }

  /** Counts records that a reader handed over. */
  void read(String step, ReadRecords records) {
    if (records.count() > 0) {
      records.count(ledger.account(step, Place.IN));
      if (recordsRead == 0) {
        firstPosition = records.first();
      }
      recordsRead += records.count();
      lastPosition = records.last();
    }
  }

  /**
   * Turns what was read of a stream's partition into an input of the receipt.
   *
   * @param covered the position after the last record of earlier receipts; {@link Frontier#NONE}
   *     for none
   * @return the position after the last record of this one
   */
  long cover(String port, String partition, long covered) {
    if (recordsRead == 0) {
      return covered;
    }
    long from = covered == Frontier.NONE ? firstPosition : covered;
    long to = lastPosition + 1;
    inputs.add(new Receipt.InputRead(port, partition, from, to, "", recordsRead));
    recordsRead = 0;
    return to;
  }

  void add(Receipt.InputRead input) {
    inputs.add(input);
  }

  void add(Receipt.FrontierRaise raise) {
    raises.add(raise);
  }

  boolean isEmpty() {
    return ledger.entries().isEmpty() && inputs.isEmpty() && raises.isEmpty() && outlets.isEmpty();
  }

  /** Closes the parts and gives everything; the book is empty afterwards. */
  Receipt take() {
    Outlets.Done done = outlets.finish();
    Receipt receipt =
        new Receipt(
            origin,
            ledger,
            rules.take(),
            List.copyOf(inputs),
            List.copyOf(raises),
            done.staged(),
            done.sent());
    ledger = new Ledger();
    inputs.clear();
    raises.clear();
    return receipt;
  }
}
