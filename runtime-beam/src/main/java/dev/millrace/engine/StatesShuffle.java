package dev.millrace.engine;

import dev.millrace.feature.FactReader;
import dev.millrace.feature.FeatureException;
import dev.millrace.plan.Step;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import java.util.List;

/**
 * {@link Step.States} before the shuffle: packs the facts of its view, each as a sort key ({@link
 * TimedKey}), the id of its row, and what features read of it.
 */
final class StatesShuffle extends Operator implements Flushable {
  /** The side of facts: the only one beside the mark of a key. */
  static final int FACTS = TimedKey.MARK + 1;

  private final Step.States step;
  private final Partials partials;
  private final Books books;
  private final Units units;
  private final long budget;
  private final Packing packing;
  private final FactReader reader;
  private final ByteOutput sortKey = new ByteOutput();
  private final ByteOutput payload = new ByteOutput();

  StatesShuffle(Step.States step, Partials partials, Books books, Units units, Limits limits) {
    super(List.of());
    this.step = step;
    this.partials = partials;
    this.books = books;
    this.units = units;
    this.budget = limits.foldBytes();
    this.packing = new Packing(step, limits.shuffleGroups());
    this.reader = new FactReader(step.view());
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    books.count(step, Ledger.Place.OUT, batch, rows);
    reader.turnTo(batch.block());
    Provenance provenance = batch.block().provenance();
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      long time = provenance.eventTime(row);
      read(row, time);
      pack(row, time, provenance);
      batch.countRow(
          row, books.of(units.of(time)).ledger().account(step.name(), Ledger.Place.FOLDED));
    }
    if (packing.bytes() > budget) {
      flush();
    }
  }

  private void read(int row, long eventTime) {
    try {
      reader.read(row);
    } catch (FeatureException e) {
      throw AsOfProblem.failed(step, e);
    }
    if (reader.order().time() != eventTime) {
      throw AsOfProblem.otherTime(step, step.view(), reader.order().time(), eventTime);
    }
  }

  /** A fact without a key is nobody's, and goes along only to be counted. */
  private void pack(int row, long time, Provenance provenance) {
    boolean hasKey = reader.hasKey();
    long idHigh = provenance.idHigh(row);
    long idLow = provenance.idLow(row);
    TimedKey.begin(hasKey, sortKey);
    if (hasKey) {
      reader.writeKey(sortKey);
    }
    long group = SortKey.endGroup(sortKey);
    long spread = hasKey ? group : Mix.of(idHigh, idLow);
    TimedKey.end(time, FACTS, sortKey);
    payload.clear();
    payload.writeLong(idHigh);
    payload.writeLong(idLow);
    if (hasKey) {
      reader.order().write(sortKey);
      reader.write(payload);
    }
    Entry.write(sortKey, payload, packing.since(time, packing.group(spread)));
    packing.wrote(Entry.HEADER + sortKey.size() + payload.size());
  }

  @Override
  public void flush() {
    packing.ship(partials, units.isWholeRun());
  }
}
