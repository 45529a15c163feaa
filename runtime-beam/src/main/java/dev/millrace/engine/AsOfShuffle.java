package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Selection;
import java.util.List;

/** An as-of join before the shuffle: packs the rows of one of its inputs. */
final class AsOfShuffle extends Operator implements Flushable {
  private final Step.AsOf step;
  private final Partials partials;
  private final Books books;
  private final Units units;
  private final long budget;
  private final Packing packing;
  private final AsOfPacker packer;

  AsOfShuffle(
      Step.AsOf step, int input, Partials partials, Books books, Units units, Limits limits) {
    super(List.of());
    this.step = step;
    this.partials = partials;
    this.books = books;
    this.units = units;
    this.budget = Math.min(limits.foldBytes(), Packing.MOST_BYTES);
    this.packing = new Packing(step, limits.shuffleGroups());
    this.packer = AsOfPacker.of(step, input, packing);
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    books.count(step, Ledger.Place.OUT, batch, rows);
    packer.turnTo(batch.block());
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      packer.pack(row, batch.block().provenance());
      long unit = units.of(batch.block().provenance().eventTime(row));
      batch.countRow(row, books.of(unit).ledger().account(step.name(), Ledger.Place.FOLDED));
    }
    if (packing.bytes() > budget) {
      flush();
    }
  }

  @Override
  public void flush() {
    packing.ship(partials, units.isWholeRun());
  }
}
